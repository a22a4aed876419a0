//! What drops make of a design, told in the fixture language; and random drops, which must never make a mess.

use super::*;
use crate::document::*;
use crate::fixture;
use crate::interchange::save;
use crate::net::cidr;
use ipnet::IpNet;
use proptest::prelude::*;

fn service(id: &str) -> ServiceId {
    id.parse().unwrap()
}

fn named(doc: &Document, kind: Kind, name: &str) -> NodeId {
    let found = doc.model.of_kind(kind).find(|(_, n)| n.meta.name == name);
    found.unwrap_or_else(|| panic!("no {kind} {name} in\n{}", fixture::print(doc))).0
}

/// Drops on the VPC, zone or subnet of a name (`""` is the canvas).
fn dropped(doc: &Document, item: &Item, over: &str) -> Result<Document, String> {
    let place = match over {
        "" => None,
        z if z.len() == 1 => {
            let vpc = doc.model.all::<Vpc>().next().unwrap().0;
            Some(Place::Zone(vpc, format!("us-east-1{z}").parse().unwrap()))
        }
        name => Some(Place::Node(doc.model.nodes().find(|(_, n)| n.meta.name == name).unwrap().0)),
    };
    let p = propose(doc, Catalogue::bundled(), item, place.as_ref()).map_err(|r| r.render(&doc.model))?;
    Ok(doc.apply(&p.command).unwrap())
}

fn all(drops: &[(Item, &str)]) -> Document {
    drops.iter().fold(Document::default(), |doc, (item, over)| dropped(&doc, item, over).unwrap_or_else(|e| panic!("{item:?}: {e}")))
}

fn lines(doc: &Document, with: &[&str]) -> String {
    let text = fixture::print(doc);
    text.lines().filter(|l| with.iter().any(|w| l.trim_start().starts_with(w))).map(|l| format!("{}\n", l.trim())).collect()
}

const BEGIN: [(Item, &str); 6] = [
    (Item::Vpc, ""),
    (Item::Zone, "vpc"),
    (Item::Zone, "vpc"),
    (Item::Subnet(Tier::Public), "a"),
    (Item::Subnet(Tier::Private), "a"),
    (Item::Subnet(Tier::Private), "vpc"),
];

fn begun(more: &[(Item, &str)]) -> Document {
    all(&[BEGIN.as_slice(), more].concat())
}

#[test]
fn what_a_workload_may_call_is_what_may_be_added_one_by_one() {
    let text = "region us-east-1
vpc v 10.0.0.0/16
  subnet a a 10.0.0.0/24
    instance i
    instance other port 8080
  interface-endpoint ssm in a
service s3
bucket logs
flow i -> s3 tcp 443
flow i -> other tcp 22
flow other -> logs tcp 443";
    let doc = fixture::parse(text).unwrap();
    let all: Vec<NodeId> = doc.model.nodes().map(|(id, _)| id).collect();
    let mut some = 0;
    for from in &all {
        let one_by_one: Vec<_> = all.iter().filter_map(|to| Some((*to, flow(&doc, Catalogue::bundled(), *from, *to).ok()?))).collect();
        assert_eq!(flows(&doc, Catalogue::bundled(), *from, all.clone()), one_by_one, "{from}");
        some += one_by_one.len();
    }
    // From `i`: the other port of `other`, the bucket, the endpoint's service; from `other`: `i`, s3, the endpoint's service.
    assert_eq!(some, 6);
}

