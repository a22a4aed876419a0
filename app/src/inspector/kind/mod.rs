//! One file per kind or family of kinds: which rows and tables its form has.

mod design;
mod dns;
mod endpoint;
mod flow;
mod gateway;
mod generic;
mod head;
mod network_acl;
mod policy_box;
mod route_table;
mod security_group;
mod service;
mod subnet;
mod vpc;
mod workload;

pub use head::head;
pub use workload::trimmed as gib;

use super::form::{Form, Item, Section};
use super::make::Of;
use super::subject::Subject;
use portico_core::document::{Body, Kind, NodeId};
use portico_core::facts::Facts;

/// The form for a subject.
pub fn form(facts: &Facts, subject: &Subject) -> Form {
    let doc = &facts.document;
    let sections = match subject {
        Subject::Design => design::design(facts),
        Subject::Several(nodes) => design::several(facts, nodes),
        Subject::Zone(vpc, zone) => vpc::zone(facts, *vpc, zone),
        Subject::Node(id) => {
            let of = Of { doc, facts, id: *id };
            let Some(body) = of.body() else { return Form::default() };
            let mut all = own(&of, body);
            if has_reach(*id) && !facts.graph().interfaces_of(*id).is_empty() {
                all.push(Section::new("reach", "Who reaches it", vec![Item::Reach]));
            }
            all.push(Section::new("findings", "Findings here", vec![Item::Findings]));
            all.push(Section::new("cost", "", vec![Item::Costs]));
            all.extend(head::names(&of));
            all
        }
    };
    Form { sections }
}

/// What is an end of conversations.
fn has_reach(id: NodeId) -> bool {
    matches!(id.kind(), Kind::Workload | Kind::NetworkInterface | Kind::InterfaceEndpoint | Kind::ResourceEndpoint | Kind::LoadBalancer)
}

fn own(of: &Of, body: &Body) -> Vec<Section> {
    match body {
        Body::Vpc(x) => vpc::vpc(of, x),
        Body::Subnet(x) => subnet::subnet(of, x),
        Body::RouteTable(x) => route_table::route_table(of, x),
        Body::SecurityGroup(x) => security_group::security_group(of, x),
        Body::NetworkAcl(x) => network_acl::network_acl(of, x),
        Body::InternetGateway(x) => gateway::internet(of, x),
        Body::NatGateway(x) => gateway::nat(of, x),
        Body::ElasticIp(x) => gateway::elastic_ip(of, x),
        Body::Peering(x) => gateway::peering(of, x),
        Body::GatewayEndpoint(x) => endpoint::gateway(of, x),
        Body::InterfaceEndpoint(x) => endpoint::interface(of, x),
        Body::ResourceEndpoint(x) => endpoint::resource(of, x),
        Body::Workload(x) => workload::workload(of, x),
        Body::Service(x) => service::service(of, x),
        Body::Bucket(_) => service::bucket(of),
        Body::Table(_) => service::table(of),
        Body::Role(x) => service::role(of, x),
        Body::Flow(x) => flow::flow(of, x),
        Body::HostedZone(x) => dns::hosted_zone(of, x),
        Body::PrefixList(x) => dns::prefix_list(of, x),
        _ => generic::generic(of),
    }
}
