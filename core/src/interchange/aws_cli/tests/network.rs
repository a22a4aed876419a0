//! VPCs, tables, filters and lists.

use super::*;
use crate::net::{PortRange, Protocol};

#[test]
fn a_plain_network_needs_no_guess() {
    let i = import(&[("us-east-1/base.json", BASE)]);
    assert_eq!((i.guessed.as_slice(), i.left_out.as_slice()), (&[][..], &[][..]));
    let (vpc, v) = the::<Vpc>(&i, "vpc-a");
    assert_eq!(v.cidrs, ["10.0.0.0/16".parse().unwrap()]);
    assert!(!v.opaque && v.dns_hostnames);
    let (subnet, s) = the::<Subnet>(&i, "subnet-a");
    assert_eq!((s.vpc, s.zone.as_str(), s.table, s.acl), (vpc, "us-east-1a", None, None));
    assert_eq!(v.main_table, the::<RouteTable>(&i, "rtb-main").0);
    assert_eq!(v.default_acl, the::<NetworkAcl>(&i, "acl-main").0);
    let meta = i.design.model.meta(subnet).unwrap();
    assert_eq!((meta.name.as_str(), meta.tags["team"].as_str(), meta.existing), ("app", "x", true));
    let account = i.design.model.get(v.account.unwrap()).unwrap();
    assert_eq!(account.account_id.as_deref(), Some("111111111111"));
}

#[test]
fn what_is_missing_is_in_doubt() {
    for left in ["RouteTables", "NetworkAcls"] {
        let text = BASE.replace(left, "KeyPairs");
        let i = import(&[("us-east-1/base.json", &text)]);
        // What is there still counts: only the table's or the ACL's part is open.
        let v = the::<Vpc>(&i, "vpc-a").1;
        let table = i.design.model.get(v.main_table).unwrap().complete;
        let acl = i.design.model.get(v.default_acl).unwrap().complete;
        assert_eq!((v.opaque, table, acl), (false, left != "RouteTables", left != "NetworkAcls"));
        assert!(told(&i, "of these subnets are not in the snapshot"), "{left}: {:?}", i.guessed);
    }
    // Without the VPC itself, its local routes tell its blocks.
    let i = import(&[("us-east-1/base.json", &BASE.replace("Vpcs", "KeyPairs"))]);
    let vpc = the::<Vpc>(&i, "vpc-a").1;
    assert_eq!(vpc.cidrs, ["10.0.0.0/16".parse().unwrap()]);
    assert!(!vpc.opaque && vpc.region.as_str() == "us-east-1" && told(&i, "vpc-a"));
    // Without its tables, it is in doubt.
    let i = import(&[("us-east-1/base.json", &BASE.replace("Vpcs", "KeyPairs").replace("RouteTables", "Volumes"))]);
    assert!(the::<Vpc>(&i, "vpc-a").1.opaque);
}

