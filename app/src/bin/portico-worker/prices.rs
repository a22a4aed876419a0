//! AWS's price lists as they stream by, and what they change.

use crate::import::told;
use portico_core::catalogue::offer::{Imported, Importer, Taken};
use portico_core::catalogue::{Catalogue, Price, PriceTable};
use serde_json::{Map, Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// How much of a file is held at a time, in bytes.
const PIECE: f64 = 1_048_576.0;

/// The catalogue by a table of imported prices; an empty one for those built in.
pub fn catalogue(table: &str) -> Result<Catalogue, String> {
    match table {
        "" => Ok(Catalogue::bundled().clone()),
        text => Ok(Catalogue::bundled().with_prices(Imported::read(text).map_err(|e| told(&e.into()))?.over(PriceTable::bundled()))),
    }
}

/// Reads a whole file.
pub async fn read(file: &web_sys::Blob, given: &[String], tell: &js_sys::Function) -> Result<String, String> {
    let [kept, today] = given else { return Err(crate::language::t("a table and a day are wanted").into()) };
    let (size, mut at) = (file.size(), 0.0);
    let mut reading = Reading::new(kept)?;
    while at < size {
        let end = (at + PIECE).min(size);
        let unread = |_| crate::language::t("the browser cannot read this file: it may have been moved or changed").to_string();
        let piece = file.slice_with_f64_and_f64(at, end).map_err(unread)?;
        let buffer = JsFuture::from(piece.array_buffer()).await.map_err(unread)?;
        reading.feed(&js_sys::Uint8Array::new(&buffer).to_vec())?;
        at = end;
        // Whoever asked may be gone.
        let _ = tell.call1(&JsValue::NULL, &JsValue::from_f64(at / size));
    }
    reading.finish(today)
}

/// A price list between two pieces, or a table that was imported elsewhere.
struct Reading {
    kept: Imported,
    importer: Importer,
    /// A table of Portico's own, as far as it came; none for a list of AWS.
    table: Option<Vec<u8>>,
    begun: bool,
}

impl Reading {
    fn new(kept: &str) -> Result<Self, String> {
        let kept = if kept.is_empty() { Imported::default() } else { Imported::read(kept).map_err(|e| told(&e.into()))? };
        Ok(Self { kept, importer: Importer::new(), table: None, begun: false })
    }

    fn feed(&mut self, bytes: &[u8]) -> Result<(), String> {
        if !std::mem::replace(&mut self.begun, true) && bytes.starts_with(b"# Portico prices") {
            self.table = Some(Vec::new());
        }
        match &mut self.table {
            Some(table) if table.len() + bytes.len() > 16_000_000 => Err(crate::language::t("this table of prices is too large").into()),
            Some(table) => {
                table.extend_from_slice(bytes);
                Ok(())
            }
            None => self.importer.feed(bytes).map_err(|e| told(&e.into())),
        }
    }

    fn finish(self, today: &str) -> Result<String, String> {
        let before = self.kept.over(PriceTable::bundled());
        let (imported, report) = match self.table {
            Some(bytes) => of_table(&String::from_utf8(bytes).map_err(|_| crate::language::t("this is not UTF-8 text"))?, &before)?,
            None => self.importer.finish(&before, today).map_err(|e| told(&e.into()))?,
        };
        let offers: Vec<Value> = imported.offers.iter().map(|o| json!({"code": o.code, "version": o.version, "day": o.day()})).collect();
        let told: Vec<Value> = report.iter().filter(|t| t.changes() || t.after.is_err()).map(line).collect();
        let taken = imported.rows.len();
        let mut all = self.kept;
        all.lay(imported);
        let same = report.len() - told.len();
        Ok(json!({"offers": offers, "table": all.write(), "taken": taken, "same": same, "prices": told}).to_string())
    }
}

/// A table that `portico prices import` wrote, as if its prices came from a list.
fn of_table(text: &str, before: &PriceTable) -> Result<(Imported, Vec<Taken>), String> {
    let imported = Imported::read(text).map_err(|e| told(&e.into()))?;
    let taken = imported.rows.iter().map(|r| Taken {
        region: r.region.clone(),
        meter: r.meter,
        towards: r.towards.clone(),
        before: match &r.towards {
            Some(to) => before.pair(&r.region, to).cloned(),
            None => before.price(&r.region, r.meter).cloned(),
        },
        after: Ok(r.price.clone()),
    });
    let report = taken.collect();
    Ok((imported, report))
}

fn line(t: &Taken) -> Value {
    let mut o = Map::new();
    o.insert("region".into(), json!(t.region));
    o.insert("meter".into(), json!(t.meter.key()));
    o.insert("to".into(), json!(t.towards));
    let mut side = |name: &str, p: &Price| {
        let tiers: Vec<String> = p.tiers().iter().map(|t| t.amount.exact()).collect();
        o.insert(name.into(), json!({"tiers": tiers, "currency": p.currency.as_str(), "day": p.as_of}));
    };
    if let Some(p) = &t.before {
        side("before", p);
    }
    match &t.after {
        Ok(p) => side("after", p),
        Err(why) => drop(o.insert("why".into(), json!(told(&why.clone().into())))),
    }
    Value::Object(o)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = r#"{"formatVersion": "v1.0", "offerCode": "AmazonVPC", "version": "20261001000000", "publicationDate": "2026-10-01T00:00:00Z",
        "products": {"A": {"sku": "A", "attributes": {"servicecode": "AmazonVPC", "usagetype": "EU-VpcEndpoint-Hours", "operation": "VpcEndpoint", "regionCode": "eu-west-1"}},
                     "B": {"sku": "B", "attributes": {"servicecode": "AmazonVPC", "usagetype": "EU-VPN-Usage-Hours:ipsec.1", "regionCode": "eu-west-1"}}},
        "terms": {"OnDemand": {"A": {"A.T": {"effectiveDate": "2026-09-01T00:00:00Z", "priceDimensions": {"A.T.1": {"beginRange": "0", "endRange": "Inf", "pricePerUnit": {"USD": "0.9900000000"}}}}},
                               "B": {"B.T": {"effectiveDate": "2026-09-01T00:00:00Z", "priceDimensions": {"B.T.1": {"beginRange": "0", "endRange": "Inf", "pricePerUnit": {"USD": "-1"}}}}}}}}"#;

    fn read(text: &str, kept: &str, piece: usize) -> Result<Value, String> {
        let mut reading = Reading::new(kept)?;
        for part in text.as_bytes().chunks(piece) {
            reading.feed(part)?;
        }
        reading.finish("2026-11-28").map(|j| serde_json::from_str(&j).unwrap())
    }

    #[test]
    fn a_list_in_pieces_is_a_table_and_a_report() {
        let v = read(LIST, "", 7).unwrap();
        assert_eq!((&v["offers"][0]["code"], &v["offers"][0]["day"]), (&json!("AmazonVPC"), &json!("2026-10-01")));
        assert_eq!((v["taken"].as_u64(), v["same"].as_u64()), (Some(1), Some(0)));
        let of = |meter: &str| v["prices"].as_array().unwrap().iter().find(|p| p["meter"] == meter).unwrap();
        let hour = of("interface-endpoint-hour");
        assert_eq!((&hour["before"]["tiers"], &hour["after"]["tiers"]), (&json!(["0.011"]), &json!(["0.99"])));
        assert_eq!(hour["after"]["day"], "2026-10-01");
        assert!(of("vpn-hour")["why"].is_string() && of("vpn-hour")["after"].is_null());
        // The table goes on from there: the same list once more changes nothing, and neither does the table as a file.
        let table = v["table"].as_str().unwrap();
        let again = read(LIST, table, 100).unwrap();
        assert_eq!((again["same"].as_u64(), again["table"].as_str()), (Some(1), Some(table)));
        let own = read(table, "", 11_000).unwrap();
        assert_eq!((own["taken"].as_u64(), own["table"].as_str()), (Some(1), Some(table)));
        let price = catalogue(table).unwrap().price("eu-west-1", portico_core::catalogue::Meter::InterfaceEndpointHour).unwrap().clone();
        assert_eq!((price.amount().exact(), price.as_of.as_deref()), ("0.99".into(), Some("2026-10-01")));
    }

    #[test]
    fn damage_and_other_files_are_refused_with_why() {
        for (text, why) in [
            (&LIST[..LIST.len() - 40], "cut off"),
            ("{\"portico\": 1}", "there are no products"),
            ("", "empty"),
            ("a,b\n1,2\n", "neither a price list"),
            ("# Portico prices 1\nx", "line 2"),
        ] {
            let said = read(text, "", 64).unwrap_err();
            assert!(said.contains(why), "{text:.30}: {said}");
        }
    }
}
