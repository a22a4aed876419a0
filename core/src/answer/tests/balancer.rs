//! Load balancers: what they listen on, and whether their targets are in reach behind them.

use super::*;

const ALB: &str = "
vpc main 10.0.0.0/16
  igw igw
  table public: 0.0.0.0/0 -> igw
  group front: in tcp 443 from 0.0.0.0/0, out tcp 8080 to back
  group back: in tcp 8080 from front, out any to 0.0.0.0/0
  group other: out any to 0.0.0.0/0
  subnet pub-a a 10.0.0.0/24 table public
  subnet pub-b b 10.0.1.0/24 table public
  subnet app-a a 10.0.2.0/24
    instance one groups back
  subnet app-b b 10.0.3.0/24
    instance two groups back
  load-balancer lb internet-facing in pub-a, pub-b groups front listen HTTPS 443 -> web
  target-group web HTTP 8080 instance: one, two
";

fn lb(net: &Net) -> Party {
    Party::Node(net.node(Kind::LoadBalancer, "lb"))
}

#[test]
fn through_a_balancer_to_its_targets() {
    let net = Net::of(ALB);
    let t = net.ask(Party::Internet, lb(&net), 443);
    assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
    assert_eq!(codes(&net.ask(Party::Internet, lb(&net), 80)).first(), Some(&Code::ELBV2_LISTENER_PORT_RESTRICTION));
    // The targets' group refuses the balancer: nobody is in reach behind it.
    let net = Net::of(&ALB.replace("in tcp 8080 from front", "in tcp 8081 from front"));
    let t = net.ask(Party::Internet, lb(&net), 443);
    assert_eq!((t.verdict, codes(&t)), (Verdict::Blocked, vec![Code::ENI_SG_RULES_MISMATCH]), "{}", net.say(&t));
    // One of two: the balancer sends it nothing, and the path says so.
    let net = Net::of(&ALB.replace("instance two groups back", "instance two groups other"));
    let t = net.ask(Party::Internet, lb(&net), 443);
    assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
    assert!(net.say(&t).contains("two cannot be reached"), "{}", net.say(&t));
    let net = Net::of(&ALB.replace("instance: one, two", "instance"));
    assert_eq!(codes(&net.ask(Party::Internet, lb(&net), 443)), [Code::ELBV2_LISTENER_HAS_NO_TG]);
    // An open question lists the listeners that lead to somebody.
    let q = Query { port: None, ..Query::tcp(Party::Internet, lb(&Net::of(ALB)), 0) };
    let net = Net::of(ALB);
    assert_eq!(crate::reach::ports_text(&trace(&net.graph, &q).allowed(), false), "tcp 443");
}

/// An open question: what the listeners' own groups let through and what gets to a target must be the same packets.
#[test]
fn a_listener_that_nothing_comes_to_opens_no_other() {
    let text = "
vpc v 10.0.0.0/16
  group client: out any to 0.0.0.0/0
  group front: in tcp 80 from 0.0.0.0/0, out any to 0.0.0.0/0
  group back: in tcp 8443 from front
  subnet a a 10.0.0.0/24
    instance client groups client
    instance one groups back
  load-balancer lb in a groups front listen HTTP 80 -> web, HTTPS 443 -> other
  target-group web HTTP 8080 instance: one
  target-group other HTTPS 8443 instance: one
";
    let ask = |text: &str, protocol| {
        let net = Net::of(text);
        let t = trace(&net.graph, &Query { protocol, port: None, ..Query::tcp(net.workload("client"), lb(&net), 0) });
        (t.verdict, crate::reach::ports_text(&t.allowed(), false))
    };
    for protocol in [Protocol::Any, Protocol::TCP] {
        assert_eq!(ask(text, protocol).0, Verdict::Blocked);
        let open = text.replace("in tcp 80 from", "in tcp 443 from");
        assert_eq!(ask(&open, protocol), (Verdict::Reachable, "tcp 443".to_string()));
        // What certainly comes leads to nobody, and of what leads to somebody it is not known whether it comes.
        let unsure = text.replace("in tcp 80 from 0.0.0.0/0", "in tcp 80 from 0.0.0.0/0, in tcp 443 from some");
        let unsure = format!("prefix-list some max 5 incomplete{unsure}");
        assert_eq!(ask(&unsure, protocol), (Verdict::Depends, String::new()));
        // One that may lead to somebody and one that does not: it depends.
        let perhaps = text.replace("in tcp 80 from 0.0.0.0/0", "in tcp 80 from 0.0.0.0/0, in tcp 443 from 0.0.0.0/0");
        let perhaps = perhaps
            .replace("in tcp 8443 from front", "in tcp 22 from front")
            .replace("8443 instance: one", "8443 instance targets-unknown: one");
        assert_eq!(ask(&perhaps, protocol).0, Verdict::Depends);
    }
}

