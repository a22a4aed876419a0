//! Our own neutral glyphs, eighteen units square, drawn as lines.

use crate::prelude::*;
use portico_core::document::{Body, Compute, Kind, Model, NodeId};

macro_rules! glyphs {
    ($($name:ident $path:literal;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Glyph { $($name),* }

        impl Glyph {
            /// The lines, as SVG path data.
            pub fn path(self) -> &'static str {
                match self { $(Self::$name => $path),* }
            }
        }
    };
}

glyphs! {
    Portico "M2.5 6.8 9 3l6.5 3.8M2.8 15.5h12.4M4.8 8v5.7M9 8v5.7M13.2 8v5.7";
    Vpc "M4 3h10a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z";
    Zone "M3 2v2.5M3 7v4M3 13.5V16M9 2v2.5M9 7v4M9 13.5V16M15 2v2.5M15 7v4M15 13.5V16";
    Subnet "M2 7V5a2 2 0 0 1 2-2h1M8 3h2M13 3h1a2 2 0 0 1 2 2v2M2 11v2a2 2 0 0 0 2 2h1M8 15h2M13 15h1a2 2 0 0 0 2-2v-2M2 9h14";
    Routes "M3 5h9M10 2.8 12.2 5 10 7.2M15 13H6M8 10.8 5.8 13 8 15.2";
    InternetGateway "M3 15V8a6 6 0 0 1 12 0v7M2 15h14";
    Nat "M3 9h9M9.4 6.2 12.2 9l-2.8 2.8M15 3v12";
    EgressOnly "M3 15V8a6 6 0 0 1 12 0v7M9 14V7M6.6 9.2 9 6.8l2.4 2.4";
    Transit "M9 6a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM9 2v4M9 12v4M2 9h4M12 9h4";
    Vpn "M5.5 8V6a3.5 3.5 0 0 1 7 0v2M4 8h10v7H4zM9 10.8v1.6";
    Premises "M3 15.5V6l6-3.5L15 6v9.5M1.8 15.5h14.4M6 8h1.5M10.5 8H12M6 11.5h1.5M10.5 11.5H12";
    Interface "M9 2.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 9 2.8zM9 6v6M6 9h6";
    GatewayEndpoint "M3 15V6.2l6-3.7 6 3.7V15M6.8 15v-4.6h4.4V15";
    Instance "M5 4h8a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM7 1.2V4M11 1.2V4M7 14v2.8M11 14v2.8M1.2 7H4M1.2 11H4M14 7h2.8M14 11h2.8";
    Function "M4 15.2 8.2 6.4M6.2 2.8h1.2L13 15.2h1.4";
    Container "m9 2 6 3v7.6L9 16l-6-3.4V5zM9 8.6 15 5M9 8.6 3 5M9 8.6V16";
    Database "M3.5 4.5C3.5 3.1 6 2.2 9 2.2s5.5.9 5.5 2.3S12 6.8 9 6.8s-5.5-.9-5.5-2.3zM3.5 4.5v9c0 1.4 2.5 2.3 5.5 2.3s5.5-.9 5.5-2.3v-9M3.5 9c0 1.4 2.5 2.3 5.5 2.3s5.5-.9 5.5-2.3";
    Bucket "M3 4.2c0-1.1 2.7-2 6-2s6 .9 6 2-2.7 2-6 2-6-.9-6-2zM3 4.2l1.5 10.6c.2.7 2 1.2 4.5 1.2s4.3-.5 4.5-1.2L15 4.2";
    Service "M9 2.2 14.9 5.6v6.8L9 15.8l-5.9-3.4V5.6zM9 6.4a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2z";
    Balancer "M9 2.2v4.3M9 6.5 4 11M9 6.5 14 11M2.4 11h3.4v3.4H2.4zM12.2 11h3.4v3.4h-3.4zM9 6.5v8M7.3 11h3.4v3.4H7.3z";
    Resolver "M9 2.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 9 2.8zM2.8 9h12.4M9 2.8c-4.4 4-4.4 8.4 0 12.4M9 2.8c4.4 4 4.4 8.4 0 12.4";
    Card "M3 5h12v8H3zM6 8h6M6 10.6h3";
    Group "M9 2.2 15 4v5c0 3.4-2.6 5.8-6 7-3.4-1.2-6-3.6-6-7V4z";
    Acl "M3 4h12M3 9h12M3 14h12M6 2.4v3.2M12 7.4v3.2M8 12.4v3.2";
    Role "M9 2.4a3.2 3.2 0 1 1 0 6.4 3.2 3.2 0 0 1 0-6.4zM3 16c.4-3.2 2.8-5 6-5s5.6 1.8 6 5";
    Flow "M2 9h11M9.6 5.4 13.2 9l-3.6 3.6M16 4v10";
    Account "M3 6h12v9H3zM6.5 6V4a2.5 2.5 0 0 1 5 0v2";
    Zones "M3 3h5v12H3zM10 3h5v12h-5z";
    Search "M8 3a5 5 0 1 1 0 10A5 5 0 0 1 8 3zM11.8 11.8 15.5 15.5";
    Undo "M6 3.5 2.8 6.7 6 9.9M3 6.7h7.2a4.3 4.3 0 0 1 0 8.6H6.5";
    Redo "m12 3.5 3.2 3.2L12 9.9M15 6.7H7.8a4.3 4.3 0 0 0 0 8.6h3.7";
    Plus "M9 3.5v11M3.5 9h11";
    Minus "M3.5 9h11";
    Fit "M3 7V4a1 1 0 0 1 1-1h3M11 3h3a1 1 0 0 1 1 1v3M15 11v3a1 1 0 0 1-1 1h-3M7 15H4a1 1 0 0 1-1-1v-3";
    Delete "M3.5 5h11M7 5V3.2h4V5M5 5l.7 10h6.6L13 5M7.7 7.6v4.8M10.3 7.6v4.8";
    Open "M2.5 14.5v-11H7l1.6 2h6.9v9z";
    History "M3.2 9a5.8 5.8 0 1 1 1.7 4.1M3.2 9 1.6 7.2M3.2 9 5 7.4M9 5.8V9l2.4 1.6";
    Share "M9 11V2.5M5.8 5.5 9 2.5l3.2 3M6 8H3.8v7.5h10.4V8H12";
    Picture "M2.5 3.5h13v11h-13zM2.5 12l3.6-3.6 3 3 2-2 4.4 4.4M11.6 6.2v.2";
    Print "M5 7V2.5h8V7M5 13H2.8V7h12.4v6H13M5 10.8h8v4.7H5z";
    Save "M9 2.5v8.6M5.6 7.8 9 11.2l3.4-3.4M3 12.5v3h12v-3";
    Export "M9 11V2.5M5.6 5.9 9 2.5l3.4 3.4M3 10.5v5h12v-5";
    Copy "M6 6h8.5v9.5H6zM3.5 12V2.5H12";
    Help "M9 2.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 9 2.8zM7.2 7.3A1.9 1.9 0 0 1 9 5.8c1.1 0 1.9.7 1.9 1.7 0 1.3-1.9 1.5-1.9 2.8M9 12.4v.2";
    Close "m4 4 10 10M14 4 4 14";
    Language "M2 9a7 7 0 0 1 14 0a7 7 0 0 1-14 0M2.6 6.5h12.8M2.6 11.5h12.8M9 2c-4 4-4 10 0 14M9 2c4 4 4 10 0 14";
    Sun "M9 6a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM9 1.5v1.8M9 14.7v1.8M1.5 9h1.8M14.7 9h1.8M3.7 3.7 5 5M13 13l1.3 1.3M3.7 14.3 5 13M13 5l1.3-1.3";
    Moon "M15 10.8A6.5 6.5 0 0 1 7.2 3a6.3 6.3 0 1 0 7.8 7.8z";
    Contrast "M9 2.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13zM9 2.5v13M9 5h4.9M9 8h6.4M9 11h6.1M9 14h3.8";
    System "M2.5 3.5h13v8.5h-13zM6.5 15.5h5M9 12v3.5";
    Tidy "M3 3h5v5H3zM10 3h5v3h-5zM10 8.5h5V15h-5zM3 10.5h5V15H3z";
    Up "m4.5 11.2 4.5-4.5 4.5 4.5";
    Down "m4.5 6.8 4.5 4.5 4.5-4.5";
    Right "m6.8 4.5 4.5 4.5-4.5 4.5";
    Left "m11.2 4.5-4.5 4.5 4.5 4.5";
    Play "M5.5 3.5v11L14 9z";
    Pause "M6 4v10M12 4v10";
    New "M4.5 2.5h6l3.5 3.5v9.5h-9.5zM10.2 2.5v3.8H14";
    Warning "M9 2.8 16 15H2zM9 7.2v3.6M9 12.8v.2";
    Check "m3.5 9.5 3.6 3.6 7.4-8";
    Cut "M5.2 11.2a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4zM12.8 11.2a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4zM6.4 11.5 12 2.5M11.6 11.5 6 2.5";
    Paste "M6 3.5H4v12h10v-12h-2M6.5 2.2h5v2.8h-5z";
    Rename "M11.5 3.2 14.8 6.5 6.5 14.8 2.8 15.2 3.2 11.5zM9.6 5.1l3.3 3.3";
    Into "M2.5 9h7.5M7.2 6.2 10 9l-2.8 2.8M8 3h6.5v12H8";
    Rows "M3 4h2M8 4h7M5 9h2M10 9h5M5 14h2M10 14h5";
    Command "M6.5 6.5h5v5h-5zM6.5 6.5H5a2 2 0 1 1 1.5-2zM11.5 6.5V5a2 2 0 1 1 2 1.5zM11.5 11.5H13a2 2 0 1 1-1.5 2zM6.5 11.5V13a2 2 0 1 1-2-1.5z";
    Lock "M4 8h10v7H4zM6 8V5.8a3 3 0 0 1 6 0V8M9 10.8v1.6";
    AlignLeft "M2.5 2v14M5 4.5h9v3H5zM5 10.5h5.5v3H5z";
    AlignCentre "M9 2v2.5M9 7.5v3M9 13.5V16M4 4.5h10v3H4zM6 10.5h6v3H6z";
    AlignRight "M15.5 2v14M4 4.5h9v3H4zM7.5 10.5H13v3H7.5z";
    AlignTop "M2 2.5h14M4.5 5v9h3V5zM10.5 5v5.5h3V5z";
    AlignMiddle "M2 9h2.5M7.5 9h3M13.5 9H16M4.5 4v10h3V4zM10.5 6v6h3V6z";
    AlignBottom "M2 15.5h14M4.5 4v9h3V4zM10.5 7.5V13h3V7.5z";
    Across "M2.5 2.5v13M15.5 2.5v13M7 5.5h4v7H7z";
    Layers "m9 2.5 6.5 3.4L9 9.3 2.5 5.9zM2.5 9.2 9 12.6l6.5-3.4M2.5 12.4 9 15.8l6.5-3.4";
    More "M4 8.2v1.6M9 8.2v1.6M14 8.2v1.6";
    Link "M7.5 10.5a3 3 0 0 0 4.3 0l2.4-2.4a3 3 0 0 0-4.3-4.3l-.7.7M10.5 7.5a3 3 0 0 0-4.3 0L3.8 9.9a3 3 0 0 0 4.3 4.3l.7-.7";
}