/// [Access a resource through a resource VPC endpoint]
#[test]
fn a_resource_endpoint_lets_the_vpc_in_and_takes_flows() {
    let doc = begun(&[(Item::ResourceEndpoint, "private-a"), (Item::Workload(Compute::Instance), "private-a")]);
    let text = fixture::print(&doc);
    assert!(text.contains("resource-endpoint resource-endpoint in private-a groups sg-resource-endpoint"), "{text}");
    assert!(text.contains("group sg-resource-endpoint \"Lets the VPC reach the resource\": in tcp 0-65535 from 10.0.0.0/16"), "{text}");
    let endpoint = doc.model.of_kind(Kind::ResourceEndpoint).next().unwrap().0;
    let instance = doc.model.of_kind(Kind::Workload).next().unwrap().0;
    let joined = doc.apply(&connect(&doc, Catalogue::bundled(), instance, endpoint).unwrap()).unwrap();
    let trace = crate::facts::Facts::new(&joined, Catalogue::bundled());
    assert_eq!(trace.flows().values().map(|t| t.verdict).collect::<Vec<_>>(), [crate::reach::Verdict::Depends]);
    // One more zone, and no second subnet in one.
    let subnet = |name: &str| doc.model.of_kind(Kind::Subnet).find(|(_, n)| n.meta.name == name).unwrap().0;
    let wider = doc.apply(&connect(&doc, Catalogue::bundled(), endpoint, subnet("private-b")).unwrap()).unwrap();
    assert_eq!(wider.model.subnets_where(endpoint).len(), 2);
    assert!(connect(&wider, Catalogue::bundled(), endpoint, subnet("public-a")).is_err());
}

/// [Access an inspection system using a Gateway Load Balancer endpoint]
#[test]
fn a_balancer_endpoint_is_for_the_one_gateway_balancer() {
    let alone = begun(&[(Item::BalancerEndpoint, "private-a")]);
    let of = |doc: &Document| doc.model.all::<BalancerEndpoint>().map(|(_, e)| e.balancer).collect::<Vec<_>>();
    assert_eq!(of(&alone), [None]);
    let set = |doc: &Document| {
        let balancer = doc.model.of_kind(Kind::LoadBalancer).next().unwrap().0;
        let gateway = crate::document::Value::text("gateway");
        doc.apply(&Command::Set { node: balancer, field: "balancer".into(), value: gateway }).unwrap()
    };
    let with = set(&begun(&[(Item::LoadBalancer, "private-b")]));
    let one = dropped(&with, &Item::BalancerEndpoint, "private-a").unwrap();
    assert_eq!(of(&one), [with.model.all::<LoadBalancer>().next().map(|(id, _)| id)]);
    let refused = propose(&alone, Catalogue::bundled(), &Item::BalancerEndpoint, None).unwrap_err().render(&alone.model);
    assert_eq!(refused, "A Gateway Load Balancer endpoint stands in a subnet: drop it on one.");
}

#[test]
fn a_network_from_nothing() {
    let doc =
        begun(&[(Item::InternetGateway, "public-a"), (Item::Nat, "public-a"), (Item::Subnet(Tier::Public), "b"), (Item::Nat, "public-b")]);
    assert_eq!(
        lines(&doc, &["vpc", "igw", "table", "subnet", "nat", "zone"]),
        "vpc vpc 10.0.0.0/16 dns-hostnames\n\
         igw igw\n\
         table public: 0.0.0.0/0 -> igw\n\
         table private-a: 0.0.0.0/0 -> nat-a\n\
         table private-b: 0.0.0.0/0 -> nat-b\n\
         subnet public-a a 10.0.0.0/20 table public public-ip\n\
         nat nat-a\n\
         subnet private-a a 10.0.16.0/20 table private-a\n\
         subnet private-b b 10.0.32.0/20 table private-b\n\
         subnet public-b b 10.0.48.0/20 table public public-ip\n\
         nat nat-b\n"
    );
}

#[test]
fn order_does_not_matter_for_the_routes() {
    let early = begun(&[(Item::InternetGateway, "vpc"), (Item::Nat, "public-a")]);
    let late = all(&[
        (Item::Vpc, ""),
        (Item::InternetGateway, "vpc"),
        (Item::Subnet(Tier::Public), "vpc"),
        (Item::Nat, "public-a"),
        (Item::Subnet(Tier::Private), "a"),
        (Item::Zone, "vpc"),
        (Item::Subnet(Tier::Private), "vpc"),
    ]);
    assert_eq!(lines(&early, &["table", "igw"]), lines(&late, &["table", "igw"]));
}

