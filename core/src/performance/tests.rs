//! Ceilings of small designs, by AWS's published figures.

use super::*;
use crate::catalogue::Catalogue;
use crate::document::{Flow, Id, Range, Usage};
use crate::facts::Facts;
use crate::fixture;

const BASE: &str = "
vpc v 10.0.0.0/16 dns-hostnames
  igw igw
  table out: 0.0.0.0/0 -> igw
  table app: 0.0.0.0/0 -> nat
  group app: out any to 0.0.0.0/0
  group doors: in tcp 443 from 10.0.0.0/16
  subnet public-a a 10.0.0.0/24 table out public-ip
    nat nat
    instance edge groups app type c5.9xlarge
    instance small groups app type c5.large count 3
  subnet app-a a 10.0.2.0/24 table app
    instance api groups app type c5n.18xlarge
    instance tiny groups app type c5.large
    function job groups app
  subnet app-b b 10.0.3.0/24 table app
  interface-endpoint ssm in app-a, app-b groups doors private-dns
  resource-endpoint orders in app-a, app-b groups doors
  gateway-endpoint s3 tables app
service s3
service ssm
service kms
";

fn facts(flows: &str) -> Facts {
    Facts::new(&fixture::parse(&format!("{BASE}{flows}")).unwrap_or_else(|e| panic!("{e}")), Catalogue::bundled())
}

fn first(f: &Facts) -> (Id<Flow>, Throughput) {
    let (id, t) = f.flows().iter().next().unwrap();
    (*id, throughput(f.graph(), &f.catalogue, t, None))
}

fn ceiling(flow: &str) -> (Option<u64>, Option<u64>, Option<StageKind>, usize) {
    let f = facts(flow);
    let (_, t) = first(&f);
    (t.sustained(), t.peak(), t.narrowest().map(|s| s.kind), t.unknown().count())
}

#[test]
fn the_narrowest_place_decides() {
    // 100 Gbps of the instance, two endpoint interfaces of 10 that grow to 100.
    assert_eq!(ceiling("flow api -> ssm tcp 443\n"), (Some(20_000), Some(100_000), Some(StageKind::Endpoint), 0));
    // A small instance: 0.75 Gbps, 10 on credits.
    assert_eq!(ceiling("flow tiny -> ssm tcp 443\n"), (Some(750), Some(10_000), Some(StageKind::Caller), 0));
    // A NAT gateway: 5 Gbps that grow to 100.
    assert_eq!(ceiling("flow api -> kms tcp 443\n"), (Some(5_000), Some(100_000), Some(StageKind::Nat), 0));
    // 36 vCPU and 12 Gbps: half of it is more than 5. Three instances of 2 vCPU: 5 Gbps each through the gateway, 0.75 each of their own.
    assert_eq!(ceiling("flow edge -> kms tcp 443\n"), (Some(6_000), Some(6_000), Some(StageKind::InternetGateway), 0));
    assert_eq!(ceiling("flow small -> kms tcp 443\n"), (Some(2_250), Some(15_000), Some(StageKind::Caller), 0));
}

#[test]
fn what_is_not_published_is_said() {
    let (sustained, _, _, unknown) = ceiling("flow api -> s3 tcp 443\n");
    assert_eq!((sustained, unknown), (Some(100_000), 1), "only the instance is known");
    let f = facts("flow api -> s3 tcp 443\n");
    let said: Vec<String> = first(&f).1.unknown().map(|l| l.what.render(&f.document.model)).collect();
    assert_eq!(said, ["AWS publishes no bandwidth of gateway endpoints"]);
    assert_eq!(ceiling("flow job -> s3 tcp 443\n"), (None, None, None, 2));
}

/// The figures of a VPC endpoint are its own; those of the gateway behind it are another VPC's. [AWS PrivateLink quotas]
#[test]
fn a_resource_endpoint_has_the_figures_of_vpc_endpoints() {
    let flow = "flow api -> orders tcp 443\n";
    assert_eq!(ceiling(flow), (Some(20_000), Some(100_000), Some(StageKind::Endpoint), 0));
    let f = facts(flow);
    let trace = f.flows().values().next().unwrap();
    assert_eq!(mtu(f.graph(), &f.catalogue, &trace.paths[0]).bytes, Some(8500));
    assert_eq!(distance(f.graph(), &trace.paths[1]).zone_crossings, 1);
    let (_, t) = first(&f);
    let said: Vec<String> = t.stages.iter().flat_map(|s| &s.limits).map(|l| l.what.render(&f.document.model)).collect();
    assert!(said.iter().any(|s| s.contains("what the resource gateway behind it carries is not in the design")), "{said:?}");
}

