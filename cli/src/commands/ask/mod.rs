//! `portico ask`: questions about everyone at once, a file each.

mod spare;
mod subnets;
mod ways;
mod who;
mod without;

use crate::args::Ask;
use crate::what::Names;
use crate::{Done, input};
use portico_core::catalogue::Catalogue;
use portico_core::document::Document;
use portico_core::graph::NetworkGraph;
use portico_core::reach::{Party, Way};
use serde_json::{Value, json};
use std::path::Path;

pub fn run(ask: &Ask, as_json: bool) -> Result<Done, String> {
    let (value, text) = match ask {
        Ask::Who { design, to, protocol, port } => who::answer(&Asked::of(design)?, to, *protocol, *port)?,
        Ask::Ways { design, to, port } => ways::answer(&Asked::of(design)?, to, *port)?,
        Ask::Subnets { design } => subnets::answer(&Asked::of(design)?),
        Ask::Spare { design } => spare::answer(&Asked::of(design)?),
        Ask::Without { design, of, rule } => without::answer(&Asked::of(design)?, of, rule)?,
    };
    Ok(Done { clean: true, output: if as_json { format!("{value}\n") } else { text } })
}

/// What is asked about.
struct Asked {
    document: Document,
    graph: NetworkGraph,
}

/// An answer, for programs and for people.
type Answer = (Value, String);

impl Asked {
    fn of(design: &Path) -> Result<Self, String> {
        let document = input::design(design)?;
        let graph = NetworkGraph::build(&document.model, Catalogue::bundled());
        Ok(Self { document, graph })
    }

    fn names(&self) -> Names<'_> {
        Names::of(&self.document.model)
    }

    /// A thing that is reached. A service is that of the region where most of the design is assumed to be.
    fn end(&self, names: &Names, what: &str) -> Result<Party, String> {
        names.party(what, &self.document.assumptions.region)
    }
}

fn party(names: &Names, p: &Party) -> String {
    match p {
        Party::Node(n) => names.name(*n),
        Party::Internet => "internet".into(),
        Party::Address(a) => a.to_string(),
        Party::Block(b) => b.to_string(),
        Party::Service(s, _) => format!("service:{s}"),
    }
}

/// A way in words, and the device it is named by.
fn way(names: &Names, way: Way) -> (&'static str, Option<String>) {
    let (word, node) = match way {
        Way::Local => ("local", None),
        Way::Peering(n) => ("peering", Some(n.node())),
        Way::GatewayEndpoint(n) => ("gateway-endpoint", Some(n.node())),
        Way::InterfaceEndpoint(n) => ("interface-endpoint", Some(n)),
        Way::ResourceEndpoint(n) => ("resource-endpoint", Some(n)),
        Way::Nat(n) => ("nat", Some(n.node())),
        Way::InternetGateway(n) => ("internet-gateway", Some(n.node())),
        Way::EgressOnly(n) => ("egress-only", Some(n)),
        Way::Transit(n) => ("transit", Some(n.node())),
        Way::Vpn(n) => ("vpn", Some(n)),
        Way::DirectConnect(n) => ("direct-connect", Some(n.node())),
        Way::Middlebox(n) => ("middlebox", Some(n)),
        Way::None => ("none", None),
    };
    (word, node.map(|n| names.name(n)))
}

fn way_json(names: &Names, w: Way) -> Value {
    let (word, by) = way(names, w);
    by.map_or_else(|| json!({"way": word}), |by| json!({"way": word, "by": by}))
}

fn way_text(names: &Names, w: Way) -> String {
    let (word, by) = way(names, w);
    by.map_or_else(|| word.to_string(), |by| format!("{word} {by}"))
}