#[test]
fn a_table_that_has_a_default_route_keeps_it() {
    let doc = fixture::parse(
        "vpc v 10.0.0.0/16\n  igw igw\n  table own: 0.0.0.0/0 -> fw\n  table other\n  subnet pub a 10.0.0.0/24 public-ip\n  subnet s a 10.0.1.0/24 table own\n    instance fw\n  subnet t b 10.0.2.0/24 table other",
    )
    .unwrap();
    let doc = dropped(&doc, &Item::Nat, "pub").unwrap();
    assert_eq!(lines(&doc, &["table"]), "table own: 0.0.0.0/0 -> fw\ntable other: 0.0.0.0/0 -> nat-a\n");
    // Its own subnet's table would make a loop.
    let doc = fixture::parse("vpc v 10.0.0.0/16\n  table own\n  subnet sub a 10.0.1.0/24 table own").unwrap();
    assert_eq!(lines(&dropped(&doc, &Item::Nat, "sub").unwrap(), &["table"]), "table own\n");
}

#[test]
fn gateway_endpoints_take_the_private_tables_and_later_ones_join() {
    let doc = begun(&[(Item::GatewayEndpoint(service("s3")), "private-a"), (Item::Subnet(Tier::Isolated), "b"), (Item::Zone, "vpc")]);
    let doc = dropped(&doc, &Item::Subnet(Tier::Private), "c").unwrap();
    assert_eq!(lines(&doc, &["gateway-endpoint"]), "gateway-endpoint s3 tables private-a, private-b, isolated, private-c\n");
    assert!(dropped(&doc, &Item::GatewayEndpoint(service("s3")), "vpc").unwrap_err().contains("already has s3-gw for S3"));
    assert!(dropped(&doc, &Item::GatewayEndpoint(service("ssm")), "vpc").unwrap_err().contains("has no gateway endpoint"));
    assert!(dropped(&doc, &Item::InterfaceEndpoint(service("s3express")), "private-a").unwrap_err().contains("has no interface endpoint"));
}

#[test]
fn interface_endpoints_share_a_group_and_grow_by_zone() {
    let ssm = Item::InterfaceEndpoint(service("ssm"));
    let doc =
        begun(&[(ssm.clone(), "private-a"), (ssm.clone(), "private-b"), (Item::InterfaceEndpoint(service("email-smtp")), "private-a")]);
    assert_eq!(
        lines(&doc, &["interface-endpoint", "group endpoints"]),
        "group endpoints \"Lets the VPC reach its interface endpoints\": in tcp 443 from 10.0.0.0/16, in tcp 25 from 10.0.0.0/16, in tcp 465 from 10.0.0.0/16, in tcp 587 from 10.0.0.0/16, in tcp 2465 from 10.0.0.0/16, in tcp 2587 from 10.0.0.0/16\n\
         interface-endpoint ssm in private-a, private-b groups endpoints private-dns\n\
         interface-endpoint email-smtp in private-a groups endpoints private-dns\n"
    );
    let again = dropped(&doc, &ssm, "public-a").unwrap_err();
    assert_eq!(again, "ssm already stands in private-a of us-east-1a: an endpoint has one subnet per zone at most.");
}

#[test]
fn private_dns_is_on_where_it_can_be() {
    let dns = |drops: &[(Item, &str)]| {
        let doc = begun(drops);
        doc.model.all::<InterfaceEndpoint>().next().unwrap().1.private_dns
    };
    let interface = |id| (Item::InterfaceEndpoint(service(id)), "private-a");
    assert_eq!(dns(&[interface("kms")]), PrivateDns::On);
    assert_eq!(dns(&[interface("dynamodb")]), PrivateDns::Off);
    assert_eq!(dns(&[interface("s3")]), PrivateDns::Off);
    assert_eq!(dns(&[(Item::GatewayEndpoint(service("s3")), "vpc"), interface("s3")]), PrivateDns::InboundResolver);
}

#[test]
fn refusals_say_where_to_drop_instead() {
    let doc = begun(&[]);
    for (item, over, says) in [
        (Item::Nat, "vpc", "A NAT gateway stands in a subnet: drop it on one."),
        (Item::Workload(Compute::Instance), "", "An EC2 instance stands in a subnet: drop it on one."),
        (Item::Zone, "", "An Availability Zone is a column of a VPC: drop it on one."),
        (Item::Subnet(Tier::Private), "", "A subnet stands in a zone of a VPC: drop it on one."),
        (Item::InternetGateway, "", "An internet gateway belongs to a VPC: drop it on one."),
        (Item::EgressOnly, "vpc", "vpc has no IPv6 block, and an egress-only internet gateway carries IPv6 only."),
    ] {
        assert_eq!(dropped(&doc, &item, over).unwrap_err(), says);
    }
    let full = dropped(&doc, &Item::InternetGateway, "vpc").unwrap();
    assert!(dropped(&full, &Item::InternetGateway, "vpc").unwrap_err().contains("already has igw"));
    let function = dropped(&doc, &Item::Workload(Compute::Function), "").unwrap();
    assert!(function.model.all::<Workload>().next().unwrap().1.subnets.is_empty());
}

