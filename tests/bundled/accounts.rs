//! Awkward accounts as the AWS CLI tells of them, one a line in `fixtures/accounts.jsonl`, with questions and the verdicts that AWS's pages give:
//! the file's `name` says what is odd about each. `reachable/blocked` is a verdict over IPv4 and one over IPv6.
use portico_core::answer::{over_ipv6, trace};
use portico_core::catalogue::Catalogue;
use portico_core::document::{Kind, Model, NodeId};
use portico_core::graph::NetworkGraph;
use portico_core::interchange::aws_cli;
use portico_core::interchange::imported::{Options, Sources};
use portico_core::reach::{Party, Query};
use serde_json::{Map, Value};

/// What a question calls an end: an AWS id, the name of something that talks, an address, `internet`, `service:ID`. None where nothing has
/// the id or name.
fn party(model: &Model, what: &str) -> Option<Party> {
    if what == "internet" {
        return Some(Party::Internet);
    }
    if let Some(service) = what.strip_prefix("service:") {
        return Some(Party::Service(service.parse().unwrap(), "us-east-1".parse().unwrap()));
    }
    if let Ok(a) = what.parse() {
        return Some(Party::Address(a));
    }
    let talks = |id: &NodeId| {
        matches!(id.kind(), Kind::Workload | Kind::NetworkInterface | Kind::LoadBalancer | Kind::InterfaceEndpoint | Kind::BalancerEndpoint)
    };
    let called = model.nodes().filter(|(_, n)| n.meta.aws_id.as_deref() == Some(what) || n.meta.name == what).map(|(id, _)| id);
    called.filter(talks).min_by_key(|id| id.kind() != Kind::Workload).map(Party::Node)
}

/// The question; none where one of its ends is not there.
pub fn query(model: &Model, q: &Value) -> Option<Query> {
    let text = |field: &str| q[field].as_str();
    let port = |field: &str| q[field].as_u64().map(|n| u16::try_from(n).unwrap());
    Some(Query {
        protocol: text("protocol").unwrap_or("tcp").parse().unwrap(),
        port: port("port"),
        source_port: port("source_port"),
        source_ip: text("source_ip").map(|a| a.parse().unwrap()),
        one_way: q["one_way"].as_bool().unwrap_or(false),
        ..Query::tcp(party(model, text("from").unwrap())?, party(model, text("to").unwrap())?, 0)
    })
}

/// Every account of the file.
pub fn accounts() -> Vec<Value> {
    include_str!("../fixtures/accounts.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

pub fn sources(files: &Map<String, Value>) -> Sources {
    files.iter().map(|(name, v)| (name.clone(), v.to_string().into_bytes())).collect()
}

#[test]
fn awkward_accounts_get_the_verdicts_of_awss_pages() {
    let mut wrong = Vec::new();
    for account in accounts() {
        let files = sources(account["files"].as_object().unwrap());
        let read = aws_cli::read(files, &Options::default()).unwrap_or_else(|e| panic!("{}: {e}", account["name"]));
        let model = &read.design.model;
        let graph = NetworkGraph::build(model, Catalogue::bundled());
        for asked in account["asked"].as_array().unwrap() {
            let t = trace(&graph, &query(model, &asked[1]).unwrap_or_else(|| panic!("an end of {} is not there", asked[1])));
            let (want, six) = match asked[0].as_str().unwrap().split_once('/') {
                Some((four, six)) => (four, Some(six)),
                None => (asked[0].as_str().unwrap(), None),
            };
            let over_six = six.and_then(|_| over_ipv6(&graph, &t)).map(|t| t.verdict.as_str());
            if t.verdict.as_str() != want || over_six != six {
                wrong.push(format!("{}: {} is {} {over_six:?}, not {}", account["name"], asked[1], t.verdict, asked[0]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
