//! From JSON to a policy: the whole grammar, with the place of every error.

use std::sync::Arc;

use super::condition::{Condition, Operator};
use super::document::{Effect, Policy, PrincipalType, Principals, Statement, Version};
use super::error::{Path, PolicyError, Step, What};
use super::json::{self, Entry, Node, Value};
use super::matching::{ActionPattern, ArnPattern};
use super::template::Variables;

const STATEMENT: &[&str] = &["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];
const TYPES: &[&str] = &["AWS", "Service", "Federated", "CanonicalUser"];

type Parsed<T> = Result<T, PolicyError>;

pub(super) fn policy(text: &str) -> Parsed<Policy> {
    Ok(Policy { characters: text.chars().count(), ..part(text, &json::read(text)?)? })
}

/// A policy that is part of a longer text.
pub(super) fn part(text: &str, root: &Node) -> Parsed<Policy> {
    let parser = Parser { text };
    let path = Path::default();
    let entries = parser.map(root, &path, &["object"])?;
    let (mut version, mut id, mut statements) = (Version::Missing, None, None);
    for entry in entries {
        let at = path.key(&entry.key);
        match entry.key.as_str() {
            "Version" => version = parser.version(&entry.value, &at)?,
            "Id" => id = Some(parser.string(&entry.value, &at)?),
            "Statement" => statements = Some(&entry.value),
            _ => return Err(parser.unknown(entry, at, &["Version", "Id", "Statement"])),
        }
    }
    let Some(list) = statements else {
        return Err(parser.fail(root, path, What::Missing("Statement"), &[]));
    };
    // The version counts for every statement, wherever it stands.
    let variables = match version {
        Version::V2012 => Variables::On,
        Version::V2008 | Version::Missing => Variables::Off,
        Version::Unknown(_) => Variables::Undefined,
    };
    let nodes = match &list.value {
        Value::List(items) => items.as_slice(),
        Value::Map(_) => std::slice::from_ref(list),
        other => {
            let what = What::WrongType(other.type_name());
            return Err(parser.fail(list, path.key("Statement"), what, &["object", "list of objects"]));
        }
    };
    let statements = nodes.iter().enumerate().map(|(index, node)| parser.statement(node, index, variables)).collect::<Parsed<Vec<_>>>()?;
    Ok(Policy { version, id, statements, characters: 0 })
}

/// A policy's text, to find elements in.
#[derive(Debug)]
pub struct Places<'a> {
    root: Node,
    positions: json::Positions<'a>,
}

impl<'a> Places<'a> {
    /// Of a text from which a policy was read; `None` when it is not JSON.
    #[must_use]
    pub fn of(text: &'a str) -> Option<Self> {
        Some(Self { root: json::read(text).ok()?, positions: json::Positions::of(text) })
    }

    /// Line and column, counted from 1, of an element; of the nearest enclosing one where the path leads nowhere.
    #[must_use]
    pub fn locate(&self, path: &Path) -> (u32, u32) {
        self.positions.position(self.offset(path))
    }

    /// The byte at which that stands.
    #[must_use]
    pub fn offset(&self, path: &Path) -> usize {
        let (mut node, mut at) = (&self.root, self.root.at);
        for step in &path.0 {
            let next = match (step, &node.value) {
                (Step::Key(name), Value::Map(entries)) => {
                    entries.iter().find(|entry| entry.key == *name).map(|entry| (&entry.value, entry.key_at))
                }
                (Step::Index(index), Value::List(items)) => items.get(*index).map(|item| (item, item.at)),
                // One value may stand for a list of one.
                (Step::Index(0), _) => Some((node, node.at)),
                _ => None,
            };
            let Some((found, place)) = next else { break };
            (node, at) = (found, place);
        }
        at
    }
}

struct Parser<'a> {
    text: &'a str,
}