#[test]
fn a_drop_on_something_counts_for_what_it_stands_in() {
    let doc = begun(&[(Item::Workload(Compute::Instance), "private-a")]);
    let here = |item: &Item, place: Place| propose(&doc, Catalogue::bundled(), item, Some(&place)).unwrap().spot;
    let instance = Place::Node(named(&doc, Kind::Workload, "instance"));
    let subnet = Id::of(named(&doc, Kind::Subnet, "private-a")).unwrap();
    let vpc = doc.model.all::<Vpc>().next().unwrap().0;
    assert_eq!(here(&Item::Workload(Compute::Function), instance.clone()), Spot::Subnet(subnet));
    assert_eq!(here(&Item::Subnet(Tier::Public), instance.clone()), Spot::Zone(vpc, "us-east-1a".parse().unwrap()));
    assert_eq!(here(&Item::Zone, instance.clone()), Spot::Vpc(vpc));
    assert_eq!(here(&Item::Bucket, instance), Spot::Canvas);
}

#[test]
fn an_instance_gets_a_group_of_its_own_and_a_type_that_exists() {
    let doc = begun(&[(Item::Workload(Compute::Instance), "private-a"), (Item::Workload(Compute::Instance), "private-a")]);
    assert_eq!(
        lines(&doc, &["group", "instance"]),
        "group sg-instance: out any to 0.0.0.0/0\n\
         group sg-instance-2: out any to 0.0.0.0/0\n\
         instance instance groups sg-instance type t3.micro\n\
         instance instance-2 groups sg-instance-2 type t3.micro\n"
    );
    assert!(Catalogue::bundled().instance_type("t3.micro").is_some());
}

#[test]
fn a_load_balancer_stands_in_every_zone() {
    let doc = begun(&[(Item::LoadBalancer, "private-b")]);
    assert_eq!(
        lines(&doc, &["load-balancer"]),
        "load-balancer load-balancer in private-b, private-a groups sg-load-balancer listen HTTPS 443\n"
    );
}

#[test]
fn lines_between_things() {
    let doc = begun(&[
        (Item::Workload(Compute::Function), "private-a"),
        (Item::Workload(Compute::Database), "private-b"),
        (Item::Services(vec![service("ecr.api"), service("ecr.dkr"), service("s3")]), ""),
        (Item::InterfaceEndpoint(service("kms")), "private-a"),
        (Item::Vpc, ""),
        (Item::Subnet(Tier::Private), "vpc-2"),
        (Item::TransitGateway, ""),
    ]);
    let line = |doc: &Document, a: &str, b: &str| -> Result<Document, String> {
        let id = |name: &str| doc.model.nodes().find(|(_, n)| n.meta.name == name).unwrap().0;
        connect(doc, Catalogue::bundled(), id(a), id(b)).map(|c| doc.apply(&c).unwrap()).map_err(|r| r.render(&doc.model))
    };
    let mut d = doc.clone();
    for (a, b) in [
        ("function", "ecr.dkr"),
        ("s3", "function"),
        ("function", "database"),
        ("function", "kms"),
        ("vpc", "vpc-2"),
        ("vpc", "tgw"),
        ("tgw", "vpc-2"),
    ] {
        d = line(&d, a, b).unwrap_or_else(|e| panic!("{a} {b}: {e}"));
    }
    assert_eq!(
        lines(&d, &["flow", "peering", "table", "attachment", "main-table", "service kms"]),
        "table public: 10.1.0.0/16 -> vpc-vpc-2\n\
         table private-a: 10.1.0.0/16 -> vpc-vpc-2\n\
         table private-b: 10.1.0.0/16 -> vpc-vpc-2\n\
         table private-a-2: 10.0.0.0/16 -> vpc-vpc-2\n\
         attachment vpc-attachment vpc in private-a, private-b table tgw-default propagate tgw-default\n\
         attachment vpc-2-attachment vpc-2 in private-a-2 table tgw-default propagate tgw-default\n\
         peering vpc - vpc-2\n\
         service kms\n\
         flow function -> ecr.dkr tcp 443\n\
         flow function -> s3 tcp 443\n\
         flow function -> database tcp 5432\n\
         flow function -> kms tcp 443\n"
    );
    assert!(line(&d, "function", "s3").unwrap_err().contains("is there already, on TCP 443"));
    assert!(line(&d, "vpc", "vpc-2").unwrap_err().contains("already"));
    assert_eq!(line(&d, "tgw", "s3").unwrap_err(), "There is nothing that connects a transit gateway with an AWS service.");
    let kms = d.model.all::<InterfaceEndpoint>().next().unwrap().0.node();
    let far = named(&d, Kind::Vpc, "vpc-2");
    let far = d.model.subnets_of(Id::of(far).unwrap()).next().unwrap().0;
    assert!(extend(&d, kms, far).unwrap_err().render(&d.model).contains("kms belongs to vpc, and private-a-2 is in vpc-2"));
}

