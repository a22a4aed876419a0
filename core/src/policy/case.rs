//! A case to decide, and pairs to compare, as JSON: a request, and the policies that bear on it by what they are attached to.

use super::decision::{EndpointKind, NamedPolicy, PolicySet, Supplied};
use super::document::{Policy, PolicyRole};
use super::error::{Path, PolicyError, What};
use super::json::{self, Entry, Node, Value};
use super::parse;
use super::principal::Principal;
use super::request::{Context, KeyState, Request};

/// The longest case that is read, in bytes.
const MAX_CASE: usize = 8 << 20;

/// A request and all policies that bear on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub request: Request,
    pub policies: PolicySet,
}

type Parsed<T> = Result<T, PolicyError>;

const REQUEST: &[&str] = &["principal", "action", "resource", "resourceAccount", "context"];
const POLICIES: &[&str] = &["identity", "resource", "endpoint", "endpointType", "boundary", "session", "scp", "rcp"];

impl Case {
    /// Reads `{"request": …, "policies": …}`.
    ///
    /// Keys that `context` does not name are not in the request, but for the time; a key whose value is `null` is there or not, with a
    /// value that is not known. What else the request leaves out is not known.
    ///
    /// # Errors
    /// As [`Policy::parse`]; the path leads from the case.
    pub fn read(text: &str) -> Parsed<Self> {
        let root = json::read_up_to(text, MAX_CASE)?;
        let reader = Reader { text };
        let path = Path::default();
        let entries = reader.map(&root, &path)?;
        let find = |name: &'static str| {
            let found = entries.iter().find(|entry| entry.key == name);
            found.ok_or_else(|| reader.fail(&root, path.clone(), What::Missing(name), &["request", "policies"]))
        };
        let request = reader.request(&find("request")?.value, &path.key("request"))?;
        let policies = reader.policies(&find("policies")?.value, &path.key("policies"))?;
        Ok(Self { request, policies })
    }
}

/// Reads `{"a": POLICY, "b": POLICY}`.
///
/// # Errors
/// As [`Policy::parse`]; the path leads from the pair.
pub fn read_pair(text: &str) -> Parsed<(Policy, Policy)> {
    let root = json::read_up_to(text, MAX_CASE)?;
    let reader = Reader { text };
    let path = Path::default();
    let entries = reader.map(&root, &path)?;
    let side = |name: &'static str| match entries.iter().find(|entry| entry.key == name) {
        Some(entry) => reader.policy(&entry.value, &path.key(name)),
        None => Err(reader.fail(&root, path.clone(), What::Missing(name), &["a", "b"])),
    };
    Ok((side("a")?, side("b")?))
}

struct Reader<'a> {
    text: &'a str,
}

