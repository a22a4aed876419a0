//! Gives every item its node before anything refers to anything.

use super::context::Raiser;
use crate::document::{Kind, NodeId};
use crate::interchange::item::{Index, Val};
use crate::text;

/// Types that become one node each.
const PLAIN: &[(&str, Kind)] = &[
    ("aws_vpc", Kind::Vpc),
    ("aws_default_vpc", Kind::Vpc),
    ("aws_subnet", Kind::Subnet),
    ("aws_default_subnet", Kind::Subnet),
    ("aws_route_table", Kind::RouteTable),
    ("aws_internet_gateway", Kind::InternetGateway),
    ("aws_egress_only_internet_gateway", Kind::EgressOnlyGateway),
    ("aws_nat_gateway", Kind::NatGateway),
    ("aws_eip", Kind::ElasticIp),
    ("aws_vpn_gateway", Kind::VpnGateway),
    ("aws_customer_gateway", Kind::OnPremises),
    ("aws_vpn_connection", Kind::VpnConnection),
    ("aws_ec2_transit_gateway", Kind::TransitGateway),
    ("aws_ec2_transit_gateway_route_table", Kind::TransitTable),
    ("aws_ec2_transit_gateway_vpc_attachment", Kind::TransitAttachment),
    ("aws_ec2_transit_gateway_peering_attachment", Kind::TransitAttachment),
    ("aws_vpc_peering_connection", Kind::Peering),
    ("aws_security_group", Kind::SecurityGroup),
    ("aws_network_acl", Kind::NetworkAcl),
    ("aws_ec2_managed_prefix_list", Kind::PrefixList),
    ("aws_network_interface", Kind::NetworkInterface),
    ("aws_lb", Kind::LoadBalancer),
    ("aws_alb", Kind::LoadBalancer),
    ("aws_elb", Kind::LoadBalancer),
    ("aws_lb_target_group", Kind::TargetGroup),
    ("aws_alb_target_group", Kind::TargetGroup),
    ("aws_route53_zone", Kind::HostedZone),
    ("aws_route53_resolver_endpoint", Kind::ResolverEndpoint),
    ("aws_autoscaling_group", Kind::Workload),
    ("aws_lambda_function", Kind::Workload),
    ("aws_ecs_service", Kind::Workload),
    ("aws_db_instance", Kind::Workload),
    ("aws_rds_cluster", Kind::Workload),
    ("aws_elasticache_cluster", Kind::Workload),
    ("aws_elasticache_replication_group", Kind::Workload),
    ("aws_redshift_cluster", Kind::Workload),
    ("aws_s3_bucket", Kind::Bucket),
    ("aws_dynamodb_table", Kind::Table),
    ("aws_iam_role", Kind::Role),
    // What exists already and is looked up: where something stands in it or refers to it.
    ("data.aws_vpc", Kind::Vpc),
    ("data.aws_subnet", Kind::Subnet),
    ("data.aws_route_table", Kind::RouteTable),
    ("data.aws_internet_gateway", Kind::InternetGateway),
    ("data.aws_security_group", Kind::SecurityGroup),
    ("data.aws_ec2_transit_gateway", Kind::TransitGateway),
    ("data.aws_iam_role", Kind::Role),
];

impl Raiser<'_> {
    pub fn enrol(&mut self) {
        for (kind, node) in PLAIN {
            for at in self.of(kind) {
                if kind.starts_with("data.") && !self.is_wanted(at) {
                    continue;
                }
                let id = self.reserve(*node);
                self.give(at, id);
            }
        }
        for at in self.of("aws_vpc_endpoint") {
            match self.endpoint(at) {
                Some(id) => self.give(at, id),
                None => self.left_out(at, text!("Portico does not model endpoints of this type")),
            }
        }
        for at in self.of("aws_instance") {
            // Several instances of one workload are `key`, `key/2`, `key/3` in our own exports.
            let id = self.first_of_count(at).unwrap_or_else(|| self.reserve(Kind::Workload));
            self.give(at, id);
        }
    }

    fn endpoint(&mut self, at: usize) -> Option<NodeId> {
        let kind = self.get(at, "vpc_endpoint_type").as_text().map(str::to_ascii_lowercase);
        // A gateway endpoint is what the provider makes where no type is said.
        let kind = match kind.as_deref() {
            Some("interface") => Kind::InterfaceEndpoint,
            Some("resource") => Kind::ResourceEndpoint,
            Some("gatewayloadbalancer") => Kind::BalancerEndpoint,
            Some("gateway") => Kind::GatewayEndpoint,
            Some(_) => return None,
            None if !self.get(at, "subnet_ids").is_blank() => Kind::InterfaceEndpoint,
            None => Kind::GatewayEndpoint,
        };
        Some(self.reserve(kind))
    }

    /// The node of `key` for an item `key/2`.
    fn first_of_count(&self, at: usize) -> Option<NodeId> {
        let item = self.item(at)?;
        let Some(Index::Key(key)) = &item.index else { return None };
        let (base, n) = key.rsplit_once('/')?;
        n.parse::<u32>().ok()?;
        let first = Val::link(item.address.replace(&format!("\"{key}\""), &format!("\"{base}\"")), "");
        self.nodes_of(&first).into_iter().find(|n| n.kind() == Kind::Workload)
    }

    /// Whether something that is looked up is not among the resources, and is referred to.
    fn is_wanted(&self, at: usize) -> bool {
        let Some(item) = self.item(at) else { return false };
        let id = item.body.get("id").cloned().unwrap_or_default();
        self.finds(&id).iter().all(|f| f.at >= at || self.node_at(f.at).is_none())
    }
}
