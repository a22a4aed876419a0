//! Templates of several files: nested stacks, parts that are included, firewalls, and values that only the account knows.

use super::{read, wanted};
use crate::document::{BalancerEndpoint, Kind, NatGateway, RouteTable, SecurityGroup, Subnet, Target, Vpc, Workload};
use crate::interchange::imported::{Imported, Options};
use crate::interchange::testing::{named, sources};

fn imported(files: &[(&str, &str)]) -> Imported {
    read(sources(files), &Options::default()).unwrap()
}

const MAIN: &str = "AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Bucket: {Type: String, Default: aws-quickstart}
  Prefix: {Type: String, Default: quickstart-net/}
  Nats: {Type: String, Default: 'true'}
Conditions:
  Own: !Equals [!Ref Bucket, aws-quickstart]
Resources:
  NetStack:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: !Sub ['https://${B}.s3.${AWS::Region}.${AWS::URLSuffix}/${Prefix}submodules/net/templates/vpc.yaml', {B: !If [Own, 'x', !Ref Bucket]}]
      Parameters: {Cidr: 10.30.0.0/16, Zones: !Join [',', [us-east-1a, us-east-1b]], WithNat: !Ref Nats}
  AppStack:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./templates/app.yaml
      Parameters:
        VpcId: !GetAtt NetStack.Outputs.VpcId
        Subnets: !Join [',', [!GetAtt NetStack.Outputs.PrivateA, !GetAtt [NetStack, Outputs.PrivateB]]]
        Both: !GetAtt NetStack.Outputs.All
  LostStack:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: 'https://b.s3.amazonaws.com/0a1b.template'}
  Late:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: late, VpcId: !GetAtt NetStack.Outputs.VpcId, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 1, ToPort: 1, CidrIp: !GetAtt LostStack.Outputs.Cidr}]}
";

const VPC: &str = "Parameters:
  Cidr: {Type: String}
  Zones: {Type: 'List<AWS::EC2::AvailabilityZone::Name>'}
  WithNat: {Type: String, Default: 'false'}
Conditions: {Nat: !Equals [!Ref WithNat, 'true']}
Resources:
  VPC: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Ref Cidr}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref VPC, CidrBlock: !Select [0, !Cidr [!Ref Cidr, 4, 8]], AvailabilityZone: !Select [0, !Ref Zones]}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref VPC, CidrBlock: !Select [1, !Cidr [!Ref Cidr, 4, 8]], AvailabilityZone: !Select [1, !Ref Zones]}}
  N: {Type: AWS::EC2::NatGateway, Condition: Nat, Properties: {SubnetId: !Ref A, ConnectivityType: private}}
Outputs:
  VpcId: {Value: !Ref VPC}
  PrivateA: {Value: !Ref A}
  PrivateB: {Value: !Ref B}
  All: {Value: !Join [',', [!Ref A, !Ref B]]}
";

const APP: &str = "Parameters:
  VpcId: {Type: 'AWS::EC2::VPC::Id'}
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
  Both: {Type: CommaDelimitedList}
  Existing: {Type: String, Default: ''}
Conditions: {Made: !Not [!Equals [!Ref VpcId, '']], Given: !Not [!Equals [!Ref Existing, '']]}
Resources:
  G: {Type: AWS::EC2::SecurityGroup, Condition: Made, Properties: {GroupDescription: g, VpcId: !Ref VpcId}}
  F: {Type: 'AWS::Lambda::Function', Properties: {VpcConfig: {SubnetIds: !Ref Subnets, SecurityGroupIds: [!If [Given, !Ref Existing, !Ref G]]}}}
  H: {Type: 'AWS::Lambda::Function', Properties: {VpcConfig: {SubnetIds: [!Select [1, !Ref Both]], SecurityGroupIds: [!Ref G]}}}
";

