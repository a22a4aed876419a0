//! Templates in the manner of those that AWS and others publish.

use super::{is_one, read};
use crate::catalogue::Catalogue;
use crate::document::{GatewayEndpoint, LoadBalancer, NatGateway, RouteTable, SecurityGroup, Subnet, Vpc, Workload};
use crate::fixture;
use crate::interchange::carried::{self, BLOCKS};
use crate::interchange::cloudformation::{self, Format};
use crate::interchange::imported::{Imported, Options, Sources};
use crate::interchange::testing::named;

fn imported(text: &str) -> Imported {
    read([("t.yaml".to_string(), text.as_bytes().to_vec())].into(), &Options::default()).unwrap()
}

const QUICK_START: &str = r#"AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  VpcCidr: {Type: String, Default: 10.20.0.0/16}
  Nats: {Type: String, Default: 'true', AllowedValues: ['true', 'false']}
  Key: {Type: 'AWS::EC2::KeyPair::KeyName'}
Mappings:
  Sizes: {us-east-1: {Web: t3.small}}
Conditions:
  WithNat: !Equals [!Ref Nats, 'true']
  Never: !Not [!Condition WithNat]
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: !Ref VpcCidr, EnableDnsHostnames: true, Tags: [{Key: Name, Value: !Sub '${AWS::StackName}-vpc'}]}
  Igw: {Type: AWS::EC2::InternetGateway}
  Attach: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Igw}}
  Public:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: !Select [0, !Cidr [!GetAtt Vpc.CidrBlock, 4, 8]]
      AvailabilityZone: !Select [1, !GetAZs '']
      MapPublicIpOnLaunch: true
  Private:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: !Select [1, !Cidr [!GetAtt Vpc.CidrBlock, 4, 8]], AvailabilityZone: !Select ['0', !GetAZs {Ref: 'AWS::Region'}]}
  Routes: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Out: {Type: AWS::EC2::Route, DependsOn: Attach, Properties: {RouteTableId: !Ref Routes, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Igw}}
  Of: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Public, RouteTableId: !Ref Routes}}
  Eip: {Type: AWS::EC2::EIP, Condition: WithNat, Properties: {Domain: vpc}}
  Nat: {Type: AWS::EC2::NatGateway, Condition: WithNat, Properties: {SubnetId: !Ref Public, AllocationId: !GetAtt Eip.AllocationId}}
  Gone: {Type: AWS::EC2::NatGateway, Condition: Never, Properties: {SubnetId: !Ref Public}}
  S3:
    Type: AWS::EC2::VPCEndpoint
    Properties: {VpcId: !Ref Vpc, ServiceName: !Join ['.', [com.amazonaws, !Ref 'AWS::Region', s3]], RouteTableIds: [!Ref Routes]}
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: the web
      VpcId: !Ref Vpc
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 80, ToPort: '80', CidrIp: 0.0.0.0/0}
        - !If [Never, {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}, !Ref 'AWS::NoValue']
  App:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: app, VpcId: !Ref Vpc, SecurityGroupEgress: [{IpProtocol: -1, CidrIp: 127.0.0.1/32}]}
  FromWeb: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !GetAtt App.GroupId, IpProtocol: tcp, FromPort: 8080, ToPort: 8080, SourceSecurityGroupId: !GetAtt Web.GroupId}}
  Launch:
    Type: AWS::EC2::LaunchTemplate
    Properties: {LaunchTemplateData: {InstanceType: !FindInMap [Sizes, !Ref 'AWS::Region', Web], SecurityGroupIds: [!Ref App], KeyName: !Ref Key}}
  Fleet:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties: {VPCZoneIdentifier: [!Ref Private], MinSize: '2', MaxSize: '6', LaunchTemplate: {LaunchTemplateId: !Ref Launch, Version: '1'}, TargetGroupARNs: [!Ref Targets]}
  Front: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Subnets: [!Ref Public, !Ref Private], SecurityGroups: [!Ref Web], Scheme: internet-facing}}
  Targets: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {VpcId: !Ref Vpc, Port: 8080, Protocol: HTTP}}
  Listen: {Type: AWS::ElasticLoadBalancingV2::Listener, Properties: {LoadBalancerArn: !Ref Front, Port: 80, Protocol: HTTP, DefaultActions: [{Type: forward, TargetGroupArn: !Ref Targets}]}}
  Alarm: {Type: AWS::CloudWatch::Alarm, Properties: {}}
  Wall: {Type: AWS::NetworkFirewall::Firewall, Properties: {}}
