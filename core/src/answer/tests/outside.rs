//! Networks outside AWS: virtual private gateways, VPN connections, Direct Connect.

use super::*;

const VPN: &str = "
region us-east-1
vpc main 10.0.0.0/16
  vgw vgw
  igw igw
  table app propagate vgw
  table edge edge vgw
  group app: in tcp 443 from 192.168.0.0/16, out any to 0.0.0.0/0
  group endpoints: in tcp 443 from 192.168.0.0/16
  subnet app a 10.0.1.0/24 table app
    instance api groups app
  interface-endpoint ssm in app groups endpoints
on-premises office 192.168.0.0/16
vpn link vgw - office
service s3
";

fn office(net: &Net) -> Party {
    Party::Node(net.node(Kind::OnPremises, "office"))
}

#[test]
fn to_the_office_and_from_it() {
    let net = Net::of(VPN);
    let t = net.ask(net.workload("api"), office(&net), 22);
    assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
    assert!(matches!(t.way(), Way::Vpn(_)));
    let t = net.ask(office(&net), net.workload("api"), 443);
    assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
    assert_eq!(t.witness().unwrap().source.to_string(), "192.168.0.1");
    assert_eq!(codes(&net.ask(office(&net), net.workload("api"), 22)), [Code::ENI_SG_RULES_MISMATCH]);
    // Interface endpoints are private addresses like any other.
    let t = net.ask(office(&net), Party::Node(net.node(Kind::InterfaceEndpoint, "ssm")), 443);
    assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
    // Without propagation the reply finds no way.
    let net = Net::of(&VPN.replace("table app propagate vgw", "table app"));
    let t = net.ask(office(&net), net.workload("api"), 443);
    assert_eq!((t.verdict, codes(&t)), (Verdict::Blocked, vec![Code::NO_ROUTE_TO_DESTINATION]), "{}", net.say(&t));
}

#[test]
fn down_and_static() {
    let net = Net::of(&VPN.replace("vgw - office", "vgw - office down"));
    assert_eq!(codes(&net.ask(net.workload("api"), office(&net), 22)).first(), Some(&Code::BAD_STATE_VPN));
    let net = Net::of(&VPN.replace("vgw - office", "vgw - office static routes 192.168.9.0/24"));
    let t = net.ask(net.workload("api"), office(&net), 22);
    assert_eq!(codes(&t), [Code::NO_ROUTE_TO_DESTINATION], "{}", net.say(&t));
    assert_eq!(net.ask(net.workload("api"), Party::Address("192.168.9.1".parse().unwrap()), 22).verdict, Verdict::Reachable);
}

#[test]
fn nothing_else_of_the_vpc_is_in_reach_of_the_office() {
    let net = Net::of(VPN);
    let t = net.ask(office(&net), Party::Address("10.9.0.1".parse().unwrap()), 443);
    assert_eq!(codes(&t), [Code::VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS], "{}", net.say(&t));
    // Public addresses are reached by a way that the design does not have.
    assert_eq!(net.ask(office(&net), net.service("s3"), 443).verdict, Verdict::Depends);
    assert_eq!(net.ask(office(&net), Party::Internet, 443).verdict, Verdict::Depends);
}

#[test]
fn local_routes_come_before_propagated_ones_and_a_default_leads_to_what_is_not_known() {
    let net = Net::of(&VPN.replace("table app propagate vgw", "table app propagate vgw: 0.0.0.0/0 -> vgw"));
    let t = net.ask(net.workload("api"), Party::Internet, 443);
    assert_eq!(codes(&t), [Code::NO_ROUTE_TO_DESTINATION], "{}", net.say(&t));
    let net = Net::of(&VPN.replace("on-premises office 192.168.0.0/16", "on-premises office 192.168.0.0/16 10.0.1.0/24"));
    let t = net.ask(net.workload("api"), Party::Address("10.0.1.200".parse().unwrap()), 443);
    assert_eq!(codes(&t), [Code::NO_POSSIBLE_DESTINATION], "{}", net.say(&t));
}