impl Parser<'_> {
    fn fail(&self, node: &Node, path: Path, what: What, expected: &'static [&'static str]) -> PolicyError {
        json::error(self.text, node.at, path, what, expected)
    }

    fn unknown(&self, entry: &Entry, path: Path, expected: &'static [&'static str]) -> PolicyError {
        json::error(self.text, entry.key_at, path, What::UnknownElement(entry.key.clone()), expected)
    }

    fn map<'n>(&self, node: &'n Node, path: &Path, expected: &'static [&'static str]) -> Parsed<&'n [Entry]> {
        match &node.value {
            Value::Map(entries) => Ok(entries),
            other => Err(self.fail(node, path.clone(), What::WrongType(other.type_name()), expected)),
        }
    }

    fn string(&self, node: &Node, path: &Path) -> Parsed<String> {
        match &node.value {
            Value::Text(text) => Ok(text.clone()),
            other => Err(self.fail(node, path.clone(), What::WrongType(other.type_name()), &["string"])),
        }
    }

    fn strings(&self, node: &Node, path: &Path) -> Parsed<Vec<String>> {
        match &node.value {
            Value::Text(text) => Ok(vec![text.clone()]),
            Value::List(items) => items.iter().enumerate().map(|(index, item)| self.string(item, &path.index(index))).collect(),
            other => {
                let what = What::WrongType(other.type_name());
                Err(self.fail(node, path.clone(), what, &["string", "list of strings"]))
            }
        }
    }

    fn version(&self, node: &Node, path: &Path) -> Parsed<Version> {
        let text = self.string(node, path)?;
        Ok(match text.as_str() {
            "2012-10-17" => Version::V2012,
            "2008-10-17" => Version::V2008,
            _ => Version::Unknown(text),
        })
    }

    fn statement(&self, node: &Node, index: usize, variables: Variables) -> Parsed<Statement> {
        let path = Path::statement(index);
        let entries = self.map(node, &path, &["object"])?;
        if let Some(entry) = entries.iter().find(|entry| !STATEMENT.contains(&entry.key.as_str())) {
            return Err(self.unknown(entry, path.key(&entry.key), STATEMENT));
        }
        let find = |name: &str| entries.iter().find(|entry| entry.key == name).map(|entry| &entry.value);
        // One of an element and its negation: (negated, value).
        let either = |plain: &'static str, not: &'static str| match (find(plain), find(not)) {
            (Some(_), Some(second)) => Err(self.fail(second, path.key(not), What::Both(plain, not), &[])),
            (Some(value), None) => Ok(Some((false, value, path.key(plain)))),
            (None, Some(value)) => Ok(Some((true, value, path.key(not)))),
            (None, None) => Ok(None),
        };
        let missing = |what: &'static str, expected| self.fail(node, path.clone(), What::Missing(what), expected);

        let sid = find("Sid").map(|value| self.string(value, &path.key("Sid"))).transpose()?;
        let effect = match find("Effect") {
            None => return Err(missing("Effect", &["Allow", "Deny"])),
            Some(value) => match self.string(value, &path.key("Effect"))?.as_str() {
                "Allow" => Effect::Allow,
                "Deny" => Effect::Deny,
                other => {
                    let what = What::UnknownEffect(other.to_owned());
                    return Err(self.fail(value, path.key("Effect"), what, &["Allow", "Deny"]));
                }
            },
        };
        let principals =
            either("Principal", "NotPrincipal")?.map(|(negated, value, at)| self.principals(value, negated, &at)).transpose()?;
        let Some((not_action, value, at)) = either("Action", "NotAction")? else {
            return Err(missing("Action", &["Action", "NotAction"]));
        };
        let actions = self.strings(value, &at)?.iter().map(|text| ActionPattern::new(text)).collect();
        let (not_resource, resources) = match either("Resource", "NotResource")? {
            None => (false, None),
            Some((negated, value, at)) => {
                let patterns = self.strings(value, &at)?;
                (negated, Some(patterns.iter().map(|text| ArnPattern::resource(text, variables)).collect()))
            }
        };
        let conditions = match find("Condition") {
            None => Vec::new(),
            Some(value) => self.conditions(value, &path.key("Condition"), variables)?,
        };
        let sid = sid.map(Arc::from);
        Ok(Statement { index, sid, effect, principals, not_action, actions, not_resource, resources, conditions })
    }

    fn principals(&self, node: &Node, negated: bool, path: &Path) -> Parsed<Principals> {
        if let Value::Text(text) = &node.value {
            if text == "*" {
                return Ok(Principals { negated, star: true, named: Vec::new() });
            }
            return Err(self.fail(node, path.clone(), What::WrongType("string"), &["\"*\"", "object"]));
        }
        let mut named = Vec::new();
        for entry in self.map(node, path, &["\"*\"", "object"])? {
            let at = path.key(&entry.key);
            let Some(kind) = PrincipalType::ALL.into_iter().find(|kind| kind.name() == entry.key) else {
                let what = What::UnknownPrincipalType(entry.key.clone());
                return Err(json::error(self.text, entry.key_at, at, what, TYPES));
            };
            named.extend(self.strings(&entry.value, &at)?.into_iter().map(|id| (kind, id)));
        }
        Ok(Principals { negated, star: false, named })
    }

    fn conditions(&self, node: &Node, path: &Path, variables: Variables) -> Parsed<Vec<Condition>> {
        let mut out = Vec::new();
        for block in self.map(node, path, &["object"])? {
            let at = path.key(&block.key);
            let Some(operator) = Operator::parse(&block.key) else {
                let what = What::UnknownOperator(block.key.clone());
                return Err(json::error(self.text, block.key_at, at, what, &["a condition operator"]));
            };
            for entry in self.map(&block.value, &at, &["object"])? {
                let values = self.values(&entry.value, &at.key(&entry.key))?;
                out.push(Condition::new(operator, &block.key, &entry.key, values, variables));
            }
        }
        Ok(out)
    }

    /// Condition values: strings, numbers and booleans, alone or in a list.
    fn values(&self, node: &Node, path: &Path) -> Parsed<Vec<String>> {
        const EXPECTED: &[&str] = &["string", "number", "boolean", "list of these"];
        let one = |node: &Node, path: Path| match &node.value {
            Value::Text(text) | Value::Number(text) => Ok(text.clone()),
            Value::Bool(value) => Ok(value.to_string()),
            other => Err(self.fail(node, path, What::WrongType(other.type_name()), EXPECTED)),
        };
        match &node.value {
            Value::List(items) => items.iter().enumerate().map(|(index, item)| one(item, path.index(index))).collect(),
            _ => Ok(vec![one(node, path.clone())?]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn refused(text: &str) -> (String, What) {
        let error = Policy::parse(text).unwrap_err();
        (error.path.to_string(), error.what)
    }

    #[test]
    fn reads_the_whole_grammar() {
        let policy = Policy::parse(
            r#"{"Statement": {"Sid": "Mine", "Effect": "Deny", "NotPrincipal": {"AWS": ["111122223333"], "Service": "s3.amazonaws.com"},
                "NotAction": "s3:Get*", "NotResource": ["arn:aws:s3:::a", "arn:aws:s3:::b"],
                "Condition": {"NumericLessThan": {"s3:max-keys": 10}, "Bool": {"aws:SecureTransport": [true, "false"]}}},
                "Id": "x", "Version": "2012-10-17"}"#,
        )
        .unwrap();
        let [statement] = policy.statements() else { panic!("one statement") };
        assert_eq!(statement.sid(), Some("Mine"));
        assert_eq!(statement.effect(), Effect::Deny);
        let who = statement.principals().unwrap();
        assert!(who.is_negated() && !who.is_everyone());
        assert_eq!(who.of_type(PrincipalType::Service).collect::<Vec<_>>(), ["s3.amazonaws.com"]);
        assert_eq!(statement.actions().count(), 0);
        assert_eq!(statement.not_actions().collect::<Vec<_>>(), ["s3:Get*"]);
        assert_eq!(statement.not_resources().count(), 2);
        let conditions: Vec<_> = statement.conditions().collect();
        assert_eq!(conditions[0], ("NumericLessThan", "s3:max-keys", ["10".to_owned()].as_slice()));
        assert_eq!(conditions[1].2, ["true", "false"]);
    }

    #[test]
    fn names_the_place_and_the_fault() {
        let with = |statement: &str| refused(&format!(r#"{{"Version": "2012-10-17", "Statement": [{statement}]}}"#));
        assert_eq!(refused("{}"), (String::new(), What::Missing("Statement")));
        assert_eq!(refused("[]"), (String::new(), What::WrongType("list")));
        assert_eq!(refused(r#"{"Statments": []}"#).1, What::UnknownElement("Statments".into()));
        assert_eq!(with("{}"), ("Statement[0]".into(), What::Missing("Effect")));
        assert_eq!(with(r#"{"Effect": "allow"}"#), ("Statement[0].Effect".into(), What::UnknownEffect("allow".into())));
        assert_eq!(with(r#"{"Effect": "Allow"}"#).1, What::Missing("Action"));
        assert_eq!(with(r#"{"Effect": "Allow", "Action": "*", "Resource": 5}"#).0, "Statement[0].Resource");
        assert_eq!(
            with(r#"{"Effect": "Allow", "Action": "*", "NotAction": "s3:*"}"#),
            ("Statement[0].NotAction".into(), What::Both("Action", "NotAction"))
        );
        assert_eq!(with(r#"{"Effect": "Allow", "Action": "*", "Conditon": {}}"#).1, What::UnknownElement("Conditon".into()));
        assert_eq!(
            with(r#"{"Effect": "Allow", "Action": "*", "Condition": {"StringIs": {}}}"#),
            ("Statement[0].Condition.StringIs".into(), What::UnknownOperator("StringIs".into()))
        );
        assert_eq!(
            with(r#"{"Effect": "Allow", "Action": "*", "Condition": {"StringEquals": {"a:b": ["x", null]}}}"#),
            ("Statement[0].Condition.StringEquals.a:b[1]".into(), What::WrongType("null"))
        );
        assert_eq!(with(r#"{"Effect": "Allow", "Effect": "Deny"}"#).1, What::DuplicateKey("Effect".into()));
        assert_eq!(with(r#"{"Effect": "Allow", "Action": "*", "Principal": "me"}"#).1, What::WrongType("string"));
    }

    #[test]
    fn elements_are_found_again_in_the_text() {
        let text = "{\n \"Statement\": {\n  \"Effect\": \"Allow\",\n  \"Action\": \"*\" }}";
        assert_eq!(Policy::locate(text, &Path::statement(0).key("Action")), Some((4, 3)));
        assert_eq!(Policy::locate(text, &Path::statement(0).key("Action").index(0)), Some((4, 13)));
        assert_eq!(Policy::locate("{", &Path::default()), None);
    }

    fn any_json() -> impl Strategy<Value = serde_json::Value> {
        let word = prop::sample::select(vec![
            "Version",
            "2012-10-17",
            "Statement",
            "Sid",
            "Effect",
            "Allow",
            "Deny",
            "Principal",
            "NotPrincipal",
            "AWS",
            "Action",
            "NotAction",
            "Resource",
            "Condition",
            "StringLike",
            "Null",
            "aws:x",
            "*",
            "s3:*",
            "${",
            "${aws:x}",
        ]);
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            word.clone().prop_map(Into::into),
            any::<String>().prop_map(Into::into),
        ];
        leaf.prop_recursive(6, 40, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
                prop::collection::vec((word.clone(), inner), 0..6)
                    .prop_map(|pairs| pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn never_panics_on_any_text(text in any::<String>()) {
            let _ = Policy::parse(&text);
        }

        #[test]
        fn never_panics_on_any_json(value in any_json(), cut in 0_usize..200) {
            let text = value.to_string();
            let _ = Policy::parse(&text);
            let _ = Policy::parse(text.get(..cut).unwrap_or(""));
            let _ = Policy::parse(&format!(r#"{{"Version":"2012-10-17","Statement":{text}}}"#));
        }
    }
}
