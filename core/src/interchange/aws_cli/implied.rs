//! What interfaces tell of: NAT gateways, endpoints, load balancers and functions of which the snapshot has nothing but their interfaces.

use super::build::Builder;
use super::forms::Sort;
use super::recognise::Record;
use crate::document::{
    AddressType, BalancerEndpoint, BalancerKind, Compute, EndpointSubnet, Forwarding, Id, InterfaceEndpoint, Kind, LoadBalancer,
    NatConnectivity, NatGateway, NatHome, NodeId, PrivateDns, Scheme, SecurityGroup, ServiceId, Subnet, Vpc, Workload,
};
use crate::ordered::BTreeMap;
use crate::text;

/// The kind of owner that an interface names, with the owner's id.
fn owner<'a>(r: &Record<'a>) -> Option<(Kind, &'a str)> {
    let description = r.text("Description")?;
    if let Some(id) = description.strip_prefix("Interface for NAT Gateway ") {
        return Some((Kind::NatGateway, id.trim()));
    }
    let id = description.strip_prefix("VPC Endpoint Interface ")?.trim();
    let balancer = r.text("InterfaceType").is_some_and(|t| t.starts_with("gateway_load_balancer"));
    Some((if balancer { Kind::BalancerEndpoint } else { Kind::InterfaceEndpoint }, id))
}

/// Ids for what routes may lead to, before anything refers to it.
pub fn enrol(b: &mut Builder) {
    for r in b.snapshot.all(Sort::Interface) {
        if let Some((kind, id)) = owner(r).filter(|(_, id)| !id.is_empty() && !id.contains(' ') && !b.is_out(id))
            && r.text("VpcId").is_some()
            && r.text("SubnetId").is_some()
            && b.enrol(kind, id).is_some()
        {
            b.notes.guess_of(id, text!("these are known by their interfaces only"));
        }
    }
}

/// What [`enrol`] gave ids to, from its interfaces.
pub fn read(b: &mut Builder) {
    for r in b.snapshot.all(Sort::Interface) {
        let Some((kind, aws_id)) = owner(r) else { continue };
        let Some(node) = b.node(aws_id).filter(|n| n.kind() == kind) else { continue };
        let (Some(vpc), Some(subnet)) = (r.text("VpcId").and_then(|v| b.find::<Vpc>(v)), r.text("SubnetId")) else { continue };
        let subnet = b.subnet(subnet, vpc, r.text("AvailabilityZone"));
        let ip = r.text("PrivateIpAddress").and_then(|a| a.parse().ok());
        match kind {
            Kind::NatGateway => nat(b, node, aws_id, r, subnet, vpc),
            Kind::BalancerEndpoint if !b.model.contains(node) => {
                let body = BalancerEndpoint { vpc, subnet, service_name: String::new(), balancer: None, forwards: Forwarding::Unknown };
                b.infer(Id::new(node.number()), aws_id, Some(aws_id), body);
            }
            Kind::InterfaceEndpoint => {
                let groups = super::interfaces::groups(b, r.get("Groups"), vpc);
                endpoint(b, node, aws_id, vpc, EndpointSubnet { subnet, ip, ipv6: None }, groups);
            }
            _ => {}
        }
    }
}

fn nat(b: &mut Builder, node: NodeId, aws_id: &str, r: &Record, subnet: Id<Subnet>, vpc: Id<Vpc>) {
    if b.model.contains(node) {
        return;
    }
    let region = b.region_of(vpc);
    let public = r.get("Association").get("PublicIp").text().is_some();
    let addresses = super::interfaces::elastic(b, r.get("Association"), &region).into_iter().collect();
    let body = NatGateway {
        home: NatHome::Zonal(subnet),
        connectivity: if public { NatConnectivity::Public } else { NatConnectivity::Private },
        addresses,
        private_ip: r.text("PrivateIpAddress").and_then(|a| a.parse().ok()),
        table: None,
    };
    b.infer(Id::new(node.number()), aws_id, Some(aws_id), body);
}

fn endpoint(b: &mut Builder, node: NodeId, aws_id: &str, vpc: Id<Vpc>, at: EndpointSubnet, groups: Vec<Id<SecurityGroup>>) {
    let id = Id::<InterfaceEndpoint>::new(node.number());
    match b.model.get(id) {
        None => {
            let body = InterfaceEndpoint {
                vpc,
                service: ServiceId::unknown(),
                service_region: None,
                subnets: vec![at],
                groups,
                private_dns: PrivateDns::Off,
                policy: None,
                address_type: AddressType::Ipv4,
            };
            b.infer(id, aws_id, Some(aws_id), body);
            // It may be a resource endpoint, whose interfaces are called the same, or one that is not ready.
            b.idle.insert(node);
        }
        // A described one has its subnets from its own record.
        Some(e) if e.service == ServiceId::unknown() && !e.subnets.iter().any(|s| s.subnet == at.subnet) => {
            b.model.edit(id, |e: &mut InterfaceEndpoint| e.subnets.push(at));
        }
        Some(_) => {}
    }
}

