//! What holds for every design: nothing overlaps, nothing is clipped, every place has a box, and answers repeat.

use super::metrics::GAP;
use super::*;
use crate::document::id::Resource;
use crate::document::*;
use crate::edit::{Command, Draft};
use proptest::prelude::*;
use std::sync::Arc;

fn region() -> Region {
    Region::default()
}

fn vpc(d: &mut Draft) -> Id<Vpc> {
    let n = d.doc.next;
    let body = Vpc {
        account: None,
        region: if n % 7 == 3 { "eu-west-1".parse().unwrap() } else { region() },
        cidrs: vec![],
        ipv6: vec![],
        dns_support: true,
        dns_hostnames: true,
        main_table: Id::new(0),
        default_group: Id::new(0),
        default_acl: Id::new(0),
        opaque: false,
        sparse: false,
        block_public_access: BlockMode::Off,
    };
    d.run(Command::Add { name: None, body: body.into_body(), at: None }).unwrap();
    d.doc.model.all::<Vpc>().map(|(id, _)| id).last().unwrap()
}

fn subnet(d: &mut Draft, vpc: Id<Vpc>, zone: char, name: &str) -> Id<Subnet> {
    let s = Subnet {
        vpc,
        zone: Zone::of(&region(), zone),
        cidr: None,
        ipv6: None,
        table: None,
        acl: None,
        public_ip_on_launch: false,
        block_public_access: None,
    };
    d.add(Some(name), s).unwrap()
}

fn workload(compute: Compute, subnets: Vec<Id<Subnet>>) -> Workload {
    Workload {
        compute,
        subnets,
        groups: vec![],
        role: None,
        instance_type: None,
        private_ip: None,
        elastic_ip: None,
        public_ip: None,
        source_dest_check: true,
        forwards: Forwarding::Unknown,
        count: 1,
        port: None,
    }
}

fn endpoint(vpc: Id<Vpc>, subnets: &[Id<Subnet>]) -> InterfaceEndpoint {
    InterfaceEndpoint {
        vpc,
        service: "ssm".parse().unwrap(),
        service_region: None,
        subnets: subnets.iter().map(|s| EndpointSubnet { subnet: *s, ip: None, ipv6: None }).collect(),
        groups: vec![],
        private_dns: PrivateDns::On,
        policy: None,
        address_type: AddressType::Ipv4,
    }
}

fn route_table(vpc: Id<Vpc>, default: Option<NodeId>) -> RouteTable {
    let routes = default
        .map(|n| Route { destination: Destination::Cidr("0.0.0.0/0".parse().unwrap()), target: Target::Node(n) })
        .into_iter()
        .collect();
    RouteTable { vpc, routes, propagation: vec![], edge: None, complete: true }
}

fn add<T: Resource>(d: &mut Draft, resource: T) {
    d.add(None, resource).unwrap();
}