#[test]
fn nested_stacks_are_one_design_with_what_they_give_and_take() {
    let out = imported(&[
        ("main.yaml", MAIN),
        ("submodules/net/templates/vpc.yaml", VPC),
        ("templates/app.yaml", APP),
        ("templates/vpc.yaml", "{}"),
    ]);
    let model = &out.design.model;
    let vpcs: Vec<String> = model.all::<Vpc>().map(|(_, v)| v.cidrs[0].to_string()).collect();
    assert_eq!(vpcs, ["10.30.0.0/16"], "{:?}", out.left_out);
    assert_eq!(named::<Subnet>(&out, "B").zone.as_str(), "us-east-1b");
    assert_eq!(model.all::<NatGateway>().count(), 1);
    let names = |w: &Workload| w.subnets.iter().map(|s| model.name(*s)).collect::<Vec<_>>();
    let (f, h): (Workload, Workload) = (named(&out, "F"), named(&out, "H"));
    assert_eq!((names(&f), names(&h)), (vec!["A".to_string(), "B".into()], vec!["B".into()]));
    assert_eq!(model.name(f.groups[0]), "G");
    // A template that is not here is named, and what it gives too.
    assert_eq!(out.left_out.len(), 1, "{:?}", out.left_out);
    assert!(
        out.left_out[0].what.to_string() == "LostStack" && out.unknown.iter().any(|u| u.name == "LostStack.Outputs.Cidr"),
        "{:?}",
        out.unknown
    );
    let late: SecurityGroup = named(&out, "Late");
    assert_eq!(model.get(late.vpc).unwrap().cidrs[0].to_string(), "10.30.0.0/16");
    let alone = sources(&[("main.yaml", MAIN)]);
    assert_eq!(wanted(&alone).iter().filter(|w| w.ends_with("templates/vpc.yaml") || *w == "templates/app.yaml").count(), 2);
}

#[test]
fn stacks_that_go_in_a_circle_end() {
    let inside = |other: &str| {
        format!(
            "Resources:\n  S: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: ./{other}}}}}\n  V: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: 10.0.0.0/16}}}}\n"
        )
    };
    let (a, b) = (inside("b.yaml"), inside("a.yaml"));
    let refused = read(sources(&[("a.yaml", &a), ("b.yaml", &b)]), &Options::default()).unwrap_err().to_string();
    assert!(refused.contains("without end"), "{refused}");
    // A bomb of many is no better than a deep one.
    let many: String =
        (0..30).map(|n| format!("  S{n}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: ./next.yaml}}}}\n")).collect();
    let bomb = [("main.yaml", format!("Resources:\n{many}")), ("next.yaml", format!("Resources:\n{many}"))];
    let files: Vec<(&str, &str)> = bomb.iter().map(|(n, t)| (*n, t.as_str())).collect();
    assert!(read(sources(&files), &Options::default()).is_err());
    // What a stack takes from itself.
    let own =
        "Resources:\n  S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./v.yaml, Parameters: {C: !GetAtt S.Outputs.C}}}\n";
    let v = "Parameters: {C: {Type: String}}\nResources: {V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Ref C}}}\nOutputs: {C: {Value: !Ref C}}\n";
    let refused = read(sources(&[("main.yaml", own), ("v.yaml", v)]), &Options::default()).unwrap_err().to_string();
    assert!(refused.contains("circle"), "{refused}");
}

#[test]
fn parts_are_included_where_they_are_among_the_files() {
    let main = "AWSTemplateFormatVersion: '2010-09-09'
Transform:
  Name: AWS::Include
  Parameters: {Location: 's3://bucket/x/mappings.yaml'}
Resources:
  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !FindInMap [Net, all, cidr], Fn::Transform: {Name: AWS::Include, Parameters: {Location: !Sub 's3://${AWS::AccountId}/options.json'}}}}
  Fn::Transform: {Name: AWS::Include, Parameters: {Location: parts/subnets.yaml}}
  G:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: g, VpcId: !Ref V, SecurityGroupIngress: {Fn::Transform: {Name: AWS::Include, Parameters: {Location: rules.yaml}}}}
