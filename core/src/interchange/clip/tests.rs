//! Copies are whole designs still: new ids, free addresses, references that lead somewhere.

use super::*;
use crate::document::{Peer, Route, RouteTable, SecurityGroup, Target, Workload};
use crate::fixture;
use crate::net::cidr;
use ipnet::IpNet;

const SHOP: &str = "
region us-east-1
vpc main 10.0.0.0/16 dns-hostnames
  igw igw
  table public: 0.0.0.0/0 -> igw
  table app-a: 0.0.0.0/0 -> nat-a
  group web: in tcp 443 from 10.0.0.0/16, in tcp 22 from web, out any to 0.0.0.0/0
  acl app: in 100 allow tcp 443 from 10.0.1.0/24, out 100 allow any to 0.0.0.0/0
  subnet public-a a 10.0.0.0/24 table public public-ip
    nat nat-a
  subnet app-a a 10.0.1.0/24 table app-a acl app
    instance api groups web type c7g.large ip 10.0.1.10
    instance worker groups web
  gateway-endpoint s3 tables app-a
  interface-endpoint ssm in app-a at 10.0.1.20 groups web private-dns
service s3
flow api -> worker tcp 443 gb 1/2/3
flow api -> s3 tcp 443
";

fn shop() -> Document {
    fixture::parse(SHOP).unwrap()
}

fn named(doc: &Document, kind: Kind, name: &str) -> NodeId {
    doc.model.of_kind(kind).find(|(_, n)| n.meta.name == name).unwrap_or_else(|| panic!("{kind} {name}")).0
}

fn at(id: NodeId) -> Place {
    Place::Node(id)
}

/// Pastes, and holds the result to what holds for every design.
fn pasted(doc: &Document, clip: &Clip, onto: Option<&Place>) -> (Document, Pasted) {
    let p = paste(doc, clip, onto, None).unwrap();
    let next = doc.apply(&p.command).unwrap();
    let again = save::read(&save::write(&next)).unwrap();
    assert_eq!(again, next, "a whole design");
    let vpcs: Vec<(NodeId, IpNet)> =
        next.model.all::<Vpc>().flat_map(|(i, v)| v.cidrs.iter().map(move |c| (i.node(), IpNet::V4(*c)))).collect();
    for (i, (a, x)) in vpcs.iter().enumerate() {
        for (b, y) in &vpcs[i + 1..] {
            assert!(!cidr::overlap(*x, *y), "{a} {b}");
        }
    }
    let subnets: Vec<_> = next.model.all::<Subnet>().filter_map(|(i, s)| Some((i, s.vpc, s.cidr?))).collect();
    for (i, (a, v, x)) in subnets.iter().enumerate() {
        assert!(next.model.get(*v).unwrap().cidrs.iter().any(|c| c.contains(x)), "{a:?} lies in its VPC");
        for (b, w, y) in &subnets[i + 1..] {
            assert!(v != w || !cidr::overlap(IpNet::V4(*x), IpNet::V4(*y)), "{a:?} {b:?}");
        }
    }
    // Nothing that was there stands elsewhere now; a table keeps to the corner of its subnet, which may have grown.
    let (before, after) = (Sheet::of(doc), Sheet::of(&next));
    for (place, r) in
        before.boxes().filter(|(p, _)| doc.layout.get(p).is_some() && crate::drawing::stand(doc, p) == crate::drawing::Stand::Free)
    {
        assert_eq!(after.get(place).map(|a| (a.x, a.y)), Some((r.x, r.y)), "{place}");
    }
    for p in &p.places {
        assert!(after.get(p).is_some() || p.node().is_some_and(|n| next.model.contains(n)), "{p}");
    }
    (next, p)
}

fn settled(doc: &Document) -> Document {
    let boxes = crate::drawing::tidy(doc);
    doc.apply(&crate::edit::Command::Put { boxes }).unwrap()
}

