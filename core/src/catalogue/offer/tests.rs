//! Price list files as AWS writes them, whole and damaged, in pieces of any size.

use super::*;
use crate::catalogue::{Catalogue, Currency, Meter, PriceTable};
use proptest::prelude::*;

const TODAY: &str = "2026-11-28";

fn product(sku: &str, attributes: &str) -> String {
    format!(
        r#""{sku}": {{"sku": "{sku}", "productFamily": "X", "attributes": {{"servicecode": "AmazonVPC", "locationType": "AWS Region", {attributes}}}}}"#
    )
}

fn term(sku: &str, effective: &str, tiers: &[(&str, &str, &str)]) -> String {
    let rates: Vec<String> = tiers
        .iter()
        .enumerate()
        .map(|(i, (from, to, amount))| {
            format!(
                r#""{sku}.T.{i}": {{"rateCode": "{sku}.T.{i}", "description": "say \"hi\" \u00e9 \ud83d\ude00", "unit": "GB", "beginRange": "{from}", "endRange": "{to}", "appliesTo": [], "pricePerUnit": {{"USD": "{amount}"}}}}"#
            )
        })
        .collect();
    format!(
        r#""{sku}.T{effective}": {{"offerTermCode": "T", "sku": "{sku}", "effectiveDate": "{effective}T00:00:00Z", "priceDimensions": {{{}}}, "termAttributes": {{}}}}"#,
        rates.join(", ")
    )
}

