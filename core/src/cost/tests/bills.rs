//! Bills worked by hand, each with its arithmetic, to the cent and in total. Prices of us-east-1 unless another region is named.

use super::{bill, typical};
use crate::catalogue::Meter;
use crate::money::Money;

/// The typical month, and what its parts come to.
fn adds_up(text: &str, parts: &[(Meter, &str)], total: &str) {
    let e = bill(text);
    for (meter, want) in parts {
        assert_eq!(typical(&e, *meter), *want, "{meter:?} of {:#?}", e.lines);
    }
    assert_eq!(e.unpriced, [], "everything has a price");
    assert_eq!(e.month().1.typical.to_string(), total);
    let sum: Money = parts.iter().map(|(_, m)| m.parse::<Money>().unwrap()).sum();
    assert_eq!(sum.to_string(), total, "the parts named are all there is");
}

#[test]
fn eight_interface_endpoints_in_three_zones() {
    let services = ["ssm", "ssmmessages", "ec2messages", "kms", "logs", "secretsmanager", "sts", "sqs"];
    let mut text = String::from(
        "vpc v 10.0.0.0/16 dns-hostnames
  group app: out any to 0.0.0.0/0
  group doors: in tcp 443 from 10.0.0.0/16
  subnet a a 10.0.0.0/24
    instance api groups app
  subnet b b 10.0.1.0/24
  subnet c c 10.0.2.0/24
",
    );
    for s in services {
        text += &format!("  interface-endpoint {s} in a, b, c groups doors private-dns\n");
    }
    for s in services {
        text += &format!("service {s}\nflow api -> {s} tcp 443 gb 0/100/100\n");
    }
    // Hours: 8 endpoints × 3 zones × 730 h × 0.01 = 175.20. Data: 8 × 100 GB × 0.01 = 8.00. Crossing zones to them is free.
    adds_up(&text, &[(Meter::InterfaceEndpointHour, "175.20"), (Meter::InterfaceEndpointGb, "8.00")], "183.20");
}

#[test]
fn a_month_of_heavy_nat_across_egress_tiers() {
    let mut text = String::from("vpc v 10.0.0.0/16\n  igw igw\n  table out: 0.0.0.0/0 -> igw\n  group app: out any to 0.0.0.0/0\n");
    for (n, z) in ["a", "b", "c"].iter().enumerate() {
        text += &format!(
            "  table private-{z}: 0.0.0.0/0 -> nat-{z}\n  subnet public-{z} {z} 10.0.{n}.0/24 table out\n    nat nat-{z}\n  \
             subnet private-{z} {z} 10.0.1{n}.0/24 table private-{z}\n    instance api-{z} groups app\n"
        );
    }
    for z in ["a", "b", "c"] {
        text += &format!("flow api-{z} -> igw tcp 443 gb 0/20000/20000 out 100\n");
    }
    // Hours: 3 × 730 × 0.045 = 98.55. Addresses: 3 × 730 × 0.005 = 10.95. Processing: 60,000 GB × 0.045 = 2,700.00.
    // Egress of 60,000 − 100 free = 59,900 GB: 10,240 × 0.09 = 921.60; 40,960 × 0.085 = 3,481.60; 8,700 × 0.07 = 609.00.
    // Together 5,012.20. No crossing: each zone has its own NAT gateway.
    let parts = [
        (Meter::NatHour, "98.55"),
        (Meter::PublicIpv4Hour, "10.95"),
        (Meter::NatGb, "2700.00"),
        (Meter::InternetEgressGb, "5012.20"),
        (Meter::CrossAzGb, "0.00"),
    ];
    adds_up(&text, &parts, "7821.70");
}

#[test]
fn six_petabytes_through_an_endpoint() {
    let text = "vpc v 10.0.0.0/16 dns-hostnames
  group app: out any to 0.0.0.0/0
  group doors: in tcp 443 from 10.0.0.0/16
  subnet a a 10.0.0.0/24
    instance api groups app
  interface-endpoint kinesis-streams in a groups doors private-dns
service kinesis-streams
flow api -> kinesis-streams tcp 443 gb 0/6291456/6291456
";
    // 6 PB are 6 × 1,048,576 = 6,291,456 GB. The first PB: 1,048,576 × 0.01 = 10,485.76; the next four: 4,194,304 × 0.006 = 25,165.824;
    // over five: 1,048,576 × 0.004 = 4,194.304. Together 39,845.888. Hours: 730 × 0.01 = 7.30. In all 39,853.188.
    let e = bill(text);
    assert_eq!(e.month().1.typical.exact(), "39853.188");
    adds_up(text, &[(Meter::InterfaceEndpointGb, "39845.89"), (Meter::InterfaceEndpointHour, "7.30")], "39853.19");
}

