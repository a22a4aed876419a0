//! Gives every described thing its id in the design, before anything refers to anything.

use super::build::Builder;
use super::forms::Sort;
use super::json::Json;
use super::recognise::Record;
use super::settled::{self, Unsettled, unsettled};
use crate::document::Kind;
use crate::text;
use crate::text::{Text, code};

/// The sorts that become one node each: the id's field, the fields without which nothing can be made of them, and the kind.
const PLAIN: &[(Sort, &str, &[&str], Kind)] = &[
    (Sort::Vpc, "VpcId", &[], Kind::Vpc),
    (Sort::Subnet, "SubnetId", &["VpcId"], Kind::Subnet),
    (Sort::RouteTable, "RouteTableId", &["VpcId"], Kind::RouteTable),
    (Sort::SecurityGroup, "GroupId", &["VpcId"], Kind::SecurityGroup),
    (Sort::NetworkAcl, "NetworkAclId", &["VpcId"], Kind::NetworkAcl),
    (Sort::InternetGateway, "InternetGatewayId", &[], Kind::InternetGateway),
    (Sort::EgressOnlyGateway, "EgressOnlyInternetGatewayId", &[], Kind::EgressOnlyGateway),
    (Sort::NatGateway, "NatGatewayId", &["VpcId"], Kind::NatGateway),
    (Sort::VpnGateway, "VpnGatewayId", &[], Kind::VpnGateway),
    (Sort::CustomerGateway, "CustomerGatewayId", &[], Kind::OnPremises),
    (Sort::VpnConnection, "VpnConnectionId", &["CustomerGatewayId"], Kind::VpnConnection),
    (Sort::TransitGateway, "TransitGatewayId", &[], Kind::TransitGateway),
    (Sort::TransitTable, "TransitGatewayRouteTableId", &["TransitGatewayId"], Kind::TransitTable),
    (Sort::Interface, "NetworkInterfaceId", &["VpcId", "SubnetId"], Kind::NetworkInterface),
    (Sort::LoadBalancer, "LoadBalancerArn", &["VpcId"], Kind::LoadBalancer),
    (Sort::TargetGroup, "TargetGroupArn", &[], Kind::TargetGroup),
    (Sort::DirectConnectGateway, "DirectConnectGatewayId", &[], Kind::DirectConnect),
];

/// The state of a thing, in lower case.
pub fn state(json: &Json) -> String {
    let state = ["State", "Status", "DirectConnectGatewayState", "VirtualInterfaceState", "AssociationState"]
        .iter()
        .map(|f| json.get(f))
        .find_map(|s| s.text().or_else(|| s.get("Code").text()).or_else(|| s.get("Name").text()));
    state.unwrap_or_default().to_ascii_lowercase()
}

/// Whether a thing of this state is gone or going.
pub fn gone(state: &str) -> bool {
    let plain = state.replace(['-', '_'], "");
    matches!(
        plain.as_str(),
        "deleted"
            | "deleting"
            | "failed"
            | "rejected"
            | "rejecting"
            | "expired"
            | "terminated"
            | "shuttingdown"
            | "deletecomplete"
            | "disassociated"
            | "disassociating"
    )
}

