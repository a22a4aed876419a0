//! Transit gateways, VPNs and Direct Connect.

use super::*;
use crate::graph::{Origin, RouteMatch};
use ipnet::IpNet;

const TRANSIT: &str = r#"{
  "TransitGateways": [{"TransitGatewayId": "tgw-1", "TransitGatewayArn": "arn:aws:ec2:us-east-1:111111111111:transit-gateway/tgw-1", "OwnerId": "111111111111", "State": "available", "Options": {"AmazonSideAsn": 64512, "AssociationDefaultRouteTableId": "tgw-rtb-1"}}],
  "TransitGatewayVpcAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-a", "TransitGatewayId": "tgw-1", "VpcId": "vpc-a", "SubnetIds": ["subnet-a"], "State": "available"}],
  "TransitGatewayAttachments": [
    {"TransitGatewayAttachmentId": "tgw-attach-a", "TransitGatewayId": "tgw-1", "ResourceType": "vpc", "ResourceId": "vpc-a", "State": "available", "Association": {"TransitGatewayRouteTableId": "tgw-rtb-1", "State": "associated"}},
    {"TransitGatewayAttachmentId": "tgw-attach-v", "TransitGatewayId": "tgw-1", "ResourceType": "vpn", "ResourceId": "vpn-1", "State": "available", "Association": {"TransitGatewayRouteTableId": "tgw-rtb-1", "State": "associated"}},
    {"TransitGatewayAttachmentId": "tgw-attach-p", "TransitGatewayId": "tgw-1", "ResourceType": "peering", "ResourceId": "tgw-far", "State": "available", "Association": {"TransitGatewayRouteTableId": "tgw-rtb-1", "State": "associated"}},
    {"TransitGatewayAttachmentId": "tgw-attach-c", "TransitGatewayId": "tgw-1", "ResourceType": "connect", "ResourceId": "tgw-attach-a", "State": "available"}],
  "TransitGatewayRouteTables": [{"TransitGatewayRouteTableId": "tgw-rtb-1", "TransitGatewayId": "tgw-1", "State": "available"}],
  "TransitGatewayStaticRoutes": [{"TransitGatewayRouteTableId": "tgw-rtb-1", "AdditionalRoutesAvailable": false, "Routes": [
    {"DestinationCidrBlock": "10.50.0.0/16", "State": "active", "Type": "static", "TransitGatewayAttachments": [{"ResourceId": "tgw-far", "ResourceType": "peering", "TransitGatewayAttachmentId": "tgw-attach-p"}]},
    {"DestinationCidrBlock": "192.168.0.0/16", "State": "blackhole", "Type": "static"},
    {"DestinationCidrBlock": "172.20.0.0/16", "State": "active", "Type": "propagated", "TransitGatewayAttachments": [{"ResourceId": "vpn-1", "ResourceType": "vpn", "TransitGatewayAttachmentId": "tgw-attach-v"}]}]}],
  "TransitGatewayPropagations": [{"TransitGatewayRouteTableId": "tgw-rtb-1", "TransitGatewayRouteTablePropagations": [
    {"TransitGatewayAttachmentId": "tgw-attach-a", "ResourceType": "vpc", "ResourceId": "vpc-a", "State": "enabled"}]}],
  "VpnConnections": [{"VpnConnectionId": "vpn-1", "CustomerGatewayId": "cgw-1", "TransitGatewayId": "tgw-1", "State": "available", "Options": {"StaticRoutesOnly": false}, "Routes": [], "VgwTelemetry": [{"Status": "UP", "AcceptedRouteCount": 1}]}],
  "CustomerGateways": [{"CustomerGatewayId": "cgw-1", "IpAddress": "9.9.9.9", "BgpAsn": "65000", "State": "available"}]
}"#;