/// Spokes a and b whose calls to Systems Manager go over a transit gateway to endpoints of a hub.
const HUB: &str = "
vpc hub 10.0.0.0/16 dns-hostnames
  table hub: 10.0.0.0/8 -> tgw
  group doors: in tcp 443 from 10.0.0.0/8
  subnet hub-a a 10.0.0.0/24 table hub
  subnet hub-b b 10.0.1.0/24 table hub
  interface-endpoint ssm in hub-a, hub-b groups doors as ssm-hub
vpc one 10.1.0.0/16 dns-hostnames
  table one: 10.0.0.0/8 -> tgw
  group app-1: out any to 0.0.0.0/0
  subnet one-a a 10.1.0.0/24 table one
    instance api-1 groups app-1
  subnet one-b b 10.1.1.0/24 table one
vpc two 10.2.0.0/16 dns-hostnames
  table two: 10.0.0.0/8 -> tgw
  group app-2: out any to 0.0.0.0/0
  subnet two-a a 10.2.0.0/24 table two
    instance api-2 groups app-2
  subnet two-b b 10.2.1.0/24 table two
tgw tgw
  tgw-table all
  attachment hub-att hub in hub-a, hub-b table all propagate all
  attachment one-att one in one-a, one-b table all propagate all
  attachment two-att two in two-a, two-b table all propagate all
hosted-zone ssm-names ssm.us-east-1.amazonaws.com vpcs one, two: @ -> ssm-hub
service ssm
flow api-1 -> ssm tcp 443 gb 0/500/500
flow api-2 -> ssm tcp 443 gb 0/500/500
";

#[test]
fn a_hub_of_central_endpoints() {
    // Attachments: 3 × 730 × 0.05 = 109.50. Transit gateway: 1,000 GB × 0.02 = 20.00. Endpoint: 2 zones × 730 × 0.01 = 14.60 and
    // 1,000 GB × 0.01 = 10.00. Half the calls cross zones, free through a transit gateway and an endpoint.
    let parts = [
        (Meter::TgwAttachmentHour, "109.50"),
        (Meter::TgwGb, "20.00"),
        (Meter::InterfaceEndpointHour, "14.60"),
        (Meter::InterfaceEndpointGb, "10.00"),
        (Meter::CrossAzPrivateLinkGb, "0.00"),
    ];
    adds_up(HUB, &parts, "154.10");
}

#[test]
fn peering_between_zones_of_a_region() {
    let text = "
vpc one 10.0.0.0/16
  table one: 10.1.0.0/16 -> one-two
  group app: out any to 0.0.0.0/0
  subnet one-a a 10.0.0.0/24 table one
    instance api groups app
vpc two 10.1.0.0/16
  table two: 10.0.0.0/16 -> one-two
  group db: in tcp 5432 from 10.0.0.0/16
  subnet two-a a 10.1.0.0/24 table two
    instance near groups db
  subnet two-b b 10.1.1.0/24 table two
    instance far groups db
peering one - two
flow api -> near tcp 5432 gb 0/1000/1000
flow api -> far tcp 5432 gb 0/1000/1000
";
    // Within a zone peering is free. Between zones: 1,000 GB × 0.01 on each side = 20.00.
    adds_up(text, &[(Meter::PeeringCrossAzGb, "20.00")], "20.00");
}

#[test]
fn peering_between_regions() {
    let text = "
vpc one 10.0.0.0/16
  table one: 10.1.0.0/16 -> one-two
  group app: out any to 0.0.0.0/0
  subnet one-a a 10.0.0.0/24 table one
    instance api groups app
region eu-west-1
vpc two 10.1.0.0/16
  table two: 10.0.0.0/16 -> one-two
  group db: in tcp 5432 from 10.0.0.0/16
  subnet two-a a 10.1.0.0/24 table two
    instance db groups db
region us-east-1
peering one - two
flow api -> db tcp 5432 gb 0/1000/1000 out 80
";
    // The sender pays: 800 GB × 0.02 from us-east-1, 200 GB × 0.02 from eu-west-1.
    adds_up(text, &[(Meter::InterRegionGb, "20.00")], "20.00");
    let e = bill(text);
    let mut names: Vec<_> = e.lines.iter().filter_map(|l| l.usage_type.as_deref()).collect();
    names.sort_unstable();
    assert_eq!(names, ["EU-USE1-AWS-Out-Bytes", "USE1-EU-AWS-Out-Bytes"]);
}

