//! A design as the AWS CLI would answer for it, if it stood: what importing is tried with.
use portico_core::catalogue::Catalogue;
use portico_core::document::{
    AclEntry, Body, Destination, Document, ElasticIp, GatewayEndpoint, GroupRule, Id, InterfaceEndpoint, InternetGateway, ListRef, Model,
    NatGateway, NatHome, NetworkAcl, NodeId, OnPremises, Peer, Peering, PrefixList, ResourceEndpoint, RouteTable, SecurityGroup, Subnet,
    Target, Vpc, VpnConnection, VpnGateway, Workload,
};
use portico_core::graph::{Interface, NetworkGraph, Origin, RouteMatch};
use portico_core::interchange::imported::Sources;
use portico_core::net::Protocol;
use serde_json::{Map, Value, json};

/// The id that a resource gets.
pub fn aws_id(id: NodeId) -> String {
    let prefix = match id.kind().as_str() {
        "route-table" => "rtb",
        "internet-gateway" => "igw",
        "nat-gateway" => "nat",
        "elastic-ip" => "eipalloc",
        "vpn-gateway" => "vgw",
        "vpn-connection" => "vpn",
        "on-premises" => "cgw",
        "security-group" => "sg",
        "network-acl" => "acl",
        "prefix-list" => "pl",
        "gateway-endpoint" | "interface-endpoint" | "resource-endpoint" => "vpce",
        "peering" => "pcx",
        "workload" => "i",
        other => other,
    };
    format!("{prefix}-{:08x}", id.number())
}

/// The id of the n-th interface.
pub fn interface_id(n: usize) -> String {
    format!("eni-{n:08x}")
}

/// The answers, one file each.
pub fn write(doc: &Document) -> Sources {
    let model = &doc.model;
    let graph = NetworkGraph::build(model, Catalogue::bundled());
    let w = Writer { model, graph: &graph };
    let mut out = Sources::new();
    let mut file = |key: &str, all: Vec<Value>| {
        // No commas and brackets of ours: what is read must be any JSON.
        out.insert(format!("describe-{}.json", key.to_lowercase()), json!({ key: all }).to_string().into_bytes());
    };
    file("Vpcs", model.all::<Vpc>().map(|(id, v)| w.vpc(id, v)).collect());
    file("Subnets", model.all::<Subnet>().map(|(id, s)| w.subnet(id, s)).collect());
    file("RouteTables", model.all::<RouteTable>().map(|(id, t)| w.table(id, t)).collect());
    file("NetworkAcls", model.all::<NetworkAcl>().map(|(id, a)| w.acl(id, a)).collect());
    file("SecurityGroups", model.all::<SecurityGroup>().map(|(id, g)| w.group(id, g)).collect());
    file(
        "InternetGateways",
        model.all::<InternetGateway>().map(|(id, g)| w.gateway(id.node(), "InternetGatewayId", "Attachments", g.vpc)).collect(),
    );
    file("VpnGateways", model.all::<VpnGateway>().map(|(id, g)| w.gateway(id.node(), "VpnGatewayId", "VpcAttachments", g.vpc)).collect());
    file("CustomerGateways", model.all::<OnPremises>().map(|(id, p)| json!({"CustomerGatewayId": aws_id(id.node()), "IpAddress": p.public_ip, "BgpAsn": p.asn.map(|a| a.to_string()), "Tags": w.tags(id.node())})).collect());
    file(
        "VpnConnections",
        model
            .all::<VpnConnection>()
            .filter(|(_, c)| Id::<VpnGateway>::of(c.gateway).is_some())
            .map(|(id, c)| w.connection(id, c))
            .collect(),
    );
    file("Addresses", model.all::<ElasticIp>().map(|(id, e)| json!({"AllocationId": aws_id(id.node()), "PublicIp": e.address, "NetworkBorderGroup": e.region.as_str(), "Tags": w.tags(id.node())})).collect());
    file("NatGateways", model.all::<NatGateway>().filter_map(|(id, n)| w.nat(id, n)).collect());
    file(
        "VpcEndpoints",
        model
            .all::<GatewayEndpoint>()
            .map(|(id, e)| w.gateway_endpoint(id, e))
            .chain(model.all::<InterfaceEndpoint>().map(|(id, e)| w.interface_endpoint(id, e)))
            .chain(model.all::<ResourceEndpoint>().map(|(id, e)| w.resource_endpoint(id, e)))
            .collect(),
    );
    file("VpcPeeringConnections", model.all::<Peering>().map(|(id, p)| w.peering(id, p)).collect());
    file("ManagedPrefixLists", model.all::<PrefixList>().map(|(id, l)| json!({"PrefixListId": aws_id(id.node()), "PrefixListName": model.name(id), "MaxEntries": l.max_entries, "OwnerId": "123456789012"})).chain(w.services()).collect());
    file("PrefixListEntries", model.all::<PrefixList>().map(|(id, l)| json!({"PrefixListId": aws_id(id.node()), "Entries": l.entries.iter().map(|e| json!({"Cidr": e.cidr.to_string(), "Description": e.description})).collect::<Vec<_>>()})).collect());
    file("NetworkInterfaces", graph.interfaces.iter().enumerate().map(|(n, f)| w.interface(n, f)).collect());
    file("Reservations", model.all::<Workload>().filter_map(|(id, x)| w.instance(id, x)).collect());
    out
}

