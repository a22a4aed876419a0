//! Interfaces and whom they belong to.

use super::*;

#[test]
fn interfaces_know_their_owners() {
    let i = with(
        r#"{"NetworkInterfaces": [
            {"NetworkInterfaceId": "eni-nat", "SubnetId": "subnet-a", "VpcId": "vpc-a", "PrivateIpAddress": "10.0.1.5", "InterfaceType": "nat_gateway", "Description": "Interface for NAT Gateway nat-1", "SourceDestCheck": false, "Association": {"AllocationId": "eipalloc-1", "PublicIp": "1.2.3.4"}},
            {"NetworkInterfaceId": "eni-vpce", "SubnetId": "subnet-a", "VpcId": "vpc-a", "PrivateIpAddress": "10.0.1.6", "Description": "", "Groups": [{"GroupId": "sg-1"}]},
            {"NetworkInterfaceId": "eni-lb", "SubnetId": "subnet-a", "VpcId": "vpc-a", "PrivateIpAddress": "10.0.1.7", "Description": "ELB app/web/50dc6c495c0c9188"},
            {"NetworkInterfaceId": "eni-fn", "SubnetId": "subnet-a", "VpcId": "vpc-a", "PrivateIpAddress": "10.0.1.8", "Description": "AWS Lambda VPC ENI-work-er-01234567-89ab-cdef-0123-456789abcdef"},
            {"NetworkInterfaceId": "eni-db", "SubnetId": "subnet-a", "VpcId": "vpc-a", "PrivateIpAddress": "10.0.1.9", "Description": "RDSNetworkInterface", "Groups": [{"GroupId": "sg-1"}]},
            {"NetworkInterfaceId": "eni-tgw", "SubnetId": "subnet-a", "VpcId": "vpc-a", "PrivateIpAddress": "10.0.1.10", "Description": "Network Interface for Transit Gateway Attachment tgw-attach-1"},
            {"NetworkInterfaceId": "eni-gwlb", "SubnetId": "subnet-a", "VpcId": "vpc-a", "PrivateIpAddress": "10.0.1.11", "InterfaceType": "gateway_load_balancer_endpoint", "Description": "VPC Endpoint Interface vpce-gwlb"},
            {"NetworkInterfaceId": "eni-free", "SubnetId": "subnet-a", "VpcId": "vpc-a", "PrivateIpAddress": "10.0.1.12", "Description": "spare vpc-a"}],
          "NatGateways": [{"NatGatewayId": "nat-1", "SubnetId": "subnet-a", "VpcId": "vpc-a", "State": "available", "NatGatewayAddresses": [{"AllocationId": "eipalloc-1", "PublicIp": "1.2.3.4", "PrivateIp": "10.0.1.5", "NetworkInterfaceId": "eni-nat"}]},
                          {"NatGatewayId": "nat-old", "SubnetId": "subnet-a", "VpcId": "vpc-a", "State": "deleted"}],
          "VpcEndpoints": [{"VpcEndpointId": "vpce-1", "VpcEndpointType": "Interface", "VpcId": "vpc-a", "ServiceName": "com.amazonaws.us-east-1.ecr.api", "SubnetIds": ["subnet-a"], "NetworkInterfaceIds": ["eni-vpce"], "Groups": [{"GroupId": "sg-1"}], "PrivateDnsEnabled": true, "PolicyDocument": "{\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"*\", \"Resource\": \"*\"}]}"},
                           {"VpcEndpointId": "vpce-gwlb", "VpcEndpointType": "GatewayLoadBalancer", "VpcId": "vpc-a", "ServiceName": "com.amazonaws.vpce.us-east-1.vpce-svc-1", "SubnetIds": ["subnet-a"]}],
          "LoadBalancers": [{"LoadBalancerArn": "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/app/web/50dc6c495c0c9188", "LoadBalancerName": "web", "Type": "application", "Scheme": "internal", "VpcId": "vpc-a", "AvailabilityZones": [{"ZoneName": "us-east-1a", "SubnetId": "subnet-a"}], "SecurityGroups": ["sg-1"]}],
          "Listeners": [{"ListenerArn": "l-1", "LoadBalancerArn": "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/app/web/50dc6c495c0c9188", "Port": 80, "Protocol": "HTTP", "DefaultActions": [{"Type": "forward", "TargetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:111111111111:targetgroup/tg/1"}]}],
          "TargetGroups": [{"TargetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:111111111111:targetgroup/tg/1", "TargetGroupName": "tg", "Protocol": "HTTP", "Port": 80, "VpcId": "vpc-a", "TargetType": "ip"}],
          "LoadBalancerTargetHealth": [{"TargetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:111111111111:targetgroup/tg/1", "TargetHealthDescriptions": [
              {"Target": {"Id": "10.0.1.12", "Port": 8080}, "TargetHealth": {"State": "healthy"}},
              {"Target": {"Id": "192.168.0.1", "Port": 8080}, "TargetHealth": {"State": "unhealthy"}}]}],
          "Functions": [{"FunctionName": "work-er", "FunctionArn": "arn:aws:lambda:us-east-1:111111111111:function:work-er", "VpcConfig": {"SubnetIds": ["subnet-a"], "SecurityGroupIds": ["sg-1"], "VpcId": "vpc-a"}}],
          "DBInstances": [{"DBInstanceIdentifier": "orders", "DBInstanceStatus": "available", "AvailabilityZone": "us-east-1a", "Endpoint": {"Port": 5432}, "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1"}], "DBSubnetGroup": {"VpcId": "vpc-a", "Subnets": [{"SubnetIdentifier": "subnet-a", "SubnetAvailabilityZone": {"Name": "us-east-1a"}}]}}],
          "TransitGatewayVpcAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-1", "TransitGatewayId": "tgw-1", "VpcId": "vpc-a", "SubnetIds": ["subnet-a"], "State": "available", "Options": {"ApplianceModeSupport": "enable"}}],
          "SecurityGroups": [{"GroupId": "sg-1", "GroupName": "g", "VpcId": "vpc-a", "IpPermissions": []}]}"#,
    );
    let model = &i.design.model;
    let owner = |eni: &str| the::<NetworkInterface>(&i, eni).1.attached_to.map(|n| model.name(n));
    for (eni, who) in [
        ("eni-nat", "nat-1"),
        ("eni-vpce", "vpce-1"),
        ("eni-lb", "web"),
        ("eni-fn", "work-er"),
        ("eni-db", "orders"),
        ("eni-tgw", "tgw-attach-1"),
        ("eni-gwlb", "vpce-gwlb"),
    ] {
        assert_eq!(owner(eni).as_deref(), Some(who), "{eni}");
    }
    assert_eq!(owner("eni-free"), None);
    assert!(told(&i, "it is deleted"));
    let endpoint = the::<InterfaceEndpoint>(&i, "vpce-1").1;
    assert_eq!((endpoint.service.as_str(), endpoint.subnets[0].ip, endpoint.policy), ("ecr.api", "10.0.1.6".parse().ok(), None));
    assert_eq!(endpoint.private_dns, PrivateDns::On);
    let nat = the::<NatGateway>(&i, "nat-1").1;
    let eip = model.get(nat.addresses[0]).unwrap();
    assert_eq!((eip.address, nat.private_ip), ("1.2.3.4".parse().ok(), "10.0.1.5".parse().ok()));
    assert_eq!(the::<NetworkInterface>(&i, "eni-nat").1.elastic_ip, Some(nat.addresses[0]));
    let tg = model.all::<TargetGroup>().next().unwrap().1;
    assert_eq!((tg.port, tg.targets.len(), tg.addresses.len()), (8080, 1, 1));
    let lb = model.all::<LoadBalancer>().next().unwrap().1;
    assert!(lb.cross_zone && lb.listeners[0].forward_to.is_some());
    assert!(model.all::<TransitAttachment>().next().unwrap().1.appliance_mode);
    assert!(told(&i, "tgw-1"));
}