";
    let parts = [
        ("main.yaml", main),
        ("mappings.yaml", "Mappings: {Net: {all: {cidr: 10.8.0.0/16}}}\n"),
        ("options.json", "{\"EnableDnsHostnames\": true}"),
        ("parts/subnets.yaml", "S: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.8.1.0/24}}\n"),
        (
            "rules.yaml",
            "- {IpProtocol: tcp, FromPort: 1, ToPort: 2, CidrIp: 10.0.0.0/8}\n- {IpProtocol: tcp, FromPort: 5, ToPort: 6, CidrIp: 10.0.0.0/8}\n",
        ),
    ];
    let out = imported(&parts);
    let vpc: Vpc = named(&out, "V");
    assert_eq!((vpc.cidrs[0].to_string().as_str(), vpc.dns_hostnames), ("10.8.0.0/16", true));
    assert_eq!(named::<Subnet>(&out, "S").cidr.unwrap().to_string(), "10.8.1.0/24");
    assert_eq!(named::<SecurityGroup>(&out, "G").ingress.len(), 2);
    assert!(out.left_out.is_empty() && !vpc.opaque, "{:?}", out.left_out);
    // Without them what they would say is told.
    let out = imported(&parts[..1]);
    assert!(out.left_out.iter().any(|l| l.what.to_string().contains("AWS::Include")), "{:?}", out.left_out);
    assert!(named::<Vpc>(&out, "V").opaque);
    // A part that is in itself.
    let own = "Resources:\n  V: {Type: AWS::EC2::VPC}\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: a.yaml}}\n";
    let part = "X: {Y: {Fn::Transform: {Name: AWS::Include, Parameters: {Location: a.yaml}}, Z: 1}}\n";
    assert!(read(sources(&[("main.yaml", own), ("a.yaml", part)]), &Options::default()).is_err());
}

#[test]
fn what_the_account_knows_is_named() {
    let text = "Resources:\n  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: '{{resolve:ssm:/net/cidr:1}}'}}\n  S: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: !Sub '{{resolve:ssm:/net/${AWS::Region}}}'}}\nRules:\n  Both: {Assertions: [{Assert: !Contains [[a], a]}]}\n";
    let out = imported(&[("t.yaml", text)]);
    let names: Vec<&str> = out.unknown.iter().map(|u| u.name.as_str()).collect();
    assert!(names.contains(&"resolve:ssm:/net/cidr:1") && names.contains(&"resolve:ssm:/net/us-east-1"), "{names:?}");
    let given = Options { given: [("resolve:ssm:/net/cidr:1".to_string(), "10.4.0.0/16".to_string())].into(), ..Options::default() };
    let out = read(sources(&[("t.yaml", text)]), &given).unwrap();
    assert_eq!(named::<Vpc>(&out, "V").cidrs[0].to_string(), "10.4.0.0/16");
}

#[test]
fn routes_through_a_firewall_lead_to_its_endpoints() {
    let text = "Resources:
  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.0.0/24, AvailabilityZone: us-east-1a}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.1.0/24, AvailabilityZone: us-east-1b}}
  Wall:
    Type: AWS::NetworkFirewall::Firewall
    Properties: {FirewallName: wall, FirewallPolicyArn: !Ref Policy, VpcId: !Ref V, SubnetMappings: [{SubnetId: !Ref A}, {SubnetId: !Ref B}]}
  Policy: {Type: AWS::NetworkFirewall::FirewallPolicy, Properties: {}}
  T: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref V}}
  U: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref V}}
  R: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref T, DestinationCidrBlock: 0.0.0.0/0, VpcEndpointId: !Select [1, !Split [':', !Select [0, !GetAtt Wall.EndpointIds]]]}}
  Q: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref U, DestinationCidrBlock: 0.0.0.0/0, VpcEndpointId: !Select [1, !Split [':', !Select [1, !GetAtt Wall.EndpointIds]]]}}
";
    let out = imported(&[("t.yaml", text)]);
    let model = &out.design.model;
    assert_eq!(model.all::<BalancerEndpoint>().count(), 2, "{:?}", out.left_out);
    for (table, want) in [("T", "wall-1"), ("U", "wall-2")] {
        let table: RouteTable = named(&out, table);
        let to = match &table.routes[0].target {
            Target::Node(n) if n.kind() == Kind::BalancerEndpoint => model.name(*n),
            other => panic!("{other:?}"),
        };
        assert_eq!(to, want);
    }
    assert!(out.guessed.iter().any(|g| g.to_string().contains("no order")), "{:?}", out.guessed);
}