#[test]
fn overlapping_vpcs_are_not_peered() {
    let doc = fixture::parse("vpc a 10.0.0.0/16\nvpc b 10.0.128.0/20").unwrap();
    let ids: Vec<_> = doc.model.all::<Vpc>().map(|(id, _)| id).collect();
    assert!(peering(&doc, ids[0], ids[1]).unwrap_err().render(&doc.model).contains("10.0.0.0/16 and 10.0.128.0/20 overlap"));
}

#[test]
fn small_vpcs_get_small_subnets_until_they_are_full() {
    let mut doc = fixture::parse("vpc main 10.0.0.0/26\n  zone a").unwrap();
    for _ in 0..4 {
        doc = dropped(&doc, &Item::Subnet(Tier::Private), "main").unwrap();
    }
    assert_eq!(doc.model.all::<Subnet>().last().unwrap().1.cidr.unwrap().to_string(), "10.0.0.48/28");
    assert!(dropped(&doc, &Item::Subnet(Tier::Private), "main").unwrap_err().contains("no free block"));
}

#[test]
fn ipv6_blocks_are_given_one_by_one() {
    let mut doc = fixture::parse("vpc main 10.0.0.0/16 ipv6 2001:db8::/56\n  zone a\n  igw igw").unwrap();
    for _ in 0..2 {
        doc = dropped(&doc, &Item::Subnet(Tier::Public), "main").unwrap();
    }
    doc = dropped(&doc, &Item::Subnet(Tier::Private), "main").unwrap();
    doc = dropped(&doc, &Item::EgressOnly, "main").unwrap();
    let v6: Vec<_> = doc.model.all::<Subnet>().map(|(_, s)| s.ipv6.unwrap().to_string()).collect();
    assert_eq!(v6, ["2001:db8::/64", "2001:db8:0:1::/64", "2001:db8:0:2::/64"]);
    assert_eq!(lines(&doc, &["table"]), "table public: 0.0.0.0/0 -> igw, ::/0 -> igw\ntable private-a: ::/0 -> eigw\n");
}

#[test]
fn the_address_plan_counts_what_stands_there() {
    let doc = fixture::parse(
        "vpc v 10.0.0.0/16\n  subnet a a 10.0.0.0/28\n    nat n\n    instance i count 3\n    interface e ips 10.0.0.9, 10.0.0.10 of j\n    instance j\n  subnet b b 10.0.1.0/24\n  container c in a, b count 5\n  interface-endpoint ssm in a, b",
    )
    .unwrap();
    let rows = address_plan(&doc);
    let r = &rows[0];
    assert_eq!((r.usable, r.used, r.free), (11, 1 + 3 + 2 + 3 + 1, 1));
    assert_eq!((r.first.unwrap().to_string(), r.last.unwrap().to_string(), r.reserved.len()), ("10.0.0.4".into(), "10.0.0.14".into(), 5));
    assert_eq!((rows[1].usable, rows[1].used), (251, 4));
}