#[test]
fn transit_tables_and_their_attachments() {
    let i = with(TRANSIT);
    let model = &i.design.model;
    let gateway = the::<TransitGateway>(&i, "tgw-1").1;
    let (table, t) = the::<TransitTable>(&i, "tgw-rtb-1");
    assert_eq!((gateway.opaque, gateway.default_table), (false, Some(table)), "{:?}", i.guessed);
    let (a, vpc) = the::<TransitAttachment>(&i, "tgw-attach-a");
    assert_eq!((vpc.table, vpc.propagates_to.as_slice(), vpc.subnets.len()), (Some(table), &[table][..], 1));
    let (v, vpn) = the::<TransitAttachment>(&i, "tgw-attach-v");
    assert_eq!(vpn.propagates_to, [table]);
    let (p, peer) = the::<TransitAttachment>(&i, "tgw-attach-p");
    assert!(a != v && v != p);
    let far = model.get(Id::<TransitGateway>::of(peer.to).unwrap()).unwrap();
    assert!(far.opaque && told(&i, "tgw-far"));
    assert_eq!(t.routes.len(), 2);
    assert_eq!(t.routes[0].target, TransitTarget::Attachment(p));
    assert_eq!(t.routes[1].target, TransitTarget::Blackhole);
    let premises = the::<OnPremises>(&i, "cgw-1").1;
    assert_eq!(premises.cidrs, ["172.20.0.0/16".parse::<IpNet>().unwrap()]);
    assert!(told(&i, "attachments of connect"));
}

#[test]
fn what_a_transit_gateway_does_is_in_doubt_without_its_routes() {
    for (left, says) in [
        ("TransitGatewayStaticRoutes", "the routes of tgw-rtb-1 are not in the snapshot"),
        ("TransitGatewayRouteTables", "its route tables are not in the snapshot"),
        ("TransitGatewayPropagations", "nothing says what propagates"),
        ("TransitGatewayAttachments", "which table tgw-attach-a is associated with"),
    ] {
        let text = TRANSIT.replace(&format!("\"{left}\""), "\"KeyPairs\"").replace("\"Type\": \"propagated\"", "\"Type\": \"static\"");
        let i = with(&text);
        assert!(the::<TransitGateway>(&i, "tgw-1").1.opaque && told(&i, says), "{left}: {:?}", i.guessed);
    }
}

#[test]
fn the_cli_gives_routes_of_one_table_a_file() {
    let cut = TRANSIT.replace("TransitGatewayStaticRoutes", "KeyPairs").replace("TransitGatewayPropagations", "Volumes");
    let routes = r#"{"Routes": [{"DestinationCidrBlock": "10.60.0.0/16", "State": "blackhole", "Type": "static"}], "AdditionalRoutesAvailable": false}"#;
    let rows = r#"{"TransitGatewayRouteTablePropagations": [{"TransitGatewayAttachmentId": "tgw-attach-a", "State": "enabled"}]}"#;
    let i = import(&[
        ("base.json", BASE),
        ("more.json", &cut),
        ("search-transit-gateway-routes-tgw-rtb-1.json", routes),
        ("get-transit-gateway-route-table-propagations-tgw-rtb-1.json", rows),
    ]);
    assert!(!the::<TransitGateway>(&i, "tgw-1").1.opaque, "{:?}", i.guessed);
    assert_eq!(the::<TransitTable>(&i, "tgw-rtb-1").1.routes.len(), 1);
    assert_eq!(the::<TransitAttachment>(&i, "tgw-attach-a").1.propagates_to.len(), 1);
}