#[test]
fn by_transit_gateway_and_direct_connect() {
    let text = "
region us-east-1
vpc main 10.0.0.0/16
  table app: 192.168.0.0/16 -> tgw
  group app: in tcp 443 from 192.168.0.0/16, out any to 0.0.0.0/0
  subnet app a 10.0.1.0/24 table app
    instance api groups app
tgw tgw
  tgw-table t
  attachment to-main main in app table t propagate t
  attachment to-office LINE table t propagate t
on-premises office 192.168.0.0/16
";
    let vpn = Net::of(&format!("{}vpn link tgw - office\n", text.replace("LINE", "link")));
    let direct = Net::of(&format!("{}direct-connect link to tgw premises office allowed 10.0.0.0/16\n", text.replace("LINE", "link")));
    for net in [&vpn, &direct] {
        for (t, port) in [(net.ask(net.workload("api"), office(net), 22), 22), (net.ask(office(net), net.workload("api"), 443), 443)] {
            assert_eq!(t.verdict, Verdict::Reachable, "{port}\n{}", net.say(&t));
        }
    }
    assert!(matches!(direct.ask(office(&direct), direct.workload("api"), 443).way(), Way::DirectConnect(_)));
    let narrow = Net::of(&format!("{}direct-connect link to tgw premises office allowed 10.7.0.0/16\n", text.replace("LINE", "link")));
    let t = narrow.ask(office(&narrow), narrow.workload("api"), 443);
    assert_eq!(codes(&t).first(), Some(&Code::NO_ROUTE_TO_DESTINATION), "{}", narrow.say(&t));
    let down = Net::of(&format!("{}vpn link tgw - office down\n", text.replace("LINE", "link")));
    assert!(codes(&down.ask(down.workload("api"), office(&down), 22)).contains(&Code::TGW_BAD_STATE_VPN));
}

#[test]
fn a_gateway_endpoint_serves_its_own_vpc_only() {
    let net = Net::of(
        "
region us-east-1
vpc spoke 10.1.0.0/16
  table spoke: 0.0.0.0/0 -> tgw
  group g: out any to 0.0.0.0/0
  subnet app a 10.1.1.0/24 table spoke
    instance api groups g
vpc hub 10.2.0.0/16
  table hub
  subnet att a 10.2.1.0/24 table hub
  gateway-endpoint s3 tables hub
tgw tgw
  tgw-table t: 0.0.0.0/0 -> to-hub
  attachment to-spoke spoke in app table t propagate t
  attachment to-hub hub in att table t
service s3 as bucket
",
    );
    let t = net.ask(net.workload("api"), net.service("bucket"), 443);
    assert_eq!(codes(&t), [Code::VPCE_GATEWAY_EGRESS_SOURCE_ADDRESS_RESTRICTION], "{}", net.say(&t));
}

#[test]
fn of_two_interfaces_with_one_address_the_one_behind_the_gateway_answers() {
    let net = Net::of(
        "
vpc v0 10.0.0.0/24
  vgw vgw0
  table t0: 0.0.0.0/0 -> vgw0
  group g: in any from 192.168.0.0/24
  subnet s a 10.0.0.0/28 table t0
    instance one groups g ip 10.0.0.8
vpc v1 10.0.0.0/24
  subnet t a 10.0.0.0/28
    instance two ip 10.0.0.8
on-premises office 192.168.0.0/24
vpn vpn vgw0 - office
",
    );
    let t = net.ask(office(&net), Party::Address("10.0.0.8".parse().unwrap()), 80);
    assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
}

/// [Tunnel options for your Site-to-Site VPN connection]
#[test]
fn tunnels_carry_what_their_cidrs_select() {
    let net = Net::of(
        "
region us-east-1
vpc v 10.0.0.0/16
  vgw vgw
  table t propagate vgw
  group open: in any from 0.0.0.0/0, out any to 0.0.0.0/0
  subnet s a 10.0.1.0/24 table t
    instance x groups open
  subnet r a 10.0.2.0/24 table t
    instance y groups open
on-premises office 192.168.0.0/16
vpn link vgw - office customer-cidr 192.168.8.0/24 aws-cidr 10.0.1.0/24
",
    );
    let to = |a: &str| Party::Address(a.parse().unwrap());
    assert_eq!(net.ask(net.workload("x"), to("192.168.8.1"), 22).verdict, Verdict::Reachable);
    assert_eq!(net.ask(to("192.168.8.1"), net.workload("x"), 22).verdict, Verdict::Reachable);
    for (from, other) in [(net.workload("x"), to("192.168.9.1")), (net.workload("y"), to("192.168.8.1"))] {
        assert_eq!(net.ask(from.clone(), other.clone(), 22).verdict, Verdict::Blocked);
        assert_eq!(net.ask(other, from, 22).verdict, Verdict::Blocked);
    }
}