#[test]
fn an_instance_comes_back_beside_itself() {
    let doc = settled(&shop());
    let api = named(&doc, Kind::Workload, "api");
    let (next, p) = pasted(&doc, &copy(&doc, &[at(api)]), None);
    let copy = next.model.get(Id::<Workload>::of(p.places[0].node().unwrap()).unwrap()).unwrap();
    let old = doc.model.get(Id::<Workload>::of(api).unwrap()).unwrap();
    assert_eq!((&copy.subnets, &copy.groups, &copy.instance_type), (&old.subnets, &old.groups, &old.instance_type));
    assert_eq!(copy.private_ip, None, "one address, one instance");
    assert_eq!(next.model.name(p.places[0].node().unwrap()), "api-2");
    assert_eq!((next.model.len(), p.lost), (doc.model.len() + 1, 0));
}

#[test]
fn a_vpc_is_copied_whole_at_a_free_block() {
    let doc = settled(&shop());
    let main = named(&doc, Kind::Vpc, "main");
    let (next, p) = pasted(&doc, &copy(&doc, &[at(main)]), None);
    assert_eq!(p.lost, 0);
    let new = p.places[0].node().unwrap();
    assert_eq!(next.model.get(Id::<Vpc>::of(new).unwrap()).unwrap().cidrs, ["10.1.0.0/16".parse().unwrap()]);
    for kind in [Kind::Subnet, Kind::NatGateway, Kind::ElasticIp, Kind::InterfaceEndpoint, Kind::GatewayEndpoint, Kind::InternetGateway] {
        assert_eq!(next.model.of_kind(kind).count(), 2 * doc.model.of_kind(kind).count(), "{kind}");
    }
    assert_eq!(next.model.of_kind(Kind::Service).count(), 1, "what is outside stays one");
    assert_eq!(next.model.of_kind(Kind::Flow).count(), 3, "the flow inside came along, the one to the outside did not");
    // Addresses moved with their block, in rules and fields too.
    let api = named(&next, Kind::Workload, "api-2");
    assert_eq!(next.model.get(Id::<Workload>::of(api).unwrap()).unwrap().private_ip, Some("10.1.1.10".parse().unwrap()));
    let group = Id::<SecurityGroup>::of(named(&next, Kind::SecurityGroup, "web-2")).unwrap();
    let rules = &next.model.get(group).unwrap().ingress;
    assert!(rules.iter().any(|r| r.peer == Peer::Cidr("10.1.0.0/16".parse().unwrap())), "{rules:?}");
    assert!(rules.iter().any(|r| r.peer == Peer::Group(group)), "a group that names itself names its copy");
    // Routes lead to the copies.
    let table = Id::<RouteTable>::of(named(&next, Kind::RouteTable, "app-a-2")).unwrap();
    let nat = named(&next, Kind::NatGateway, "nat-a-2");
    assert!(next.model.get(table).unwrap().routes.iter().any(|r: &Route| r.target == Target::Node(nat)));
    // The arrangement is the same.
    let (a, b) = (Sheet::of(&doc), Sheet::of(&next));
    let offset = |s: &Sheet, vpc: NodeId, inner: NodeId| {
        let (v, i) = (s.get(&at(vpc)).unwrap(), s.get(&at(inner)).unwrap());
        (i.x - v.x, i.y - v.y)
    };
    assert_eq!(offset(&a, main, named(&doc, Kind::Workload, "api")), offset(&b, new, api));
}

#[test]
fn in_another_design_a_vpc_keeps_its_addresses_while_they_are_free() {
    let doc = shop();
    let text = copy(&doc, &[at(named(&doc, Kind::Vpc, "main"))]).write();
    let clip = Clip::read(&text).unwrap();
    let (next, _) = pasted(&Document::default(), &clip, None);
    assert_eq!(next.model.all::<Vpc>().next().unwrap().1.cidrs, ["10.0.0.0/16".parse().unwrap()]);
    assert_eq!(named(&next, Kind::Workload, "api").kind(), Kind::Workload);
    assert!(Clip::read("{\"portico-clip\":2}").is_none() && Clip::read("10.0.0.0/16").is_none());
}