#[test]
fn routes_to_everything() {
    let i = with(
        r#"{"RouteTables": [{"RouteTableId": "rtb-b", "VpcId": "vpc-a", "Associations": [{"SubnetId": "subnet-a"}], "Routes": [
            {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"},
            {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-gone", "State": "blackhole"},
            {"DestinationCidrBlock": "10.1.0.0/16", "TransitGatewayId": "tgw-none", "State": "active"},
            {"DestinationCidrBlock": "10.2.0.0/16", "InstanceId": "i-1", "NetworkInterfaceId": "eni-1", "State": "active"},
            {"DestinationIpv6CidrBlock": "::/0", "EgressOnlyInternetGatewayId": "eigw-1", "State": "active"},
            {"DestinationCidrBlock": "8.8.8.8/32", "GatewayId": "igw-1", "State": "active"},
            {"DestinationPrefixListId": "pl-s3", "GatewayId": "vpce-s3", "State": "active"},
            {"DestinationPrefixListId": "pl-own", "VpcPeeringConnectionId": "pcx-1", "State": "active"}
          ]}],
          "VpcEndpoints": [{"VpcEndpointId": "vpce-s3", "VpcEndpointType": "Gateway", "VpcId": "vpc-a", "ServiceName": "com.amazonaws.us-east-1.s3", "RouteTableIds": [], "State": "available"}],
          "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-a", "VpcId": "vpc-a", "PrivateIpAddress": "10.0.1.9", "Groups": [], "Attachment": {"InstanceId": "i-1"}}],
          "SecurityGroups": [{"GroupId": "sg-d", "GroupName": "default", "VpcId": "vpc-a", "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "PrefixListIds": [{"PrefixListId": "pl-s3"}]}], "IpPermissionsEgress": []}],
          "ManagedPrefixLists": [{"PrefixListId": "pl-own", "PrefixListName": "mine", "OwnerId": "111111111111", "MaxEntries": 5}],
          "VpcPeeringConnections": [{"VpcPeeringConnectionId": "pcx-1", "Status": {"Code": "active"},
            "RequesterVpcInfo": {"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16", "OwnerId": "111111111111"},
            "AccepterVpcInfo": {"VpcId": "vpc-far", "CidrBlockSet": [{"CidrBlock": "10.7.0.0/16"}, {"CidrBlock": "10.8.0.0/16"}], "OwnerId": "222222222222", "Region": "eu-west-1"}}]}"#,
    );
    let (table, t) = the::<RouteTable>(&i, "rtb-b");
    let eni = the::<NetworkInterface>(&i, "eni-1");
    let (pcx, peering) = the::<Peering>(&i, "pcx-1");
    let own = the::<PrefixList>(&i, "pl-own");
    let targets: Vec<Target> = t.routes.iter().map(|r| r.target.clone()).collect();
    assert_eq!(
        targets,
        [
            Target::Gone("nat-gone".into()),
            Target::Unknown("tgw-none".into()),
            Target::Node(eni.0.node()),
            Target::Node(the::<EgressOnlyGateway>(&i, "eigw-1").0.node()),
            Target::Node(the::<InternetGateway>(&i, "igw-1").0.node()),
            Target::Node(pcx.node()),
        ]
    );
    assert_eq!(t.routes.last().unwrap().destination, Destination::List(ListRef::Customer(own.0)));
    assert!(!own.1.complete && told(&i, "pl-own"));
    // The endpoint's route is derived, and tells which list is S3's.
    assert_eq!(the::<GatewayEndpoint>(&i, "vpce-s3").1.tables, [table]);
    let group = the::<SecurityGroup>(&i, "sg-d").1;
    assert_eq!(group.ingress[0].peer, Peer::List(ListRef::Service(ServiceId::s3())));
    // The VPC on the other side is known by its blocks only.
    let far = i.design.model.get(peering.accepter).unwrap();
    assert!(far.opaque && far.cidrs.len() == 2 && far.region.as_str() == "eu-west-1" && told(&i, "vpc-far"));
    assert!(told(&i, "tgw-none") && told(&i, "igw-1") && told(&i, "i-1"));
    let instance = the::<Workload>(&i, "i-1").0;
    assert_eq!(eni.1.attached_to, Some(instance.node()));
}

