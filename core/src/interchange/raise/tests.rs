//! Blocks of a design become the design again; what is not known, or not modelled, is told.

use super::{Given, items, raise};
use crate::catalogue::Catalogue;
use crate::document::{Document, Kind, Vpc};
use crate::fixture;
use crate::interchange::carried::{self, BLOCKS};
use crate::interchange::imported::{Imported, Options};
use crate::interchange::item::{Item, Map, Val};
use crate::interchange::lower::lower;
use crate::interchange::notes::Notes;

fn again(doc: &Document) -> Imported {
    let lowered = lower(doc, Catalogue::bundled());
    let items = items(&doc.model, &lowered);
    raise(&items, Given::Written, Notes::default(), &Options::default()).unwrap()
}

fn same(text: &str) -> Imported {
    let doc = fixture::parse(text).unwrap();
    let out = again(&doc);
    let apart = carried::changes(&carried::said(&doc, &BLOCKS), &carried::said(&out.design, &BLOCKS));
    assert!(apart.is_empty(), "{apart:#?}\n{:#?}\n{:#?}", out.left_out, out.unknown);
    out
}

#[test]
fn a_network_comes_back_whole() {
    let out = same(
        "region us-east-1
prefix-list offices max 20: 198.51.100.0/24 \"head office\", 192.0.2.0/24
on-premises home 192.168.0.0/16 public 203.0.113.9 asn 65000
role app trusts ec2.amazonaws.com: read {\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\": \"*\"}]}
vpc main 10.0.0.0/16 10.1.0.0/16 dns-hostnames tag team core
  igw igw
  vgw vgw asn 64512
  main-table propagate vgw: 172.16.0.0/12 -> tgw
  default-group: in tcp 22 from 10.0.0.0/8
  default-acl: in 100 allow tcp 443 from 10.0.0.0/8, out 100 allow any to 0.0.0.0/0
  table public: 0.0.0.0/0 -> igw, offices -> igw, pl-s3 -> nat-a
  table app: 0.0.0.0/0 -> nat-a, 10.8.0.0/16 -> fw, 10.7.0.0/16 -> eni
  table edge edge igw: 10.0.0.0/24 -> eni
  group web \"what the web needs\": in tcp 443 from 0.0.0.0/0 \"the world\", in icmp 8 from 10.0.0.0/8, out any to 0.0.0.0/0
  group sg: in tcp 5432 from web, in udp 1000-2000 from offices, out tcp 443 to pl-s3, out 47 to 10.0.0.0/8
  acl app: in 100 allow tcp 443 from 10.0.0.0/16, in 110 deny icmp 3/4 from 0.0.0.0/0, out 100 allow any to 0.0.0.0/0
  target-group tg HTTPS 443 ip: eni, api
  subnet public-a a 10.0.0.0/24 table public public-ip
    nat nat-a
    gwlb-endpoint inspect service com.amazonaws.vpce.us-east-1.vpce-svc-1
  subnet app-a a 10.0.1.0/24 table app acl app
    nat inner private
    interface eni groups web, sg ips 10.0.1.9, 10.0.1.8 eip spare no-source-dest-check of fw
    instance api groups web role app type c7g.large ip 10.0.1.10 count 3 public-ip
    instance fw no-public-ip no-source-dest-check
  subnet app-b b 10.0.2.0/24
  function worker in app-a, app-b groups sg
  container shop in app-a, app-b groups web count 2 port 8080
  database store in app-a, app-b groups sg port 3306 count 2
  load-balancer front internet-facing in public-a, app-b groups web listen HTTPS 443 -> tg, HTTP 80
  load-balancer inner network in app-a no-cross-zone listen TCP 444 -> tg
  gateway-endpoint s3 tables app, public, main-main policy {\"Version\": \"2012-10-17\", \"Statement\": []}
  interface-endpoint ssm in app-a at 10.0.1.20, app-b groups web private-dns
  resource-endpoint orders in app-a at 10.0.1.21, app-b groups web, sg configuration arn:aws:vpc-lattice:us-east-1:444455556666:resourceconfiguration/rcfg-1 private-dns
  resource-endpoint ledger in app-b configuration rcfg-2
  resource-endpoint later in app-a
  interface-endpoint ecr.api in app-b
  resolver out outbound in app-a at 10.0.1.30, app-b rules corp.example -> 10.200.0.53 10.200.0.54
eip spare
vpc far 10.9.0.0/16
  main-table: 10.0.0.0/16 -> hub
  subnet far a 10.9.0.0/24
tgw tgw asn 64513 group-references
  tgw-table tt: 10.0.0.0/16 -> att, 10.3.0.0/16 -> blackhole, 192.168.0.0/16 -> v
  attachment att main in app-a, app-b table tt propagate tt appliance-mode
  attachment v vpn table tt
vpn vpn tgw - home static
vpn branch vgw - home static routes 192.168.9.0/24
peering main - far as hub
hosted-zone names corp.example vpcs main: @ -> front, * -> 10.0.0.9, * -> 10.0.0.8
bucket logs bucket-name my-logs
dynamodb-table orders
",
    );
    assert!(out.unknown.is_empty(), "{:?}", out.unknown);
    assert!(out.left_out.is_empty(), "{:?}", out.left_out);
}

#[test]
fn ipv6_and_regions_come_back() {
    same(
        "region us-east-1
vpc six 10.0.0.0/16 ipv6 2001:db8::/56
  igw igw
  eigw out
  table t: ::/0 -> out, 0.0.0.0/0 -> igw
  group g: in tcp 443 from 2001:db8:0:1::/64, in tcp 80 from ::/0, out any to ::/0
  subnet a a 10.0.0.0/24 ipv6 2001:db8:0:1::/64 table t
    instance i groups g
region eu-west-1
vpc west 10.1.0.0/16
  subnet a a 10.1.0.0/24
peering six - west
",
    );
}

/// Items as a reader would give them: kind, name and arguments.
fn item(kind: &str, name: &str, body: &[(&str, Val)]) -> Item {
    Item {
        kind: kind.into(),
        address: format!("{kind}.{name}").into(),
        name: name.into(),
        module: Vec::new(),
        index: None,
        body: body.iter().map(|(k, v)| ((*k).into(), v.clone())).collect::<Map>(),
        at: "main.tf:1".into(),
        region: None,
        exists: false,
    }
}

fn raised(items: &[Item]) -> Imported {
    raise(items, Given::Written, Notes::default(), &Options::default()).unwrap()
}

#[test]
fn what_is_not_known_makes_answers_depend() {
    let vpc = |cidr: Val| item("aws_vpc", "v", &[("cidr_block", cidr)]);
    let id = || Val::link("aws_vpc.v", "id");
    let open = Val::unknown("var.x", "main.tf:9");
    // A rule whose peer is not known may match anything.
    let group = item(
        "aws_security_group",
        "g",
        &[
            ("vpc_id", id()),
            ("ingress", Val::list(vec![Val::map([("protocol".into(), "tcp".into()), ("cidr_blocks".into(), open.clone())].into())])),
        ],
    );
    let out = raised(&[vpc("10.0.0.0/16".into()), group]);
    assert_eq!(out.unknown.len(), 1);
    assert_eq!((out.unknown[0].name.as_str(), out.unknown[0].at.as_str()), ("var.x", "main.tf:9"));
    let rules = out.design.model.all::<crate::document::SecurityGroup>().find(|(id, _)| out.design.model.name(*id) == "g").unwrap().1;
    assert_eq!(rules.ingress.len(), 1);
    // A block that is not known, a table that is not known.
    let subnet = item("aws_subnet", "s", &[("vpc_id", id()), ("cidr_block", "10.0.0.0/24".into())]);
    let association =
        item("aws_route_table_association", "a", &[("subnet_id", Val::link("aws_subnet.s", "id")), ("route_table_id", open.clone())]);
    for items in [vec![vpc(open.clone())], vec![vpc("10.0.0.0/16".into()), subnet, association]] {
        let out = raised(&items);
        assert!(out.design.model.all::<Vpc>().all(|(_, v)| v.opaque), "{:?}", out.guessed);
    }
}

#[test]
fn what_is_not_modelled_is_listed() {
    let out = raised(&[
        item("aws_vpc", "v", &[("cidr_block", "10.0.0.0/16".into()), ("instance_tenancy", "dedicated".into())]),
        item("aws_networkfirewall_rule_group", "f", &[]),
        item("random_pet", "p", &[]),
    ]);
    let told: Vec<(String, String)> = out.left_out.iter().map(|l| (l.what.to_string(), l.why.to_string())).collect();
    assert!(told.contains(&("aws_networkfirewall_rule_group.f".into(), "Portico does not model this type".into())), "{told:?}");
    assert!(told.contains(&("random_pet.p".into(), "it takes no part in what packets do".into())), "{told:?}");
    assert!(told.contains(&("aws_vpc.v: instance_tenancy".into(), "Portico does not model this argument".into())), "{told:?}");
}

#[test]
fn endpoints_of_other_types_are_left_out() {
    for kind in ["ServiceNetwork", "Tunnel"] {
        let out = raised(&[
            item("aws_vpc", "v", &[("cidr_block", "10.0.0.0/16".into())]),
            item("aws_vpc_endpoint", "net", &[("vpc_id", Val::link("aws_vpc.v", "id")), ("vpc_endpoint_type", kind.into())]),
        ]);
        assert_eq!(out.design.model.of_kind(Kind::GatewayEndpoint).count(), 0, "{kind}");
        assert!(
            out.left_out
                .iter()
                .any(|l| l.what.to_string() == "aws_vpc_endpoint.net"
                    && l.why.to_string() == "Portico does not model endpoints of this type"),
            "{kind}"
        );
    }
}

/// What a resource endpoint leads to is of no matter to answers; where it stands and its groups are.
#[test]
fn resource_endpoints_and_their_associations() {
    let vpc = Val::link("aws_vpc.v", "id");
    let subnet = |name: &str, block: &str| item("aws_subnet", name, &[("vpc_id", vpc.clone()), ("cidr_block", block.into())]);
    let mut all = vec![
        item("aws_vpc", "v", &[("cidr_block", "10.0.0.0/16".into())]),
        subnet("a", "10.0.0.0/24"),
        subnet("b", "10.0.1.0/24"),
        item("aws_security_group", "g", &[("vpc_id", vpc.clone())]),
        item("aws_vpclattice_resource_configuration", "orders", &[]),
        item(
            "aws_vpc_endpoint",
            "orders",
            &[
                ("vpc_id", vpc.clone()),
                ("vpc_endpoint_type", "Resource".into()),
                ("resource_configuration_arn", Val::link("aws_vpclattice_resource_configuration.orders", "arn")),
                ("subnet_ids", Val::list(vec![Val::link("aws_subnet.a", "id")])),
            ],
        ),
    ];
    let to = || ("vpc_endpoint_id", Val::link("aws_vpc_endpoint.orders", "id"));
    all.push(item("aws_vpc_endpoint_subnet_association", "b", &[to(), ("subnet_id", Val::link("aws_subnet.b", "id"))]));
    all.push(item(
        "aws_vpc_endpoint_security_group_association",
        "g",
        &[to(), ("security_group_id", Val::link("aws_security_group.g", "id")), ("replace_default_association", true.into())],
    ));
    all.push(item("aws_vpc_endpoint_policy", "p", &[to(), ("policy", "{}".into())]));
    let out = raised(&all);
    let model = &out.design.model;
    let (_, e) = model.all::<crate::document::ResourceEndpoint>().next().unwrap();
    assert_eq!((e.configuration.as_str(), e.subnets.len(), e.groups.len()), ("", 2, 1), "{:?}", out.left_out);
    assert_eq!(out.unknown.iter().map(|u| u.name.as_str()).collect::<Vec<_>>(), ["aws_vpclattice_resource_configuration.orders.arn"]);
    assert!(out.left_out.iter().any(|l| l.why.to_string() == "a resource endpoint takes no policy"), "{:?}", out.left_out);
    assert!(model.all::<Vpc>().all(|(_, v)| !v.opaque));
}
