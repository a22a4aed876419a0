//! What the palette offers, as plain data.

use crate::language::t;
use crate::ui::Glyph;
use portico_core::catalogue::{Catalogue, PaletteService};
use portico_core::document::{Compute, Kind, ServiceId};
use portico_core::drawing::metrics;
use portico_core::propose;
pub use portico_core::propose::Tier;

/// Something that can be placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    Vpc,
    Zone,
    Subnet(Tier),
    Routes,
    InternetGateway,
    EgressOnly,
    Nat,
    VpnGateway,
    Transit,
    Premises,
    /// An interface endpoint; of which service is asked when it is placed.
    Interface,
    Gateway,
    /// A resource endpoint.
    Resource,
    /// A Gateway Load Balancer endpoint.
    BalancerEndpoint,
    Compute(Compute),
    Balancer,
    Bucket,
    Table,
    /// An AWS service: what people call it, and its endpoint services.
    Service {
        name: &'static str,
        ids: Vec<&'static str>,
    },
}

/// A heading of the palette and what stands under it.
pub struct Group {
    pub label: &'static str,
    pub items: Vec<Item>,
}

/// Services shown before somebody searches.
const FIRST: [&str; 10] = ["s3", "dynamodb", "ssm", "ecr", "secretsmanager", "kms", "sts", "logs", "sqs", "sns"];