#[test]
fn groups_nested_flat_and_unknown() {
    let i = with(
        r#"{"SecurityGroups": [
            {"GroupId": "sg-1", "GroupName": "web", "VpcId": "vpc-a", "IpPermissions": [
                {"IpProtocol": "6", "FromPort": 80, "ToPort": 81, "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "all"}], "Ipv6Ranges": [{"CidrIpv6": "::/0"}], "UserIdGroupPairs": [{"GroupId": "sg-2"}, {"GroupId": "sg-far", "UserId": "999999999999"}]},
                {"IpProtocol": "icmp", "FromPort": 8, "ToPort": -1, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]},
                {"IpProtocol": "udp", "FromPort": -1, "ToPort": -1, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]},
                {"IpProtocol": "tcp", "FromPort": 9, "ToPort": 5, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}],
             "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]},
            {"GroupId": "sg-2", "GroupName": "flat", "VpcId": "vpc-a"}],
          "SecurityGroupRules": [
            {"SecurityGroupRuleId": "sgr-1", "GroupId": "sg-2", "IsEgress": true, "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIpv4": "0.0.0.0/0"},
            {"SecurityGroupRuleId": "sgr-2", "GroupId": "sg-2", "IsEgress": false, "IpProtocol": "-1", "FromPort": -1, "ToPort": -1, "ReferencedGroupInfo": {"GroupId": "sg-1"}}]}"#,
    );
    let (one, web) = the::<SecurityGroup>(&i, "sg-1");
    let (two, flat) = the::<SecurityGroup>(&i, "sg-2");
    let peers: Vec<_> = web.ingress.iter().map(|r| (r.protocol, r.ports, r.peer.clone())).collect();
    let web_ports = PortRange::new(80, 81);
    assert_eq!(peers[0], (Protocol::TCP, web_ports, Peer::Cidr("0.0.0.0/0".parse().unwrap())));
    assert_eq!(peers[1], (Protocol::TCP, web_ports, Peer::Cidr("::/0".parse().unwrap())));
    assert_eq!(peers[2], (Protocol::TCP, web_ports, Peer::Group(two)));
    let Peer::List(ListRef::Customer(far)) = peers[3].2 else { panic!("{:?}", peers[3]) };
    assert!(!i.design.model.get(far).unwrap().complete);
    assert_eq!(web.ingress[4].icmp, Some(IcmpMatch { kind: 8, code: -1 }));
    assert_eq!((web.ingress[5].protocol, web.ingress[5].ports), (Protocol::UDP, None));
    // A rule that makes no sense lets nothing through, and is told.
    assert_eq!(web.ingress.len(), 6);
    assert!(told(&i, "a rule of sg-1") && told(&i, "sg-far"));
    assert_eq!((flat.ingress.len(), flat.egress.len()), (1, 1));
    assert_eq!(flat.ingress[0].peer, Peer::Group(one));
}

#[test]
fn acls_by_number() {
    let text = BASE.replace(
        "\"Entries\": []",
        r#""Entries": [
        {"RuleNumber": 200, "Egress": false, "Protocol": "6", "RuleAction": "deny", "CidrBlock": "0.0.0.0/0", "PortRange": {"From": 22, "To": 22}},
        {"RuleNumber": 100, "Egress": false, "Protocol": "1", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0", "IcmpTypeCode": {"Type": 3, "Code": 4}},
        {"RuleNumber": 101, "Egress": true, "Protocol": "-1", "RuleAction": "allow", "Ipv6CidrBlock": "::/0"},
        {"RuleNumber": 32767, "Egress": true, "Protocol": "-1", "RuleAction": "deny", "CidrBlock": "0.0.0.0/0"},
        {"RuleNumber": 32768, "Egress": true, "Protocol": "-1", "RuleAction": "deny", "Ipv6CidrBlock": "::/0"}]"#,
    );
    let i = import(&[("us-east-1/base.json", &text)]);
    let acl = the::<NetworkAcl>(&i, "acl-main").1;
    assert_eq!(acl.ingress.iter().map(|e| e.number).collect::<Vec<_>>(), [100, 200]);
    assert_eq!(acl.ingress[0].icmp, Some(IcmpMatch { kind: 3, code: 4 }));
    assert_eq!(acl.ingress[1].ports, Some(PortRange::one(22)));
    assert_eq!(acl.egress, [AclEntry::allow_all(101, "::/0".parse().unwrap())]);
    assert!(i.left_out.is_empty());
    // A denial that cannot be read must not become a way through.
    let i = import(&[("us-east-1/base.json", &text.replace("\"From\": 22", "\"From\": 99999"))]);
    assert!(!the::<NetworkAcl>(&i, "acl-main").1.complete && told(&i, "an entry of acl-main"));
}