#[test]
fn a_burst_fits_or_not_or_is_not_known() {
    let burst = |high: u32| Usage { burst_mbps: Some(Range::new(1, 1, high)), ..Usage::default() };
    let fits = |flow: &str, high: u32| first(&facts(flow)).1.fits(&burst(high));
    assert_eq!(fits("flow tiny -> ssm tcp 443\n", 700), Some(true));
    assert_eq!(fits("flow tiny -> ssm tcp 443\n", 5_000), None, "on burst credits, for a while");
    assert_eq!(fits("flow tiny -> ssm tcp 443\n", 11_000), Some(false));
    assert_eq!(fits("flow tiny -> s3 tcp 443\n", 700), None, "what the gateway endpoint carries is not published");
    let said = |flow: &str, high: u32| {
        let f = facts(flow);
        first(&f).1.burst(&burst(high)).unwrap().render(&f.document.model)
    };
    let to = "flow tiny -> ssm tcp 443\n";
    assert_eq!(said(to, 700), "Its busiest minute, 700 Mbps, fits: the narrowest place, tiny, carries 750 Mbps all day.");
    assert_eq!(said(to, 5_000), "Its busiest minute, 5 Gbps, fits for a while or after growing at best: tiny carries 750 Mbps all day.");
    assert_eq!(said(to, 11_250), "Its busiest minute, 11.25 Gbps, does not fit: tiny carries 10 Gbps at most.");
    let unknown = "Whether its busiest minute, 700 Mbps, fits is not known: AWS publishes no bandwidth of gateway endpoints.";
    assert_eq!(said("flow tiny -> s3 tcp 443\n", 700), unknown);
    let f = facts(to);
    assert_eq!(first(&f).1.burst(&Usage::default()), None, "nobody said how busy it gets");
}

#[test]
fn connections_hops_and_packet_sizes() {
    let f = facts("flow api -> kms tcp 443\nflow api -> ssm tcp 443\nflow api -> igw tcp 443\n");
    let all: Vec<_> = f.flows().values().collect();
    assert_eq!(throughput(f.graph(), &f.catalogue, all[0], None).connections, Some(55_000));
    let far = |n: usize, p: usize| distance(f.graph(), &all[n].paths[p]);
    assert_eq!((far(0, 0).zone_crossings, far(0, 0).leaves_aws), (0, false));
    assert_eq!((far(1, 0).zone_crossings, far(1, 1).zone_crossings), (0, 1));
    assert!(far(2, 0).leaves_aws);
    let bytes = |n: usize| mtu(f.graph(), &f.catalogue, &all[n].paths[0]).bytes;
    assert_eq!((bytes(0), bytes(1), bytes(2)), (Some(8500), Some(8500), Some(1500)));
    assert!(mtu(f.graph(), &f.catalogue, &all[1].paths[0]).note.is_some());
}

#[test]
fn more_zones_carry_more() {
    let one = facts("flow api -> ssm tcp 443\n");
    let (_, wide) = first(&one);
    let text = BASE.replace("ssm in app-a, app-b", "ssm in app-a");
    let narrow = Facts::new(&fixture::parse(&format!("{text}flow api -> ssm tcp 443\n")).unwrap(), Catalogue::bundled());
    let (_, narrow_t) = first(&narrow);
    assert_eq!((narrow_t.sustained(), wide.sustained()), (Some(10_000), Some(20_000)));
    let said = narrow_t.grows[0].render(&narrow.document.model);
    assert_eq!(said, "Each further zone of ssm adds 10.0 Gbps at first.");
}

#[test]
fn a_line_carries_what_one_tunnel_does() {
    let text = "
vpc v 10.0.0.0/16
  vgw vgw
  table app propagate vgw
  group app: out any to 0.0.0.0/0
  subnet a a 10.0.0.0/24 table app
    instance api groups app type c5n.18xlarge
on-premises office 192.168.0.0/16
vpn line vgw - office
flow api -> office tcp 443
";
    let f = Facts::new(&fixture::parse(text).unwrap(), Catalogue::bundled());
    let (_, t) = first(&f);
    assert_eq!((t.sustained(), t.narrowest().map(|s| s.kind)), (Some(1_250), Some(StageKind::Line)));
    let path = &f.flows().values().next().unwrap().paths[0];
    assert_eq!(mtu(f.graph(), &f.catalogue, path).bytes, Some(1500));
}

/// [How VPC peering connections work]
#[test]
fn peering_carries_jumbo_frames_within_a_region_alone() {
    let bytes = |region: &str| {
        let text = format!(
            "region us-east-1
vpc v 10.0.0.0/16
  table t: 10.1.0.0/16 -> pcx
  group g: in any from 10.0.0.0/8, out any to 0.0.0.0/0
  subnet a a 10.0.0.0/24 table t
    instance x groups g
region {region}
vpc w 10.1.0.0/16
  table u: 10.0.0.0/16 -> pcx
  group h: in any from 10.0.0.0/8, out any to 0.0.0.0/0
  subnet b a 10.1.0.0/24 table u
    instance y groups h
peering v - w as pcx
flow x -> y tcp 443
"
        );
        let f = Facts::new(&fixture::parse(&text).unwrap_or_else(|e| panic!("{e}")), Catalogue::bundled());
        let path = &f.flows().values().next().unwrap().paths[0];
        mtu(f.graph(), &f.catalogue, path).bytes
    };
    assert_eq!((bytes("us-east-1"), bytes("eu-west-1")), (Some(9001), Some(8500)));
}
