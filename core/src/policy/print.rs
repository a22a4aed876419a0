//! A policy back to JSON, in one canonical form.

use serde_json::{Map, Value};

use super::document::{Effect, Policy, PrincipalType, Principals, Statement, Version};

pub(super) fn policy(policy: &Policy) -> String {
    let mut out = String::from("{");
    let mut first = true;
    let version = match &policy.version {
        Version::V2012 => Some("2012-10-17"),
        Version::V2008 => Some("2008-10-17"),
        Version::Unknown(other) => Some(other.as_str()),
        Version::Missing => None,
    };
    if let Some(version) = version {
        member(&mut out, 1, &mut first, "Version", &version.into());
    }
    if let Some(id) = &policy.id {
        member(&mut out, 1, &mut first, "Id", &id.as_str().into());
    }
    separator(&mut out, 1, &mut first);
    out.push_str("\"Statement\": [");
    let mut first_statement = true;
    for item in &policy.statements {
        separator(&mut out, 2, &mut first_statement);
        statement(&mut out, item);
    }
    if !first_statement {
        newline(&mut out, 1);
    }
    out.push_str("]\n}\n");
    out
}

fn statement(out: &mut String, statement: &Statement) {
    out.push('{');
    let mut first = true;
    let mut put = |name: &str, value: &Value| member(out, 3, &mut first, name, value);
    if let Some(sid) = statement.sid() {
        put("Sid", &sid.into());
    }
    put("Effect", &if statement.effect == Effect::Allow { "Allow" } else { "Deny" }.into());
    if let Some(who) = &statement.principals {
        put(if who.negated { "NotPrincipal" } else { "Principal" }, &principals(who));
    }
    let name = if statement.not_action { "NotAction" } else { "Action" };
    put(name, &list(statement.actions.iter().map(super::matching::ActionPattern::as_str)));
    if let Some(resources) = &statement.resources {
        let name = if statement.not_resource { "NotResource" } else { "Resource" };
        put(name, &list(resources.iter().map(super::matching::ArnPattern::as_str)));
    }
    if !statement.conditions.is_empty() {
        // Conditions of one operator are adjacent, as read.
        out.push_str(",\n      \"Condition\": {");
        let mut first_operator = true;
        for block in statement.conditions.chunk_by(|left, right| left.operator() == right.operator()) {
            let Some(operator) = block.first().map(super::condition::Condition::operator) else {
                continue;
            };
            separator(out, 4, &mut first_operator);
            text(out, operator);
            out.push_str(": {");
            let mut first_key = true;
            for condition in block {
                let values = list(condition.values().iter().map(String::as_str));
                member(out, 5, &mut first_key, condition.key(), &values);
            }
            newline(out, 4);
            out.push('}');
        }
        newline(out, 3);
        out.push('}');
    }
    newline(out, 2);
    out.push('}');
}

fn principals(who: &Principals) -> Value {
    if who.star {
        return "*".into();
    }
    let mut map = Map::new();
    for kind in PrincipalType::ALL {
        if who.of_type(kind).next().is_some() {
            map.insert(kind.name().to_owned(), list(who.of_type(kind)));
        }
    }
    Value::Object(map)
}

/// One value stands alone, several in a list.
fn list<'a>(values: impl Iterator<Item = &'a str>) -> Value {
    let mut values: Vec<&str> = values.collect();
    match (values.pop(), values.is_empty()) {
        (Some(only), true) => only.into(),
        (Some(last), false) => values.into_iter().chain([last]).collect(),
        (None, _) => Value::Array(Vec::new()),
    }
}

fn newline(out: &mut String, depth: usize) {
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
}

fn separator(out: &mut String, depth: usize, first: &mut bool) {
    if !std::mem::replace(first, false) {
        out.push(',');
    }
    newline(out, depth);
}

fn text(out: &mut String, value: &str) {
    out.push_str(&Value::from(value).to_string());
}

fn member(out: &mut String, depth: usize, first: &mut bool, name: &str, value: &Value) {
    separator(out, depth, first);
    text(out, name);
    out.push_str(": ");
    write(out, depth, value);
}

fn write(out: &mut String, depth: usize, value: &Value) {
    let mut first = true;
    match value {
        Value::Array(items) if !items.is_empty() => {
            out.push('[');
            for item in items {
                separator(out, depth + 1, &mut first);
                write(out, depth + 1, item);
            }
            newline(out, depth);
            out.push(']');
        }
        Value::Object(members) if !members.is_empty() => {
            out.push('{');
            for (name, value) in members {
                member(out, depth + 1, &mut first, name, value);
            }
            newline(out, depth);
            out.push('}');
        }
        other => out.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_one_canonical_form_and_reads_it_back() {
        let read = Policy::parse(
            r#"{"Statement":[{"Action":["s3:GetObject"],"Effect":"Allow","Resource":["arn:aws:s3:::a/*","arn:aws:s3:::b/*"],
            "Principal":{"AWS":"*"},"Condition":{"StringEquals":{"aws:PrincipalOrgID":["o-1"],"aws:SourceVpc":"vpc-1"},"Bool":{"aws:SecureTransport":true}}}],
            "Version":"2012-10-17"}"#,
        )
        .unwrap();
        let printed = read.to_json();
        assert_eq!(
            printed,
            r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "AWS": "*"
      },
      "Action": "s3:GetObject",
      "Resource": [
        "arn:aws:s3:::a/*",
        "arn:aws:s3:::b/*"
      ],
      "Condition": {
        "StringEquals": {
          "aws:PrincipalOrgID": "o-1",
          "aws:SourceVpc": "vpc-1"
        },
        "Bool": {
          "aws:SecureTransport": "true"
        }
      }
    }
  ]
}
"#
        );
        assert_eq!(Policy::parse(&printed).unwrap(), read);
    }

    #[test]
    fn full_access_is_itself_after_printing() {
        let full = Policy::full_access();
        assert!(full.is_full_access());
        assert_eq!(Policy::parse(&full.to_json()).unwrap(), full);
        let default = Policy::parse(r#"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#);
        assert!(default.unwrap().is_full_access());
    }

    #[test]
    fn odd_strings_and_empty_lists_survive() {
        let source = r#"{"Version":"2012-10-17","Statement":[{"Sid":"a \"b\" \\ é\n","Effect":"Deny","Action":[],"Resource":[]}]}"#;
        let read = Policy::parse(source).unwrap();
        assert_eq!(Policy::parse(&read.to_json()).unwrap(), read);
        let none = Policy::parse(r#"{"Statement":[]}"#).unwrap();
        assert_eq!(Policy::parse(&none.to_json()).unwrap(), none);
    }
}