#[test]
fn a_hundred_terabytes_by_gateway_endpoint_cost_nothing() {
    let text = "
vpc v 10.0.0.0/16 dns-hostnames
  table app
  group app: out any to 0.0.0.0/0
  subnet a a 10.0.0.0/24 table app
    instance api groups app
  gateway-endpoint s3 tables app
bucket logs
flow api -> logs tcp 443 gb 0/102400/102400
";
    // 730 h × 0 + 102,400 GB × 0.
    adds_up(text, &[(Meter::GatewayEndpointGb, "0.00"), (Meter::GatewayEndpointHour, "0.00")], "0.00");
}

#[test]
fn a_resource_endpoint_across_the_border_of_two_tiers() {
    let text = "
vpc v 10.0.0.0/16
  group app: out any to 0.0.0.0/0
  group doors: in tcp 5432 from app
  subnet a a 10.0.0.0/24
    instance api groups app
  subnet b b 10.0.1.0/24
  resource-endpoint orders in a, b groups doors configuration rcfg-1
flow api -> orders tcp 5432 gb 0/1500000/1500000 out 10
";
    // Hours: 730 × 0.02 = 14.60, once for both zones. Data, both ways: the first 1,048,576 GB × 0.01 = 10,485.76; the other 451,424 × 0.006 =
    // 2,708.544. Together 13,194.304. Half of it crosses zones, at no charge. In all 13,208.904.
    let e = bill(text);
    assert_eq!(typical(&e, Meter::ResourceEndpointHour), "14.60");
    assert_eq!(typical(&e, Meter::InterfaceEndpointGb), "0.00");
    assert_eq!(typical(&e, Meter::ResourceEndpointGb), "13194.30");
    assert_eq!(e.month().1.typical.to_string(), "13208.90");
    assert_eq!(e.unpriced, []);
    // It is paid for whether anything goes through it or not, and what is blocked carries nothing.
    let idle = bill(&text.replace("in tcp 5432 from app", "in tcp 5433 from app"));
    assert_eq!(idle.month().1.typical.to_string(), "14.60");
}

#[test]
fn inspection_by_gateway_load_balancer_endpoints() {
    let text = "
vpc v 10.0.0.0/16
  igw igw
  table edge edge igw: 10.0.1.0/24 -> door
  table doors: 0.0.0.0/0 -> igw
  table app: 0.0.0.0/0 -> door
  group app: out any to 0.0.0.0/0
  subnet door a 10.0.0.0/24 table doors
    gwlb-endpoint door service com.amazonaws.vpce.us-east-1.vpce-svc-1 forwards-all
  subnet app a 10.0.1.0/24 table app public-ip
    instance api groups app
flow api -> igw tcp 443 gb 0/1000/1000 out 40
";
    // Hours: 730 × 0.01 = 7.30. Data: 1,000 GB × 0.0035 = 3.50. Address: 730 × 0.005 = 3.65. Egress: (400 − 100 free) × 0.09 = 27.00.
    let parts = [
        (Meter::GwlbEndpointHour, "7.30"),
        (Meter::GwlbEndpointGb, "3.50"),
        (Meter::PublicIpv4Hour, "3.65"),
        (Meter::InternetEgressGb, "27.00"),
    ];
    adds_up(text, &parts, "41.45");
}

#[test]
fn a_vpn_and_what_leaves_over_it() {
    let text = "
vpc v 10.0.0.0/16
  vgw vgw
  table app propagate vgw
  group app: out any to 0.0.0.0/0
  subnet a a 10.0.0.0/24 table app
    instance api groups app
on-premises office 192.168.0.0/16
vpn line vgw - office
flow api -> office tcp 443 gb 0/500/500 out 60
";
    // Connection: 730 × 0.05 = 36.50. What leaves is data to the internet: 500 × 60 % = 300 GB, less 100 free, × 0.09 = 18.00.
    adds_up(text, &[(Meter::VpnHour, "36.50"), (Meter::InternetEgressGb, "18.00")], "54.50");
}

