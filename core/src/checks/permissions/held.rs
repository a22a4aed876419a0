//! The policies that a design holds, each with its place and how it is changed.

use crate::checks::policy_words::fault;
use crate::checks::{Found, set};
use crate::document::{Bucket, GatewayEndpoint, InterfaceEndpoint, NodeId, Role, RolePolicy, Table};
use crate::edit::Command;
use crate::facts::Facts;
use crate::finding::Severity;
use crate::policy::{EndpointKind, Fault, LintAs, Path, Policy, PolicyRole, Problem, Severity as Class, Step, lint_elements};
use crate::text;
use crate::text::{Text, code};
use serde_json::Value;

/// One policy of a design.
pub(super) struct Held<'a> {
    pub on: NodeId,
    /// A role has several.
    pub name: Option<&'a str>,
    pub kind: LintAs,
    pub text: &'a str,
    policies: &'a [RolePolicy],
}

/// Every policy of the design.
pub(super) fn all(facts: &Facts) -> Vec<Held<'_>> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    let mut single: Vec<(NodeId, &String, LintAs)> = Vec::new();
    let endpoint = LintAs::Endpoint;
    single.extend(
        model.all::<GatewayEndpoint>().filter_map(|(id, e)| Some((id.node(), e.policy.as_ref()?, endpoint(EndpointKind::Gateway)))),
    );
    single.extend(
        model.all::<InterfaceEndpoint>().filter_map(|(id, e)| Some((id.node(), e.policy.as_ref()?, endpoint(EndpointKind::Interface)))),
    );
    let resource = LintAs::Other(PolicyRole::Resource);
    single.extend(model.all::<Bucket>().filter_map(|(id, b)| Some((id.node(), b.policy.as_ref()?, resource))));
    single.extend(model.all::<Table>().filter_map(|(id, t)| Some((id.node(), t.policy.as_ref()?, resource))));
    out.extend(single.into_iter().map(|(on, text, kind)| Held { on, name: None, kind, text, policies: &[] }));
    for (id, role) in model.all::<Role>() {
        let policies = role.policies.as_slice();
        let identity = LintAs::Other(PolicyRole::Identity);
        out.extend(policies.iter().map(|p| Held { on: id.node(), name: Some(&p.name), kind: identity, text: &p.document, policies }));
        if let Some(text) = &role.boundary {
            out.push(Held { on: id.node(), name: None, kind: LintAs::Other(PolicyRole::Boundary), text, policies: &[] });
        }
    }
    out
}

/// Problems of one sort in all policies, as findings; `mend` adds the fixes.
pub(super) fn findings(
    facts: &Facts,
    severity: Severity,
    wanted: impl Fn(&Fault) -> bool,
    mend: impl Fn(&Held, &Problem, Found) -> Found,
) -> Vec<Found> {
    let mut out = Vec::new();
    for held in all(facts) {
        let Ok(policy) = Policy::parse(held.text) else { continue };
        for problem in lint_elements(&policy, held.kind).into_iter().filter(|p| wanted(&p.fault)) {
            let severity = if problem.severity == Class::Error { severity } else { severity.max(Severity::Warning) };
            out.push(mend(&held, &problem, held.found(&problem).severity(severity)));
        }
    }
    out
}

impl Held<'_> {
    /// `policy NAME of NODE`.
    pub fn whose(&self) -> Text {
        match (self.name, self.kind) {
            (Some(name), _) => text!("policy {name} of {node}", name = code(name), node = self.on),
            (None, LintAs::Other(PolicyRole::Boundary)) => text!("permissions boundary of {node}", node = self.on),
            (None, _) => text!("policy of {node}", node = self.on),
        }
    }

    /// The problem, where it stands.
    pub fn found(&self, problem: &Problem) -> Found {
        let at = if problem.at.0.is_empty() { text!("as a whole") } else { text!("{path}", path = code(&problem.at)) };
        Found::new(self.on, text!("In the {policy}, {at}.", policy = self.whose(), at = at)).because(fault(&problem.fault))
    }

    /// The command that gives it another text.
    pub fn rewritten(&self, text: String) -> Command {
        match (self.name, self.kind) {
            (Some(name), _) => {
                let mut policies = self.policies.to_vec();
                policies.iter_mut().filter(|p| p.name == name).for_each(|p| p.document.clone_from(&text));
                set(self.on, "policies", &policies)
            }
            (None, LintAs::Other(PolicyRole::Boundary)) => set(self.on, "boundary", &Some(text)),
            (None, _) => set(self.on, "policy", &Some(text)),
        }
    }

    /// The command that changes the statement at the head of a path.
    pub fn with_statement(&self, at: &Path, change: impl FnOnce(&mut serde_json::Map<String, Value>) -> Option<()>) -> Option<Command> {
        let mut policy: Value = serde_json::from_str(self.text).ok()?;
        let Some(Step::Index(index)) = at.0.get(1) else { return None };
        let statements = policy.get_mut("Statement")?;
        let statement = if statements.is_array() { statements.get_mut(*index)? } else { statements };
        change(statement.as_object_mut()?)?;
        Some(self.rewritten(policy.to_string()))
    }

    /// The command that takes a statement out.
    pub fn without_statement(&self, index: usize) -> Option<Command> {
        let mut policy: Value = serde_json::from_str(self.text).ok()?;
        let statements = policy.get_mut("Statement")?.as_array_mut()?;
        if index >= statements.len() || statements.len() < 2 {
            return None;
        }
        statements.remove(index);
        Some(self.rewritten(policy.to_string()))
    }
}

/// Adds a value to a condition of a statement; nothing where the condition is there with other values.
pub(super) fn condition(statement: &mut serde_json::Map<String, Value>, operator: &str, key: &str, value: Value) -> Option<()> {
    let conditions = statement.entry("Condition").or_insert_with(|| Value::Object(serde_json::Map::new())).as_object_mut()?;
    let keys = conditions.entry(operator).or_insert_with(|| Value::Object(serde_json::Map::new())).as_object_mut()?;
    if keys.contains_key(key) {
        return None;
    }
    keys.insert(key.to_owned(), value);
    Some(())
}

/// Gives a condition key another name, under its operator.
pub(super) fn rename_key(statement: &mut serde_json::Map<String, Value>, at: &Path, new: &str) -> Option<()> {
    let [.., Step::Key(operator), Step::Key(key)] = at.0.as_slice() else { return None };
    let keys = statement.get_mut("Condition")?.get_mut(operator)?.as_object_mut()?;
    if keys.contains_key(new) {
        return None;
    }
    let values = keys.remove(key)?;
    keys.insert(new.to_owned(), values);
    Some(())
}