#[test]
fn empty_answers_of_one_table_are_answers() {
    let cut = TRANSIT.replace("TransitGatewayStaticRoutes", "KeyPairs").replace("TransitGatewayPropagations", "Volumes");
    let files = |routes: &str, rows: &str| {
        import(&[
            ("base.json", BASE),
            ("more.json", &cut),
            // Of two tables, so that only the file's name tells which is meant.
            ("other.json", r#"{"TransitGatewayRouteTables": [{"TransitGatewayRouteTableId": "tgw-rtb-2", "TransitGatewayId": "tgw-2"}]}"#),
            ("search-transit-gateway-routes-tgw-rtb-1.json", routes),
            ("get-transit-gateway-route-table-propagations-tgw-rtb-1.json", rows),
        ])
    };
    let none = r#"{"Routes": [], "AdditionalRoutesAvailable": false}"#;
    let i = files(none, r#"{"TransitGatewayRouteTablePropagations": []}"#);
    assert!(!the::<TransitGateway>(&i, "tgw-1").1.opaque, "{:?}", i.guessed);
    // What stands beside the list counts.
    for routes in [
        none,
        r#"{"Routes": [{"DestinationCidrBlock": "10.60.0.0/16", "State": "blackhole", "Type": "static"}], "AdditionalRoutesAvailable": false}"#,
    ] {
        let i = files(&routes.replace("false", "true"), r#"{"TransitGatewayRouteTablePropagations": []}"#);
        assert!(the::<TransitGateway>(&i, "tgw-1").1.opaque);
    }
}

#[test]
fn zones_of_an_attachment_that_nothing_tells_are_in_doubt() {
    let untold = TRANSIT.replace("TransitGatewayVpcAttachments", "KeyPairs");
    // A VPC of one subnet has its attachment there.
    assert!(!the::<TransitGateway>(&with(&untold), "tgw-1").1.opaque);
    let two = r#"{"Subnets": [{"SubnetId": "subnet-b", "VpcId": "vpc-a", "CidrBlock": "10.0.2.0/24", "AvailabilityZone": "us-east-1b"}]}"#;
    let i = import(&[("us-east-1/base.json", BASE), ("us-east-1/two.json", two), ("us-east-1/more.json", &untold)]);
    assert!(the::<TransitGateway>(&i, "tgw-1").1.opaque && told(&i, "the zones that it serves"));
    let i = import(&[("us-east-1/base.json", BASE), ("us-east-1/two.json", two), ("us-east-1/more.json", TRANSIT)]);
    assert!(!the::<TransitGateway>(&i, "tgw-1").1.opaque);
}

#[test]
fn attachments_that_are_not_ready_carry_nothing_for_certain() {
    let to_tgw = r#"{"RouteTables": [{"RouteTableId": "rtb-t", "VpcId": "vpc-a", "Associations": [{"SubnetId": "subnet-a"}], "Routes": [
        {"DestinationCidrBlock": "10.50.0.0/16", "TransitGatewayId": "tgw-1", "State": "active"}]}]}"#;
    let route = |state: &str| {
        let text = TRANSIT
            .replace(r#""SubnetIds": ["subnet-a"], "State": "available""#, &format!(r#""SubnetIds": ["subnet-a"], "State": "{state}""#));
        let text = text.replace(r#""ResourceId": "vpc-a", "State": "available""#, &format!(r#""ResourceId": "vpc-a", "State": "{state}""#));
        let i = import(&[("us-east-1/base.json", BASE), ("us-east-1/more.json", &text), ("us-east-1/t.json", to_tgw)]);
        let said = told(&i, &format!("it is {}", state.to_lowercase()));
        (the::<RouteTable>(&i, "rtb-t").1.routes[0].target.clone(), said)
    };
    for state in ["pendingAcceptance", "initiatingRequest", "pending", "initiating", "rollingBack"] {
        assert_eq!(route(state), (Target::Unknown("tgw-attach-a".into()), true), "{state}");
    }
    assert!(matches!(route("available").0, Target::Node(_)) && matches!(route("modifying").0, Target::Node(_)));
}

#[test]
fn a_propagated_blackhole_of_a_transit_table_drops() {
    let i = with(&TRANSIT.replace(r#""172.20.0.0/16", "State": "active""#, r#""172.20.0.0/16", "State": "blackhole""#));
    let routes = the::<TransitTable>(&i, "tgw-rtb-1").1.routes;
    assert!(
        routes.iter().any(|r| r.destination.to_string() == "172.20.0.0/16" && r.target == TransitTarget::Gone("tgw-attach-v".into())),
        "{routes:?}"
    );
}

#[test]
fn a_connection_that_is_pending_leaves_its_gateway_open() {
    let pending = LEARNED.replace(r#""VpnConnectionId": "vpn-static","#, r#""VpnConnectionId": "vpn-static", "State": "pending","#);
    let i = with(&pending);
    assert!(!the::<VpnGateway>(&i, "vgw-1").1.complete && told(&i, "it is pending"));
    assert!(the::<VpnGateway>(&with(LEARNED), "vgw-1").1.complete);
}

#[test]
fn both_sides_of_a_peering_of_transit_gateways() {
    let side = |region: &str, own: &str, other: &str| {
        format!(
            r#"{{"TransitGateways": [{{"TransitGatewayId": "{own}", "TransitGatewayArn": "arn:aws:ec2:{region}:1:transit-gateway/{own}", "Options": {{}}}}],
                "TransitGatewayAttachments": [{{"TransitGatewayAttachmentId": "tgw-attach-x", "TransitGatewayId": "{own}", "ResourceType": "peering", "ResourceId": "{other}", "State": "available", "Association": {{"TransitGatewayRouteTableId": "tgw-rtb-{own}", "State": "associated"}}}}],
                "TransitGatewayRouteTables": [{{"TransitGatewayRouteTableId": "tgw-rtb-{own}", "TransitGatewayId": "{own}"}}],
                "TransitGatewayPropagations": [{{"TransitGatewayRouteTableId": "tgw-rtb-{own}", "TransitGatewayRouteTablePropagations": []}}],
                "TransitGatewayStaticRoutes": [{{"TransitGatewayRouteTableId": "tgw-rtb-{own}", "Routes": [{{"DestinationCidrBlock": "10.0.0.0/8", "State": "active", "Type": "static", "TransitGatewayAttachments": [{{"TransitGatewayAttachmentId": "tgw-attach-x"}}]}}]}}]}}"#
        )
    };
    let i =
        import(&[("us-east-1/t.json", &side("us-east-1", "tgw-a", "tgw-b")), ("eu-west-1/t.json", &side("eu-west-1", "tgw-b", "tgw-a"))]);
    let model = &i.design.model;
    assert_eq!(model.all::<TransitAttachment>().count(), 2);
    for (own, other) in [("tgw-a", "tgw-b"), ("tgw-b", "tgw-a")] {
        let (gateway, g) = the::<TransitGateway>(&i, own);
        assert!(!g.opaque, "{:?}", i.guessed);
        let table = the::<TransitTable>(&i, &format!("tgw-rtb-{own}")).1;
        let TransitTarget::Attachment(a) = table.routes[0].target else { panic!("{table:?}") };
        let a = model.get(a).unwrap();
        assert_eq!((a.gateway, a.to), (gateway, the::<TransitGateway>(&i, other).0.node()));
        assert!(a.table.is_some());
    }
    assert_eq!(the::<TransitGateway>(&i, "tgw-b").1.region.as_str(), "eu-west-1");
}

/// The blocks that a table takes from virtual private gateways.
fn propagated(i: &Imported, table: &str) -> Vec<String> {
    let graph = crate::graph::NetworkGraph::build(&i.design.model, crate::catalogue::Catalogue::bundled());
    let routes = graph.routes(the::<RouteTable>(i, table).0).to_vec();
    let nets = routes.iter().filter(|r| matches!(r.origin, Origin::PropagatedBgp(_) | Origin::PropagatedStatic(_)));
    let mut out: Vec<String> = nets.map(|r| if let RouteMatch::Cidr(n) = r.matches { n.to_string() } else { String::new() }).collect();
    out.sort();
    out
}

const LEARNED: &str = r#"{"RouteTables": [{"RouteTableId": "rtb-v", "VpcId": "vpc-a", "Associations": [{"SubnetId": "subnet-a"}], "PropagatingVgws": [{"GatewayId": "vgw-1"}], "Routes": [
    {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active", "Origin": "CreateRouteTable"},
    {"DestinationCidrBlock": "10.100.0.0/16", "GatewayId": "vgw-1", "State": "active", "Origin": "EnableVgwRoutePropagation"},
    {"DestinationCidrBlock": "10.101.0.0/16", "GatewayId": "vgw-1", "State": "active", "Origin": "EnableVgwRoutePropagation"}]}],
  "VpnGateways": [{"VpnGatewayId": "vgw-1", "VpcAttachments": [{"VpcId": "vpc-a", "State": "attached"}], "AmazonSideAsn": 64512, "State": "available"}],
  "CustomerGateways": [{"CustomerGatewayId": "cgw-1", "IpAddress": "9.9.9.9", "BgpAsn": "65000"}, {"CustomerGatewayId": "cgw-2", "IpAddress": "9.9.9.8", "BgpAsn": "65000"}],
  "VpnConnections": [
    {"VpnConnectionId": "vpn-bgp", "CustomerGatewayId": "cgw-1", "VpnGatewayId": "vgw-1", "Options": {"StaticRoutesOnly": false}, "VgwTelemetry": [{"Status": "UP", "AcceptedRouteCount": 1}, {"Status": "DOWN", "AcceptedRouteCount": 0}]},
    {"VpnConnectionId": "vpn-static", "CustomerGatewayId": "cgw-2", "VpnGatewayId": "vgw-1", "Options": {"StaticRoutesOnly": true}, "Routes": [{"DestinationCidrBlock": "10.101.0.0/16", "State": "available"}], "VgwTelemetry": [{"Status": "UP"}]},
    {"VpnConnectionId": "vpn-down", "CustomerGatewayId": "cgw-2", "VpnGatewayId": "vgw-1", "Options": {"StaticRoutesOnly": false}, "VgwTelemetry": [{"Status": "DOWN"}]}]}"#;

