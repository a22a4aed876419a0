//! Questions about whole policies, each one search: who is let in, what never applies, what is the same.

use super::super::document::{Effect, Policy, PolicyRole};
use super::super::statement::Setting;
use super::contained::{Contained, Goal, Stuck, contained, source, without_effect};
use super::model::Source;
use super::witness::Witness;
use crate::policy::EndpointKind;
use serde_json::{Value, json};

/// What two policies have to do with each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equivalence {
    /// Whether the second allows all that the first does; if not, what is lost.
    pub first_in_second: Contained,
    /// Whether the first allows all that the second does; if not, what is gained.
    pub second_in_first: Contained,
}

impl Equivalence {
    /// They allow the same.
    #[must_use]
    pub fn same(&self) -> bool {
        self.first_in_second == Contained::Yes && self.second_in_first == Contained::Yes
    }
}

/// Whether two policies allow the same, and what each allows beyond the other.
#[must_use]
pub fn equivalent(first: &Policy, second: &Policy) -> Equivalence {
    Equivalence { first_in_second: contained(first, second), second_in_first: contained(second, first) }
}

/// Who counts as inside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inside {
    pub accounts: Vec<String>,
    pub organization: Option<String>,
    /// AWS services that act by themselves count as inside too.
    pub services: bool,
}