/// One step of building: a code for what, and numbers that choose among what is there.
fn build(d: &mut Draft, (code, a, b): (u8, u8, u8)) {
    let pick = |n: usize, k: u8| (n > 0).then(|| usize::from(k) % n.max(1));
    let vpcs: Vec<_> = d.doc.model.all::<Vpc>().map(|(id, _)| id).collect();
    let subnets: Vec<_> = d.doc.model.all::<Subnet>().map(|(id, s)| (id, s.vpc)).collect();
    let Some(v) = pick(vpcs.len(), a).map(|i| vpcs[i]) else {
        vpc(d);
        return;
    };
    let s = pick(subnets.len(), b).map(|i| subnets[i].0);
    let mates: Vec<_> = subnets.iter().filter(|(_, of)| *of == v).map(|(s, _)| *s).take(usize::from(b % 4)).collect();
    let zone = char::from(b'a' + b % 3);
    match code % 20 {
        0 => {
            vpc(d);
        }
        1..=3 => {
            subnet(d, v, zone, ["app-a", "app-b", "public-a", "data-1b", "x"][usize::from(b % 5)]);
        }
        4 => add(d, workload(Compute::Instance, s.into_iter().collect())),
        5 => add(d, workload(Compute::Function, mates)),
        6 => add(d, endpoint(v, &mates)),
        7 => add(d, InternetGateway { vpc: (b % 2 == 0).then_some(v) }),
        8 => {
            let home = s.map_or(NatHome::Regional(v), NatHome::Zonal);
            add(d, NatGateway { home, connectivity: NatConnectivity::Private, addresses: vec![], private_ip: None, table: None });
        }
        9 => add(d, GatewayEndpoint { vpc: v, service: ServiceId::s3(), tables: vec![], policy: None }),
        10 => add(d, Service { region: region(), service: ServiceId::s3() }),
        11 => add(d, Bucket { account: None, region: region(), bucket_name: None, policy: None }),
        12 => add(d, VpnGateway { vpc: Some(v), asn: None, complete: true }),
        13 => {
            let other = vpcs[usize::from(b) % vpcs.len()];
            let p = Peering { requester: v, accepter: other, accepted: true, requester_dns: false, accepter_dns: false };
            add(d, p);
        }
        14 => {
            let t =
                TransitGateway { account: None, region: region(), asn: None, default_table: None, group_referencing: false, opaque: false };
            let gateway = d.add(None, t).unwrap();
            let a = TransitAttachment {
                gateway,
                to: v.node(),
                subnets: mates,
                table: None,
                propagates_to: vec![],
                appliance_mode: false,
                group_referencing: true,
                ipv6_support: true,
            };
            add(d, a);
        }
        15 => {
            let table = d.add(None, route_table(v, None)).unwrap();
            if let Some(s) = mates.first() {
                d.set(*s, "table", &Some(table)).unwrap();
            }
        }
        16 => {
            let igw = d.add(None, InternetGateway { vpc: Some(v) }).unwrap();
            let table = d.add(None, route_table(v, Some(igw.node()))).unwrap();
            mates.iter().for_each(|s| d.set(*s, "table", &Some(table)).unwrap());
        }
        17 => add(d, OnPremises { region: region(), cidrs: vec![], public_ip: None, asn: None }),
        18 => d.run(Command::AddZone { vpc: v, zone: Zone::of(&region(), zone), at: None }).unwrap(),
        _ => {
            if let Some(s) = s {
                let name = d.doc.model.name(s);
                d.run(Command::Rename { node: s.node(), name: format!("{name}-2") }).unwrap();
            }
        }
    }
}

fn document(steps: &[(u8, u8, u8)]) -> Document {
    let mut d = Draft::new(&Document::default());
    steps.iter().for_each(|s| build(&mut d, *s));
    d.doc
}

fn put(doc: &Document, boxes: Vec<(Place, Rect)>) -> Document {
    doc.apply(&Command::Put { boxes }).unwrap()
}

/// The invariants, in words of the places that break them.
fn problems(doc: &Document, layout: &Layout) -> Vec<String> {
    let tree = Tree::of(doc);
    let mut out = Vec::new();
    for p in tree.places() {
        if layout.get(p).is_none() {
            out.push(format!("{p} has no box"));
        }
    }
    let rect = |i: usize| layout.get(tree.place(i).unwrap()).unwrap_or_default();
    let extent = |i: usize| {
        let edges = tree.children(i).filter(|k| matches!(tree.stand(*k), Stand::Edge(_)));
        edges.fold(rect(i), |all, k| all.union(rect(k)))
    };
    let all = [None].into_iter().chain((0..tree.len()).map(Some));
    for group in all {
        let kids = tree.within(group);
        for (n, a) in kids.iter().enumerate() {
            let r = rect(*a);
            if let Some(p) = group {
                let (outer, pad) = (rect(p), tree.look(p).pad());
                let ok = match tree.stand(*a) {
                    Stand::Edge(_) => {
                        let (cx, cy) = (r.x + r.w / 2, r.y + r.h / 2);
                        r.intersects(outer)
                            && !outer.contains(r)
                            && (outer.contains_point(cx, outer.y) || outer.contains_point(outer.x, cy))
                    }
                    Stand::Corner => outer.contains(r),
                    Stand::Free => {
                        r.x >= outer.x + pad.left
                            && r.y >= outer.y + pad.top
                            && r.right() <= outer.right() - pad.right
                            && r.bottom() <= outer.bottom() - pad.bottom
                    }
                };
                if !ok {
                    out.push(format!("{} {r:?} is not well in {} {outer:?}", tree.place(*a).unwrap(), tree.place(p).unwrap()));
                }
            }
            for b in &kids[n + 1..] {
                let (ra, rb) = if group.is_none() { (extent(*a), extent(*b)) } else { (r, rect(*b)) };
                if Rect::new(ra.x - GAP, ra.y - GAP, ra.w + 2 * GAP, ra.h + 2 * GAP).intersects(rb) {
                    out.push(format!("{} {ra:?} touches {} {rb:?}", tree.place(*a).unwrap(), tree.place(*b).unwrap()));
                }
            }
        }
    }
    out
}

fn steps(n: usize) -> impl Strategy<Value = Vec<(u8, u8, u8)>> {
    proptest::collection::vec(any::<(u8, u8, u8)>(), 0..n)
}

