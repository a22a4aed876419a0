//! `portico ask subnets`: public, private or isolated.

use super::{Answer, Asked};
use portico_core::document::Subnet;
use serde_json::json;

pub fn answer(asked: &Asked) -> Answer {
    let names = asked.names();
    let model = &asked.document.model;
    let mut text = String::new();
    let mut list = Vec::new();
    for (id, subnet) in model.all::<Subnet>() {
        let (name, class) = (names.name(id.node()), asked.graph.class(id));
        let vpc = model.vpc_of(id.node()).map(|v| names.name(v.node())).unwrap_or_default();
        text.push_str(&format!("{name} in {vpc}: {class}\n"));
        list.push(json!({"subnet": name, "id": id.node().to_string(), "vpc": vpc, "cidr": subnet.cidr.map(|c| c.to_string()), "class": class.to_string()}));
    }
    (json!({"subnets": list}), text)
}