impl Reader<'_> {
    fn fail(&self, node: &Node, path: Path, what: What, expected: &'static [&'static str]) -> PolicyError {
        json::error(self.text, node.at, path, what, expected)
    }

    fn wrong(&self, node: &Node, path: &Path, expected: &'static [&'static str]) -> PolicyError {
        self.fail(node, path.clone(), What::WrongType(node.value.type_name()), expected)
    }

    fn map<'n>(&self, node: &'n Node, path: &Path) -> Parsed<&'n [Entry]> {
        match &node.value {
            Value::Map(entries) => Ok(entries),
            _ => Err(self.wrong(node, path, &["object"])),
        }
    }

    fn text<'n>(&self, node: &'n Node, path: &Path) -> Parsed<&'n str> {
        match &node.value {
            Value::Text(text) => Ok(text),
            _ => Err(self.wrong(node, path, &["string"])),
        }
    }

    fn unknown(&self, entry: &Entry, path: &Path, expected: &'static [&'static str]) -> PolicyError {
        json::error(self.text, entry.key_at, path.key(&entry.key), What::UnknownElement(entry.key.clone()), expected)
    }

    fn request(&self, node: &Node, path: &Path) -> Parsed<Request> {
        let mut out = Request::default();
        let mut context = Context::complete();
        for entry in self.map(node, path)? {
            let at = path.key(&entry.key);
            if matches!(entry.value.value, Value::Null) && REQUEST.contains(&entry.key.as_str()) {
                continue;
            }
            match entry.key.as_str() {
                "principal" => {
                    let text = self.text(&entry.value, &at)?;
                    let Some(principal) = Principal::parse(text) else {
                        let what = What::WrongType("text that names no principal");
                        let expected = &["an ARN", "an account", "a service's name", "*"];
                        return Err(self.fail(&entry.value, at, what, expected));
                    };
                    out = out.with_principal(principal);
                }
                "action" => out = out.with_action(self.text(&entry.value, &at)?),
                "resource" => out = out.with_resource(self.text(&entry.value, &at)?),
                "resourceAccount" => out = out.with_resource_account(&self.scalar(&entry.value, &at)?),
                "context" => context = self.context(&entry.value, &at)?,
                _ => return Err(self.unknown(entry, path, REQUEST)),
            }
        }
        Ok(out.with_context(context))
    }

    fn context(&self, node: &Node, path: &Path) -> Parsed<Context> {
        let mut out = Context::complete();
        for entry in self.map(node, path)? {
            let at = path.key(&entry.key);
            let values = match &entry.value.value {
                Value::Null => {
                    out = out.set(&entry.key, KeyState::Unknown);
                    continue;
                }
                Value::List(items) => {
                    items.iter().enumerate().map(|(index, item)| self.scalar(item, &at.index(index))).collect::<Parsed<Vec<_>>>()?
                }
                _ => vec![self.scalar(&entry.value, &at)?],
            };
            out = out.with(&entry.key, values);
        }
        Ok(out)
    }

    fn scalar(&self, node: &Node, path: &Path) -> Parsed<String> {
        match &node.value {
            Value::Text(text) | Value::Number(text) => Ok(text.clone()),
            Value::Bool(value) => Ok(value.to_string()),
            _ => Err(self.wrong(node, path, &["string", "number", "boolean"])),
        }
    }

    fn policies(&self, node: &Node, path: &Path) -> Parsed<PolicySet> {
        let mut out = PolicySet::default();
        for entry in self.map(node, path)? {
            let at = path.key(&entry.key);
            let value = &entry.value;
            if matches!(value.value, Value::Null) && POLICIES.contains(&entry.key.as_str()) {
                continue;
            }
            match entry.key.as_str() {
                "identity" => out.identity = self.list(value, &at, PolicyRole::Identity)?,
                "resource" => out.resource = self.list(value, &at, PolicyRole::Resource)?,
                "endpoint" => out.endpoint = self.list(value, &at, PolicyRole::Endpoint)?,
                "boundary" => out.boundary = self.list(value, &at, PolicyRole::Boundary)?,
                "session" => out.session = self.list(value, &at, PolicyRole::Session)?,
                "scp" => out.scp = self.levels(value, &at, PolicyRole::Scp)?,
                "rcp" => out.rcp = self.levels(value, &at, PolicyRole::Rcp)?,
                "endpointType" => {
                    out.endpoint_kind = match self.text(value, &at)? {
                        "Gateway" => EndpointKind::Gateway,
                        "Interface" => EndpointKind::Interface,
                        other => {
                            let what = What::UnknownElement(other.to_owned());
                            return Err(self.fail(value, at, what, &["Gateway", "Interface"]));
                        }
                    }
                }
                _ => return Err(self.unknown(entry, path, POLICIES)),
            }
        }
        Ok(out)
    }

    fn policy(&self, node: &Node, path: &Path) -> Parsed<Policy> {
        parse::part(self.text, node).map_err(|error| PolicyError { path: Path([path.0.clone(), error.path.0].concat()), ..error })
    }

    /// One policy, or a list.
    fn some(&self, node: &Node, path: &Path, name: &str) -> Parsed<Vec<NamedPolicy>> {
        match &node.value {
            Value::List(items) => {
                let one = |(index, item)| Ok(NamedPolicy::new(&format!("{name}[{index}]"), self.policy(item, &path.index(index))?));
                items.iter().enumerate().map(one).collect()
            }
            _ => Ok(vec![NamedPolicy::new(&format!("{name}[0]"), self.policy(node, path)?)]),
        }
    }

    fn list(&self, node: &Node, path: &Path, role: PolicyRole) -> Parsed<Supplied<Vec<NamedPolicy>>> {
        let all = self.some(node, path, role.name())?;
        Ok(if all.is_empty() { Supplied::None } else { Supplied::Given(all) })
    }

    /// Lists of policies, one for each level; a plain list is one level.
    fn levels(&self, node: &Node, path: &Path, role: PolicyRole) -> Parsed<Supplied<Vec<Vec<NamedPolicy>>>> {
        let levels = match &node.value {
            Value::List(items) if items.iter().any(|item| matches!(item.value, Value::List(_))) => {
                let level = |(index, item)| self.some(item, &path.index(index), &format!("{}[{index}]", role.name()));
                items.iter().enumerate().map(level).collect::<Parsed<Vec<_>>>()?
            }
            _ => vec![self.some(node, path, role.name())?],
        };
        let levels: Vec<_> = levels.into_iter().filter(|level| !level.is_empty()).collect();
        Ok(if levels.is_empty() { Supplied::None } else { Supplied::Given(levels) })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Outcome, decide};
    use super::*;

    const CASE: &str = r#"{"request": {"principal": "arn:aws:iam::111122223333:role/app", "action": "s3:GetObject",
        "resource": "arn:aws:s3:::b/x", "resourceAccount": "111122223333", "context": {"aws:SecureTransport": true, "s3:max-keys": [1, "2"]}},
        "policies": {"identity": [{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}]}}"#;

    #[test]
    fn a_case_is_read_and_decided() {
        let case = Case::read(CASE).unwrap();
        let decision = decide(&case.policies, &case.request);
        assert_eq!((decision.outcome, &*decision.by[0].name), (Outcome::Allow, "identity[0]"));
        let with = |more: &str| Case::read(&CASE.replace(r#""policies": {"#, &format!(r#""policies": {{{more}, "#))).unwrap();
        let deny = r#"{"Statement": [{"Sid": "No", "Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}]}"#;
        for more in [format!(r#""resource": {deny}"#), format!(r#""endpoint": [{deny}]"#), format!(r#""rcp": [[{deny}]]"#)] {
            let case = with(&more);
            let decision = decide(&case.policies, &case.request);
            assert_eq!((decision.outcome, decision.by[0].sid.as_deref()), (Outcome::ExplicitDeny, Some("No")), "{more}");
        }
        let none = with(r#""boundary": [], "session": null, "scp": []"#);
        assert_eq!(decide(&none.policies, &none.request).outcome, Outcome::Allow);
    }

    #[test]
    fn a_null_key_is_not_known() {
        let policy = CASE.replace(r#""Resource": "*"}"#, r#""Resource": "*", "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-1"}}}"#);
        let case = Case::read(&policy).unwrap();
        assert_eq!(decide(&case.policies, &case.request).outcome, Outcome::ImplicitDeny);
        let case = Case::read(&policy.replace(r#""aws:SecureTransport": true"#, r#""aws:SourceVpc": null"#)).unwrap();
        assert_eq!(decide(&case.policies, &case.request).outcome, Outcome::Depends);
    }

    #[test]
    fn faults_are_told_with_their_place() {
        let fault = |from: &str, to: &str| Case::read(&CASE.replace(from, to)).unwrap_err();
        assert_eq!(fault("\"request\"", "\"reqest\"").what, What::Missing("request"));
        assert_eq!(fault("\"identity\"", "\"identities\"").path.to_string(), "policies.identities");
        assert_eq!(fault("arn:aws:iam::111122223333:role/app", "me").path.to_string(), "request.principal");
        assert_eq!(fault("Allow", "Alow").path.to_string(), "policies.identity[0].Statement[0].Effect");
        assert!(matches!(Case::read("[").unwrap_err().what, What::NotJson { .. }));
        assert!(read_pair(r#"{"a": {"Statement": []}, "b": {"Statement": []}}"#).is_ok());
        assert_eq!(read_pair(r#"{"a": {"Statement": []}}"#).unwrap_err().what, What::Missing("b"));
    }
}
