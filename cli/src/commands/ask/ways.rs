//! `portico ask ways`: the ways by which workloads reach a service.

use super::{Answer, Asked, party, way_json, way_text};
use portico_core::answer::ways_to;
use serde_json::{Value, json};

pub fn answer(asked: &Asked, to: &str, port: u16) -> Result<Answer, String> {
    let names = asked.names();
    let service = asked.end(&names, to)?;
    let mut text = String::new();
    let mut list = Vec::new();
    for (way, who) in ways_to(&asked.graph, &service, port) {
        let one = |(n, v): &(_, portico_core::reach::Verdict)| json!({"name": names.name(*n), "verdict": v.as_str()});
        let mut entry = way_json(&names, way);
        entry["workloads"] = Value::Array(who.iter().map(one).collect());
        list.push(entry);
        let words: Vec<String> = who.iter().map(|(n, v)| format!("{} ({v})", names.name(*n))).collect();
        text.push_str(&format!("{}: {}\n", way_text(&names, way), words.join(", ")));
    }
    if text.is_empty() {
        text = "No workload reaches it.\n".into();
    }
    Ok((json!({"to": party(&names, &service), "port": port, "ways": list}), text))
}
