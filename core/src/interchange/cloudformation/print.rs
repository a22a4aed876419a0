//! Templates as text: YAML with the short forms of functions, JSON with the long ones.

use super::value::{Map, Value};

/// A template as YAML. Its top-level sections are parted by empty lines.
pub fn yaml(template: &Map) -> String {
    let mut out = String::new();
    for (n, (key, value)) in template.iter().enumerate() {
        if n > 0 {
            out.push('\n');
        }
        entry(key, value, 0, &mut out);
    }
    out
}

fn entry(key: &str, value: &Value, indent: usize, out: &mut String) {
    out.push_str(&" ".repeat(indent));
    out.push_str(&scalar(key));
    out.push(':');
    after(value, indent, out);
}

/// A value behind `key:`.
fn after(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Map(all) if !all.is_empty() => {
            out.push('\n');
            all.iter().for_each(|(k, v)| entry(k, v, indent + 2, out));
        }
        Value::List(all) if !all.is_empty() => {
            out.push('\n');
            all.iter().for_each(|v| item(v, indent + 2, out));
        }
        other => {
            out.push(' ');
            out.push_str(&flow(other));
            out.push('\n');
        }
    }
}

/// `- …`: the first entry of a map stands on the line of its dash.
fn item(value: &Value, indent: usize, out: &mut String) {
    out.push_str(&" ".repeat(indent));
    out.push('-');
    match value {
        Value::Map(all) if !all.is_empty() => {
            for (n, (k, v)) in all.iter().enumerate() {
                out.push_str(&if n == 0 { " ".to_string() } else { " ".repeat(indent + 2) });
                out.push_str(&scalar(k));
                out.push(':');
                after(v, indent + 2, out);
            }
        }
        Value::List(all) if !all.is_empty() => {
            out.push_str(&format!(" {}\n", flow(value)));
        }
        other => out.push_str(&format!(" {}\n", flow(other))),
    }
}

/// On one line.
fn flow(value: &Value) -> String {
    let join = |all: &[Value]| all.iter().map(flow).collect::<Vec<_>>().join(", ");
    match value {
        Value::Bool(b) => b.to_string(),
        Value::Int(n) => n.to_string(),
        Value::Text(s) => scalar(s),
        Value::List(all) => format!("[{}]", join(all)),
        Value::Map(all) => {
            let pairs: Vec<_> = all.iter().map(|(k, v)| format!("{}: {}", quoted(k), flow(v))).collect();
            format!("{{{}}}", pairs.join(", "))
        }
        Value::Ref(name) => format!("!Ref {}", scalar(name)),
        Value::GetAtt(name, attribute) => format!("!GetAtt {name}.{attribute}"),
        Value::Sub(text) => format!("!Sub {}", quoted(text)),
        Value::Call(name, args) => format!("!{name} [{}]", join(args)),
        Value::Condition(name) => format!("!Condition {name}"),
    }
}

/// Plain where every reader of YAML takes it for this text and nothing else.
fn scalar(s: &str) -> String {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "true", "false", "on", "off", "null"];
    let mut chars = s.chars();
    let starts = chars.next().is_some_and(|c| c.is_ascii_alphabetic());
    let ends = s.chars().last().is_some_and(|c| c.is_ascii_alphanumeric());
    // No colon before a space and no `#` after one: none of those is in the set.
    let fits = |c: char| c.is_ascii_alphanumeric() || "_./-".contains(c);
    let colons = s.replace("::", "");
    let plain = starts && ends && colons.chars().all(|c| fits(c) || c == ' ') && !WORDS.contains(&s.to_ascii_lowercase().as_str());
    if plain { s.into() } else { quoted(s) }
}