/// A request of somebody outside that a policy allows; `Yes`: there is none.
#[must_use]
pub fn lets_in_outsiders(policy: &Policy, inside: &Inside) -> Contained {
    let mut statements = Vec::new();
    let mut allow = |operator: &str, key: &str, values: Value| {
        let condition = json!({operator: {key: values}});
        statements.push(json!({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": condition}));
    };
    if !inside.accounts.is_empty() {
        allow("StringEquals", "aws:PrincipalAccount", json!(inside.accounts));
    }
    if let Some(organization) = &inside.organization {
        allow("StringEquals", "aws:PrincipalOrgID", json!(organization));
    }
    if inside.services {
        allow("Bool", "aws:PrincipalIsAWSService", json!("true"));
    }
    against(policy, &statements)
}

/// A request that a policy allows on a resource which is not ours; `Yes`: there is none. `resources` are patterns of what counts as
/// ours whoever owns it, such as the ARNs of our buckets, which name no account.
#[must_use]
pub fn leads_outside(policy: &Policy, inside: &Inside, resources: &[String]) -> Contained {
    let statement = |resource: Value, condition: Value| json!({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": resource, "Condition": condition});
    let mut statements = Vec::new();
    if !inside.accounts.is_empty() {
        statements.push(statement(json!("*"), json!({"StringEquals": {"aws:ResourceAccount": inside.accounts}})));
    }
    if let Some(organization) = &inside.organization {
        statements.push(statement(json!("*"), json!({"StringEquals": {"aws:ResourceOrgID": organization}})));
    }
    if !resources.is_empty() {
        statements.push(statement(json!(resources), json!({})));
    }
    against(policy, &statements)
}

/// A request of anybody in the world that a policy allows, without any key that says where the request belongs; `Yes`: there
/// is none. A range of addresses wider than /8 is anybody's ("Blocking public access to your Amazon S3 storage").
#[must_use]
pub fn public(policy: &Policy) -> Contained {
    let mut statements = Vec::new();
    for key in BELONGING {
        statements.push(json!({"Null": {key: "false"}}));
    }
    // A named account, user or role is known to the policy; a stranger is not.
    let accounts = accounts(policy);
    if !accounts.is_empty() {
        statements.push(json!({"StringEquals": {"aws:PrincipalAccount": accounts}}));
    }
    statements.push(json!({"Bool": {"aws:PrincipalIsAWSService": "true"}}));
    let narrow = narrow_blocks(policy);
    if !narrow.is_empty() {
        statements.push(json!({"IpAddress": {"aws:SourceIp": narrow}}));
    }
    let full = |condition: Value| json!({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": condition});
    against(policy, &statements.into_iter().map(full).collect::<Vec<_>>())
}

/// Keys that a stranger's request does not have, or whose values a stranger cannot choose.
const BELONGING: [&str; 13] = [
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:SourceVpce",
    "aws:SourceVpc",
    "aws:VpcSourceIp",
    "aws:SourceVpcArn",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpceOrgPaths",
    "aws:SourceArn",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:userid",
];

/// Accounts that a policy's principals and conditions name.
fn accounts(policy: &Policy) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let named = policy.statements().iter().flat_map(|s| s.principals()).flat_map(|who| who.named().map(|(_, id)| id));
    let keys = ["aws:principalaccount", "aws:principalarn"];
    let conditions = policy.statements().iter().flat_map(|s| s.conditions());
    let values = conditions.filter(|(_, key, _)| keys.contains(&key.to_ascii_lowercase().as_str())).flat_map(|(_, _, values)| values);
    for text in named.chain(values.map(String::as_str)) {
        let account = if text.contains(':') { text.split(':').nth(4).unwrap_or_default() } else { text };
        if super::super::principal::is_account(account) && !out.iter().any(|known| known == account) {
            out.push(account.to_owned());
        }
    }
    out
}

fn narrow_blocks(policy: &Policy) -> Vec<String> {
    let conditions = policy.statements().iter().flat_map(|s| s.conditions());
    let values = conditions.filter(|(_, key, _)| key.eq_ignore_ascii_case("aws:SourceIp")).flat_map(|(_, _, values)| values);
    let narrow = |text: &&String| match super::super::value::block(text) {
        Some(ipnet::IpNet::V4(net)) => net.prefix_len() > 8,
        Some(ipnet::IpNet::V6(net)) => net.prefix_len() > 32,
        None => false,
    };
    values.filter(narrow).cloned().collect()
}

/// Against a policy made of statements.
fn against(policy: &Policy, statements: &[Value]) -> Contained {
    let text = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    let Ok(reference) = Policy::parse(&text) else { return Contained::Undecided(Stuck::Undocumented) };
    let own = source(policy);
    let setting = Setting { role: PolicyRole::Resource, ..own.setting };
    match (Goal { allowed: vec![own], refused: Some(Source { policy: &reference, setting }), applied: None }).find() {
        Ok(None) => Contained::Yes,
        Ok(Some(witness)) => Contained::No(Box::new(witness)),
        Err(stuck) => Contained::Undecided(stuck),
    }
}

/// Certainly allows no request at all.
#[must_use]
pub fn allows_nothing(policy: &Policy) -> bool {
    (Goal { allowed: vec![source(policy)], refused: None, applied: None }).find() == Ok(None)
}

/// Statements that do nothing, by their place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Idle {
    /// No request matches them.
    pub dead: Vec<usize>,
    /// Allows of which a Deny of the same policy leaves nothing.
    pub shadowed: Vec<usize>,
}

/// Statements that certainly do nothing.
#[must_use]
pub fn idle_statements(policy: &Policy) -> Idle {
    let mut asked: Vec<(usize, bool)> = policy.statements.iter().map(|s| (s.index, false)).collect();
    asked.extend(policy.statements.iter().filter(|s| s.effect == Effect::Allow).map(|s| (s.index, true)));
    let none = without_effect(policy, &asked);
    let mut out = Idle::default();
    for ((index, with_denies), _) in asked.into_iter().zip(none).filter(|(_, none)| *none) {
        if !with_denies {
            out.dead.push(index);
        } else if !out.dead.contains(&index) {
            out.shadowed.push(index);
        }
    }
    out
}

/// Statements that certainly match no request, by their place.
#[must_use]
pub fn dead_statements(policy: &Policy) -> Vec<usize> {
    idle_statements(policy).dead
}

/// Allows of which a Deny of the same policy leaves nothing, by their place.
#[must_use]
pub fn shadowed(policy: &Policy) -> Vec<usize> {
    idle_statements(policy).shadowed
}

/// One way in: an Allow of each policy that a request can pass together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// The statement of each policy, by its place.
    pub statements: Vec<usize>,
    pub who: Vec<String>,
    pub actions: Vec<String>,
    pub resources: Vec<String>,
    /// The keys of conditions.
    pub keys: Vec<String>,
    /// A request that goes through.
    pub example: Witness,
}

/// Which principals can do what to which resources through all of these policies at once (an endpoint's and a bucket's, say): each
/// combination of statements that some request passes. Policies of gateway endpoints are read as such.
///
/// # Errors
/// When that cannot be told within bounds.
pub fn access(policies: &[(&Policy, Option<EndpointKind>)]) -> Result<Vec<Access>, Stuck> {
    const MOST_WAYS: usize = 256;
    let mut choices: Vec<Vec<usize>> = vec![Vec::new()];
    for (policy, _) in policies {
        let allows: Vec<usize> = policy.statements.iter().filter(|s| s.effect == Effect::Allow).map(|s| s.index).collect();
        choices = choices.iter().flat_map(|before| allows.iter().map(|index| [before.as_slice(), &[*index]].concat())).collect();
        if choices.len() > MOST_WAYS {
            return Err(Stuck::TooMuchWork);
        }
    }
    let mut out = Vec::new();
    for statements in choices {
        // Each policy with the one Allow and all its denies.
        let narrowed: Vec<Policy> = policies.iter().zip(&statements).map(|((policy, _), index)| policy.with_only(*index)).collect();
        let allowed = narrowed.iter().zip(policies).map(|(policy, (_, kind))| {
            let own = source(policy);
            let role = if kind.is_some() { PolicyRole::Endpoint } else { own.setting.role };
            Source { policy, setting: Setting { role, gateway: *kind == Some(EndpointKind::Gateway), ..own.setting } }
        });
        match (Goal { allowed: allowed.collect(), refused: None, applied: None }).find() {
            Ok(None) => {}
            Err(stuck) => return Err(stuck),
            Ok(Some(example)) => {
                let used = policies.iter().zip(&statements).filter_map(|((policy, _), index)| policy.statements.get(*index));
                let mut way = Access {
                    statements: statements.clone(),
                    who: Vec::new(),
                    actions: Vec::new(),
                    resources: Vec::new(),
                    keys: Vec::new(),
                    example,
                };
                for statement in used {
                    statement.say(&mut way.who, &mut way.actions, &mut way.resources);
                    way.keys.extend(statement.conditions().map(|(_, key, _)| key.to_owned()));
                }
                out.push(way);
            }
        }
    }
    Ok(out)
}