"#;

#[test]
fn a_published_kind_of_template_is_understood() {
    let out = imported(QUICK_START);
    let vpc: Vpc = named(&out, "stack-vpc");
    assert_eq!((vpc.cidrs[0].to_string().as_str(), vpc.dns_hostnames), ("10.20.0.0/16", true));
    let (public, private): (Subnet, Subnet) = (named(&out, "Public"), named(&out, "Private"));
    assert_eq!((public.cidr.unwrap().to_string(), public.zone.as_str()), ("10.20.0.0/24".to_string(), "us-east-1b"));
    assert_eq!((private.cidr.unwrap().to_string(), private.zone.as_str()), ("10.20.1.0/24".to_string(), "us-east-1a"));
    let model = &out.design.model;
    assert_eq!(model.name(public.table.unwrap()), "Routes");
    assert_eq!(model.all::<NatGateway>().count(), 1, "the other one's condition does not hold");
    assert_eq!(named::<RouteTable>(&out, "Routes").routes.len(), 1);
    assert_eq!(named::<GatewayEndpoint>(&out, "S3").tables.len(), 1);
    let (web, app): (SecurityGroup, SecurityGroup) = (named(&out, "Web"), named(&out, "App"));
    assert_eq!((web.ingress.len(), web.egress.len()), (1, 1), "without a rule out everything goes out");
    assert_eq!((app.ingress.len(), app.egress.len()), (1, 0), "nothing goes out where the only rule leads nowhere");
    let fleet: Workload = named(&out, "Fleet");
    assert_eq!((fleet.count, fleet.instance_type.as_deref(), fleet.groups.len()), (2, Some("t3.small"), 1));
    assert_eq!(named::<LoadBalancer>(&out, "Front").listeners.len(), 1);
    let told: Vec<String> = out.left_out.iter().map(|l| l.what.to_string()).collect();
    assert!(told.iter().any(|t| t == "AWS::NetworkFirewall::Firewall") && told.iter().any(|t| t == "AWS::CloudWatch::Alarm"), "{told:?}");
    assert!(model.all::<Vpc>().all(|(_, v)| !v.opaque), "{:?}", out.guessed);
}

#[test]
fn what_exists_and_what_cannot_be_told_is_named() {
    let out = imported(
        "Parameters:\n  Net: {Type: 'AWS::EC2::VPC::Id'}\n  Homes: {Type: 'List<AWS::EC2::Subnet::Id>'}\n  Cidr: {Type: String}\nResources:\n  G:\n    Type: AWS::EC2::SecurityGroup\n    Properties: {GroupDescription: g, VpcId: !Ref Net, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 1, ToPort: 1, CidrIp: !Ref Cidr}, {IpProtocol: tcp, FromPort: 2, ToPort: 2, CidrIp: !ImportValue other}]}\n  F: {Type: 'AWS::Lambda::Function', Properties: {VpcConfig: {SubnetIds: !Ref Homes, SecurityGroupIds: [!Ref G]}}}\n",
    );
    let names: Vec<&str> = out.unknown.iter().map(|u| u.name.as_str()).collect();
    assert!(names.contains(&"Cidr") && names.contains(&"import other"), "{:?}", out.unknown);
    assert_eq!(out.unknown.iter().find(|u| u.name == "Cidr").unwrap().at, "t.yaml:4");
    assert!(named::<Vpc>(&out, "Net").opaque);
    assert_eq!(named::<Workload>(&out, "F").subnets.len(), 1);
    let given = Options { given: [("Cidr".to_string(), "10.0.0.0/8".to_string())].into(), ..Options::default() };
    let text = "Parameters:\n  Cidr: {Type: String}\nResources:\n  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Ref Cidr}}\n";
    let out = read([("t.yaml".to_string(), text.as_bytes().to_vec())].into(), &given).unwrap();
    assert!(out.unknown.is_empty() && named::<Vpc>(&out, "V").cidrs.len() == 1);
}