/// A string as JSON and YAML both read it.
fn quoted(s: &str) -> String {
    let mut out = String::with_capacity(s.len() + 2);
    out.push('"');
    for c in s.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || unseen(c) => {
                let mut units = [0u16; 2];
                c.encode_utf16(&mut units).iter().for_each(|u| out.push_str(&format!("\\u{u:04x}")));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Characters of the basic plane that turn the direction of text, that nobody sees, or that YAML breaks lines at: a file
/// must show what it says.
fn unseen(c: char) -> bool {
    matches!(u32::from(c), 0xad | 0x61c | 0x180e | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff | 0xfffe | 0xffff)
}

/// A template as JSON.
pub fn json(template: &Map) -> String {
    let mut out = String::new();
    object(template, 0, &mut out);
    out.push('\n');
    out
}

/// One value as JSON.
pub fn json_value(v: &Value) -> String {
    let mut out = String::new();
    value(v, 0, &mut out);
    out.push('\n');
    out
}

fn object(all: &Map, indent: usize, out: &mut String) {
    let entries = all.iter().map(|(k, v)| {
        let mut text = format!("{}: ", quoted(k));
        value(v, indent + 2, &mut text);
        text
    });
    enclose('{', entries.collect(), '}', indent, out);
}

fn array(all: &[Value], indent: usize, out: &mut String) {
    let items = all.iter().map(|v| {
        let mut text = String::new();
        value(v, indent + 2, &mut text);
        text
    });
    enclose('[', items.collect(), ']', indent, out);
}

fn enclose(open: char, all: Vec<String>, close: char, indent: usize, out: &mut String) {
    out.push(open);
    if !all.is_empty() {
        let pad = " ".repeat(indent + 2);
        let lines: Vec<String> = all.iter().map(|t| format!("{pad}{t}")).collect();
        out.push_str(&format!("\n{}\n{}", lines.join(",\n"), " ".repeat(indent)));
    }
    out.push(close);
}

fn value(v: &Value, indent: usize, out: &mut String) {
    match v {
        Value::Bool(b) => out.push_str(&b.to_string()),
        Value::Int(n) => out.push_str(&n.to_string()),
        Value::Text(s) => out.push_str(&quoted(s)),
        Value::List(all) => array(all, indent, out),
        Value::Map(all) => object(all, indent, out),
        Value::Ref(name) => out.push_str(&format!("{{\"Ref\": {}}}", quoted(name))),
        Value::GetAtt(name, attribute) => out.push_str(&format!("{{\"Fn::GetAtt\": [{}, {}]}}", quoted(name), quoted(attribute))),
        Value::Sub(text) => out.push_str(&format!("{{\"Fn::Sub\": {}}}", quoted(text))),
        Value::Call(name, args) => {
            out.push_str(&format!("{{\"Fn::{name}\": "));
            array(args, indent, out);
            out.push('}');
        }
        Value::Condition(name) => out.push_str(&format!("{{\"Condition\": {}}}", quoted(name))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::value::map;
    use super::*;

    fn sample() -> Map {
        vec![
            ("Version".into(), "2010-09-09".into()),
            (
                "Resources".into(),
                map([(
                    "A",
                    map([
                        ("Type", "AWS::EC2::VPC".into()),
                        ("Tags", Value::List(vec![map([("Key", "Name".into()), ("Value", "no".into())]), map([])])),
                        ("Cidr", Value::Call("Select", vec![0.into(), Value::GetAtt("V".into(), "Ipv6CidrBlocks".into())])),
                        ("Id", Value::Ref("AWS::Region".into())),
                        ("Name", Value::Sub("${AWS::StackName}-x".into())),
                        ("None", Value::List(vec![])),
                    ]),
                )]),
            ),
        ]
    }

    #[test]
    fn yaml_has_short_forms() {
        let want = "Version: \"2010-09-09\"\n\nResources:\n  A:\n    Type: AWS::EC2::VPC\n    Tags:\n      - Key: Name\n        Value: \"no\"\n      - {}\n    Cidr: !Select [0, !GetAtt V.Ipv6CidrBlocks]\n    Id: !Ref AWS::Region\n    Name: !Sub \"${AWS::StackName}-x\"\n    None: []\n";
        assert_eq!(yaml(&sample()), want);
    }

    #[test]
    fn json_has_long_forms_and_is_json() {
        let parsed: serde_json::Value = serde_json::from_str(&json(&sample())).unwrap();
        assert_eq!(parsed["Resources"]["A"]["Cidr"], serde_json::json!({"Fn::Select": [0, {"Fn::GetAtt": ["V", "Ipv6CidrBlocks"]}]}));
        assert_eq!(parsed["Resources"]["A"]["Id"], serde_json::json!({"Ref": "AWS::Region"}));
    }

    #[test]
    fn only_what_cannot_be_mistaken_is_plain() {
        for plain in ["AWS::EC2::VPC", "vpc", "com.amazonaws.us-east-1.s3", "Security group web", "us-east-1a"] {
            assert_eq!(scalar(plain), plain);
        }
        for text in [
            "2012-10-17",
            "1e3",
            "0x1",
            "true",
            "No",
            "~",
            "",
            " a",
            "a ",
            "a: b",
            "a #b",
            "- a",
            "*",
            "&a",
            "!Ref x",
            "a:",
            "10:20",
            "=",
            "a,b",
        ] {
            assert_eq!(scalar(text), format!("\"{text}\""), "{text}");
        }
        assert_eq!(scalar("a\"b\\\u{7f}\u{202e}\n"), "\"a\\\"b\\\\\\u007f\\u202e\\n\"");
    }
}