/// Owners made up on the way, by what interfaces call them.
#[derive(Default)]
pub struct Implied(BTreeMap<String, NodeId>);

/// Types of interfaces whose owner does with packets what nobody here knows.
const MANAGED: [&str; 7] = [
    "transit_gateway",
    "quicksight",
    "api_gateway_managed",
    "iot_rules_managed",
    "aws_codestar_connections_managed",
    "global_accelerator_managed",
    "gateway_load_balancer",
];

/// Whether AWS made an interface for something of which an interface tells too little.
pub fn managed(r: &Record) -> bool {
    r.text("InterfaceType").is_some_and(|t| MANAGED.contains(&t))
        || r.text("Description").is_some_and(|d| d.starts_with("Network Interface for Transit Gateway Attachment"))
}

impl Implied {
    /// The load balancer or function that an interface names, which the snapshot does not describe.
    pub fn owner(&mut self, b: &mut Builder, r: &Record, subnet: Id<Subnet>, vpc: Id<Vpc>, groups: &[Id<SecurityGroup>]) -> Option<NodeId> {
        let description = r.text("Description").unwrap_or_default();
        let lambda = r.text("InterfaceType") == Some("lambda");
        if let Some(name) = description.strip_prefix("AWS Lambda VPC ENI").or(lambda.then_some(description)) {
            let name = name.trim_start_matches(['-', ':', ' ']);
            // The function's name, then a UUID.
            let name = name.len().checked_sub(37).and_then(|n| name.get(..n)).filter(|n| !n.is_empty()).unwrap_or(name);
            return Some(self.function(b, name, subnet, groups));
        }
        let name = description.strip_prefix("ELB ").map(str::trim).filter(|n| !n.is_empty())?;
        Some(self.balancer(b, name, r, subnet, vpc, groups))
    }

    fn function(&mut self, b: &mut Builder, name: &str, subnet: Id<Subnet>, groups: &[Id<SecurityGroup>]) -> NodeId {
        let key = format!("function {name}");
        if let Some(node) = self.0.get(&key) {
            if let Some(id) = Id::<Workload>::of(*node) {
                b.model.edit(id, |w: &mut Workload| w.subnets.extend((!w.subnets.contains(&subnet)).then_some(subnet)));
            }
            return *node;
        }
        let shown = if name.is_empty() { "a function" } else { name };
        b.notes.guess_of(shown, text!("these functions are known by their interfaces only"));
        let body =
            Workload { subnets: vec![subnet], groups: groups.to_vec(), public_ip: None, ..super::interfaces::plain(Compute::Function) };
        let node = b.invent(shown, None, body).node();
        self.0.insert(key, node);
        node
    }

    fn balancer(
        &mut self,
        b: &mut Builder,
        name: &str,
        r: &Record,
        subnet: Id<Subnet>,
        vpc: Id<Vpc>,
        groups: &[Id<SecurityGroup>],
    ) -> NodeId {
        if let Some(node) = self.0.get(name) {
            if let Some(id) = Id::<LoadBalancer>::of(*node) {
                b.model.edit(id, |l: &mut LoadBalancer| l.subnets.extend((!l.subnets.contains(&subnet)).then_some(subnet)));
            }
            return *node;
        }
        // `app/NAME/ID`, `net/NAME/ID`, `gwy/NAME/ID`; a Classic Load Balancer is a proxy as an Application one.
        let mut parts = name.split('/');
        let (kind, rest) = (parts.next().unwrap_or_default(), parts.next());
        let shown = rest.unwrap_or(name);
        b.notes.guess_of(shown, text!("these load balancers are known by their interfaces only; what they listen on is not known"));
        let body = LoadBalancer {
            vpc,
            balancer: match kind {
                "net" if rest.is_some() => BalancerKind::Network,
                "gwy" if rest.is_some() => BalancerKind::Gateway,
                _ => BalancerKind::Application,
            },
            scheme: if r.get("Association").get("PublicIp").text().is_some() { Scheme::InternetFacing } else { Scheme::Internal },
            subnets: vec![subnet],
            groups: groups.to_vec(),
            listeners: Vec::new(),
            cross_zone: true,
            complete: false,
        };
        let node = b.invent(shown, None, body).node();
        self.0.insert(name.to_string(), node);
        node
    }
}