impl Glyph {
    pub fn of_kind(kind: Kind) -> Self {
        match kind {
            Kind::Account => Self::Account,
            Kind::Vpc => Self::Vpc,
            Kind::Subnet => Self::Subnet,
            Kind::RouteTable | Kind::TransitTable => Self::Routes,
            Kind::InternetGateway => Self::InternetGateway,
            Kind::EgressOnlyGateway => Self::EgressOnly,
            Kind::NatGateway => Self::Nat,
            Kind::VpnGateway | Kind::VpnConnection | Kind::DirectConnect => Self::Vpn,
            Kind::OnPremises => Self::Premises,
            Kind::TransitGateway | Kind::TransitAttachment => Self::Transit,
            Kind::Peering => Self::Link,
            Kind::SecurityGroup => Self::Group,
            Kind::NetworkAcl => Self::Acl,
            Kind::GatewayEndpoint => Self::GatewayEndpoint,
            Kind::InterfaceEndpoint | Kind::ResourceEndpoint | Kind::BalancerEndpoint => Self::Interface,
            Kind::LoadBalancer | Kind::TargetGroup => Self::Balancer,
            Kind::HostedZone | Kind::ResolverEndpoint => Self::Resolver,
            Kind::Workload => Self::Instance,
            Kind::Service => Self::Service,
            Kind::Bucket => Self::Bucket,
            Kind::Table => Self::Database,
            Kind::Role => Self::Role,
            Kind::Flow => Self::Flow,
            Kind::Intent => Self::Check,
            Kind::ElasticIp | Kind::PrefixList | Kind::NetworkInterface => Self::Card,
        }
    }