struct Writer<'a> {
    model: &'a Model,
    graph: &'a NetworkGraph,
}

impl Writer<'_> {
    fn tags(&self, id: NodeId) -> Value {
        let meta = self.model.meta(id);
        let own = meta.iter().flat_map(|m| m.tags.iter()).map(|(k, v)| json!({"Key": k, "Value": v}));
        own.chain([json!({"Key": "Name", "Value": self.model.name(id)})]).collect()
    }

    fn vpc(&self, id: Id<Vpc>, v: &Vpc) -> Value {
        let set: Vec<Value> =
            v.cidrs.iter().map(|c| json!({"CidrBlock": c.to_string(), "CidrBlockState": {"State": "associated"}})).collect();
        let v6: Vec<Value> =
            v.ipv6.iter().map(|c| json!({"Ipv6CidrBlock": c.to_string(), "Ipv6CidrBlockState": {"State": "associated"}})).collect();
        json!({
            "VpcId": aws_id(id.node()), "CidrBlock": v.cidrs.first().map(ToString::to_string), "CidrBlockAssociationSet": set,
            "Ipv6CidrBlockAssociationSet": v6, "OwnerId": "123456789012", "Tags": self.tags(id.node()),
            "EnableDnsSupport": {"Value": v.dns_support}, "EnableDnsHostnames": {"Value": v.dns_hostnames},
        })
    }

    fn subnet(&self, id: Id<Subnet>, s: &Subnet) -> Value {
        let v6: Vec<Value> =
            s.ipv6.iter().map(|c| json!({"Ipv6CidrBlock": c.to_string(), "Ipv6CidrBlockState": {"State": "associated"}})).collect();
        json!({
            "SubnetId": aws_id(id.node()), "VpcId": aws_id(s.vpc.node()), "CidrBlock": s.cidr.map(|c| c.to_string()),
            "Ipv6CidrBlockAssociationSet": v6, "AvailabilityZone": s.zone.as_str(), "MapPublicIpOnLaunch": s.public_ip_on_launch,
            "Tags": self.tags(id.node()),
        })
    }

    fn destination(&self, vpc: Id<Vpc>, d: &Destination) -> (&'static str, String) {
        match d {
            Destination::Cidr(net) if net.network().is_ipv6() => ("DestinationIpv6CidrBlock", net.to_string()),
            Destination::Cidr(net) => ("DestinationCidrBlock", net.to_string()),
            Destination::List(list) => ("DestinationPrefixListId", self.list(vpc, list)),
        }
    }

    fn list(&self, vpc: Id<Vpc>, list: &ListRef) -> String {
        match list {
            ListRef::Customer(id) => aws_id(id.node()),
            ListRef::Service(s) => {
                format!("pl-{s}{}", self.model.get(vpc).map(|v| v.region.to_string()).unwrap_or_default().replace('-', ""))
            }
        }
    }

    /// AWS's own lists, as describe-managed-prefix-lists shows them: without entries.
    fn services(&self) -> Vec<Value> {
        let mut regions: Vec<_> = self.model.all::<Vpc>().map(|(id, v)| (v.region.clone(), id)).collect();
        regions.sort();
        regions.dedup_by(|a, b| a.0 == b.0);
        let both = |(region, vpc)| {
            ["s3", "dynamodb"].map(|s| {
                let id = self.list(vpc, &ListRef::Service(s.parse().expect("a service")));
                json!({"PrefixListId": id, "PrefixListName": format!("com.amazonaws.{region}.{s}"), "OwnerId": "AWS"})
            })
        };
        regions.into_iter().flat_map(both).collect()
    }

    fn table(&self, id: Id<RouteTable>, t: &RouteTable) -> Value {
        let vpc = self.model.get(t.vpc);
        let mut associations: Vec<Value> = self
            .model
            .all::<Subnet>()
            .filter(|(_, s)| s.table == Some(id))
            .map(|(s, _)| json!({"SubnetId": aws_id(s.node()), "Main": false}))
            .collect();
        if vpc.is_some_and(|v| v.main_table == id) {
            associations.push(json!({"Main": true}));
        }
        let mut routes = Vec::new();
        // All that AWS shows: what it adds by itself among them.
        for r in self.graph.routes(id) {
            let mut o = Map::new();
            o.insert("State".into(), json!("active"));
            match (&r.origin, &r.matches) {
                (Origin::Local, RouteMatch::Cidr(net)) => {
                    let field = if net.network().is_ipv6() { "DestinationIpv6CidrBlock" } else { "DestinationCidrBlock" };
                    o.insert(field.into(), json!(net.to_string()));
                    o.insert("GatewayId".into(), json!("local"));
                }
                (Origin::Endpoint(e), RouteMatch::Service(s)) => {
                    o.insert("DestinationPrefixListId".into(), json!(self.list(t.vpc, &ListRef::Service(s.clone()))));
                    o.insert("GatewayId".into(), json!(aws_id(e.node())));
                }
                (o_, RouteMatch::Cidr(net)) if o_.propagated() => {
                    o.insert("DestinationCidrBlock".into(), json!(net.to_string()));
                    o.insert("GatewayId".into(), json!(t.propagation.first().map(|g| aws_id(g.node()))));
                    o.insert("Origin".into(), json!("EnableVgwRoutePropagation"));
                }
                _ => continue,
            }
            routes.push(Value::Object(o));
        }
        for r in &t.routes {
            let (field, value) = self.destination(t.vpc, &r.destination);
            let mut o: Map<String, Value> =
                [(field.to_string(), json!(value)), ("Origin".into(), json!("CreateRoute"))].into_iter().collect();
            match &r.target {
                Target::Node(n) => {
                    let target = aws_id(*n);
                    let field = match n.kind().as_str() {
                        "nat-gateway" => "NatGatewayId",
                        "peering" => "VpcPeeringConnectionId",
                        "workload" => "InstanceId",
                        _ => "GatewayId",
                    };
                    o.insert(field.into(), json!(target));
                    o.insert("State".into(), json!("active"));
                }
                Target::Gone(was) | Target::Unknown(was) => {
                    o.insert("GatewayId".into(), json!(was));
                    o.insert("State".into(), json!("blackhole"));
                }
            }
            routes.push(Value::Object(o));
        }
        let propagating: Vec<Value> = t.propagation.iter().map(|g| json!({"GatewayId": aws_id(g.node())})).collect();
        json!({
            "RouteTableId": aws_id(id.node()), "VpcId": aws_id(t.vpc.node()), "Associations": associations, "Routes": routes,
            "PropagatingVgws": propagating, "Tags": self.tags(id.node()),
        })
    }

    fn acl(&self, id: Id<NetworkAcl>, a: &NetworkAcl) -> Value {
        let default = self.model.get(a.vpc).is_some_and(|v| v.default_acl == id);
        let serves: Vec<Value> = self
            .model
            .all::<Subnet>()
            .filter(|(s, _)| self.model.acl_of(*s) == Some(id))
            .map(|(s, _)| json!({"SubnetId": aws_id(s.node())}))
            .collect();
        let way = |egress: bool, all: &[AclEntry]| all.iter().map(|e| entry(egress, e)).collect::<Vec<_>>();
        let mut entries = way(true, &a.egress);
        entries.extend(way(false, &a.ingress));
        for egress in [true, false] {
            entries.push(json!({"RuleNumber": 32767, "Egress": egress, "Protocol": "-1", "RuleAction": "deny", "CidrBlock": "0.0.0.0/0"}));
        }
        // AWS promises no order.
        entries.reverse();
        json!({"NetworkAclId": aws_id(id.node()), "VpcId": aws_id(a.vpc.node()), "IsDefault": default, "Associations": serves, "Entries": entries, "Tags": self.tags(id.node())})
    }

    fn group(&self, id: Id<SecurityGroup>, g: &SecurityGroup) -> Value {
        let default = self.model.get(g.vpc).is_some_and(|v| v.default_group == id);
        let name = if default { "default".to_string() } else { self.model.name(id) };
        let way = |all: &[GroupRule]| all.iter().map(|r| self.rule(g.vpc, r)).collect::<Vec<_>>();
        json!({
            "GroupId": aws_id(id.node()), "GroupName": name, "Description": g.description, "VpcId": aws_id(g.vpc.node()),
            "IpPermissions": way(&g.ingress), "IpPermissionsEgress": way(&g.egress), "Tags": [],
        })
    }

    fn rule(&self, vpc: Id<Vpc>, r: &GroupRule) -> Value {
        let mut o = Map::new();
        o.insert("IpProtocol".into(), json!(r.protocol.api_name()));
        let (from, to) = match (r.ports, &r.icmp, r.protocol) {
            (Some(p), _, _) => (json!(p.lo()), json!(p.hi())),
            (None, Some(i), _) => (json!(i.kind), json!(i.code)),
            (None, None, Protocol::TCP | Protocol::UDP) => (json!(0), json!(65535)),
            (None, None, p) if p.is_icmp() => (json!(-1), json!(-1)),
            _ => (Value::Null, Value::Null),
        };
        o.insert("FromPort".into(), from);
        o.insert("ToPort".into(), to);
        let (list, one) = match &r.peer {
            Peer::Cidr(net) if net.network().is_ipv6() => {
                ("Ipv6Ranges", json!({"CidrIpv6": net.to_string(), "Description": r.description}))
            }
            Peer::Cidr(net) => ("IpRanges", json!({"CidrIp": net.to_string(), "Description": r.description})),
            Peer::Group(g) => {
                ("UserIdGroupPairs", json!({"GroupId": aws_id(g.node()), "UserId": "123456789012", "Description": r.description}))
            }
            Peer::List(l) => ("PrefixListIds", json!({"PrefixListId": self.list(vpc, l), "Description": r.description})),
        };
        o.insert(list.into(), json!([one]));
        Value::Object(o)
    }

    fn gateway(&self, id: NodeId, field: &str, attachments: &str, vpc: Option<Id<Vpc>>) -> Value {
        let attached: Vec<Value> = vpc.iter().map(|v| json!({"VpcId": aws_id(v.node()), "State": "available"})).collect();
        json!({ field: aws_id(id), attachments: attached, "Tags": self.tags(id) })
    }

    fn connection(&self, id: Id<VpnConnection>, c: &VpnConnection) -> Value {
        let routes: Vec<Value> =
            c.static_routes.iter().map(|n| json!({"DestinationCidrBlock": n.to_string(), "State": "available"})).collect();
        json!({
            "VpnConnectionId": aws_id(id.node()), "CustomerGatewayId": aws_id(c.premises.node()), "VpnGatewayId": aws_id(c.gateway),
            "State": "available", "Options": {"StaticRoutesOnly": !c.bgp}, "Routes": routes,
            "VgwTelemetry": [{"Status": if c.up { "UP" } else { "DOWN" }}], "Tags": self.tags(id.node()),
        })
    }

    fn nat(&self, id: Id<NatGateway>, n: &NatGateway) -> Option<Value> {
        let (subnet, vpc) = match n.home {
            NatHome::Zonal(s) => (Some(aws_id(s.node())), self.model.get(s)?.vpc),
            NatHome::Regional(v) => (None, v),
        };
        let own = self.graph.interfaces_of(id);
        let address = own.first().and_then(|i| self.graph.interface(*i)).and_then(|f| f.v4.first().copied());
        let list: Vec<Value> = match n.addresses.as_slice() {
            [] => vec![json!({"PrivateIp": address})],
            all => all.iter().map(|e| json!({"AllocationId": aws_id(e.node()), "PrivateIp": address})).collect(),
        };
        Some(json!({
            "NatGatewayId": aws_id(id.node()), "SubnetId": subnet, "VpcId": aws_id(vpc.node()), "State": "available",
            "AvailabilityMode": if subnet.is_some() { "zonal" } else { "regional" }, "ConnectivityType": n.connectivity.as_str(),
            "NatGatewayAddresses": list, "Tags": self.tags(id.node()),
        }))
    }

    fn gateway_endpoint(&self, id: Id<GatewayEndpoint>, e: &GatewayEndpoint) -> Value {
        let region = self.model.get(e.vpc).map(|v| v.region.to_string()).unwrap_or_default();
        json!({
            "VpcEndpointId": aws_id(id.node()), "VpcEndpointType": "Gateway", "VpcId": aws_id(e.vpc.node()), "State": "available",
            "ServiceName": format!("com.amazonaws.{region}.{}", e.service), "PolicyDocument": e.policy, "Tags": self.tags(id.node()),
            "RouteTableIds": e.tables.iter().map(|t| aws_id(t.node())).collect::<Vec<_>>(),
        })
    }

    fn interface_endpoint(&self, id: Id<InterfaceEndpoint>, e: &InterfaceEndpoint) -> Value {
        let vpc = self.model.get(e.vpc);
        let region = e.service_region.clone().or(vpc.map(|v| v.region.clone())).map(|r| r.to_string()).unwrap_or_default();
        let groups = if e.groups.is_empty() { vpc.map(|v| v.default_group).into_iter().collect() } else { e.groups.clone() };
        json!({
            "VpcEndpointId": aws_id(id.node()), "VpcEndpointType": "Interface", "VpcId": aws_id(e.vpc.node()), "State": "available",
            "ServiceName": format!("com.amazonaws.{region}.{}", e.service), "PolicyDocument": e.policy, "Tags": self.tags(id.node()),
            "SubnetIds": e.subnets.iter().map(|s| aws_id(s.subnet.node())).collect::<Vec<_>>(),
            "Groups": groups.iter().map(|g| json!({"GroupId": aws_id(g.node())})).collect::<Vec<_>>(),
            "NetworkInterfaceIds": self.graph.interfaces_of(id).iter().map(|i| interface_id(*i)).collect::<Vec<_>>(),
            "PrivateDnsEnabled": e.private_dns.as_str() != "off",
            "DnsOptions": {"PrivateDnsOnlyForInboundResolverEndpoint": e.private_dns.as_str() == "inbound-resolver"},
            "IpAddressType": e.address_type.as_str(),
        })
    }

    fn resource_endpoint(&self, id: Id<ResourceEndpoint>, e: &ResourceEndpoint) -> Value {
        let default = self.model.get(e.vpc).map(|v| v.default_group);
        let groups = if e.groups.is_empty() { default.into_iter().collect() } else { e.groups.clone() };
        json!({
            "VpcEndpointId": aws_id(id.node()), "VpcEndpointType": "Resource", "VpcId": aws_id(e.vpc.node()), "State": "available",
            "ResourceConfigurationArn": e.configuration, "Tags": self.tags(id.node()),
            "SubnetIds": e.subnets.iter().map(|s| aws_id(s.subnet.node())).collect::<Vec<_>>(),
            "Groups": groups.iter().map(|g| json!({"GroupId": aws_id(g.node())})).collect::<Vec<_>>(),
            "NetworkInterfaceIds": self.graph.interfaces_of(id).iter().map(|i| interface_id(*i)).collect::<Vec<_>>(),
            "PrivateDnsEnabled": e.private_dns, "IpAddressType": e.address_type.as_str(),
        })
    }

    fn peering(&self, id: Id<Peering>, p: &Peering) -> Value {
        let side = |v: Id<Vpc>, dns: bool| json!({"VpcId": aws_id(v.node()), "OwnerId": "123456789012", "PeeringOptions": {"AllowDnsResolutionFromRemoteVpc": dns}});
        json!({
            "VpcPeeringConnectionId": aws_id(id.node()), "Status": {"Code": if p.accepted { "active" } else { "pending-acceptance" }},
            "RequesterVpcInfo": side(p.requester, p.requester_dns), "AccepterVpcInfo": side(p.accepter, p.accepter_dns), "Tags": self.tags(id.node()),
        })
    }

    fn interface(&self, n: usize, f: &Interface) -> Value {
        let owner = aws_id(f.owner);
        let description = match self.model.node(f.owner).map(|n| &n.body) {
            Some(Body::NatGateway(_)) => format!("Interface for NAT Gateway {owner}"),
            Some(Body::InterfaceEndpoint(_) | Body::ResourceEndpoint(_)) => format!("VPC Endpoint Interface {owner}"),
            _ => String::new(),
        };
        let attachment = match self.model.node(f.owner).map(|n| &n.body) {
            Some(Body::Workload(_)) => json!({"InstanceId": owner, "Status": "attached"}),
            _ => Value::Null,
        };
        let association = f.public.as_ref().map(|p| json!({"PublicIp": p.address, "AllocationId": p.elastic.map(|e| aws_id(e.node()))}));
        let addresses: Vec<Value> = f.v4.iter().enumerate().map(|(i, a)| json!({"PrivateIpAddress": a, "Primary": i == 0})).collect();
        json!({
            "NetworkInterfaceId": interface_id(n), "SubnetId": aws_id(f.subnet.node()), "VpcId": aws_id(f.vpc.node()), "Description": description,
            "PrivateIpAddress": f.v4.first(), "PrivateIpAddresses": addresses, "Association": association, "Attachment": attachment,
            "Ipv6Addresses": f.v6.iter().map(|a| json!({"Ipv6Address": a})).collect::<Vec<_>>(),
            "Groups": f.groups.iter().map(|g| json!({"GroupId": aws_id(g.node())})).collect::<Vec<_>>(), "SourceDestCheck": f.source_dest_check,
        })
    }

    fn instance(&self, id: Id<Workload>, w: &Workload) -> Option<Value> {
        let own = self.graph.interfaces_of(id).first().and_then(|i| self.graph.interface(*i))?;
        let instance = json!({
            "InstanceId": aws_id(id.node()), "InstanceType": w.instance_type, "SubnetId": aws_id(own.subnet.node()), "VpcId": aws_id(own.vpc.node()),
            "State": {"Name": "running"}, "PrivateIpAddress": own.v4.first(), "PublicIpAddress": own.public.as_ref().and_then(|p| p.address), "SourceDestCheck": w.source_dest_check,
            "SecurityGroups": own.groups.iter().map(|g| json!({"GroupId": aws_id(g.node())})).collect::<Vec<_>>(), "Tags": self.tags(id.node()),
        });
        Some(json!({"ReservationId": format!("r-{:08x}", id.number()), "Instances": [instance]}))
    }
}

