//! What only interfaces tell of, and what is not known where a file is missing.

use super::*;
use crate::document::{
    Compute, InterfaceEndpoint, LoadBalancer, NatConnectivity, NatGateway, NetworkInterface, ServiceId, TargetGroup, VpnGateway, Workload,
};

/// Interfaces of things that nothing else describes.
const INTERFACES: &str = r#"{"NetworkInterfaces": [
 {"NetworkInterfaceId": "eni-n", "VpcId": "vpc-a", "SubnetId": "subnet-a", "PrivateIpAddress": "10.0.0.9", "InterfaceType": "natGateway",
  "Description": "Interface for NAT Gateway nat-1", "Association": {"PublicIp": "3.3.3.3", "AllocationId": "eipalloc-1"}, "Groups": []},
 {"NetworkInterfaceId": "eni-e", "VpcId": "vpc-a", "SubnetId": "subnet-a", "PrivateIpAddress": "10.0.0.10", "InterfaceType": "vpc_endpoint",
  "Description": "VPC Endpoint Interface vpce-1", "Groups": [{"GroupId": "sg-1"}]},
 {"NetworkInterfaceId": "eni-l", "VpcId": "vpc-a", "SubnetId": "subnet-a", "PrivateIpAddress": "10.0.0.11", "InterfaceType": "lambda",
  "Description": "AWS Lambda VPC ENI-resize-0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f", "Groups": [{"GroupId": "sg-1"}]},
 {"NetworkInterfaceId": "eni-b", "VpcId": "vpc-a", "SubnetId": "subnet-a", "PrivateIpAddress": "10.0.0.12",
  "Description": "ELB net/front/50dc6c495c0c9188", "Groups": []},
 {"NetworkInterfaceId": "eni-t", "VpcId": "vpc-a", "SubnetId": "subnet-a", "PrivateIpAddress": "10.0.0.13", "InterfaceType": "transit_gateway",
  "Description": "Network Interface for Transit Gateway Attachment tgw-attach-1", "Groups": []}
]}"#;

#[test]
fn owners_that_only_interfaces_tell_of() {
    let i = with(INTERFACES);
    let nat = the::<NatGateway>(&i, "nat-1").1;
    assert_eq!((nat.connectivity, nat.private_ip), (NatConnectivity::Public, Some("10.0.0.9".parse().unwrap())));
    assert_eq!(the::<InterfaceEndpoint>(&i, "vpce-1").1.service, ServiceId::unknown());
    let (_, function) = i.design.model.all::<Workload>().find(|(id, _)| i.design.model.name(*id) == "resize").unwrap();
    assert_eq!((function.compute, function.subnets.len()), (Compute::Function, 1));
    let (balancer, b) = i.design.model.all::<LoadBalancer>().next().unwrap();
    assert!(!b.complete && i.design.model.name(balancer) == "front");
    assert_eq!(the::<NetworkInterface>(&i, "eni-b").1.attached_to, Some(balancer.node()));
    assert!(the::<NetworkInterface>(&i, "eni-t").1.managed && !the::<NetworkInterface>(&i, "eni-n").1.managed);
}

#[test]
fn a_route_to_a_nat_gateway_that_only_its_interface_tells_of_leads_there() {
    let table = r#"{"RouteTables": [{"RouteTableId": "rtb-b", "VpcId": "vpc-a", "Associations": [], "Routes": [
        {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1", "State": "active"}]}]}"#;
    let i = import(&[("us-east-1/base.json", BASE), ("us-east-1/enis.json", INTERFACES), ("us-east-1/more.json", table)]);
    let routes = &the::<RouteTable>(&i, "rtb-b").1.routes;
    assert_eq!(routes[0].target, Target::Node(the::<NatGateway>(&i, "nat-1").0.node()));
}

const BALANCER: &str = "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/app/web/aaa";

#[test]
fn listeners_and_targets_that_are_not_there_are_not_none() {
    let balancers = format!(
        r#"{{"LoadBalancers": [{{"LoadBalancerArn": "{BALANCER}", "LoadBalancerName": "web", "VpcId": "vpc-a", "Type": "application",
            "AvailabilityZones": [{{"ZoneName": "us-east-1a", "SubnetId": "subnet-a"}}], "SecurityGroups": ["sg-1"]}}]}}"#
    );
    let listeners = format!(
        r#"{{"Listeners": [{{"ListenerArn": "l", "LoadBalancerArn": "{BALANCER}", "Port": 443, "Protocol": "HTTPS",
            "DefaultActions": [{{"Type": "forward", "TargetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:111111111111:targetgroup/tg/bbb"}}]}}]}}"#
    );
    let i = with(&balancers);
    assert!(!i.design.model.all::<LoadBalancer>().next().unwrap().1.complete);
    let i = import(&[("us-east-1/base.json", BASE), ("us-east-1/lbs.json", &balancers), ("us-east-1/listeners.json", &listeners)]);
    let balancer = i.design.model.all::<LoadBalancer>().next().unwrap().1;
    let (id, group) = i.design.model.all::<TargetGroup>().next().unwrap();
    assert!(balancer.complete && !group.complete && balancer.listeners[0].forward_to == Some(id));
}

#[test]
fn a_gateway_whose_connections_are_not_there_has_not_none() {
    let vgw = r#"{"VpnGateways": [{"VpnGatewayId": "vgw-1", "State": "available", "VpcAttachments": [{"VpcId": "vpc-a", "State": "attached"}]}]}"#;
    assert!(!the::<VpnGateway>(&with(vgw), "vgw-1").1.complete);
    let none = vgw.replace(r#"{"VpnGateways""#, r#"{"VpnConnections": [], "VpnGateways""#);
    assert!(the::<VpnGateway>(&with(&none), "vgw-1").1.complete);
}

#[test]
fn an_instance_that_lists_no_interface_keeps_its_public_address() {
    let one = r#"{"Reservations": [{"ReservationId": "r-1", "Instances": [{"InstanceId": "i-1", "InstanceType": "t3.micro", "VpcId": "vpc-a",
        "SubnetId": "subnet-a", "PrivateIpAddress": "10.0.0.20", "PublicIpAddress": "44.0.0.1", "SecurityGroups": [{"GroupId": "sg-1"}]}]}]}"#;
    let i = with(one);
    let (_, n) = i.design.model.all::<NetworkInterface>().next().unwrap();
    assert_eq!((n.public_ip, n.attached_to), (Some("44.0.0.1".parse().unwrap()), Some(the::<Workload>(&i, "i-1").0.node())));
}