#[test]
fn our_own_export_comes_back() {
    let doc = fixture::parse(
        "region eu-west-1
vpc main 10.0.0.0/16 dns-hostnames tag team core
  igw igw
  table public: 0.0.0.0/0 -> igw
  table app: 0.0.0.0/0 -> nat-a, pl-s3 -> nat-a
  group web \"what the web needs\": in tcp 443 from 0.0.0.0/0 \"the world\", out any to 0.0.0.0/0
  group db: in tcp 5432 from web
  acl app: in 100 allow tcp 443 from 10.0.0.0/16, out 100 allow any to 0.0.0.0/0
  subnet public-a a 10.0.0.0/24 table public public-ip
    nat nat-a
  subnet app-a a 10.0.1.0/24 table app acl app
    instance api groups web type c7g.large ip 10.0.1.10
  gateway-endpoint s3 tables app policy {\"Version\": \"2012-10-17\", \"Statement\": []}
  interface-endpoint ssm in app-a groups web private-dns
  resource-endpoint orders in app-a groups web, db configuration arn:aws:vpc-lattice:eu-west-1:444455556666:resourceconfiguration/rcfg-1 private-dns
  resource-endpoint later in app-a
  target-group tg HTTPS 443 ip: api
  load-balancer front internet-facing in public-a, app-a groups web listen HTTPS 443 -> tg
  function worker in app-a groups db
",
    )
    .unwrap();
    for format in [Format::Yaml, Format::Json] {
        let files = cloudformation::write(&doc, Catalogue::bundled(), format);
        let files: Sources = files.into_iter().map(|(n, t)| (n, t.into_bytes())).collect();
        let out = read(files, &Options::default()).unwrap();
        let apart = carried::changes(&carried::said(&doc, &BLOCKS), &carried::said(&out.design, &BLOCKS));
        // A rule by AWS's own list needs the list's id, which nobody knows before.
        let apart: Vec<_> =
            apart.into_iter().filter(|c| !format!("{c:?}").contains("prefix list") && !format!("{c:?}").contains("prefix-list")).collect();
        assert!(apart.is_empty(), "{apart:#?}\n{:#?}\n{:#?}", out.left_out, out.unknown);
    }
}

#[test]
fn what_cannot_be_read_is_refused() {
    let refuse = |bytes: &[u8]| read([("t.yaml".to_string(), bytes.to_vec())].into(), &Options::default()).unwrap_err().to_string();
    assert!(refuse(b"a: 1\n").contains("no Resources"));
    assert!(refuse(b"\xc3\x28").contains("UTF-8"));
    assert!(refuse(&vec![b' '; super::MAX_BYTES + 1]).contains("MB"));
    let circle = "Conditions:\n  A: !Not [!Condition A]\nResources:\n  V: {Type: AWS::EC2::VPC, Condition: A, Properties: {CidrBlock: 10.0.0.0/16}}\n";
    assert!(refuse(circle.as_bytes()).contains("circle"));
    assert!(
        is_one(QUICK_START)
            && is_one("{\"Resources\": {\"V\": {\"Type\": \"AWS::EC2::VPC\"}}}")
            && !is_one("resource \"aws_vpc\" \"v\" {}")
    );
}

#[test]
fn a_template_without_a_network_is_read_as_such() {
    for text in [
        "Resources:\n  A: {Type: 'Custom::Thing', Properties: {ServiceToken: arn}}\n",
        "\n  # Indented as a whole.\n  AWSTemplateFormatVersion: '2010-09-09'\n  Resources:\n    T: {Type: 'AWS::SNS::Topic'}\n",
        "Parameters:\n  P: {Type: String}\nResources:\n  R: {Type: 'My::Own::Module'}\n",
    ] {
        assert!(is_one(text), "{text}");
        let out = imported(text);
        assert!(out.understood.is_empty() && out.left_out.len() == 1, "{:?}", out.left_out);
    }
}

#[test]
fn what_a_template_names_outside_of_it_exists_already() {
    let out = imported(
        "Parameters:\n  Where: {Type: String}\n  Store: {Type: 'AWS::SSM::Parameter::Value<AWS::EC2::VPC::Id>', Default: /net/vpc}\nResources:\n  G: {Type: 'AWS::EC2::SecurityGroup', Properties: {GroupDescription: g, VpcId: !Ref Store}}\n  A: {Type: 'AWS::EC2::Instance', Properties: {SubnetId: !Ref Where, SecurityGroupIds: [!Ref G]}}\n  B: {Type: 'AWS::EC2::Instance', Properties: {SubnetId: !ImportValue net-subnet}}\n  C: {Type: 'AWS::EC2::Instance', Properties: {ImageId: ami-1}}\n  D: {Type: 'AWS::RDS::DBInstance', Properties: {Engine: mysql, DBSubnetGroupName: !ImportValue net-db}}\n",
    );
    let model = &out.design.model;
    assert_eq!(model.all::<Workload>().count(), 4, "{:?}", out.left_out);
    assert!(model.all::<Vpc>().all(|(_, v)| v.opaque));
    let names: Vec<&str> = out.unknown.iter().map(|u| u.name.as_str()).collect();
    assert!(["Where", "import net-subnet", "import net-db"].iter().all(|n| names.contains(n)), "{names:?}");
    let store = model.all::<SecurityGroup>().find(|(id, _)| model.name(*id) == "G").unwrap().1;
    let (_, a) = model.all::<Workload>().find(|(id, _)| model.name(*id) == "A").unwrap();
    assert_eq!(model.get(a.subnets[0]).unwrap().vpc, store.vpc);
}

#[test]
fn loops_are_written_out() {
    let out = imported(
        r#"AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::LanguageExtensions
Parameters:
  Tiers: {Type: CommaDelimitedList, Default: 'web, data'}
  Ports: {Type: CommaDelimitedList}
Mappings:
  Blocks: {a: {web: 10.0.0.0/24, data: 10.0.1.0/24}, b: {web: 10.0.2.0/24, data: 10.0.3.0/24}}
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Fn::ForEach::Zones:
    - Zone
    - [a, b]
    - Fn::ForEach::Tiers:
        - Tier
        - !Ref Tiers
        - Subnet${Tier}${Zone}:
            Type: AWS::EC2::Subnet
            Properties:
              VpcId: !Ref Vpc
              AvailabilityZone: !Sub 'us-east-1${Zone}'
              CidrBlock: !FindInMap [Blocks, !Ref Zone, !Ref Tier]
  Fn::ForEach::Unknown:
    - Port
    - !Ref Ports
    - Group${Port}: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: x, VpcId: !Ref Vpc}}
"#,
    );
    let mut subnets: Vec<(String, String)> =
        out.design.model.all::<Subnet>().map(|(_, s)| (s.zone.to_string(), s.cidr.map(|c| c.to_string()).unwrap_or_default())).collect();
    subnets.sort();
    let want = [("us-east-1a", "10.0.0.0/24"), ("us-east-1a", "10.0.1.0/24"), ("us-east-1b", "10.0.2.0/24"), ("us-east-1b", "10.0.3.0/24")];
    assert_eq!(subnets, want.map(|(z, c)| (z.to_string(), c.to_string())), "{:?}", out.left_out);
    assert!(out.left_out.iter().any(|l| l.what.to_string() == "Fn::ForEach::Unknown" && l.at.starts_with("t.yaml")), "{:?}", out.left_out);
}

#[test]
fn loops_without_end_are_refused() {
    let mut text = String::from("Resources:\n");
    for n in 0..40 {
        let pad = "  ".repeat(n + 1);
        text += &format!("{pad}Fn::ForEach::L{n}:\n{pad}- X{n}\n{pad}- [a, b]\n{pad}-\n");
    }
    text += &format!("{}V: {{Type: AWS::EC2::VPC}}\n", "  ".repeat(41));
    let error = read([("t.yaml".to_string(), text.into_bytes())].into(), &Options::default()).unwrap_err().to_string();
    assert!(error.contains("200000"), "{error}");
}