impl Item {
    pub fn label(&self) -> &'static str {
        match self {
            Self::Vpc => "VPC",
            Self::Zone => "Zone",
            Self::Subnet(Tier::Public) => "Public",
            Self::Subnet(Tier::Private) => "Private",
            Self::Subnet(Tier::Isolated) => "Isolated",
            Self::Routes => "Routes",
            Self::InternetGateway => "Internet",
            Self::EgressOnly => "Egress v6",
            Self::Nat => "NAT",
            Self::VpnGateway => "VPN",
            Self::Transit => "Transit",
            Self::Premises => "On-prem",
            Self::Interface => "Interface",
            Self::Gateway => "Gateway",
            Self::Resource => "Resource",
            Self::BalancerEndpoint => "GWLB",
            Self::Compute(Compute::Instance) => "Instance",
            Self::Compute(Compute::Function) => "Function",
            Self::Compute(Compute::Container) => "Container",
            Self::Compute(Compute::Database) => "Database",
            Self::Balancer => "Balancer",
            Self::Bucket => "S3 bucket",
            Self::Table => "DynamoDB table",
            Self::Service { name, .. } => name,
        }
    }

    /// The whole name, for screen readers, tooltips and search.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Vpc => "VPC",
            Self::Zone => "Availability Zone",
            Self::Subnet(Tier::Public) => "Public subnet",
            Self::Subnet(Tier::Private) => "Private subnet",
            Self::Subnet(Tier::Isolated) => "Isolated subnet",
            Self::Routes => "Route table",
            Self::InternetGateway => "Internet gateway",
            Self::EgressOnly => "Egress-only internet gateway (IPv6)",
            Self::Nat => "NAT gateway",
            Self::VpnGateway => "Virtual private gateway",
            Self::Transit => "Transit gateway",
            Self::Premises => "On-premises network",
            Self::Interface => "Interface endpoint",
            Self::Gateway => "Gateway endpoint",
            Self::Resource => "Resource endpoint",
            Self::BalancerEndpoint => "Gateway Load Balancer endpoint",
            Self::Compute(c) => c.label(),
            Self::Balancer => "Load balancer",
            Self::Bucket => "S3 bucket",
            Self::Table => "DynamoDB table",
            Self::Service { name, .. } => name,
        }
    }

    /// The whole name; after the label where that says it otherwise, so that who speaks what is seen is understood.
    pub fn heard(&self) -> String {
        let (label, name) = (t(self.label()), t(self.name()));
        let words = |s: &str| format!(" {} ", s.to_lowercase());
        if words(name).contains(&words(label)) { name.into() } else { format!("{label}: {name}") }
    }

    /// In the middle of a sentence.
    pub fn with_article(&self) -> &'static str {
        let kind = match self {
            Self::Vpc => Kind::Vpc,
            Self::Subnet(_) => Kind::Subnet,
            Self::Routes => Kind::RouteTable,
            Self::InternetGateway => Kind::InternetGateway,
            Self::EgressOnly => Kind::EgressOnlyGateway,
            Self::Nat => Kind::NatGateway,
            Self::VpnGateway => Kind::VpnGateway,
            Self::Transit => Kind::TransitGateway,
            Self::Premises => Kind::OnPremises,
            Self::Interface => Kind::InterfaceEndpoint,
            Self::Gateway => Kind::GatewayEndpoint,
            Self::Resource => Kind::ResourceEndpoint,
            Self::BalancerEndpoint => Kind::BalancerEndpoint,
            Self::Balancer => Kind::LoadBalancer,
            Self::Bucket => Kind::Bucket,
            Self::Table => Kind::Table,
            Self::Zone => return "an Availability Zone",
            Self::Compute(Compute::Instance) => return "an EC2 instance",
            Self::Compute(Compute::Function) => return "a Lambda function",
            Self::Compute(Compute::Container) => return "a container service",
            Self::Compute(Compute::Database) => return "a database",
            Self::Service { name, .. } => return name,
        };
        kind.with_article()
    }

    pub fn glyph(&self) -> Glyph {
        match self {
            Self::Vpc => Glyph::Vpc,
            Self::Zone => Glyph::Zone,
            Self::Subnet(_) => Glyph::Subnet,
            Self::Routes => Glyph::Routes,
            Self::InternetGateway => Glyph::InternetGateway,
            Self::EgressOnly => Glyph::EgressOnly,
            Self::Nat => Glyph::Nat,
            Self::VpnGateway => Glyph::Vpn,
            Self::Transit => Glyph::Transit,
            Self::Premises => Glyph::Premises,
            Self::Interface | Self::Resource | Self::BalancerEndpoint => Glyph::Interface,
            Self::Gateway => Glyph::GatewayEndpoint,
            Self::Compute(c) => Glyph::of_compute(*c),
            Self::Balancer => Glyph::Balancer,
            Self::Bucket => Glyph::Bucket,
            Self::Table => Glyph::Database,
            Self::Service { ids, .. } => ids.first().map_or(Glyph::Service, |id| Glyph::of_service(id)),
        }
    }

    /// The colour that its kind always has.
    pub fn tint(&self) -> &'static str {
        match self {
            Self::Subnet(Tier::Public) | Self::InternetGateway | Self::Nat => "public",
            Self::Subnet(Tier::Private) => "private",
            Self::Subnet(Tier::Isolated) => "isolated",
            Self::Interface | Self::Resource | Self::BalancerEndpoint => "interface",
            Self::Gateway => "gateway",
            Self::EgressOnly | Self::VpnGateway | Self::Transit | Self::Premises | Self::Service { .. } | Self::Bucket | Self::Table => {
                "service"
            }
            _ => "",
        }
    }

    /// Stable: `data-testid="palette-public-subnet"`.
    pub fn id(&self) -> String {
        match self {
            Self::Service { ids, .. } => format!("service-{}", ids.first().map_or("", |i| i).replace('.', "-")),
            other => other.name().split('(').next().unwrap_or_default().trim().to_lowercase().replace(' ', "-"),
        }
    }

    /// The size of the outline while it is placed.
    pub fn size(&self) -> (i32, i32) {
        match self {
            Self::Vpc => metrics::VPC_MIN,
            Self::Zone => metrics::ZONE_MIN,
            Self::Subnet(_) => metrics::SUBNET_MIN,
            Self::Interface | Self::Resource | Self::BalancerEndpoint => metrics::PILL,
            Self::Routes => metrics::TABLE_CHIP,
            Self::InternetGateway | Self::EgressOnly | Self::VpnGateway => metrics::BADGE,
            Self::Gateway => metrics::ENDPOINT_BADGE,
            Self::Service { .. } | Self::Bucket | Self::Table | Self::Transit | Self::Premises => metrics::CARD,
            Self::Nat | Self::Compute(_) | Self::Balancer => metrics::CHIP,
        }
    }

    /// The engine's word for it. Endpoints take their service from `service`.
    pub fn proposed(&self, service: Option<&ServiceId>) -> Option<propose::Item> {
        Some(match self {
            Self::Vpc => propose::Item::Vpc,
            Self::Zone => propose::Item::Zone,
            Self::Subnet(t) => propose::Item::Subnet(*t),
            Self::Routes => propose::Item::RouteTable,
            Self::InternetGateway => propose::Item::InternetGateway,
            Self::EgressOnly => propose::Item::EgressOnly,
            Self::Nat => propose::Item::Nat,
            Self::VpnGateway => propose::Item::VpnGateway,
            Self::Transit => propose::Item::TransitGateway,
            Self::Premises => propose::Item::OnPremises,
            Self::Interface => propose::Item::InterfaceEndpoint(service?.clone()),
            Self::Gateway => propose::Item::GatewayEndpoint(service?.clone()),
            Self::Resource => propose::Item::ResourceEndpoint,
            Self::BalancerEndpoint => propose::Item::BalancerEndpoint,
            Self::Compute(c) => propose::Item::Workload(*c),
            Self::Balancer => propose::Item::LoadBalancer,
            Self::Bucket => propose::Item::Bucket,
            Self::Table => propose::Item::Table,
            Self::Service { ids, .. } => propose::Item::Services(ids.iter().filter_map(|id| id.parse().ok()).collect()),
        })
    }

    /// Whether it must be said of which service.
    pub fn wants_service(&self) -> bool {
        matches!(self, Self::Interface | Self::Gateway)
    }

    fn of_palette(p: &'static PaletteService) -> Self {
        // What else it takes, such as S3 for image layers, is a service of its own.
        let own = p.needs.iter().copied().filter(|id| *id != "s3" || p.id == "s3");
        Self::Service { name: p.name, ids: own.collect() }
    }
}