#[test]
fn instances_bring_their_interfaces_and_states() {
    let i = with(
        r#"[{"reservationId": "r-1", "instances": [
            {"instanceId": "i-1", "instanceType": "t3.micro", "subnetId": "subnet-a", "vpcId": "vpc-a", "state": {"name": "stopped"}, "privateIpAddress": "10.0.1.20", "sourceDestCheck": false,
             "securityGroups": [{"groupId": "sg-none"}], "tags": [{"key": "Name", "value": "fw"}],
             "networkInterfaces": [{"networkInterfaceId": "eni-1", "subnetId": "subnet-a", "vpcId": "vpc-a", "groups": [{"groupId": "sg-none"}], "sourceDestCheck": false,
                "privateIpAddresses": [{"primary": false, "privateIpAddress": "10.0.1.21"}, {"primary": true, "privateIpAddress": "10.0.1.20", "association": {"publicIp": "5.6.7.8", "ipOwnerId": "amazon"}}]}]},
            {"instanceId": "i-2", "instanceType": "t3.micro", "subnetId": "subnet-a", "vpcId": "vpc-a", "state": {"name": "terminated"}}]}]"#,
    );
    let eni = the::<NetworkInterface>(&i, "eni-1").1;
    assert_eq!(eni.private_ips, ["10.0.1.20".parse::<std::net::Ipv4Addr>().unwrap(), "10.0.1.21".parse().unwrap()]);
    assert_eq!((eni.public_ip, eni.source_dest_check), ("5.6.7.8".parse().ok(), false));
    let (id, fw) = the::<Workload>(&i, "i-1");
    assert_eq!((eni.attached_to, fw.source_dest_check), (Some(id.node()), false));
    assert_eq!(i.design.model.name(id), "fw");
    assert_eq!(i.design.model.all::<Workload>().count(), 1);
    assert!(told(&i, "stopped") && told(&i, "it is terminated") && told(&i, "sg-none"));
    // A group that is not there lets through what is not known.
    let group = i.design.model.get(eni.groups[0]).unwrap();
    let Peer::List(ListRef::Customer(list)) = group.ingress[0].peer else { panic!("{group:?}") };
    assert!(!i.design.model.get(list).unwrap().complete);
}
