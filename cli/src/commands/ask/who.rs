//! `portico ask who`: everyone who reaches a thing.

use super::{Answer, Asked, party, way_json, way_text};
use portico_core::answer::who_reaches;
use portico_core::net::Protocol;
use portico_core::reach::{Party, Query, ports_text};
use serde_json::json;

pub fn answer(asked: &Asked, to: &str, protocol: Protocol, port: Option<u16>) -> Result<Answer, String> {
    if port.is_some() && !protocol.has_ports() {
        return Err(format!("a port goes with tcp or udp, not with {protocol}: add --protocol tcp"));
    }
    let names = asked.names();
    let to = asked.end(&names, to)?;
    let query = Query { protocol, port, ..Query::tcp(Party::Internet, to.clone(), 0) };
    let all = who_reaches(&asked.graph, &to, &query);
    let mut text = String::new();
    let mut list = Vec::new();
    for r in &all {
        let (from, passes) = (party(&names, &r.from), ports_text(&r.allowed, false));
        text.push_str(&format!("{from}: {} by {}, {passes} passes\n", r.verdict, way_text(&names, r.way)));
        list.push(json!({"from": from, "verdict": r.verdict.as_str(), "way": way_json(&names, r.way), "passes": passes}));
    }
    if text.is_empty() {
        text = "Nobody reaches it.\n".into();
    }
    Ok((json!({"to": party(&names, &to), "reached_by": list}), text))
}
