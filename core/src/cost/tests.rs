//! Bills of small designs, to the cent.

use super::*;
use crate::catalogue::{Catalogue, Meter};
use crate::facts::Facts;
use crate::fixture;
use crate::money::Money;

fn bill(text: &str) -> Estimate {
    let doc = fixture::parse(text).unwrap_or_else(|e| panic!("{e}"));
    Facts::new(&doc, Catalogue::bundled()).estimate().clone()
}

fn typical(e: &Estimate, meter: Meter) -> String {
    Estimate::sum(e.lines.iter().filter(|l| l.meter == meter)).typical.to_string()
}

const BASE: &str = "
region us-east-1
vpc main 10.0.0.0/16 dns-hostnames
  igw igw
  table public: 0.0.0.0/0 -> igw
  table app: 0.0.0.0/0 -> nat
  group app: out tcp 443 to 0.0.0.0/0
  group endpoints: in tcp 443 from app
  subnet public-a a 10.0.0.0/24 table public
    nat nat
  subnet app-a a 10.0.1.0/24 table app
    instance one groups app
  subnet app-b b 10.0.2.0/24 table app
    instance two groups app
service s3
service ssm as systems
";

#[test]
fn nat_costs_hours_address_gigabytes_and_the_crossing() {
    let e = bill(&format!("{BASE}flow one -> s3 tcp 443 gb 10/100/1000\nflow two -> s3 tcp 443 gb 10/100/1000\n"));
    assert_eq!(typical(&e, Meter::NatHour), "32.85"); // 730 × 0.045
    assert_eq!(typical(&e, Meter::PublicIpv4Hour), "3.65"); // 730 × 0.005
    assert_eq!(typical(&e, Meter::NatGb), "9.00"); // 200 × 0.045
    assert_eq!(typical(&e, Meter::CrossAzGb), "2.00"); // only two in zone b crosses: 100 GB × 0.01 on each side
    let (_, month) = e.month();
    assert_eq!(
        (month.low.to_string(), month.typical.to_string(), month.high.to_string()),
        ("37.60".into(), "47.50".into(), "146.50".into())
    );
}

#[test]
fn a_gateway_endpoint_takes_the_bytes_off_the_bill() {
    let text = BASE.replace("service s3\n", "  gateway-endpoint s3 tables app\nservice s3\n");
    let e = bill(&format!("{text}flow one -> s3 tcp 443 gb 10/100/1000\nflow two -> s3 tcp 443 gb 10/100/1000\n"));
    assert_eq!((typical(&e, Meter::NatGb), typical(&e, Meter::GatewayEndpointGb)), ("0.00".into(), "0.00".into()));
    assert!(e.lines.iter().any(|l| l.meter == Meter::GatewayEndpointGb && l.flow.is_some()));
}

#[test]
fn an_interface_endpoint_costs_per_zone_hour_and_gigabyte_and_no_crossing() {
    let text = BASE.replace("service s3\n", "  interface-endpoint ssm in app-a, app-b groups endpoints private-dns\nservice s3\n");
    let e = bill(&format!("{text}flow one -> systems tcp 443 gb 0/100/100\n"));
    assert_eq!(typical(&e, Meter::InterfaceEndpointHour), "14.60"); // 2 × 730 × 0.01
    assert_eq!(typical(&e, Meter::InterfaceEndpointGb), "1.00");
    assert_eq!(typical(&e, Meter::CrossAzGb), "0.00");
    let line = e.lines.iter().find(|l| l.meter == Meter::InterfaceEndpointHour).unwrap();
    assert_eq!((line.usage_type.as_deref(), line.unit_price.exact()), (Some("USE1-VpcEndpoint-Hours"), "0.01".into()));
}

#[test]
fn tiers_count_over_the_region_and_lines_add_up() {
    let text = BASE.replace("service s3\n", "  interface-endpoint ssm in app-a groups endpoints private-dns\nservice s3\n");
    let flows = "flow one -> systems tcp 443 gb 0/800000/800000 as f1\nflow two -> systems tcp 443 gb 0/800000/800000 as f2\n";
    let e = bill(&format!("{text}{flows}"));
    // 1,048,576 GB at 0.01 and the rest of 1,600,000 at 0.006.
    let want: Money = "13794.304".parse().unwrap();
    assert_eq!(Estimate::sum(e.lines.iter().filter(|l| l.meter == Meter::InterfaceEndpointGb)).typical, want);
    let total = Estimate::sum(e.lines.iter());
    assert_eq!(total, e.month().1);
}

#[test]
fn the_free_gigabytes_to_the_internet_are_taken_off_once() {
    let text = "
region us-east-1
vpc main 10.0.0.0/16
  igw igw
  table public: 0.0.0.0/0 -> igw
  group app: out any to 0.0.0.0/0
  subnet public-a a 10.0.0.0/24 table public public-ip
    instance one groups app
    instance two groups app
";
    let doc = fixture::parse(text).unwrap();
    assert_eq!(typical(Facts::new(&doc, Catalogue::bundled()).estimate(), Meter::PublicIpv4Hour), "7.30");
}

#[test]
fn a_blocked_flow_carries_nothing_and_an_unknown_price_is_said() {
    let e = bill(&format!("{}flow one -> s3 tcp 22 gb 10/100/1000\n", BASE));
    assert_eq!(typical(&e, Meter::NatGb), "0.00");
    let e = bill("region cn-north-1\nvpc main 10.0.0.0/16\n  subnet a a 10.0.0.0/24\n    nat nat\n");
    assert!(e.unpriced.iter().any(|u| u.meter == Meter::NatHour), "{:?}", e.unpriced);
}

mod bills;
mod properties;