#[test]
fn a_subnet_gets_a_free_block_and_takes_what_stands_in_it_along() {
    let doc = settled(&shop());
    let app = named(&doc, Kind::Subnet, "app-a");
    let (next, p) = pasted(&doc, &copy(&doc, &[at(app)]), None);
    let new = Id::<Subnet>::of(p.places[0].node().unwrap()).unwrap();
    let (old, s) = (doc.model.get(Id::<Subnet>::of(app).unwrap()).unwrap(), next.model.get(new).unwrap());
    assert_eq!((s.cidr, s.table, s.acl), (Some("10.0.2.0/24".parse().unwrap()), old.table, old.acl));
    let api = next.model.get(Id::<Workload>::of(named(&next, Kind::Workload, "api-2")).unwrap()).unwrap();
    assert_eq!((&api.subnets, api.private_ip), (&vec![new], Some("10.0.2.10".parse().unwrap())));
}

#[test]
fn into_another_subnet_and_another_vpc() {
    let text = format!("{SHOP}vpc other 10.9.0.0/16\n  subnet data-b b 10.9.0.0/24\n");
    let doc = settled(&fixture::parse(&text).unwrap());
    let (api, data) = (named(&doc, Kind::Workload, "api"), at(named(&doc, Kind::Subnet, "data-b")));
    let (next, p) = pasted(&doc, &copy(&doc, &[at(api)]), Some(&data));
    let w = next.model.get(Id::<Workload>::of(p.places[0].node().unwrap()).unwrap()).unwrap();
    assert_eq!(w.subnets, [Id::of(data.node().unwrap()).unwrap()]);
    let group = w.groups[0];
    assert_eq!(next.model.name(group.node()), "web-2", "groups belong to a VPC: it brings its own");
    assert_eq!(next.model.vpc_of(group.node()), next.model.vpc_of(data.node().unwrap()));
    // A subnet there: a free block of that VPC, its table and ACL left behind.
    let app = at(named(&doc, Kind::Subnet, "app-a"));
    let (next, p) = pasted(&doc, &copy(&doc, &[app]), Some(&at(named(&doc, Kind::Vpc, "other"))));
    let s = next.model.get(Id::<Subnet>::of(p.places[0].node().unwrap()).unwrap()).unwrap();
    assert_eq!((s.cidr, s.table), (Some("10.9.1.0/24".parse().unwrap()), None));
    assert_eq!(p.lost, 2);
}

#[test]
fn what_has_no_place_is_told() {
    let doc = shop();
    let clip = copy(&doc, &[at(named(&doc, Kind::Workload, "api"))]);
    let why = paste(&Document::default(), &clip, None, None).unwrap_err();
    assert_eq!(why, "An EC2 instance stands in a subnet: select one and paste again.");
    let clip = copy(&doc, &[at(named(&doc, Kind::InternetGateway, "igw"))]);
    let why = paste(&doc, &clip, None, None).unwrap_err();
    assert_eq!(why, "main has an internet gateway already: igw.");
    assert!(copy(&doc, &[at(named(&doc, Kind::SecurityGroup, "main-default"))]).is_empty(), "it goes only with its VPC");
}

#[test]
fn cut_and_pasted_it_has_its_name_again() {
    let doc = settled(&shop());
    let worker = at(named(&doc, Kind::Workload, "worker"));
    let clip = copy(&doc, std::slice::from_ref(&worker));
    let cut = doc.apply(&crate::edit::Command::Delete { nodes: vec![worker.node().unwrap()] }).unwrap();
    let (next, p) = pasted(&cut, &clip, None);
    assert_eq!(next.model.name(p.places[0].node().unwrap()), "worker");
    assert_ne!(p.places[0], worker, "ids are never reused");
}

#[test]
fn cards_land_beside_the_pointer_and_push_nothing_away() {
    let doc = settled(&shop());
    let s3 = at(named(&doc, Kind::Service, "s3"));
    let clip = copy(&doc, std::slice::from_ref(&s3));
    let p = paste(&doc, &clip, None, Some((4000, 4000))).unwrap();
    let next = doc.apply(&p.command).unwrap();
    let r = Sheet::of(&next).get(&p.places[0]).unwrap();
    assert!((r.x + r.w / 2 - 4000).abs() <= 8 && (r.y + r.h / 2 - 4000).abs() <= 8, "{r:?}");
    let (_, p) = pasted(&doc, &clip, None);
    assert_ne!(p.places[0], s3);
}