#[test]
fn on_premises_callers_of_an_endpoint() {
    let text = "
vpc v 10.0.0.0/16 dns-hostnames
  vgw vgw
  table app propagate vgw
  group doors: in tcp 443 from 192.168.0.0/16
  subnet a a 10.0.0.0/24 table app
  subnet b b 10.0.1.0/24 table app
  interface-endpoint s3 in a, b groups doors as s3-door
on-premises office 192.168.0.0/16
vpn line vgw - office
flow office -> s3-door tcp 443 gb 0/1000/1000 out 30
";
    // Connection 36.50. Endpoint: 2 × 730 × 0.01 = 14.60 and 1,000 GB × 0.01 = 10.00. Answers that leave: 700 − 100 free = 600 GB × 0.09 = 54.00.
    let parts = [
        (Meter::VpnHour, "36.50"),
        (Meter::InterfaceEndpointHour, "14.60"),
        (Meter::InterfaceEndpointGb, "10.00"),
        (Meter::InternetEgressGb, "54.00"),
    ];
    adds_up(text, &parts, "115.10");
}

#[test]
fn a_regional_nat_gateway_in_ireland_over_a_long_month() {
    let text = "
region eu-west-1
hours 744
vpc v 10.0.0.0/16
  igw igw
  table app: 0.0.0.0/0 -> nat
  group app: out any to 0.0.0.0/0
  subnet a a 10.0.0.0/24 table app
    instance one groups app
  subnet b b 10.0.1.0/24 table app
    instance two groups app
  nat nat no-ip
service s3
flow one -> s3 tcp 443 gb 0/500/500
flow two -> s3 tcp 443 gb 0/500/500
";
    // Active in two zones: 2 × 744 × 0.048 = 71.424. Processing: 1,000 GB × 0.048 = 48.00. S3 of the region itself is free.
    let e = bill(text);
    assert_eq!(e.month().1.typical.exact(), "119.424");
    adds_up(text, &[(Meter::RegionalNatHour, "71.42"), (Meter::NatGb, "48.00"), (Meter::SameRegionServiceGb, "0.00")], "119.42");
}

#[test]
fn people_of_the_internet_and_a_balancer() {
    let text = "
vpc v 10.0.0.0/16
  igw igw
  table out: 0.0.0.0/0 -> igw
  group web: in tcp 443 from 0.0.0.0/0, out any to 10.0.0.0/16
  group app: in tcp 443 from web
  subnet public-a a 10.0.0.0/24 table out
  subnet public-b b 10.0.1.0/24 table out
  subnet app-a a 10.0.2.0/24
    instance api groups app
  target-group api HTTPS 443 instance: api
  load-balancer web internet-facing in public-a, public-b groups web listen HTTPS 443 -> api
flow igw -> web tcp 443 gb 0/10000/10000 out 10
";
    // Two addresses: 2 × 730 × 0.005 = 7.30. Answers: 10,000 × 90 % = 9,000 GB, less 100 free, × 0.09 = 801.00. What comes in is free.
    adds_up(text, &[(Meter::PublicIpv4Hour, "7.30"), (Meter::InternetEgressGb, "801.00")], "808.30");
}

#[test]
fn free_egress_goes_to_regions_in_turn() {
    let vpc = |name: &str, net: u8| {
        format!(
            "vpc {name} 10.{net}.0.0/16\n  igw igw-{name}\n  table {name}: 0.0.0.0/0 -> igw-{name}\n  group app-{name}: out any to 0.0.0.0/0\n  \
             subnet {name}-a a 10.{net}.0.0/24 table {name} public-ip\n    instance api-{name} groups app-{name}\n"
        )
    };
    let flow = |name: &str| format!("flow api-{name} -> igw-{name} tcp 443 gb 0/60/60 out 100\n");
    let text = format!("region eu-west-1\n{}region us-east-1\n{}{}{}", vpc("one", 0), vpc("two", 1), flow("one"), flow("two"));
    // 60 GB from each: Ireland, first by name, has 60 of the 100 free; N. Virginia the other 40, and pays 20 × 0.09 = 1.80.
    adds_up(&text, &[(Meter::PublicIpv4Hour, "7.30"), (Meter::InternetEgressGb, "1.80")], "9.10");
}

#[test]
fn direct_connect_data_is_metered_and_has_no_price() {
    let text = "
vpc v 10.0.0.0/16
  vgw vgw
  table app propagate vgw
  group app: out any to 0.0.0.0/0
  subnet a a 10.0.0.0/24 table app
    instance api groups app
on-premises office 192.168.0.0/16
direct-connect dx to vgw premises office
flow api -> office tcp 443 gb 0/500/500 out 60
";
    let e = bill(text);
    assert!(e.unpriced.iter().any(|u| u.meter == Meter::DirectConnectOutGb && u.quantity.typical.to_string() == "300"), "{e:#?}");
}
