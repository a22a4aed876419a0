//! Input made to hang or to crash: each is answered soon, most with a refusal that says why.

use portico_core::interchange::imported::{Options, Sources};
use portico_core::interchange::reader::{self, Form};
use std::time::{Duration, Instant};

/// Optimised, a second; as it is built for tests, on a machine that does other things too, more.
const SOON: Duration = Duration::from_secs(if cfg!(debug_assertions) { 30 } else { 1 });

/// What is said of an input: nothing where it is read.
fn answer(form: Form, text: Vec<u8>) -> String {
    let name = if form == Form::Terraform { "main.tf" } else { "file" };
    let files: Sources = [(name.to_string(), text)].into();
    let start = Instant::now();
    let out = reader::read(files, Some(form), &Options::default());
    assert!(start.elapsed() < SOON, "it took {:?}", start.elapsed());
    out.err().map_or_else(String::new, |e| e.to_string())
}

fn refused(form: Form, text: impl Into<Vec<u8>>, why: &str) {
    let text = text.into();
    let beginning = String::from_utf8_lossy(&text[..text.len().min(60)]).into_owned();
    let said = answer(form, text);
    assert!(said.contains(why), "{beginning} …: {said:?} does not say {why:?}");
}

const VPC: &str = "resource \"aws_vpc\" \"v\" {\n  cidr_block = ";

fn nested(open: &str, close: &str, n: usize) -> String {
    open.repeat(n) + "1" + &close.repeat(n)
}

#[test]
fn terraform() {
    let locals = |body: &str| format!("locals {{\n{body}}}\n");
    let doubled = |line: fn(usize) -> String| locals(&(1..60).map(line).collect::<String>());
    let all: Vec<(String, &str)> = vec![
        ("resource \"aws_vpc\" \"v\" {\n  count = 1e9\n}\n".into(), "20000"),
        (locals("a = [for i in range(1e9) : i]\n") + VPC + "local.a\n}\n", "100000"),
        (locals("a = range(1000)\nb = setproduct(local.a, local.a, local.a)\n") + VPC + "local.b\n}\n", "100000"),
        (locals("a = local.b\nb = local.a\n") + VPC + "local.a\n}\n", "circle"),
        (locals(&format!("a = {}\n", nested("(", ")", 20_000))), "nest"),
        (locals(&format!("a = {}\n", nested("[", "]", 20_000))), "nest"),
        (locals(&format!("a = {}true\n", "!".repeat(100_000))), "nest"),
        (locals(&format!("a = {}1\n", "1 + ".repeat(100_000))), "chained"),
        ("a {\n".repeat(20_000) + &"}\n".repeat(20_000), "nest"),
        ("module \"m\" {\n  source = \"./\"\n}\n".into(), "without end"),
        (
            doubled(|n| format!("a{n} = \"${{local.a{}}}${{local.a{}}}xxxxxxxxxx\"\n", n - 1, n - 1))
                + &locals("a0 = \"aaaaaaaaaa\"\n")
                + VPC
                + "local.a59\n}\n",
            "16 MB",
        ),
        (
            doubled(|n| format!("a{n} = concat(local.a{}, local.a{})\n", n - 1, n - 1))
                + &locals("a0 = [\"a\"]\n")
                + VPC
                + "local.a59\n}\n",
            "too",
        ),
    ];
    for (text, why) in all {
        refused(Form::Terraform, text, why);
    }
    refused(Form::Terraform, &b"a = \"\xff\xfe\"\n"[..], "UTF-8");
    refused(Form::Terraform, b"# padding\n".repeat(10 << 20), "MB");
    // Read, and no longer than anything else.
    answer(Form::Terraform, (VPC.to_string() + "regex(\"(a*)*(a*)*b\", \"" + &"a".repeat(20_000) + "\")\n}\n").into_bytes());
    answer(Form::Terraform, (VPC.to_string() + "format(\"%1000000000d\", 1)\n}\n").into_bytes());
}

#[test]
fn cloudformation() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for n in 1..20 {
        bomb.push_str(&format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(", ")));
    }
    let ring: String = (0..3000)
        .map(|n| format!("  V{n}: {{Type: 'AWS::EC2::VPC', Properties: {{CidrBlock: !GetAtt V{}.CidrBlock}}}}\n", (n + 1) % 3000))
        .collect();
    let all: Vec<(String, &str)> = vec![
        (bomb + "Resources: {}\n", "more than"),
        ("a: &a [*a]\nResources: {}\n".into(), "line 1"),
        (format!("Resources: {}\n", nested("[", "]", 100_000)), "recursion limit"),
        ((0..5000).map(|n| " ".repeat(n) + "a:\n").collect(), "deep"),
        (
            "Conditions:\n  A: !Not [!Condition B]\n  B: !Not [!Condition A]\nResources:\n  V: {Type: 'AWS::EC2::VPC', Condition: A}\n"
                .into(),
            "circle",
        ),
        (format!("Resources:\n{ring}"), "deep"),
        (format!("{{\"Resources\": {}}}", nested("{\"a\":", "}", 100_000)), ""),
    ];
    for (text, why) in all {
        refused(Form::CloudFormation, text, why);
    }
    refused(Form::CloudFormation, &b"Resources:\n  V: \"\xff\"\n"[..], "UTF-8");
    refused(Form::CloudFormation, b"# padding\n".repeat(10 << 20), "MB");
    answer(
        Form::CloudFormation,
        b"Resources:\n  V: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: !Select [0, !Cidr [10.0.0.0/8, 1000000000, 8]]}}\n".to_vec(),
    );
}

#[test]
fn json_of_terraform_and_of_aws() {
    for (form, head) in [(Form::TerraformJson, "{\"terraform_version\": \"1\", \"planned_values\": "), (Form::AwsCli, "{\"Vpcs\": ")] {
        refused(form, format!("{head}{}}}", nested("[", "]", 100_000)), "");
        assert!(!answer(form, format!("{head}{}", "[".repeat(100_000)).into_bytes()).is_empty());
        refused(form, [head.as_bytes(), b"\"\xff\"}"].concat(), "UTF-8");
        refused(form, [head.as_bytes(), b"[", &b"1, ".repeat(35 << 20), b"1]}"].concat(), "MB");
    }
}
