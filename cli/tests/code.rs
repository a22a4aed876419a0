//! Infrastructure code by the command: source, plans and templates in, differences between designs, and the recipe of the docs.

mod common;

use common::{Place, portico};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

fn import(args: &[&str], input: &[u8]) -> Value {
    let o = portico(&[&["import"], args, &["--json"]].concat(), input);
    assert_eq!(o.status.code(), Some(0), "{}", String::from_utf8_lossy(&o.stderr));
    serde_json::from_slice(&o.stdout).unwrap()
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

const ROOT: &str = "provider \"aws\" {\n  region = \"eu-west-1\"\n}\nmodule \"net\" {\n  source = \"../module\"\n  cidr   = var.cidr\n}\nvariable \"cidr\" {}\n";
const MODULE: &str = "variable \"cidr\" {}\nresource \"aws_vpc\" \"v\" {\n  cidr_block = var.cidr\n}\nresource \"aws_subnet\" \"s\" {\n  vpc_id            = aws_vpc.v.id\n  cidr_block        = cidrsubnet(var.cidr, 8, 1)\n  availability_zone = \"eu-west-1a\"\n}\n";

#[test]
fn source_is_read_with_the_modules_beside_it_and_what_is_not_known_can_be_given() {
    let dir = Place::new("code-source");
    std::fs::create_dir_all(dir.join("root")).unwrap();
    std::fs::create_dir_all(dir.join("module")).unwrap();
    std::fs::write(dir.join("root/main.tf"), ROOT).unwrap();
    std::fs::write(dir.join("module/main.tf"), MODULE).unwrap();
    let (root, design) = (text(&dir.join("root")), text(&dir.join("d.portico.json")));
    let v = import(&[&root, "-o", &design], b"");
    assert_eq!(v["unknown"][0]["name"], "var.cidr", "{v:#}");
    assert_eq!(v["unknown"][0]["where"], "main.tf:8");
    let v = import(&[&root, "--set", "var.cidr=10.4.0.0/16", "-o", &design], b"");
    assert_eq!((v["understood"]["vpc"].clone(), v["understood"]["subnet"].clone()), (json!(1), json!(1)), "{v:#}");
    assert!(v.get("unknown").is_none(), "{v:#}");
    assert!(std::fs::read_to_string(&design).unwrap().contains("10.4.1.0/24"));
}

#[test]
fn the_recipe_of_the_docs_works() {
    let docs = std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/github-action.md")).unwrap();
    assert!(docs.contains("portico import - --as terraform-json -o design.portico.json"));
    assert!(docs.contains("portico check design.portico.json"));
    let plan = json!({"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {"root_module": {"resources": [
        {"address": "aws_vpc.v", "mode": "managed", "type": "aws_vpc", "name": "v", "values": {"cidr_block": "10.0.0.0/16"}},
    ]}}, "resource_changes": [], "configuration": {"root_module": {}}});
    let dir = Place::new("code-recipe");
    let design = text(&dir.join("design.portico.json"));
    let v = import(&["-", "--as", "terraform-json", "-o", &design], plan.to_string().as_bytes());
    assert_eq!(v["understood"]["vpc"], 1);
    let check = portico(&["check", &design], b"");
    assert_eq!(check.status.code(), Some(0), "{}", String::from_utf8_lossy(&check.stdout));
    let sarif = portico(&["check", &design, "--format", "sarif"], b"");
    let sarif: Value = serde_json::from_slice(&sarif.stdout).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
}

#[test]
fn a_template_on_standard_input_is_recognised() {
    let dir = Place::new("code-template");
    let design = text(&dir.join("d.portico.json"));
    let template =
        b"AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n";
    let v = import(&["-", "--region", "eu-west-1", "-o", &design], template);
    assert_eq!(v["understood"], json!({"vpc": 1}), "{v:#}");
    assert!(std::fs::read_to_string(&design).unwrap().contains("eu-west-1"));
    let bad = portico(&["import", "-", "-o", &design], b"Resources:\n  A: &a [*a]\n  V: {Type: AWS::EC2::VPC}\n");
    assert_eq!(bad.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&bad.stderr).contains("line 2"), "{}", String::from_utf8_lossy(&bad.stderr));
}

#[test]
fn designs_are_told_apart() {
    let dir = Place::new("code-diff");
    let one = "provider \"aws\" {\n  region = \"us-east-1\"\n}\nresource \"aws_vpc\" \"v\" {\n  cidr_block = \"10.0.0.0/16\"\n}\nresource \"aws_subnet\" \"s\" {\n  vpc_id            = aws_vpc.v.id\n  cidr_block        = \"10.0.1.0/24\"\n  availability_zone = \"us-east-1a\"\n}\nresource \"aws_security_group\" \"g\" {\n  vpc_id = aws_vpc.v.id\nINGRESS}\nresource \"aws_instance\" \"a\" {\n  subnet_id              = aws_subnet.s.id\n  instance_type          = \"t3.micro\"\n  vpc_security_group_ids = [aws_security_group.g.id]\n}\nresource \"aws_instance\" \"b\" {\n  subnet_id              = aws_subnet.s.id\n  instance_type          = \"t3.micro\"\n}\n";
    let open =
        "  ingress {\n    from_port   = 443\n    to_port     = 443\n    protocol    = \"tcp\"\n    cidr_blocks = [\"10.0.0.0/16\"]\n  }\n";
    let (a, b) = (text(&dir.join("a.portico.json")), text(&dir.join("b.portico.json")));
    import(&["-", "-o", &a], one.replace("INGRESS", "").as_bytes());
    import(&["-", "-o", &b], (one.replace("INGRESS", open) + "resource \"aws_eip\" \"new\" {}\n").as_bytes());
    let same = portico(&["diff", &a, &a, "--json"], b"");
    assert_eq!(same.status.code(), Some(0), "{}", String::from_utf8_lossy(&same.stdout));
    let o = portico(&["diff", &a, &b, "--json"], b"");
    assert_eq!(o.status.code(), Some(1));
    let v: Value = serde_json::from_slice(&o.stdout).unwrap();
    let structure = v["structure"].to_string();
    assert!(structure.contains("elastic-ip:new") && structure.contains("security-group:g"), "{v:#}");
    let gained = v["reachability"]["gained"].as_array().unwrap();
    assert!(
        gained.iter().any(|g| g["from"] == json!(["b"]) && g["to"] == json!(["a"]) && g["passes"].as_str().unwrap().contains("443")),
        "{v:#}"
    );
    assert_eq!(v["reachability"]["lost"], json!([]));
    assert!(v["cost"]["after"]["month"]["typical"].is_string(), "{v:#}");
    assert!(String::from_utf8_lossy(&portico(&["diff", &b, &a], b"").stdout).contains("no longer reaches"));
}