/// Everything without searching.
pub fn groups() -> Vec<Group> {
    let services = Catalogue::bundled().palette().iter().filter(|p| FIRST.contains(&p.id)).map(Item::of_palette);
    vec![
        Group {
            label: "Network",
            items: vec![
                Item::Vpc,
                Item::Zone,
                Item::Subnet(Tier::Public),
                Item::Subnet(Tier::Private),
                Item::Subnet(Tier::Isolated),
                Item::Routes,
            ],
        },
        Group {
            label: "Ways out",
            items: vec![Item::InternetGateway, Item::Nat, Item::EgressOnly, Item::VpnGateway, Item::Transit, Item::Premises],
        },
        Group { label: "Endpoints", items: vec![Item::Interface, Item::Gateway, Item::Resource] },
        Group {
            label: "Workloads",
            items: vec![
                Item::Compute(Compute::Instance),
                Item::Compute(Compute::Function),
                Item::Compute(Compute::Container),
                Item::Compute(Compute::Database),
                Item::Balancer,
            ],
        },
        Group { label: "AWS services", items: services.chain([Item::Bucket, Item::Table]).collect() },
    ]
}

/// What a search finds: items by their names, then services of the catalogue.
pub fn found(text: &str) -> Vec<Item> {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let has = |name: &str| {
        let name = name.to_lowercase();
        words.iter().all(|w| name.contains(w.as_str()))
    };
    let mut out: Vec<Item> =
        groups().into_iter().flat_map(|g| g.items).chain([Item::BalancerEndpoint]).filter(|i| has(i.name()) || has(i.label())).collect();
    let known = Catalogue::bundled().palette().iter().filter(|p| has(p.name) || p.needs.iter().any(|n| has(n))).map(Item::of_palette);
    for item in known {
        if !out.contains(&item) {
            out.push(item);
        }
    }
    for service in Catalogue::bundled().search_services(text).into_iter().filter(|s| !s.retired && !s.fips) {
        let listed = out.iter().any(|i| matches!(i, Item::Service { ids, .. } if ids.contains(&service.id)));
        if !listed && out.len() < 40 {
            out.push(Item::Service { name: service.display(), ids: vec![service.id] });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use portico_core::ordered::BTreeSet;

    #[test]
    fn every_item_has_an_id_of_its_own() {
        let all: Vec<Item> = groups().into_iter().flat_map(|g| g.items).collect();
        let ids: BTreeSet<String> = all.iter().map(Item::id).collect();
        assert_eq!(ids.len(), all.len());
        assert!(ids.contains("resource-endpoint"));
        assert!(ids.contains("public-subnet") && ids.contains("service-s3"), "{ids:?}");
    }

    #[test]
    fn a_search_finds_items_and_services() {
        assert_eq!(found("nat").first(), Some(&Item::Nat));
        assert!(found("gateway load").contains(&Item::BalancerEndpoint), "seldom wanted: it is found, and not shown before");
        assert!(found("ssm").iter().any(|i| i.name() == "AWS Systems Manager"));
        assert!(found("lambda").contains(&Item::Compute(Compute::Function)));
        assert!(found("zzzz").is_empty());
    }
}