#[test]
fn propagated_routes_are_derived_again() {
    let i = with(LEARNED);
    assert!(the::<RouteTable>(&i, "rtb-v").1.routes.is_empty());
    assert_eq!(the::<OnPremises>(&i, "cgw-1").1.cidrs, ["10.100.0.0/16".parse::<IpNet>().unwrap()]);
    assert_eq!(the::<OnPremises>(&i, "cgw-2").1.cidrs, ["10.101.0.0/16".parse::<IpNet>().unwrap()]);
    assert!(!the::<VpnConnection>(&i, "vpn-down").1.up && the::<VpnConnection>(&i, "vpn-bgp").1.up);
    let mut derived = propagated(&i, "rtb-v");
    derived.dedup();
    assert_eq!(derived, ["10.100.0.0/16", "10.101.0.0/16"]);
    // Without the connections nobody knows where these routes lead.
    let i = with(&LEARNED.replace("VpnConnections", "KeyPairs"));
    let routes = the::<RouteTable>(&i, "rtb-v").1.routes;
    assert_eq!(routes.len(), 2);
    assert!(routes.iter().all(|r| r.target == Target::Unknown("vgw-1".into())) && told(&i, "vgw-1 propagates routes"));
}

#[test]
fn direct_connect_gateways_and_interfaces() {
    let text = LEARNED.replace("\"VpnConnections\"", "\"KeyPairs\"");
    let more = r#"{"directConnectGateways": [{"directConnectGatewayId": "dx-1", "directConnectGatewayName": "dx", "amazonSideAsn": 64600, "directConnectGatewayState": "available"}],
      "directConnectGatewayAssociations": [{"associationId": "as-1", "directConnectGatewayId": "dx-1", "associatedGateway": {"id": "vgw-1", "type": "virtualPrivateGateway"}, "associationState": "associated", "allowedPrefixesToDirectConnectGateway": [{"cidr": "10.0.0.0/16"}]}],
      "virtualInterfaces": [{"virtualInterfaceId": "dxvif-1", "virtualInterfaceType": "private", "directConnectGatewayId": "dx-1", "virtualInterfaceName": "line", "asn": 65001, "virtualInterfaceState": "available", "bgpPeers": [{"bgpStatus": "up"}]},
                            {"virtualInterfaceId": "dxvif-2", "virtualInterfaceType": "public", "virtualInterfaceState": "available"}]}"#;
    let i = import(&[("us-east-1/base.json", BASE), ("us-east-1/more.json", &text), ("us-east-1/dx.json", more)]);
    let dx = the::<DirectConnect>(&i, "dx-1").1;
    assert_eq!((dx.up, dx.gateways.len(), dx.allowed.len(), dx.asn), (true, 1, 1, Some(64600)));
    let premises = i.design.model.get(dx.premises.unwrap()).unwrap();
    assert_eq!(premises.cidrs.len(), 2);
    assert!(told(&i, "public virtual interfaces"));
}

