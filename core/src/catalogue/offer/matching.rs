//! Which meter and region a product of the price list is about. Matches are exact: `VpcEndpoint-Hours` is not `VpcEndpoint-GWLBE-Hours`.
//! [Understand codes for Amazon VPC in billing and usage reports; AWS Region billing codes]

use crate::catalogue::meter::Meter;
use crate::catalogue::region::{self, Region};
use crate::ordered::BTreeMap;

/// The attributes of a product that say what it is, by lower-case name without spaces.
pub(super) const ATTRIBUTES: [&str; 13] = [
    "usagetype",
    "servicecode",
    "operation",
    "regioncode",
    "location",
    "locationtype",
    "fromlocationtype",
    "fromlocation",
    "transfertype",
    "fromregioncode",
    "toregioncode",
    "vpntype",
    "group",
];

pub(super) type Attributes = BTreeMap<&'static str, String>;

/// What a price is of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Subject {
    pub region: &'static str,
    pub meter: Meter,
    /// Of data between regions: where it goes.
    pub towards: Option<&'static str>,
}

pub(super) fn subject(a: &Attributes) -> Option<Subject> {
    let get = |name: &str| a.get(name).map_or("", String::as_str);
    let usage = get("usagetype");
    // Local Zones and Wavelength Zones have prices of their own, which designs here do not use.
    if ["locationtype", "fromlocationtype"].iter().any(|n| !matches!(get(n), "" | "AWS Region")) {
        return None;
    }
    if let Some(pair) = usage.strip_suffix("-AWS-Out-Bytes") {
        let (from, to) = pair.split_once('-')?;
        return Some(Subject { region: by_billing(from)?.code, meter: Meter::InterRegionGb, towards: Some(by_billing(to)?.code) });
    }
    let (meter, prefix) = Meter::ALL.into_iter().find_map(|m| {
        let suffix = m.suffix();
        let rest = usage.strip_suffix(suffix).filter(|_| !suffix.is_empty())?;
        (rest.is_empty() || rest.ends_with('-')).then(|| (m, rest.trim_end_matches('-')))
    })?;
    let prefixed = by_billing(prefix);
    if !prefix.is_empty() && prefixed.is_none() {
        return None;
    }
    let region = region::by_code(get("regioncode")).or_else(|| region::by_code(get("fromregioncode"))).or(prefixed);
    // N. Virginia leaves its code out.
    let region = region.or_else(|| region::by_code("us-east-1").filter(|_| prefix.is_empty()))?;
    right(meter, &get).then_some(Subject { region: region.code, meter, towards: None })
}

/// What else must fit for a product to be the one that is meant.
fn right<'a>(meter: Meter, get: &impl Fn(&str) -> &'a str) -> bool {
    let transfer = ["AWSDataTransfer", "AmazonEC2"];
    let code = get("servicecode");
    let service =
        code.is_empty() || code == meter.service_code() || (meter.service_code() == "AWSDataTransfer" && transfer.contains(&code));
    let is = |name: &str, wanted: &[&str]| get(name).is_empty() || wanted.contains(&get(name));
    service
        && match meter {
            Meter::InterfaceEndpointHour | Meter::InterfaceEndpointGb | Meter::GwlbEndpointHour | Meter::GwlbEndpointGb => {
                is("operation", &["VpcEndpoint"])
            }
            Meter::ResourceEndpointHour | Meter::ResourceEndpointGb => is("operation", &["VpcResourceConsumer"]),
            Meter::NatHour | Meter::NatGb | Meter::NatProvisionedGbpsHour => is("operation", &["NatGateway"]),
            Meter::RegionalNatHour => is("operation", &["RegionalNatGateway"]),
            Meter::TgwAttachmentHour | Meter::TgwGb => is("operation", &["TransitGatewayVPC"]),
            Meter::VpnHour => get("vpntype").is_empty() || get("vpntype").starts_with("VPN Standard"),
            Meter::InternetEgressGb => is("transfertype", &["AWS Outbound"]),
            Meter::InternetIngressGb => is("transfertype", &["AWS Inbound"]),
            Meter::CrossAzGb => is("transfertype", &["IntraRegion"]),
            _ => true,
        }
}

fn by_billing(code: &str) -> Option<&'static Region> {
    region::all().iter().find(|r| r.billing_code.is_some_and(|b| b.value == code))
}