fn items() -> Vec<Item> {
    let (s3, ssm) = (service("s3"), service("ssm"));
    let mut out = vec![
        Item::Vpc,
        Item::Zone,
        Item::Zone,
        Item::RouteTable,
        Item::SecurityGroup,
        Item::NetworkAcl,
        Item::InternetGateway,
        Item::EgressOnly,
        Item::Nat,
        Item::RegionalNat,
        Item::VpnGateway,
        Item::TransitGateway,
        Item::OnPremises,
        Item::GatewayEndpoint(s3.clone()),
        Item::InterfaceEndpoint(s3.clone()),
        Item::InterfaceEndpoint(ssm.clone()),
        Item::ResourceEndpoint,
        Item::BalancerEndpoint,
        Item::LoadBalancer,
        Item::Services(vec![s3, ssm]),
        Item::Bucket,
        Item::Table,
    ];
    out.extend(Tier::ALL.iter().map(|t| Item::Subnet(*t)));
    out.extend(Compute::ALL.iter().map(|c| Item::Workload(*c)));
    out
}

fn no_mess(doc: &Document) {
    let vpcs: Vec<_> = doc.model.all::<Vpc>().flat_map(|(_, v)| v.cidrs.clone()).collect();
    for (i, a) in vpcs.iter().enumerate() {
        assert!(vpcs[..i].iter().all(|b| !cidr::overlap(IpNet::V4(*a), IpNet::V4(*b))), "{a}");
    }
    for (vpc, v) in doc.model.all::<Vpc>() {
        let nets: Vec<_> = doc.model.subnets_of(vpc).map(|(_, s)| s.cidr.unwrap()).collect();
        for (i, a) in nets.iter().enumerate() {
            assert!(v.cidrs.iter().any(|c| c.contains(a)) && (16..=28).contains(&a.prefix_len()), "{a}");
            assert!(nets[..i].iter().all(|b| !cidr::overlap(IpNet::V4(*a), IpNet::V4(*b))), "{a}");
        }
    }
    for (id, _) in [Kind::InterfaceEndpoint, Kind::ResourceEndpoint].into_iter().flat_map(|k| doc.model.of_kind(k)) {
        let subnets = doc.model.subnets_where(id);
        let zones: crate::ordered::BTreeSet<_> = subnets.iter().map(|s| &doc.model.get(*s).unwrap().zone).collect();
        assert_eq!(zones.len(), subnets.len(), "{id:?}");
    }
    assert_eq!(save::read(&save::write(doc)).unwrap(), *doc);
    let text = fixture::print(doc);
    assert_eq!(fixture::print(&fixture::parse(&text).unwrap_or_else(|e| panic!("{e}\n{text}"))), text);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn random_drops_and_lines_make_no_mess(steps in prop::collection::vec((0usize..64, any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0u8..8), 1..40)) {
        let items = items();
        let mut doc = Document::default();
        for (item, over, other, how) in steps {
            let mut places: Vec<Option<Place>> = vec![None];
            places.extend(doc.layout.boxes.keys().cloned().map(Some));
            places.extend(doc.model.nodes().map(|(id, _)| Some(Place::Node(id))));
            for (id, _) in doc.model.nodes() {
                places.extend(doc.model.subnets_where(id).into_iter().map(|s| Some(Place::Part(id, s.node()))));
            }
            let (place, end) = (over.get(&places).clone(), other.get(&places).clone());
            let (Some(a), Some(b)) = (place.as_ref().and_then(Place::node), end.as_ref().and_then(Place::node)) else {
                if let Ok(p) = propose(&doc, Catalogue::bundled(), &items[item % items.len()], place.as_ref()) {
                    doc = doc.apply(&p.command).unwrap();
                }
                continue;
            };
            if how == 0 {
                if let Ok(c) = connect(&doc, Catalogue::bundled(), a, b) {
                    doc = doc.apply(&c).unwrap();
                }
            } else if let Ok(p) = propose(&doc, Catalogue::bundled(), &items[item % items.len()], place.as_ref()) {
                doc = doc.apply(&p.command).unwrap();
                let there = match &p.place {
                    Place::Zone(v, z) => doc.layout.zones(*v).any(|(y, _)| y == z),
                    p => p.node().is_some_and(|n| doc.model.contains(n)),
                };
                prop_assert!(there, "{:?}", p.place);
            }
        }
        no_mess(&doc);
    }
}