#[test]
fn lists_of_aws_and_of_customers() {
    let i = with(
        r#"{"PrefixLists": [{"PrefixListId": "pl-1", "PrefixListName": "com.amazonaws.us-east-1.dynamodb", "Cidrs": ["52.94.0.0/22"]},
                            {"PrefixListId": "pl-2", "PrefixListName": "mine", "OwnerId": "111111111111", "MaxEntries": 3}],
            "get-managed-prefix-list-entries pl-2": {"Entries": [{"Cidr": "10.4.0.0/16", "Description": "d"}]},
            "SecurityGroups": [{"GroupId": "sg-1", "GroupName": "g", "VpcId": "vpc-a", "IpPermissionsEgress": [{"IpProtocol": "-1", "PrefixListIds": [{"PrefixListId": "pl-1"}, {"PrefixListId": "pl-2"}, {"PrefixListId": "pl-63a5400a"}]}]}]}"#,
    );
    let (id, own) = the::<PrefixList>(&i, "pl-2");
    assert!(own.complete && own.entries[0].cidr == "10.4.0.0/16".parse().unwrap());
    let dynamo = the::<PrefixList>(&i, "pl-1").1;
    assert_eq!((dynamo.service, dynamo.entries.len()), (Some(ServiceId::dynamodb()), 1));
    let peers: Vec<Peer> = the::<SecurityGroup>(&i, "sg-1").1.egress.into_iter().map(|r| r.peer).collect();
    let service = |s: ServiceId| Peer::List(ListRef::Service(s));
    assert_eq!(peers, [service(ServiceId::dynamodb()), Peer::List(ListRef::Customer(id)), service(ServiceId::s3())]);
    assert!(told(&i, "pl-63a5400a is taken for the list of s3"));
}

#[test]
fn entries_without_their_lists_id_are_nobodys() {
    let list = |entries: &str| {
        import(&[
            ("us-east-1/base.json", BASE),
            (
                "lists.json",
                r#"{"PrefixLists": [{"PrefixListId": "pl-2", "PrefixListName": "mine", "OwnerId": "111111111111", "MaxEntries": 3}]}"#,
            ),
            (entries, r#"{"Entries": [{"Cidr": "52.216.0.0/15"}]}"#),
        ])
    };
    // They may be AWS's: its lists have entries of the same form.
    let i = list("get-managed-prefix-list-entries.json");
    assert!(!the::<PrefixList>(&i, "pl-2").1.complete && told(&i, "put the list's id into the file's name"));
    assert!(the::<PrefixList>(&list("get-managed-prefix-list-entries-pl-2.json"), "pl-2").1.complete);
    // None is an answer too.
    let i = import(&[
        ("us-east-1/base.json", BASE),
        (
            "lists.json",
            r#"{"PrefixLists": [{"PrefixListId": "pl-2", "PrefixListName": "mine", "OwnerId": "111111111111", "MaxEntries": 3}]}"#,
        ),
        ("get-managed-prefix-list-entries-pl-2.json", r#"{"Entries": []}"#),
    ]);
    assert!(the::<PrefixList>(&i, "pl-2").1.complete && the::<PrefixList>(&i, "pl-2").1.entries.is_empty());
}

#[test]
fn what_is_described_twice_is_told_where_it_differs() {
    let i = import(&[("us-east-1/a.json", BASE), ("us-east-1/b.json", BASE)]);
    assert!(i.guessed.is_empty() && i.understood[&Kind::Subnet] == 1);
    let i = import(&[("us-east-1/a.json", BASE), ("us-east-1/b.json", &BASE.replace("10.0.1.0/24", "10.0.2.0/24"))]);
    assert_eq!(the::<Subnet>(&i, "subnet-a").1.cidr, "10.0.1.0/24".parse().ok());
    assert!(told(&i, "subnet-a: these are described more than once"));
}