fn after(sheet: &Sheet, before: &Document, after: &Document) -> Sheet {
    sheet.after(before, after).unwrap_or_else(|| sheet.clone())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 48 } else { 512 }))]

    #[test]
    fn tidy_is_well_formed_and_repeats(steps in steps(60)) {
        let doc = document(&steps);
        let boxes = tidy(&doc);
        let tidied = put(&doc, boxes.clone());
        prop_assert_eq!(problems(&doc, &tidied.layout), Vec::<String>::new());
        prop_assert_eq!(&tidy(&tidied), &boxes);
        // What Tidy stores is drawn as stored, and nothing stored is drawn as Tidy would.
        prop_assert_eq!(effective(&tidied), Layout { boxes: boxes.iter().cloned().collect(), ..Layout::default() });
        let bare = Document { layout: Arc::default(), ..doc.clone() };
        prop_assert_eq!(effective(&bare), Layout { boxes: tidy(&bare).into_iter().collect(), ..Layout::default() });
    }

    #[test]
    fn proposals_for_what_is_new_keep_order(old in steps(40), new in steps(25)) {
        let mut d = Draft::new(&document(&old));
        let boxes = tidy(&d.doc);
        d.run(Command::Put { boxes }).unwrap();
        new.iter().for_each(|s| build(&mut d, *s));
        let layout = effective(&d.doc);
        prop_assert_eq!(problems(&d.doc, &layout), Vec::<String>::new());
        let stored = put(&d.doc, layout.boxes.iter().map(|(p, r)| (p.clone(), *r)).collect());
        prop_assert_eq!(effective(&stored), layout);
    }

    #[test]
    fn any_stored_boxes_are_brought_into_order(all in steps(40), at in proptest::collection::vec((any::<u16>(), any::<i16>(), any::<i16>(), any::<i16>(), any::<i16>()), 0..20)) {
        let doc = document(&all);
        let places: Vec<Place> = Tree::of(&doc).places().cloned().collect();
        let boxes = at.iter().filter(|_| !places.is_empty()).map(|(i, x, y, w, h)| {
            (places[usize::from(*i) % places.len()].clone(), Rect::new(i32::from(*x), i32::from(*y), i32::from(*w), i32::from(*h)))
        });
        let doc = put(&doc, boxes.collect());
        prop_assert_eq!(problems(&doc, &effective(&doc)), Vec::<String>::new());
    }

    #[test]
    fn dragging_and_dropping_keep_order(all in steps(50), gestures in proptest::collection::vec((any::<u16>(), any::<u16>(), -300i32..300, -300i32..300), 1..8)) {
        let mut doc = document(&all);
        for (a, b, dx, dy) in gestures {
            let sheet = Sheet::of(&doc);
            let places: Vec<Place> = sheet.tree().places().cloned().collect();
            if places.is_empty() {
                break;
            }
            let p = places[usize::from(a) % places.len()].clone();
            let r = sheet.get(&p).unwrap();
            let q = places[usize::from(b) % places.len()].clone();
            let boxes = match b % 3 {
                0 => moved(&doc, &[p.clone(), q], dx, dy),
                1 => sheet.resized(&doc, &p, Rect::new(r.x + dx.min(0), r.y, r.w + dx.abs() - 100, r.h + dy)).unsaved(&doc),
                _ => {
                    let bare = doc.apply(&Command::Unput { places: vec![p.clone()] }).unwrap();
                    let boxes = place(&bare, &p, Some((r.x + dx, r.y + dy)));
                    // A zone without box and subnets is not there any more.
                    if boxes.is_empty() {
                        continue;
                    }
                    prop_assert_eq!(after(&sheet, &doc, &bare), Sheet::of(&bare));
                    doc = bare;
                    boxes
                }
            };
            let next = put(&doc, boxes);
            prop_assert_eq!(after(&Sheet::of(&doc), &doc, &next), Sheet::of(&next));
            prop_assert_eq!(problems(&next, &next.layout), Vec::<String>::new());
            // All that is drawn is stored, and drawn as stored.
            prop_assert_eq!(Sheet::of(&next).unsaved(&next), vec![]);
            doc = next;
        }
    }

    #[test]
    fn edges_run_square_from_border_to_border(all in steps(50), a in any::<u16>(), b in any::<u16>()) {
        let doc = document(&all);
        let sheet = Sheet::of(&doc);
        let places: Vec<Place> = sheet.tree().places().cloned().collect();
        prop_assume!(!places.is_empty());
        let (p, q) = (&places[usize::from(a) % places.len()], &places[usize::from(b) % places.len()]);
        if let Some(line) = edge(&sheet, p, q) {
            prop_assert!(line.points.windows(2).all(|w| (w[0].0 == w[1].0) != (w[0].1 == w[1].1)), "{line:?}");
            for (at, place) in [(line.points.first(), p), (line.points.last(), q)] {
                let (r, at) = (sheet.get(place).unwrap(), *at.unwrap());
                let on = (at.0 == r.x || at.0 == r.right()) && (r.y..=r.bottom()).contains(&at.1)
                    || (at.1 == r.y || at.1 == r.bottom()) && (r.x..=r.right()).contains(&at.0);
                prop_assert!(on, "{at:?} is not on {r:?}");
            }
        } else {
            let (i, j) = (sheet.tree().index(p).unwrap(), sheet.tree().index(q).unwrap());
            prop_assert!(sheet.tree().subtree(i).contains(&j) || sheet.tree().subtree(j).contains(&i), "{p} {q}");
        }
    }
}