/// Endpoints of service networks and tunnels carry packets that a design does not have: they are left out with a word, and their interfaces are
/// of something unknown. [AWS PrivateLink guide]
#[test]
fn endpoints_of_other_types_are_left_out_and_leave_answers_open() {
    for kind in ["ServiceNetwork", "Tunnel"] {
        let text = format!(
            r#"{{"VpcEndpoints": [{{"VpcEndpointId": "vpce-r", "VpcEndpointType": "{kind}", "VpcId": "vpc-a", "State": "available", "SubnetIds": ["subnet-a"], "NetworkInterfaceIds": ["eni-r"]}}],
               "NetworkInterfaces": [{{"NetworkInterfaceId": "eni-r", "VpcId": "vpc-a", "SubnetId": "subnet-a", "PrivateIpAddress": "10.0.1.44", "Groups": [], "InterfaceType": "vpc_endpoint",
                 "Status": "in-use", "Description": "VPC Endpoint Interface vpce-r", "RequesterManaged": true}}]}}"#
        );
        let i = with(&text);
        assert!(told(&i, "Portico does not model endpoints of this type"), "{kind}");
        assert!(i.design.model.all::<InterfaceEndpoint>().next().is_none(), "{kind}: an endpoint of a service of AWS is something else");
        assert!(the::<NetworkInterface>(&i, "eni-r").1.managed, "{kind}");
    }
}