    /// The glyph of a resource: of its kind, or nearer where the kind has several.
    pub fn of(model: &Model, id: NodeId) -> Self {
        match model.node(id).map(|n| &n.body) {
            Some(Body::Workload(w)) => Self::of_compute(w.compute),
            Some(Body::Service(s)) => Self::of_service(s.service.as_str()),
            _ => Self::of_kind(id.kind()),
        }
    }

    pub fn of_compute(compute: Compute) -> Self {
        match compute {
            Compute::Instance => Self::Instance,
            Compute::Function => Self::Function,
            Compute::Container => Self::Container,
            Compute::Database => Self::Database,
        }
    }

    pub fn of_service(id: &str) -> Self {
        match id.split('.').next().unwrap_or(id) {
            "s3" | "s3express" | "s3tables" => Self::Bucket,
            "dynamodb" | "rds" | "rds-data" | "elasticache" | "redshift" => Self::Database,
            "lambda" => Self::Function,
            "ecr" | "ecs" | "eks" => Self::Container,
            _ => Self::Service,
        }
    }
}

/// A glyph as an image of its own; what it stands for is said in words beside it.
#[component]
pub fn Icon(#[prop(into)] glyph: Signal<Glyph>, #[prop(default = 18)] size: u32) -> impl IntoView {
    view! {
        <svg class="icon" width=size height=size viewBox="0 0 18 18" aria-hidden="true">
            <path d=move || glyph.get().path() />
        </svg>
    }
}
