//! The export of whole designs: what must hold whatever the design is.

use super::{Export, Format, export, write};
use crate::catalogue::Catalogue;
use crate::document::Document;
use crate::edit::Command;
use crate::fixture::parse;
use crate::ordered::{BTreeMap, BTreeSet};

const EVERYTHING: &str = include_str!("../../../../tests/oracle/designs/everything.txt");
const NETWORK: &str = include_str!("../../../../tests/oracle/designs/network.txt");
const HOSTILE: &str = include_str!("../../../../tests/oracle/designs/hostile.txt");
const REGIONS: &str = include_str!("../../../../tests/oracle/designs/regions.txt");

fn design(text: &str) -> Document {
    parse(text).unwrap_or_else(|e| panic!("{e}"))
}

fn exported(text: &str) -> Export {
    export(&design(text), Catalogue::bundled(), Format::Yaml, &[])
}

fn template(text: &str) -> String {
    exported(text).files["us-east-1.yaml"].clone()
}

fn told(text: &str) -> Vec<String> {
    let doc = design(text);
    export(&doc, Catalogue::bundled(), Format::Yaml, &[]).left_out.iter().map(|n| n.text.render(&doc.model)).collect()
}

/// Each resource with its lines.
fn resources(yaml: &str) -> BTreeMap<String, String> {
    let mut out: BTreeMap<String, String> = BTreeMap::new();
    let section = yaml.split("\nResources:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let mut id = String::new();
    for line in section.lines() {
        if let Some(name) = line.strip_prefix("  ").filter(|l| !l.starts_with(' ')) {
            id = name.into();
        }
        out.entry(id.clone()).or_default().push_str(line);
    }
    out
}

#[test]
fn every_argument_has_its_form() {
    for text in [EVERYTHING, NETWORK, HOSTILE, REGIONS] {
        let told = told(text);
        assert!(!told.iter().any(|t| t.contains("has no form")), "{told:#?}");
    }
}

#[test]
fn same_design_same_bytes() {
    let doc = design(EVERYTHING);
    let again = crate::interchange::save::read(&crate::interchange::save::write(&doc)).unwrap();
    for format in [Format::Yaml, Format::Json] {
        assert_eq!(write(&doc, Catalogue::bundled(), format), write(&again, Catalogue::bundled(), format));
    }
}

#[test]
fn json_says_what_yaml_says() {
    let json = write(&design(EVERYTHING), Catalogue::bundled(), Format::Json);
    let json: serde_json::Value = serde_json::from_str(&json["us-east-1.json"]).unwrap();
    let names: BTreeSet<String> = json["Resources"].as_object().unwrap().keys().map(|k| format!("{k}:")).collect();
    assert_eq!(names, resources(&template(EVERYTHING)).into_keys().collect());
}

#[test]
fn a_rename_changes_tags_and_nothing_else() {
    let before = design(NETWORK);
    let mut after = before.clone();
    for (n, (id, _)) in before.model.nodes().enumerate() {
        after = after.apply(&Command::Rename { node: id, name: format!("renamed {n}") }).unwrap();
    }
    let lines =
        |doc: &Document| write(doc, Catalogue::bundled(), Format::Yaml)["us-east-1.yaml"].lines().map(String::from).collect::<Vec<_>>();
    let (a, b) = (lines(&before), lines(&after));
    assert_eq!(a.len(), b.len());
    let mut changed = 0;
    for (n, (x, y)) in a.iter().zip(&b).enumerate().filter(|(_, (x, y))| x != y) {
        assert!(x.trim_start().starts_with("Value: ") && a[n - 1].ends_with("Key: Name"), "{x} became {y}");
        changed += 1;
    }
    assert!(changed > 20, "{changed}");
}

#[test]
fn another_zone_adds_resources_and_changes_none() {
    let more = "  subnet app-c c 10.0.12.0/24 table app-a acl app\n  subnet public-c c 10.0.2.0/24 table public public-ip\n    nat nat-c\n";
    let (before, after) = (resources(&template(NETWORK)), resources(&template(&NETWORK.replace("vpc hub", &format!("{more}vpc hub")))));
    for (id, lines) in &before {
        assert_eq!(after.get(id), Some(lines));
    }
    assert!(after.contains_key("AppCSubnet:") && after.contains_key("NatCNat:"), "{:?}", after.keys());
}

#[test]
fn what_cannot_be_taken_over_is_stood_in_for() {
    let plain = template("vpc v 10.0.0.0/16\n  subnet s a 10.0.0.0/24\n  interface-endpoint ssm in s");
    assert!(!plain.contains("RouteTable") && !plain.contains("NetworkAcl") && !plain.contains("AWS::EC2::SecurityGroup"), "{plain}");
    assert!(plain.contains("- !GetAtt VVpc.DefaultSecurityGroup"), "{plain}");
    let changed = "vpc v 10.0.0.0/16\n  igw i\n  main-table: 0.0.0.0/0 -> i\n  default-group: out tcp 443 to 0.0.0.0/0\n  default-acl:\n  subnet s a 10.0.0.0/24\n  interface-endpoint ssm in s";
    let text = template(changed);
    for part in
        ["  SRouteTableAssociation:\n", "  SAclAssociation:\n", "- !GetAtt VDefaultGroup.GroupId", "DependsOn: IInternetGatewayAttached"]
    {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(!text.contains("DefaultSecurityGroup"), "{text}");
}

#[test]
fn a_group_that_lets_nothing_out_says_so() {
    let text = template("vpc v 10.0.0.0/16\n  group a: in tcp 443 from b\n  group b: out tcp 443 to 0.0.0.0/0");
    assert_eq!(text.matches("CidrIp: \"127.0.0.1/32\"").count(), 1, "{text}");
    assert!(text.contains("SourceSecurityGroupId: !GetAtt BGroup.GroupId"), "{text}");
}

#[test]
fn regions_have_templates_and_what_crosses_comes_later() {
    let files = exported(REGIONS).files;
    assert!(files.contains_key("us-east-1.yaml") && files.contains_key("eu-west-1.yaml"), "{:?}", files.keys());
    let (east, west) = (&files["us-east-1.yaml"], &files["eu-west-1.yaml"]);
    assert!(west.contains("Condition: HasAcrossPeeringId") && west.contains("VpcPeeringConnectionId: !Ref AcrossPeeringId"), "{west}");
    assert!(east.contains("\n  AcrossPeeringId:\n    Description:") && east.contains("PeerVpcId: !Ref WestVpcId"), "{east}");
    assert!(files["README.md"].contains("until none is empty"));
}

#[test]
fn hostile_text_is_never_code() {
    let text = template(&HOSTILE.replace("10.0.0.0/16 tag", "10.0.0.0/16 tag secret \"{{resolve:ssm:x}}\" tag"));
    assert!(text.contains("{ {resolve:ssm:x}}") && !text.contains("{{resolve"), "{text}");
    for line in text.lines().filter(|l| l.contains("!Sub")) {
        assert!(line.contains("${AWS::"), "{line}");
    }
    assert!(text.contains("\"\\\" }\\n resource") || text.contains("\" }"), "{text}");
}

#[test]
fn what_exists_is_used_and_not_made() {
    let text = "vpc v 10.0.0.0/16 existing aws-id vpc-1\n  table t existing aws-id rtb-1: 10.9.0.0/16 -> i\n  igw i existing aws-id igw-1\n  subnet s a 10.0.0.0/24 table t";
    let yaml = template(text);
    let made: Vec<String> = resources(&yaml).into_keys().collect();
    assert_eq!(made, ["SRouteTableAssociation:", "SSubnet:"], "{yaml}");
    assert!(yaml.contains("  VVpcId:\n    Type: String\n") && yaml.contains("    Default: vpc-1\n"), "{yaml}");
    assert!(told(text).iter().any(|t| t.contains("exists already")), "{:?}", told(text));
}

#[test]
fn logical_ids_tell_what_they_stand_for() {
    use crate::document::Kind;
    let doc =
        crate::fixture::parse("vpc main 10.0.0.0/16\n  subnet app-a a 10.0.1.0/24\n  subnet 1 a 10.0.2.0/24\n    instance api").unwrap();
    let out = export(&doc, Catalogue::bundled(), Format::Yaml, &[]);
    let template = &out.files["us-east-1.yaml"];
    assert!(out.ids.keys().all(|id| template.contains(&format!("\n  {id}:\n"))), "{:?}", out.ids);
    for (node, _) in doc.model.nodes().filter(|(id, _)| matches!(id.kind(), Kind::Vpc | Kind::Subnet | Kind::Workload)) {
        assert!(out.ids.values().any(|n| *n == node), "{node}: {:?}", out.ids);
    }
    assert_eq!(out.ids.get("AppASubnet").map(|n| n.kind()), Some(Kind::Subnet));
}

#[test]
fn what_is_too_large_says_so() {
    let groups: String = (0..501).map(|n| format!("  group g{n}: out any to 0.0.0.0/0\n")).collect();
    let out = exported(&format!("vpc v 10.0.0.0/16\n{groups}"));
    assert_eq!(
        out.too_large.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["us-east-1.yaml has 502 resources, and CloudFormation takes 500: it cannot be deployed as one stack."]
    );
    assert!(out.files["README.md"].contains("## Too large"));
    assert!(out.files["us-east-1.yaml"].matches("    Export:").count() <= 200);
}

#[test]
fn an_empty_design_exports() {
    let files = export(&Document::default(), Catalogue::bundled(), Format::Yaml, &[]).files;
    assert_eq!(files.keys().map(String::as_str).collect::<Vec<_>>(), ["README.md"]);
}
