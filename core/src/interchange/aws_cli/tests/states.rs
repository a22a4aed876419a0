//! What is gone, not ready or not running: no answer takes it for a thing that carries packets.

use super::*;
use crate::answer::trace;
use crate::catalogue::Catalogue;
use crate::graph::NetworkGraph;
use crate::net::Protocol;
use crate::reach::{Party, Query, Verdict};

/// A public subnet with a NAT gateway's interface, a private one that routes to it, an internet gateway; everything is let through.
const NET: &str = r#"{
 "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "EnableDnsSupport": true, "EnableDnsHostnames": true}],
 "Subnets": [{"SubnetId": "subnet-p", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24", "AvailabilityZone": "us-east-1a"},
             {"SubnetId": "subnet-q", "VpcId": "vpc-1", "CidrBlock": "10.0.2.0/24", "AvailabilityZone": "us-east-1b"}],
 "RouteTables": [
   {"RouteTableId": "rtb-p", "VpcId": "vpc-1", "Associations": [{"Main": true}, {"SubnetId": "subnet-p", "AssociationState": {"State": "associated"}}],
    "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"},
               {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active"}]},
   {"RouteTableId": "rtb-q", "VpcId": "vpc-1", "Associations": [{"SubnetId": "subnet-q", "AssociationState": {"State": "associated"}}],
    "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"},
               {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1", "State": "active"}]}],
 "InternetGateways": [{"InternetGatewayId": "igw-1", "Attachments": [{"VpcId": "vpc-1", "State": "available"}]}],
 "NatGateways": [{"NatGatewayId": "nat-1", "VpcId": "vpc-1", "SubnetId": "subnet-p", "State": "available", "ConnectivityType": "public",
   "NatGatewayAddresses": [{"NetworkInterfaceId": "eni-n", "PrivateIp": "10.0.1.9", "PublicIp": "44.0.0.9", "AllocationId": "eipalloc-n", "IsPrimary": true}]}],
 "NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": true, "Associations": [{"SubnetId": "subnet-p"}, {"SubnetId": "subnet-q"}], "Entries": [
   {"RuleNumber": 100, "Egress": false, "Protocol": "-1", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"},
   {"RuleNumber": 100, "Egress": true, "Protocol": "-1", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"}]}],
 "SecurityGroups": [{"GroupId": "sg-1", "GroupName": "open", "VpcId": "vpc-1",
   "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
   "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}],
 "VpcEndpoints": [{"VpcEndpointId": "vpce-1", "VpcEndpointType": "Interface", "VpcId": "vpc-1", "State": "available", "ServiceName": "com.amazonaws.vpce.us-east-1.vpce-svc-1",
   "SubnetIds": ["subnet-p"], "NetworkInterfaceIds": ["eni-e"], "Groups": [{"GroupId": "sg-1"}], "PrivateDnsEnabled": false}],
 "Instances": [{"InstanceId": "i-1", "InstanceType": "t3.micro", "VpcId": "vpc-1", "SubnetId": "subnet-q", "State": {"Name": "running"}, "PrivateIpAddress": "10.0.2.10", "SecurityGroups": [{"GroupId": "sg-1"}]},
               {"InstanceId": "i-2", "InstanceType": "t3.micro", "VpcId": "vpc-1", "SubnetId": "subnet-p", "State": {"Name": "running"}, "PrivateIpAddress": "10.0.1.10", "SecurityGroups": [{"GroupId": "sg-1"}]}],
 "NetworkInterfaces": [
   {"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1", "SubnetId": "subnet-q", "PrivateIpAddress": "10.0.2.10", "Groups": [{"GroupId": "sg-1"}], "Status": "in-use", "Attachment": {"InstanceId": "i-1"}},
   {"NetworkInterfaceId": "eni-2", "VpcId": "vpc-1", "SubnetId": "subnet-p", "PrivateIpAddress": "10.0.1.10", "Groups": [{"GroupId": "sg-1"}], "Status": "in-use", "Attachment": {"InstanceId": "i-2"},
    "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.10", "Primary": true}, {"PrivateIpAddress": "10.0.1.50", "Primary": false}]},
   {"NetworkInterfaceId": "eni-n", "VpcId": "vpc-1", "SubnetId": "subnet-p", "PrivateIpAddress": "10.0.1.9", "Groups": [], "InterfaceType": "nat_gateway", "Description": "Interface for NAT Gateway nat-1", "SourceDestCheck": false,
    "Association": {"PublicIp": "44.0.0.9", "AllocationId": "eipalloc-n"}},
   {"NetworkInterfaceId": "eni-e", "VpcId": "vpc-1", "SubnetId": "subnet-p", "PrivateIpAddress": "10.0.1.20", "Groups": [{"GroupId": "sg-1"}], "InterfaceType": "vpc_endpoint", "Description": "VPC Endpoint Interface vpce-1"}]
}"#;

fn changed(changes: &[(&str, &str)]) -> Imported {
    let mut text = NET.to_string();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    import(&[("us-east-1/net.json", &text)])
}

fn party(i: &Imported, what: &str) -> Party {
    if what == "internet" {
        return Party::Internet;
    }
    if let Ok(a) = what.parse() {
        return Party::Address(a);
    }
    let found = i.design.model.nodes().find(|(_, n)| n.meta.aws_id.as_deref() == Some(what));
    Party::Node(found.unwrap_or_else(|| panic!("{what} is not there")).0)
}

/// The verdict on TCP 443, with what it depends on.
fn asked(i: &Imported, from: &str, to: &str, one_way: bool) -> (Verdict, String) {
    let graph = NetworkGraph::build(&i.design.model, Catalogue::bundled());
    let query = Query { one_way, protocol: Protocol::TCP, port: Some(443), ..Query::tcp(party(i, from), party(i, to), 443) };
    let t = trace(&graph, &query);
    (t.verdict, t.unknowns.iter().map(|u| u.render(&i.design.model)).collect::<Vec<_>>().join("; "))
}

fn verdict(i: &Imported, from: &str, to: &str) -> Verdict {
    asked(i, from, to, false).0
}

const NAT: &str = r#""SubnetId": "subnet-p", "State": "available", "ConnectivityType""#;
const ENDPOINT: &str = r#""VpcId": "vpc-1", "State": "available", "ServiceName""#;

#[test]
fn what_is_ready_is_reachable() {
    let i = changed(&[]);
    assert_eq!(verdict(&i, "i-1", "8.8.8.8"), Verdict::Reachable);
    assert_eq!(verdict(&i, "i-1", "vpce-1"), Verdict::Reachable);
    assert_eq!(verdict(&i, "i-1", "i-2"), Verdict::Reachable);
}

#[test]
fn a_nat_gateway_that_is_gone_does_not_come_back_by_its_interface() {
    for (state, want) in
        [("failed", Verdict::Blocked), ("deleted", Verdict::Blocked), ("deleting", Verdict::Depends), ("pending", Verdict::Depends)]
    {
        let i = changed(&[(NAT, &NAT.replace("available", state))]);
        assert!(i.design.model.all::<NatGateway>().next().is_none(), "{state}");
        assert_eq!(verdict(&i, "i-1", "8.8.8.8"), want, "{state}");
        assert!(told(&i, &format!("it is {state}")), "{state}");
        let eni = the::<NetworkInterface>(&i, "eni-n").1;
        assert!(eni.managed && eni.attached_to.is_none(), "{state}");
    }
}

#[test]
fn an_endpoint_that_is_gone_or_not_accepted_takes_nothing_for_certain() {
    for state in ["rejected", "failed", "expired", "deleted", "deleting", "pendingAcceptance", "pending", "partial"] {
        let i = changed(&[(ENDPOINT, &ENDPOINT.replace("available", state))]);
        assert_eq!(verdict(&i, "i-1", "10.0.1.20"), Verdict::Depends, "{state}");
        assert_eq!(verdict(&i, "i-1", "eni-e"), Verdict::Depends, "{state}");
        let there = i.design.model.all::<InterfaceEndpoint>().next().is_some();
        assert_eq!(there, state.starts_with('p'), "{state}");
    }
    // Without its interface's record, too.
    let i = changed(&[(ENDPOINT, &ENDPOINT.replace("available", "pendingAcceptance")), ("\"eni-e\", \"VpcId\"", "\"eni-e\", \"Vpc\"")]);
    assert_eq!(verdict(&i, "i-1", "vpce-1"), Verdict::Depends);
}

#[test]
fn a_gateway_endpoint_that_is_not_ready_has_its_routes_and_they_are_open() {
    let endpoint = r#""VpcEndpoints": [{"VpcEndpointId": "vpce-s3", "VpcEndpointType": "Gateway", "VpcId": "vpc-1", "State": "pending", "ServiceName": "com.amazonaws.us-east-1.s3", "RouteTableIds": ["rtb-q"]},"#;
    let i = changed(&[("\"VpcEndpoints\": [", endpoint)]);
    assert!(i.design.model.all::<GatewayEndpoint>().next().is_none());
    let routes = the::<RouteTable>(&i, "rtb-q").1.routes;
    assert!(routes.iter().any(|r| r.target == Target::Unknown("vpce-s3".into())), "{routes:?}");
    assert!(told(&i, "it is pending"));
}

#[test]
fn a_gateway_that_is_being_attached_carries_nothing_for_certain() {
    let i = changed(&[(r#"[{"VpcId": "vpc-1", "State": "available"}]"#, r#"[{"VpcId": "vpc-1", "State": "attaching"}]"#)]);
    assert_eq!(verdict(&i, "i-1", "8.8.8.8"), Verdict::Depends);
    assert!(told(&i, "igw-1 is being attached"));
}

#[test]
fn an_instance_that_does_not_run_neither_sends_nor_takes_for_certain() {
    let stopped = (r#""SubnetId": "subnet-p", "State": {"Name": "running"}"#, r#""SubnetId": "subnet-p", "State": {"Name": "stopped"}"#);
    let i = changed(&[stopped]);
    for (from, to) in [("i-1", "i-2"), ("i-2", "i-1"), ("i-1", "10.0.1.10")] {
        let (v, why) = asked(&i, from, to, false);
        assert!(v == Verdict::Depends && why.contains("i-2"), "{from} to {to}: {v} {why}");
    }
    assert!(told(&i, "i-2: these are stopped"));
    // Without interfaces in the snapshot, too.
    assert_eq!(verdict(&changed(&[stopped, ("\"NetworkInterfaces\"", "\"KeyPairs\"")]), "i-1", "i-2"), Verdict::Depends);
    // One that is terminated does not come back by its interface.
    let i = changed(&[(stopped.0, r#""SubnetId": "subnet-p", "State": {"Name": "terminated"}"#)]);
    assert_eq!(i.design.model.all::<Workload>().count(), 1);
    assert_eq!(verdict(&i, "i-1", "eni-2"), Verdict::Depends);
}

#[test]
fn an_interface_that_is_attached_to_nothing_is_told() {
    let i = changed(&[(r#""Status": "in-use", "Attachment": {"InstanceId": "i-2"}"#, r#""Status": "available""#)]);
    assert!(told(&i, "eni-2: these interfaces are attached to nothing"));
    assert!(!told(&changed(&[]), "attached to nothing"));
}

#[test]
fn a_public_address_of_a_secondary_private_one_is_there() {
    let second = r#""PrivateIpAddress": "10.0.1.50", "Primary": false"#;
    let association = format!(r#"{second}, "Association": {{"PublicIp": "44.9.9.9", "AllocationId": "eipalloc-2"}}"#);
    let address = r#""Addresses": [{"AllocationId": "eipalloc-2", "PublicIp": "44.9.9.9", "NetworkInterfaceId": "eni-2", "PrivateIpAddress": "10.0.1.50"}], "NetworkInterfaces""#;
    for i in [changed(&[(second, &association)]), changed(&[("\"NetworkInterfaces\"", address)])] {
        assert_eq!(verdict(&i, "internet", "44.9.9.9"), Verdict::Reachable);
        assert_eq!(verdict(&i, "10.0.1.50", "8.8.8.8"), Verdict::Reachable);
        // The primary address has no public one, and the instance sends from that.
        assert_eq!(verdict(&i, "i-2", "8.8.8.8"), Verdict::Blocked);
        assert_eq!(the::<NetworkInterface>(&i, "eni-2").1.private_ips, ["10.0.1.10".parse::<std::net::Ipv4Addr>().unwrap()]);
        assert!(told(&i, "eni-2: secondary private addresses of these"));
    }
}

#[test]
fn an_internet_gateway_that_no_file_lists_may_let_in() {
    let public =
        (r#""Attachment": {"InstanceId": "i-2"},"#, r#""Attachment": {"InstanceId": "i-2"}, "Association": {"PublicIp": "44.0.0.2"},"#);
    let hidden = [
        public,
        ("\"InternetGateways\"", "\"KeyPairs\""),
        (r#""GatewayId": "igw-1", "State": "active""#, r#""NatGatewayId": "nat-1", "State": "active""#),
    ];
    let i = changed(&hidden);
    assert_eq!(asked(&i, "internet", "44.0.0.2", true).0, Verdict::Depends);
    assert_eq!(asked(&i, "internet", "44.0.0.2", false).0, Verdict::Blocked);
    assert!(told(&i, "aws ec2 describe-internet-gateways"));
    // Where the list is there and empty, there is none.
    let i = changed(&[public, (r#""InternetGateways": ["#, r#""InternetGateways": [], "KeyPairs": ["#), hidden[2]]);
    assert_eq!(asked(&i, "internet", "44.0.0.2", true).0, Verdict::Blocked);
}

#[test]
fn an_edge_table_that_is_not_associated_any_more_is_none() {
    let edge = |state: &str| {
        let table = format!(
            r#""RouteTables": [{{"RouteTableId": "rtb-e", "VpcId": "vpc-1", "Associations": [{{"GatewayId": "igw-1", "AssociationState": {{"State": "{state}"}}}}],
               "Routes": [{{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}}]}},"#
        );
        changed(&[("\"RouteTables\": [", &table)])
    };
    let igw = |i: &Imported| Some(the::<InternetGateway>(i, "igw-1").0.node());
    let (on, off) = (edge("associated"), edge("disassociated"));
    assert_eq!(the::<RouteTable>(&on, "rtb-e").1.edge, igw(&on));
    assert_eq!(the::<RouteTable>(&off, "rtb-e").1.edge, None);
}

#[test]
fn a_propagated_blackhole_still_wins() {
    let route =
        r#"{"DestinationCidrBlock": "192.168.0.0/16", "GatewayId": "vgw-1", "Origin": "EnableVgwRoutePropagation", "State": "blackhole"},"#;
    let at = r#"{"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId""#;
    let i = changed(&[(at, &format!("{route}{at}"))]);
    let routes = the::<RouteTable>(&i, "rtb-q").1.routes;
    assert!(routes.iter().any(|r| r.target == Target::Gone("vgw-1".into())), "{routes:?}");
    assert_eq!(verdict(&i, "i-1", "192.168.1.1"), Verdict::Blocked);
}

#[test]
fn empty_answers_are_an_empty_design() {
    let i = import(&[("vpcs.json", "{\"Vpcs\": []}")]);
    assert!(i.design.model.nodes().next().is_none() && told(&i, "are empty"));
}

/// An interface has the IPv6 addresses that its record lists, whatever its subnet could give.
#[test]
fn an_interface_without_ipv6_has_none_in_a_subnet_of_both() {
    let six = |s: &str| {
        format!(r#""Ipv6CidrBlockAssociationSet": [{{"Ipv6CidrBlock": "{s}", "Ipv6CidrBlockState": {{"State": "associated"}}}}], "#)
    };
    let (vpc, subnet) = (six("2600:1f18::/56"), six("2600:1f18::/64"));
    let i = changed(&[
        (r#"{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "#, &format!(r#"{{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", {vpc}"#)),
        (r#"{"SubnetId": "subnet-p", "#, &format!(r#"{{"SubnetId": "subnet-p", {subnet}"#)),
        (
            r#"{"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active"}"#,
            r#"{"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active"}, {"DestinationIpv6CidrBlock": "::/0", "GatewayId": "igw-1", "State": "active"}"#,
        ),
        (
            r#"{"RuleNumber": 100, "Egress": false"#,
            r#"{"RuleNumber": 90, "Egress": false, "Protocol": "-1", "RuleAction": "allow", "Ipv6CidrBlock": "::/0"},
            {"RuleNumber": 90, "Egress": true, "Protocol": "-1", "RuleAction": "allow", "Ipv6CidrBlock": "::/0"}, {"RuleNumber": 100, "Egress": false"#,
        ),
        (r#""IpRanges": [{"CidrIp": "0.0.0.0/0"}]"#, r#""IpRanges": [{"CidrIp": "0.0.0.0/0"}], "Ipv6Ranges": [{"CidrIpv6": "::/0"}]"#),
    ]);
    let graph = NetworkGraph::build(&i.design.model, Catalogue::bundled());
    assert!(graph.interfaces.iter().all(|f| f.v6.is_empty()));
    assert_eq!((verdict(&i, "internet", "i-2"), verdict(&i, "i-2", "2001:4860::1")), (Verdict::Blocked, Verdict::Blocked));
    assert!(crate::matrix::exposed(&graph).is_empty());
}

/// Somebody in a VPC that is not all in the snapshot may send.
#[test]
fn an_address_of_a_vpc_of_others_may_send() {
    let peer = r#""VpcPeeringConnections": [{"VpcPeeringConnectionId": "pcx-1", "Status": {"Code": "active"},
        "RequesterVpcInfo": {"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "Region": "us-east-1"},
        "AccepterVpcInfo": {"VpcId": "vpc-far", "CidrBlock": "10.7.0.0/16", "OwnerId": "999999999999", "Region": "us-east-1"}}], "InternetGateways""#;
    let i = changed(&[
        (r#""InternetGateways""#, peer),
        (
            r#"{"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId""#,
            r#"{"DestinationCidrBlock": "10.7.0.0/16", "VpcPeeringConnectionId": "pcx-1", "State": "active"}, {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId""#,
        ),
    ]);
    assert_eq!((verdict(&i, "10.7.1.1", "i-1"), verdict(&i, "i-1", "10.7.1.1")), (Verdict::Depends, Verdict::Depends));
    assert_eq!(verdict(&i, "10.8.1.1", "i-1"), Verdict::Blocked);
}