#[test]
fn a_path_stops_at_chips_and_where_it_leaves_their_subnet() {
    let text = "vpc v 10.0.0.0/16\n  table t\n  subnet s a 10.0.0.0/24 table t\n    instance i\n  gateway-endpoint s3 tables t\nbucket b";
    let doc = crate::fixture::parse(text).unwrap();
    let node = |kind: Kind, name: &str| doc.model.of_kind(kind).find(|(_, n)| n.meta.name == name).map(|(id, _)| id).unwrap();
    let (subnet, table) = (node(Kind::Subnet, "s"), node(Kind::RouteTable, "t"));
    let gateway = doc.model.all::<GatewayEndpoint>().next().unwrap().0.node();
    let unseen = Place::Node(node(Kind::SecurityGroup, "v-default"));
    let stops = [
        Place::Node(node(Kind::Workload, "i")),
        unseen,
        Place::Part(table, subnet),
        Place::Node(subnet),
        Place::Node(gateway),
        Place::Node(node(Kind::Bucket, "b")),
    ];
    let sheet = Sheet::of(&doc);
    let path = path(&sheet, &stops);
    assert_eq!(path.legs.len(), 3);
    assert_eq!(path.stops[1], None);
    let on = |i: usize| {
        let (r, (x, y)) = (sheet.get(&stops[i]).unwrap(), path.stops[i].unwrap());
        assert!(x == r.x || x == r.right() || y == r.y || y == r.bottom(), "{i}: {x} {y} {r:?}");
        assert!((r.x..=r.right()).contains(&x) && (r.y..=r.bottom()).contains(&y), "{i}: {x} {y} {r:?}");
    };
    [0, 2, 3, 4, 5].into_iter().for_each(on);
    assert_eq!(path.legs[0].points.first(), path.stops[0].as_ref());
    assert_eq!(path.d().matches('M').count(), 3);
}

#[test]
fn what_stays_is_drawn_as_it_was() {
    let text = "vpc v 10.0.0.0/16
  igw igw
  table t: 0.0.0.0/0 -> igw
  group g: in tcp 443 from 0.0.0.0/0
  subnet app-a a 10.0.0.0/24 table t
    instance i groups g
    function f
  subnet app-b b 10.0.1.0/24
    nat nat
  gateway-endpoint s3 tables t
  interface-endpoint ssm in app-a, app-b
service ssm
flow i -> ssm tcp 443";
    let doc = crate::fixture::parse(text).unwrap();
    let sheet = Sheet::of(&doc);
    let (mut stayed, mut moved) = (0, 0);
    for (node, _) in doc.model.nodes() {
        let mut edits = vec![Command::Rename { node, name: "other".into() }, Command::Delete { nodes: vec![node] }];
        // Every field in turn as others of the kind have it, switched, emptied.
        for field in node.kind().fields() {
            let theirs = doc.model.of_kind(node.kind()).filter_map(|(_, other)| other.body.get(field.name));
            let any = [Value::Bool(true), Value::Bool(false), Value::List(Vec::new()), Value::Null];
            edits.extend(theirs.chain(any).map(|value| Command::Set { node, field: field.name.into(), value }));
        }
        for next in edits.iter().filter_map(|e| doc.apply(e).ok()) {
            match sheet.after(&doc, &next) {
                None => {
                    stayed += 1;
                    assert_eq!(sheet, Sheet::of(&next), "{node}");
                }
                Some(now) => {
                    moved += 1;
                    assert_eq!(now, Sheet::of(&next), "{node}");
                }
            }
        }
    }
    assert!(stayed > 20 && moved > 10, "{stayed} {moved}");
}