#[test]
fn a_resource_endpoint_is_one_with_its_interfaces() {
    let arn = "arn:aws:vpc-lattice:us-east-1:111122223333:resourceconfiguration/rcfg-1";
    let text = format!(
        r#"{{"VpcEndpoints": [{{"VpcEndpointId": "vpce-r", "VpcEndpointType": "Resource", "VpcId": "vpc-a", "State": "available", "SubnetIds": ["subnet-a"],
             "NetworkInterfaceIds": ["eni-r"], "ResourceConfigurationArn": "{arn}", "PrivateDnsEnabled": true, "IpAddressType": "ipv4"}}],
           "NetworkInterfaces": [{{"NetworkInterfaceId": "eni-r", "VpcId": "vpc-a", "SubnetId": "subnet-a", "PrivateIpAddress": "10.0.1.44", "Groups": [], "InterfaceType": "vpc_endpoint",
             "Status": "in-use", "Description": "VPC Endpoint Interface vpce-r", "RequesterManaged": true}}]}}"#
    );
    let i = with(&text);
    assert!(!told(&i, "vpce-r"), "{:?}", i.left_out);
    let (id, e) = the::<ResourceEndpoint>(&i, "vpce-r");
    assert_eq!((e.configuration.as_str(), e.private_dns, e.subnets.len()), (arn, true, 1));
    assert_eq!(e.subnets[0].ip, "10.0.1.44".parse().ok());
    assert!(i.design.model.all::<InterfaceEndpoint>().next().is_none());
    let interface = the::<NetworkInterface>(&i, "eni-r").1;
    assert_eq!((interface.attached_to, interface.managed), (Some(id.node()), false));
    // One that is not ready does nothing for certain.
    let i = with(&text.replace("\"available\"", "\"pending\""));
    assert!(the::<NetworkInterface>(&i, "eni-r").1.managed);
}