#[test]
fn zones_are_crossed_only_where_the_balancer_does() {
    let net =
        Net::of(&ALB.replace("groups front listen", "groups front no-cross-zone listen").replace("instance: one, two", "instance: one"));
    let t = net.ask(Party::Internet, lb(&net), 443);
    assert_eq!(t.verdict, Verdict::Depends);
    assert!(t.paths.iter().any(|p| p.forward.blockers().any(|h| h.outcome.code() == Some("ELBV2_NO_TARGETS_IN_AZ"))));
}

#[test]
fn a_network_balancer_keeps_the_clients_address() {
    let text = "
vpc main 10.0.0.0/16
  group client: out any to 0.0.0.0/0
  group back: in tcp 8080 from 10.0.0.0/24
  subnet clients a 10.0.0.0/24
    instance client groups client
  subnet lbs a 10.0.1.0/24
  subnet app a 10.0.2.0/24
    instance one groups back
  load-balancer lb network in lbs listen TCP 80 -> web
  target-group web TCP 8080 instance: one
";
    // It has no groups, and its targets see the client.
    let net = Net::of(text);
    let t = net.ask(net.workload("client"), lb(&net), 80);
    assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
    let net = Net::of(&text.replace("from 10.0.0.0/24", "from 10.0.1.0/24"));
    let t = net.ask(net.workload("client"), lb(&net), 80);
    assert_eq!(codes(&t), [Code::ENI_SG_RULES_MISMATCH], "{}", net.say(&t));
    let net = Net::of(&text.replace("from 10.0.0.0/24", "from 10.0.1.0/24").replace("8080 instance", "8080 instance hide-client-ip"));
    let t = net.ask(net.workload("client"), lb(&net), 80);
    assert_eq!(t.verdict, Verdict::Reachable, "{}", net.say(&t));
    // ACLs of the targets' subnet see the client too, on the way back as well.
    let shut = text.replace(
        "  subnet app a 10.0.2.0/24\n",
        "  acl app: in 100 allow any from 10.0.0.0/24, out 100 allow any to 10.0.1.0/24\n  subnet app a 10.0.2.0/24 acl app\n",
    );
    let net = Net::of(&shut);
    let t = net.ask(net.workload("client"), lb(&net), 80);
    assert_eq!((codes(&t), t.path().unwrap().forward.verdict), (vec![Code::SUBNET_ACL_RESTRICTION], Verdict::Reachable), "{}", net.say(&t));
}

/// [Troubleshoot your Network Load Balancer]
#[test]
fn a_target_does_not_reach_itself_through_a_balancer_that_keeps_its_address() {
    let text = |targets: &str| {
        format!(
            "
vpc v 10.0.0.0/16
  group open: in any from 0.0.0.0/0, out any to 0.0.0.0/0
  subnet a a 10.0.0.0/24
    instance x groups open
    instance y groups open
  load-balancer lb network in a listen TCP 443 -> web
  target-group web TCP 443 {targets}
"
        )
    };
    let asked = |targets: &str, from: &str| {
        let net = Net::of(&text(targets));
        net.ask(net.workload(from), lb(&net), 443).verdict
    };
    assert_eq!((asked("instance: x", "x"), asked("instance: x", "y")), (Verdict::Blocked, Verdict::Reachable));
    assert_eq!((asked("instance: x, y", "x"), asked("ip: x, y", "x")), (Verdict::Depends, Verdict::Reachable));
}

/// It takes packets from its endpoints alone, and speaks GENEVE with its targets. [What is a Gateway Load Balancer?]
#[test]
fn nobody_opens_a_connection_to_a_gateway_load_balancer() {
    for listeners in ["listen GENEVE 6081 -> boxes", "listeners-unknown", ""] {
        let net = Net::of(&format!(
            "
vpc v 10.0.0.0/16
  igw igw
  table t: 0.0.0.0/0 -> igw
  group open: in any from 0.0.0.0/0, out any to 0.0.0.0/0
  subnet a a 10.0.0.0/24 table t public-ip
    instance x groups open
    instance fw groups open
  target-group boxes GENEVE 6081 instance: fw
  load-balancer lb gateway in a {listeners}
"
        ));
        let ask = |from, protocol: Protocol, port| trace(&net.graph, &Query { protocol, port, ..Query::tcp(from, lb(&net), 0) });
        let asked = [(Protocol::TCP, Some(443)), (Protocol::UDP, Some(6081)), (Protocol::ICMP, None), (Protocol::Any, None)];
        for (protocol, port) in asked {
            for from in [net.workload("x"), Party::Internet] {
                let t = ask(from, protocol, port);
                let codes: Vec<Code> = t.blockers().iter().filter_map(|h| h.outcome.code().and_then(Code::read)).collect();
                assert_eq!(t.verdict, Verdict::Blocked, "{protocol}: {}", net.say(&t));
                assert!(codes.contains(&Code::GWLB_PROTOCOL_RESTRICTION), "{protocol}: {}", net.say(&t));
            }
        }
    }
}