pub fn all(b: &mut Builder) {
    for (sort, field, needs, kind) in PLAIN {
        for r in b.snapshot.all(*sort) {
            one(b, r, field, needs, *kind);
        }
    }
    for r in b.snapshot.all(Sort::Address) {
        match r.text("AllocationId").or_else(|| r.text("PublicIp")) {
            Some(id) => drop(b.enrol(Kind::ElasticIp, id)),
            None => b.notes.left_out(text!("an address"), &r.at(), text!("it has no AllocationId")),
        }
    }
    for r in b.snapshot.all(Sort::Endpoint) {
        if let Some(kind) = super::endpoints::kind(r) {
            // Routes may lead to one, so that it has to stand somewhere from the start.
            let needs: &[&str] = &["VpcId"];
            if kind == Kind::BalancerEndpoint && r.get("SubnetIds").list().is_empty() {
                let what = r.text("VpcEndpointId").map_or_else(|| text!("an endpoint"), Text::of);
                b.notes.left_out(what, &r.at(), text!("it stands in no subnet"));
                continue;
            }
            one(b, r, "VpcEndpointId", needs, kind);
        } else {
            let what = r.text("VpcEndpointId").map_or_else(|| text!("an endpoint"), Text::of);
            b.notes.left_out(what, &r.at(), text!("Portico does not model endpoints of this type"));
            // Nor is it taken for another type by its interfaces.
            if let Some(id) = r.text("VpcEndpointId") {
                b.unsettled.insert(id.into(), "of a type that is not modelled".into());
            }
        }
    }
    for r in b.snapshot.all(Sort::Peering) {
        let side = |s: &str| r.get(s).get("VpcId").text();
        match (side("RequesterVpcInfo"), side("AccepterVpcInfo")) {
            (Some(_), Some(_)) => one(b, r, "VpcPeeringConnectionId", &[], Kind::Peering),
            _ => b.notes.left_out(
                r.text("VpcPeeringConnectionId").map_or_else(|| text!("a peering connection"), Text::of),
                &r.at(),
                text!("it does not name its VPCs"),
            ),
        }
    }
    for r in instances(b) {
        one(b, &r, "InstanceId", &["SubnetId"], Kind::Workload);
        for nested in nested_interfaces(&r) {
            if let Some(id) = nested.text("NetworkInterfaceId")
                && nested.has("SubnetId")
                && nested.has("VpcId")
            {
                b.enrol(Kind::NetworkInterface, id);
            }
        }
    }
}

trait Has {
    fn has(&self, field: &str) -> bool;
}

impl Has for Record<'_> {
    fn has(&self, field: &str) -> bool {
        self.json.has(field)
    }
}

fn one<'a>(b: &mut Builder<'a>, r: &Record<'a>, field: &str, needs: &[&str], kind: Kind) {
    let Some(id) = r.text(field) else {
        return b.notes.left_out(
            text!("{kind} without id", kind = kind.with_article()),
            &r.at(),
            text!("it has no {field}", field = code(field)),
        );
    };
    if let Some(missing) = needs.iter().find(|n| r.text(n).is_none()) {
        return b.notes.left_out(Text::of(id), &r.at(), text!("it has no {field}", field = code(missing)));
    }
    let state = state(r.json);
    let unsettled = unsettled(kind, &state);
    if unsettled == Some(Unsettled::LeftOut) {
        b.notes.left_out(Text::of(id), &r.at(), text!("it is {state}: whether it carries packets is not known", state = code(&state)));
        b.unsettled.insert(id.into(), state);
        return;
    }
    if gone(&state) {
        b.notes.left_out(Text::of(id), &r.at(), text!("it is {state}", state = code(&state)));
        b.gone.insert(id.into(), state);
        return;
    }
    if let Some(node) = b.enrol(kind, id) {
        b.first.insert(id, r.json);
        if unsettled == Some(Unsettled::Idle) {
            b.notes.guess_of(id, settled::idle());
            b.idle.insert(node);
        }
    } else if b.first.get(id).is_some_and(|first| *first != r.json) {
        b.notes.guess_of(id, text!("these are described more than once, and not the same way; the first description was taken"));
    }
}

/// Instances, from reservations or by themselves.
pub fn instances<'a>(b: &Builder<'a>) -> Vec<Record<'a>> {
    let inside = b.snapshot.all(Sort::Reservation).iter().flat_map(|r| r.get("Instances").list().iter().map(|json| r.inside(json)));
    inside.chain(b.snapshot.all(Sort::Instance).iter().copied()).collect()
}

/// The interfaces that an instance lists.
pub fn nested_interfaces<'a>(instance: &Record<'a>) -> Vec<Record<'a>> {
    instance.get("NetworkInterfaces").list().iter().map(|json| instance.inside(json)).collect()
}