fn entry(egress: bool, e: &AclEntry) -> Value {
    let protocol = match e.protocol {
        Protocol::Any => "-1".to_string(),
        Protocol::Number(n) => n.to_string(),
    };
    let field = if e.cidr.network().is_ipv6() { "Ipv6CidrBlock" } else { "CidrBlock" };
    json!({
        "RuleNumber": e.number, "Egress": egress, "Protocol": protocol, "RuleAction": e.action.as_str(), field: e.cidr.to_string(),
        "PortRange": e.ports.map(|p| json!({"From": p.lo(), "To": p.hi()})),
        "IcmpTypeCode": e.icmp.as_ref().map(|i| json!({"Type": i.kind, "Code": i.code})),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::described::{describe, differences};
    use crate::generated;
    use portico_core::document::Region;
    use portico_core::fixture;
    use portico_core::graph::RouteTarget;
    use portico_core::interchange::aws_cli::{Options, read};
    use portico_core::interchange::imported::Imported;

    /// What packets meet, by AWS ids: interfaces with what they carry, and the routes of every table.
    fn network(doc: &Document, id: impl Fn(NodeId) -> String, eni: impl Fn(usize, &Interface) -> String) -> Vec<String> {
        let graph = NetworkGraph::build(&doc.model, Catalogue::bundled());
        let mut out = Vec::new();
        for (n, f) in graph.interfaces.iter().enumerate() {
            let mut groups: Vec<String> = f.groups.iter().map(|g| id(g.node())).collect();
            groups.sort();
            let public = f.public.as_ref().map(|p| (p.address, p.elastic.map(|e| id(e.node()))));
            let (v4, v6, check, filtered) = (&f.v4, &f.v6, f.source_dest_check, f.filtered());
            out.push(format!(
                "{} of {} in {}: {v4:?} {v6:?} {groups:?} {public:?} {check} {filtered} {:?}",
                eni(n, f),
                id(f.owner),
                id(f.subnet.node()),
                f.role
            ));
        }
        for (table, _) in doc.model.all::<RouteTable>() {
            for r in graph.routes(table) {
                let target = match &r.target {
                    RouteTarget::Node(n) => id(*n),
                    other => format!("{other:?}"),
                };
                let matches = match &r.matches {
                    RouteMatch::Entry(l, net) => format!("{net} of {}", id(l.node())),
                    other => format!("{other:?}"),
                };
                out.push(format!("{} takes {matches} to {target}, propagated: {}", id(table.node()), r.origin.propagated()));
            }
        }
        out.sort();
        out
    }

    fn again(doc: &Document) -> Imported {
        let region: Region = doc.assumptions.region.clone();
        read(write(doc), &Options { region: Some(region), ..Options::default() }).unwrap()
    }

    fn same(doc: &Document) {
        let out = again(doc);
        assert_eq!((out.guessed.as_slice(), out.left_out.as_slice()), (&[][..], &[][..]));
        let apart = differences(&describe(&out.design), &describe(doc));
        assert_eq!(apart, Vec::<String>::new());
        let known = |n: NodeId| out.design.model.meta(n).and_then(|m| m.aws_id.clone()).unwrap_or_else(|| n.to_string());
        let before = network(doc, aws_id, |n, _| interface_id(n));
        let after = network(&out.design, known, |_, f| f.own.map_or_else(|| "derived".into(), |o| known(o.node())));
        let lost: Vec<_> = before.iter().filter(|l| !after.contains(l)).collect();
        let new: Vec<_> = after.iter().filter(|l| !before.contains(l)).collect();
        assert!(lost.is_empty() && new.is_empty() && before.len() == after.len(), "lost: {lost:#?}\nnew: {new:#?}");
    }

    #[test]
    fn a_generated_design_comes_back() {
        for size in [80, 200, 420] {
            same(&generated::design(size).unwrap());
        }
    }

    #[test]
    fn a_network_of_every_routing_kind_comes_back() {
        same(
            &fixture::parse(
                "region eu-west-1
prefix-list offices max 20: 198.51.100.0/24 \"head office\", 192.0.2.0/24
eip spare address 198.51.100.7
on-premises home 192.168.0.0/16 192.169.0.0/16 public 203.0.113.1 asn 65000
on-premises branch 172.31.9.0/24 public 203.0.113.2
vpc main 10.0.0.0/16 10.1.0.0/16 dns-hostnames tag team core
  igw igw
  vgw vgw asn 64512
  main-table propagate vgw: 10.9.0.0/16 -> hub
  table public: 0.0.0.0/0 -> igw, offices -> igw, pl-s3 -> nat-a
  table app propagate vgw: 0.0.0.0/0 -> nat-a, 10.99.0.0/16 -> gone nat-old, 10.8.0.0/16 -> fw
  group web \"what the web needs\": in tcp 443 from 0.0.0.0/0 \"the world\", in icmp 8/-1 from 10.0.0.0/8, out any to 0.0.0.0/0
  group app: in tcp 5432 from web, in udp from offices, out tcp 443 to pl-dynamodb, out 47 to 10.0.0.0/8
  acl app: in 120 allow tcp 443 from 10.0.0.0/16, in 90 deny udp 53 from 10.0.0.0/8, in 110 allow icmp 8/-1 from 0.0.0.0/0, out 100 allow any to 0.0.0.0/0
  default-acl: in 100 deny any from 192.0.2.0/24, out 100 allow any to 0.0.0.0/0
  subnet public-a a 10.0.0.0/24 table public
    nat nat-a
  subnet app-a a 10.0.1.0/24 table app acl app
    nat inner private
    instance api groups web, app type c7g.large ip 10.0.1.10 no-public-ip
    instance fw no-public-ip no-source-dest-check
    instance seen groups web eip spare
  subnet app-b b 10.0.2.0/24
    instance lone groups app no-public-ip
  gateway-endpoint s3 tables app
  gateway-endpoint dynamodb tables app, main-main policy {\"Statement\": []}
  interface-endpoint ssm in app-a at 10.0.1.20, app-b groups web private-dns
  interface-endpoint ecr.api in app-b
  resource-endpoint orders in app-a at 10.0.1.21, app-b groups web, app configuration arn:aws:vpc-lattice:eu-west-1:111122223333:resourceconfiguration/rcfg-1 private-dns
  resource-endpoint ledger in app-b
vpc far 10.9.0.0/16
  main-table: 10.0.0.0/16 -> hub
  subnet far a 10.9.0.0/24
vpn home vgw - home
vpn branch vgw - branch static routes 172.31.9.0/24
peering main - far as hub
",
            )
            .unwrap(),
        );
    }
}