fn bulk() -> String {
    let products = [
        product("A", r#""usagetype": "EUC1-VpcEndpoint-Hours", "operation": "VpcEndpoint", "regionCode": "eu-central-1""#),
        product("B", r#""usagetype": "EUC1-VpcEndpoint-GWLBE-Hours", "operation": "VpcEndpoint", "regionCode": "eu-central-1""#),
        product("C", r#""usagetype": "EUC1-VpcEndpoint-Bytes", "operation": "VpcEndpoint", "regionCode": "eu-central-1""#),
        product("D", r#""usagetype": "EUC1-TransitGateway-Hours", "operation": "TransitGatewayVPC", "regionCode": "eu-central-1""#),
        product("E", r#""usagetype": "EUC1-TransitGateway-Hours", "operation": "TransitGatewayPeering", "regionCode": "eu-central-1""#),
        product("F", r#""usagetype": "Global-VpcEndpoint-Hours", "operation": "VpcEndpoint""#),
        product("G", r#""usagetype": "EUC1-Something-Else", "regionCode": "eu-central-1""#),
        product("H", r#""usagetype": "EUC1-VPN-Usage-Hours:ipsec.1", "vpnType": "VPN Standard", "regionCode": "eu-central-1""#),
    ];
    let one = |sku: &str, amount: &str| format!(r#""{sku}": {{{}}}"#, term(sku, "2026-09-01", &[("0", "Inf", amount)]));
    let terms = [
        format!(
            r#""A": {{{}, {}, {}}}"#,
            term("A", "2025-01-01", &[("0", "Inf", "0.0110000000")]),
            term("A", "2026-09-01", &[("0", "Inf", "0.0125000000")]),
            term("A", "2027-01-01", &[("0", "Inf", "0.9900000000")])
        ),
        one("B", "0.0130000000"),
        format!(
            r#""C": {{{}}}"#,
            term(
                "C",
                "2026-09-01",
                &[("5242880", "Inf", "0.0040000000"), ("0", "1048576", "0.0100000000"), ("1048576", "5242880", "0.0060000000")]
            )
        ),
        one("D", "0.0600000000"),
        one("E", "0.0700000000"),
        one("F", "0.0000000000"),
        one("G", "9.0000000000"),
        one("H", "0.0500000000"),
    ];
    format!(
        r#"{{"formatVersion": "v1.0", "disclaimer": "x", "offerCode": "AmazonVPC", "version": "20260917190528", "publicationDate": "2026-09-17T19:05:28Z", "products": {{{}}}, "terms": {{"OnDemand": {{{}}}, "Reserved": {{"A": {{}}}}}}}}"#,
        products.join(", "),
        terms.join(", ")
    )
}

fn read(text: &str, piece: usize) -> Result<(Imported, Vec<Taken>), String> {
    let mut importer = Importer::new();
    for part in text.as_bytes().chunks(piece.max(1)) {
        importer.feed(part).map_err(|e| e.to_string())?;
    }
    importer.finish(PriceTable::bundled(), TODAY).map_err(|e| e.to_string())
}

fn shown(all: &[Taken]) -> Vec<String> {
    let tiers = |t: &Taken| match &t.after {
        Ok(p) => p.tiers().iter().map(|t| t.amount.exact()).collect::<Vec<_>>().join(" "),
        Err(e) => e.to_string(),
    };
    all.iter()
        .map(|t| {
            format!(
                "{} {}{} {}{}",
                t.region,
                t.meter.key(),
                t.towards.as_ref().map(|t| format!(">{t}")).unwrap_or_default(),
                tiers(t),
                if t.changes() { " changed" } else { "" }
            )
        })
        .collect()
}

const BULK: [&str; 5] = [
    "eu-central-1 interface-endpoint-hour 0.0125 changed",
    "eu-central-1 interface-endpoint-gb 0.01 0.006 0.004",
    "eu-central-1 gwlb-endpoint-hour 0.013 changed",
    "eu-central-1 tgw-attachment-hour 0.06",
    "eu-central-1 vpn-hour 0.05",
];

fn without_mark(lines: &[String]) -> Vec<String> {
    lines.iter().map(|l| l.trim_end_matches(" changed").to_owned()).collect()
}

#[test]
fn the_bulk_file_in_pieces_of_any_size() {
    let want = without_mark(&BULK.map(ToOwned::to_owned));
    for piece in [1, 2, 3, 7, 64, 4096, 1 << 20] {
        let (imported, report) = read(&bulk(), piece).unwrap();
        assert_eq!(without_mark(&shown(&report)), want, "in pieces of {piece}");
        assert!(report[0].changes(), "0.0125 is not the bundled price");
        assert_eq!(imported.offers[0].day().as_deref(), Some("2026-09-17"));
    }
}

#[test]
fn what_the_table_then_says() {
    let (imported, _) = read(&bulk(), 512).unwrap();
    let text = imported.write();
    let again = Imported::read(&text).unwrap();
    assert_eq!(again, imported);
    let table = again.over(PriceTable::bundled());
    let catalogue = Catalogue::bundled().with_prices(table);
    let price = catalogue.price("eu-central-1", Meter::InterfaceEndpointHour).unwrap();
    assert_eq!((price.amount().exact(), price.as_of.as_deref()), ("0.0125".into(), Some("2026-09-17")));
    assert!(price.sources[0].contains("AmazonVPC 20260917190528"));
    assert!(catalogue.price("us-east-1", Meter::InterfaceEndpointHour).is_some(), "others stay");
}

#[test]
fn answers_of_the_pricing_api() {
    let item = |sku: &str, usage: &str, operation: &str, amount: &str| {
        format!(
            r#"{{"product": {{"productFamily": "NAT Gateway", "attributes": {{"regionCode": "eu-west-1", "servicecode": "AmazonEC2", "usagetype": "{usage}", "operation": "{operation}"}}, "sku": "{sku}"}}, "serviceCode": "AmazonEC2", "terms": {{"OnDemand": {{{}}}}}, "version": "20260925174521", "publicationDate": "2026-09-25T17:45:21Z"}}"#,
            term(sku, "2026-09-01", &[("0", "Inf", amount)])
        )
    };
    let items = [
        item("N", "EU-NatGateway-Hours", "NatGateway", "0.0490000000"),
        item("R", "EU-RegionalNatGateway-Hours", "RegionalNatGateway", "0.0500000000"),
    ];
    let quoted: Vec<String> = items.iter().map(|i| serde_json::to_string(i).unwrap()).collect();
    let forms = [
        format!(r#"{{"FormatVersion": "aws_v1", "PriceList": [{}], "NextToken": "x"}}"#, quoted.join(", ")),
        format!(r#"{{"PriceList": [{}]}}"#, items.join(", ")),
        format!("[{}]", items.join(",\n")),
        items.join("\n"),
    ];
    for form in forms {
        let (imported, report) = read(&form, 100).unwrap();
        assert_eq!(without_mark(&shown(&report)), ["eu-west-1 nat-hour 0.049", "eu-west-1 regional-nat-hour 0.05"], "{form}");
        assert_eq!(imported.offers[0].code, "AmazonEC2");
    }
}

const CSV: &str = r#""FormatVersion","v1.0"
"Disclaimer","This pricing list is for informational purposes only."
"Publication Date","2026-09-17T19:05:28Z"
"Version","20260917190528"
"OfferCode","AWSDataTransfer"
"SKU","OfferTermCode","RateCode","TermType","PriceDescription","EffectiveDate","StartingRange","EndingRange","Unit","PricePerUnit","Currency","Product Family","serviceCode","Transfer Type","From Location","From Location Type","To Location","usageType","operation","From Region Code","To Region Code"
"P","JRT","P.JRT.1","OnDemand","first, ""and"" best","2026-09-01","0","10240","GB","0.0900000000","USD","Data Transfer","AWSDataTransfer","AWS Outbound","US West (Oregon)","AWS Region","External","USW2-DataTransfer-Out-Bytes","","us-west-2",""
"P","JRT","P.JRT.2","OnDemand","next","2026-09-01","10240","51200","GB","0.0850000000","USD","Data Transfer","AWSDataTransfer","AWS Outbound","US West (Oregon)","AWS Region","External","USW2-DataTransfer-Out-Bytes","","us-west-2",""
"P","JRT","P.JRT.3","OnDemand","rest","2026-09-01","51200","Inf","GB","0.0600000000","USD","Data Transfer","AWSDataTransfer","AWS Outbound","US West (Oregon)","AWS Region","External","USW2-DataTransfer-Out-Bytes","","us-west-2",""
"Q","JRT","Q.JRT.1","OnDemand","pair","2026-09-01","0","Inf","GB","0.0200000000","USD","Data Transfer","AWSDataTransfer","InterRegion Outbound","US West (Oregon)","AWS Region","EU (Ireland)","USW2-EU-AWS-Out-Bytes","","us-west-2","eu-west-1"
"Z","JRT","Z.JRT.1","OnDemand","local zone","2026-09-01","0","Inf","GB","0.5000000000","USD","Data Transfer","AWSDataTransfer","AWS Outbound","Los Angeles","AWS Local Zone","External","USW2-DataTransfer-Out-Bytes","","us-west-2",""
"#;

#[test]
fn the_csv_file() {
    for piece in [1, 5, 1000] {
        let (_, report) = read(CSV, piece).unwrap();
        let want = ["us-west-2 inter-region-gb>eu-west-1 0.02", "us-west-2 internet-egress-gb 0.09 0.085 0.06"];
        assert_eq!(without_mark(&shown(&report)), want);
    }
    assert!(read(&CSV[..CSV.len() - 30], 64).is_err(), "cut off inside a quoted field");
}

#[test]
fn china_has_prices_of_its_own_currency_and_no_others() {
    let text = bulk().replace("EUC1-", "CNN1-").replace("eu-central-1", "cn-north-1").replace("\"USD\"", "\"CNY\"");
    let billing = Catalogue::bundled().region("cn-north-1").unwrap().billing_code.map(|b| b.value);
    let (imported, report) = read(&text.replace("CNN1-", &format!("{}-", billing.unwrap_or("CNN1"))), 512).unwrap();
    if billing.is_some() {
        assert!(report.iter().all(|t| t.after.as_ref().is_ok_and(|p| p.currency == Currency::Cny)), "{report:#?}");
        let table = imported.over(PriceTable::bundled());
        assert!(table.price("cn-north-1", Meter::SameRegionServiceGb).is_none(), "no dollar price stands in");
    }
}

#[test]
fn what_is_no_price_list_is_refused() {
    for text in
        ["", "   \n", "{}", "[]", "[1, 2]", "{\"Vpcs\": []}", "a,b\n1,2\n", "{\"products\": {", "{\"products\": ]", "not json at all"]
    {
        assert!(read(text, 3).is_err(), "{text:?}");
    }
    let gap = bulk().replace("\"beginRange\": \"1048576\"", "\"beginRange\": \"1048577\"");
    let (imported, report) = read(&gap, 256).unwrap();
    assert!(report.iter().any(|t| t.after.as_ref().is_err_and(|e| e.to_string().contains("gaps"))));
    assert!(imported.rows.iter().all(|r| r.meter != Meter::InterfaceEndpointGb), "the table keeps its own");
    let bad = bulk().replace("0.0125000000", "1e300");
    assert!(read(&bad, 256).unwrap().1.iter().any(|t| t.after.is_err()));
}

#[test]
fn files_of_prices_are_checked() {
    let good = "# Portico prices 1\nus-east-1\tnat-gb\tUSD\t0=0.045\t2026-09-17\tx\n";
    assert_eq!(Imported::read(good).unwrap().rows.len(), 1);
    for (from, to) in [
        ("nat-gb", "nat-go"),
        ("USD", "XYZ"),
        ("0=0.045", "5=0.045"),
        ("0=0.045", "0=-1"),
        ("0=0.045", "0=NaN"),
        ("# Portico prices 1", "x"),
    ] {
        assert!(Imported::read(&good.replace(from, to)).is_err(), "{to}");
    }
}

proptest! {
    #[test]
    fn no_damage_makes_it_panic(at in any::<prop::sample::Index>(), byte in any::<u8>(), piece in 1usize..200, cut in any::<prop::sample::Index>()) {
        for text in [bulk(), CSV.to_owned()] {
            let mut bytes = text.into_bytes();
            let (at, cut) = (at.index(bytes.len()), cut.index(bytes.len()));
            bytes[at] = byte;
            let mut importer = Importer::new();
            let fed = bytes[..cut].chunks(piece).try_for_each(|p| importer.feed(p));
            let _ = fed.and_then(|()| importer.finish(PriceTable::bundled(), TODAY).map(drop));
        }
    }

    #[test]
    fn nonsense_is_no_table(text in "\\PC{0,200}") {
        let _ = Imported::read(&format!("# Portico prices 1\n{text}"));
        let _ = read(&text, 16);
    }
}

#[test]
fn price_lists_are_known_by_their_head() {
    let bulk = bulk();
    let table = Imported::default().write();
    let api = r#"{"PriceList": ["{}"]}"#;
    for (text, want) in [
        (bulk.as_str(), true),
        (table.as_str(), true),
        (api, true),
        ("\u{feff}\"FormatVersion\",\"v1.0\"\n\"Disclaimer\",\"x\"", true),
        ("SKU,OfferTermCode,RateCode,TermType,PricePerUnit", true),
        ("{\"portico\": 3, \"nodes\": []}", false),
        ("{\"AWSTemplateFormatVersion\": \"2010-09-09\", \"Resources\": {}}", false),
        ("{\"format_version\": \"1.2\", \"terraform_version\": \"1.9\"}", false),
        ("Resources:", false),
        ("", false),
    ] {
        assert_eq!(is_price_list(&text.as_bytes()[..text.len().min(4096)]), want, "{text:.60}");
    }
}

#[test]
fn a_list_without_a_price_that_counts_is_refused() {
    let only = |usage: &str| {
        format!(
            r#"{{"offerCode": "AmazonS3", "version": "1", "products": {{{}}}, "terms": {{"OnDemand": {{}}}}}}"#,
            product("A", &format!(r#""usagetype": "{usage}", "regionCode": "eu-central-1""#))
        )
    };
    let why = read(&only("EUC1-TimedStorage-ByteHrs"), 64).unwrap_err();
    assert!(why.starts_with("AmazonS3 has none of the prices that a network runs up"), "{why}");
}
