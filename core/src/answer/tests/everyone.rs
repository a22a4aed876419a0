//! Who reaches a thing, and by which ways a service is reached.

use super::*;

#[test]
fn who_reaches_a_thing_and_on_what() {
    let net = Net::of(
        "
vpc v 10.0.0.0/16
  igw igw
  table out: 0.0.0.0/0 -> igw
  group web: in tcp 443 from 0.0.0.0/0, out any to 0.0.0.0/0
  group app: in tcp 8080-8090 from web
  subnet s a 10.0.0.0/24 table out public-ip
    instance web groups web
    instance app groups app
    instance other groups app
function outside
",
    );
    let open = Query { port: None, ..Query::tcp(Party::Internet, Party::Internet, 0) };
    let found = |name: &str| -> Vec<String> {
        who_reaches(&net.graph, &net.workload(name), &open)
            .into_iter()
            .map(|r| match r.from {
                Party::Node(n) => net.doc.model.name(n),
                other => format!("{other:?}"),
            })
            .collect()
    };
    assert_eq!(found("app"), ["web"]);
    assert_eq!(found("web"), ["Internet"]);
    let by = who_reaches(&net.graph, &net.workload("app"), &open);
    assert_eq!(by[0].allowed.boxes()[0].destination_port.ranges(), [(8080, 8090)]);
}

#[test]
fn ways_to_a_service_are_those_that_packets_take() {
    let net = Net::of(
        "
region us-east-1
vpc v 10.0.0.0/16 dns-hostnames
  igw igw
  table public: 0.0.0.0/0 -> igw
  table app: 0.0.0.0/0 -> nat
  table tight: 0.0.0.0/0 -> nat
  group g: out any to 0.0.0.0/0
  subnet public a 10.0.0.0/24 table public public-ip
    nat nat
    instance door groups g
  subnet app a 10.0.1.0/24 table app
    instance plain groups g
  subnet tight a 10.0.2.0/24 table tight
    instance near groups g
  subnet lone a 10.0.3.0/24
    instance alone groups g
  gateway-endpoint s3 tables tight
service s3
",
    );
    let ways = ways_to(&net.graph, &net.service("s3"), 443);
    let by = |of: fn(&Way) -> bool| -> Vec<String> {
        ways.iter().filter(|(w, _)| of(w)).flat_map(|(_, all)| all.iter().map(|(n, _)| net.doc.model.name(*n))).collect()
    };
    assert_eq!(by(|w| matches!(w, Way::GatewayEndpoint(_))), ["near"]);
    assert_eq!(by(|w| matches!(w, Way::Nat(_))), ["plain"]);
    assert_eq!(by(|w| matches!(w, Way::InternetGateway(_))), ["door"]);
    assert_eq!(ways.values().map(Vec::len).sum::<usize>(), 3);
}

/// Over either IP version.
#[test]
fn who_reaches_a_thing_by_ipv6() {
    let net = Net::of(
        "
region us-east-1
vpc v 10.0.0.0/16 ipv6 2600:1::/56
  igw igw
  table t: 0.0.0.0/0 -> igw, ::/0 -> igw
  group six: in tcp 443 from ::/0, out any to ::/0
  default-acl: in 100 allow any from 0.0.0.0/0, in 101 allow any from ::/0, out 100 allow any to 0.0.0.0/0, out 101 allow any to ::/0
  subnet s a 10.0.0.0/24 ipv6 2600:1::/64 table t public-ip
    instance x groups six
",
    );
    let query = Query::tcp(Party::Internet, net.workload("x"), 443);
    assert_eq!(trace(&net.graph, &query).verdict, Verdict::Blocked);
    let all = who_reaches(&net.graph, &net.workload("x"), &query);
    assert_eq!(all.iter().map(|r| (&r.from, r.verdict)).collect::<Vec<_>>(), [(&Party::Internet, Verdict::Reachable)]);
}
