//! What a policy lets through, what an edit of it changes, and who can do something to a bucket: as data.

use super::design::Design;
use super::judge::For;
use super::say::{Answer, stuck};
use crate::state::trace::Question;
use portico_core::answer::{in_bucket, who_may};
use portico_core::document::{Bucket, Flow, Id, Kind, NodeId};
use portico_core::facts::Facts;
use portico_core::net::Protocol;
use portico_core::policy::library::{of_agents, of_layers};
use portico_core::policy::{
    ActionAccess, Contained, Effect, Inside, Passes, Policy, access, actions_of, contained, leads_outside, lets_in_outsiders, patterns_of,
    public, what_passes,
};
use portico_core::reach::{Party, Verdict};
use portico_core::text::Text;
use serde_json::{Value, json};

/// One way through: who, what, on which resources, on which conditions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// "1 (OwnBuckets)".
    pub statement: String,
    pub who: Vec<String>,
    pub actions: Vec<String>,
    pub resources: Vec<String>,
    pub conditions: Vec<String>,
    /// A request that goes through.
    pub example: String,
}

/// What a policy lets through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lets {
    /// In a sentence.
    pub short: String,
    pub ways: Vec<Way>,
    /// How many statements take away from that.
    pub denies: usize,
    /// Why the ways are not told.
    pub open: Option<String>,
    pub asked: Vec<(String, Answer)>,
}

/// Policies with more Allows are not looked through, so that the editor stays quick.
const MOST: usize = 60;

/// The policy of a text; an empty one is AWS's default there. None where it is no policy.
pub fn policy_of(text: &str, what: For) -> Option<Policy> {
    match text.trim() {
        "" if what.endpoint() => Some(Policy::full_access()),
        "" => Policy::parse(r#"{"Version": "2012-10-17", "Statement": []}"#).ok(),
        _ => Policy::parse(text).ok(),
    }
}

/// What the policy of a text lets through.
pub fn lets_through(text: &str, what: For, design: &Design) -> Option<Lets> {
    let policy = policy_of(text, what)?;
    let mut out = Lets { denies: policy.statements().iter().filter(|s| s.effect() == Effect::Deny).count(), ..Lets::default() };
    let allows = policy.statements().len() - out.denies;
    match access(&[(&policy, what.endpoint_kind())]) {
        _ if allows > MOST => out.open = Some(format!("it has {allows} statements that allow, more than are looked through here")),
        Err(why) => out.open = Some(stuck(&why)),
        Ok(all) => out.ways = all.into_iter().map(|a| way(&policy, a, what)).collect(),
    }
    out.short = match (what_passes(&policy), out.open.is_some(), out.ways.len()) {
        (Passes::FullAccess, ..) => "Every request of everybody.".into(),
        (_, true, _) => "Some requests.".into(),
        (_, _, 0) if what.endpoint() => "No request at all.".into(),
        (_, _, 0) => "It allows nothing by itself.".into(),
        (.., 1) => "Requests that fit one statement.".into(),
        (.., n) => format!("Requests that fit one of {n} statements."),
    };
    out.asked = questions(&policy, what, design);
    Some(out)
}

fn way(policy: &Policy, a: portico_core::policy::Access, what: For) -> Way {
    let of = a.statements.first().and_then(|i| policy.statements().get(*i));
    let everybody = |who: &[String]| if who == ["*"] { vec!["everybody".into()] } else { who.to_vec() };
    let conditions = of.into_iter().flat_map(|s| s.conditions()).map(|(op, key, values)| format!("{op} {key}: {}", values.join(", ")));
    let number = of.map_or(0, |s| s.index() + 1);
    Way {
        statement: of.and_then(|s| s.sid()).map_or_else(|| number.to_string(), |sid| format!("{number} ({sid})")),
        who: if what.names_principals() { everybody(&a.who) } else { vec!["whoever has the role".into()] },
        actions: a.actions,
        resources: a.resources,
        conditions: conditions.collect(),
        example: super::say::request(&a.example),
    }
}

/// Questions with three answers, of which yes is the narrow one.
fn questions(policy: &Policy, what: For, design: &Design) -> Vec<(String, Answer)> {
    let ground = &design.ground;
    let inside = Inside { accounts: ground.account.iter().cloned().collect(), organization: ground.organization.clone(), services: true };
    let known = match (&ground.account, &ground.organization) {
        (None, None) => None,
        (Some(a), None) => Some(format!("account {a}")),
        (None, Some(o)) => Some(format!("organization {o}")),
        (Some(a), Some(o)) => Some(format!("account {a} or organization {o}")),
    };
    let mut out = Vec::new();
    let mut ask = |question: String, found: Contained| out.push((question, Answer::of(&found)));
    if what == For::Resource {
        ask("Is it shut to the world?".into(), public(policy));
    }
    if let Some(known) = known {
        if what.names_principals() {
            ask(format!("Does it let in only principals of {known}, and AWS services?"), lets_in_outsiders(policy, &inside));
        }
        if what != For::Resource {
            let own: Vec<String> =
                ground.bucket_arns().into_iter().chain(ground.tables.iter().flat_map(|t| [t.clone(), format!("{t}/*")])).collect();
            ask(format!("Does it lead only to resources of {known}, or of this design?"), leads_outside(policy, &inside, &own));
        }
    }
    let reference = |actions: Vec<String>, resources: Value| {
        let mut statement = json!({"Effect": "Allow", "Action": actions, "Resource": resources});
        if let (true, Some(all)) = (what.names_principals(), statement.as_object_mut()) {
            all.insert("Principal".into(), json!("*"));
        }
        Policy::parse(&json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()).ok()
    };
    // Of services without a list of actions it is not known what only reads.
    let mut services: Vec<String> = vec![design.service.clone()];
    for action in policy.statements().iter().filter(|s| s.effect() == Effect::Allow).flat_map(|s| s.actions()) {
        if let Some((service, _)) = action.split_once(':') {
            services.push(service.to_ascii_lowercase());
        }
    }
    services.retain(|s| actions_of(s).next().is_some());
    services.sort_unstable();
    services.dedup();
    let reads = services.iter().flat_map(|s| patterns_of(s, |_, class| matches!(class, ActionAccess::Read | ActionAccess::List))).collect();
    if let Some(only_reads) = reference(reads, json!("*")) {
        ask("Does it only read, by AWS's list of actions?".into(), contained(policy, &only_reads));
    }
    if what.endpoint() && design.service == "s3" {
        let of_aws = of_agents(&ground.region).into_iter().chain(of_layers(&ground.region));
        let objects: Vec<String> = of_aws.map(|b| format!("arn:{}:s3:::{b}/*", ground.partition)).collect();
        if let Some(read_aws) = reference(vec!["s3:GetObject".into()], json!(objects)) {
            ask("Can everybody read the buckets of AWS that agents and image layers come from?".into(), contained(&read_aws, policy));
        }
    }
    out
}

/// What an edit changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Whether nothing is newly allowed, and whether nothing is lost.
    pub gained: Answer,
    pub lost: Answer,
}

impl Change {
    /// In a sentence.
    pub fn short(&self) -> &'static str {
        match (&self.gained, &self.lost) {
            (Answer::Yes, Answer::Yes) => "It allows the same as before.",
            (Answer::Yes, Answer::No(_)) => "It allows less than before.",
            (Answer::No(_), Answer::Yes) => "It allows more than before.",
            (Answer::No(_), Answer::No(_)) => "It allows some that it did not, and no longer some that it did.",
            _ => "What it changes is known in part.",
        }
    }
}

/// What changes between two texts; none where one of them is no policy.
pub fn change(before: &str, after: &str, what: For) -> Option<Change> {
    let (before, after) = (policy_of(before, what)?, policy_of(after, what)?);
    Some(Change { gained: Answer::of(&contained(&after, &before)), lost: Answer::of(&contained(&before, &after)) })
}

/// What may be asked of a bucket or table: the action, whether it is about an object, and what it is called.
type Ask = (&'static str, bool, &'static str);
const OF_BUCKET: [Ask; 4] = [
    ("s3:GetObject", true, "Read objects"),
    ("s3:PutObject", true, "Write objects"),
    ("s3:DeleteObject", true, "Delete objects"),
    ("s3:ListBucket", false, "List the bucket"),
];
const OF_TABLE: [Ask; 4] = [
    ("dynamodb:GetItem", false, "Read items"),
    ("dynamodb:Query", false, "Query"),
    ("dynamodb:PutItem", false, "Write items"),
    ("dynamodb:DeleteItem", false, "Delete items"),
];

/// What may be asked of a resource; nothing of one that takes no requests.
pub fn asks(node: NodeId) -> &'static [Ask] {
    match node.kind() {
        Kind::Bucket => &OF_BUCKET,
        Kind::Table => &OF_TABLE,
        _ => &[],
    }
}

/// One who calls, as a line.
#[derive(Clone, Debug, PartialEq)]
pub struct CallerLine {
    pub who: NodeId,
    pub action: String,
    pub verdict: Verdict,
    pub because: Vec<Text>,
    pub unknown: Vec<Text>,
    /// What the Path panel is asked to draw it.
    pub question: Question,
}

/// Who can do something to a bucket or table: every workload, then flows with requests of their own. None where its ARN is not known.
pub fn callers(facts: &Facts, node: NodeId, ask: usize, design: &Design) -> Option<Vec<CallerLine>> {
    let (action, object, _) = asks(node).get(ask).copied()?;
    let graph = facts.graph();
    let resource = match Id::<Bucket>::of(node) {
        Some(bucket) => in_bucket(graph, bucket, object),
        None => design.ground.own.first()?.clone(),
    };
    let line = |c: portico_core::answer::Caller| {
        let to = Some(Party::Node(node));
        let plain = Question { flow: None, from: Some(Party::Node(c.who)), to, protocol: Protocol::TCP, ..Question::default() };
        let of_flow = Id::<Flow>::of(c.who).and_then(|f| Question::of_flow(&facts.document.model, f));
        CallerLine {
            who: c.who,
            action: c.action,
            verdict: c.verdict,
            because: c.because,
            unknown: c.unknown,
            question: of_flow.unwrap_or(plain),
        }
    };
    Some(who_may(graph, node, action, &resource).into_iter().map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use portico_core::policy::library::Ground;

    fn design() -> Design {
        let ground = Ground {
            region: "us-east-1".into(),
            partition: "aws".into(),
            account: Some("111122223333".into()),
            organization: Some("o-1".into()),
            buckets: vec!["mine".into()],
            ..Ground::default()
        };
        Design { ground, service: "s3".into(), ..Design::default() }
    }

    fn of(statement: &str) -> String {
        format!(r#"{{"Version": "2012-10-17", "Statement": [{statement}]}}"#)
    }

    const MINE: &str = r#"{"Sid": "Mine", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::mine/*", "Condition": {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}}"#;

    #[test]
    fn what_passes_is_told_with_three_answers() {
        let lets = lets_through(&of(MINE), For::GatewayEndpoint, &design()).unwrap();
        assert_eq!(lets.short, "Requests that fit one statement.");
        let [way] = lets.ways.as_slice() else { panic!("{lets:?}") };
        assert_eq!(
            (way.statement.as_str(), way.actions.join(","), way.who.join(",")),
            ("1 (Mine)", "s3:GetObject".into(), "everybody".into())
        );
        assert_eq!(way.conditions, ["StringEquals aws:PrincipalAccount: 111122223333"]);
        let answers: Vec<&str> = lets.asked.iter().map(|(_, a)| a.key()).collect();
        assert_eq!(answers, ["yes", "yes", "yes", "no"], "{:?}", lets.asked);

        let full = lets_through("", For::GatewayEndpoint, &design()).unwrap();
        assert_eq!(full.short, "Every request of everybody.");
        assert_eq!(full.asked.iter().map(|(_, a)| a.key()).collect::<Vec<_>>(), ["no", "no", "no", "yes"]);
        assert_eq!(lets_through("", For::Resource, &design()).unwrap().short, "It allows nothing by itself.");
        assert_eq!(lets_through("{", For::Resource, &design()), None);
    }

    #[test]
    fn a_change_is_told_with_a_request_that_shows_it() {
        let wider = MINE.replace("s3:GetObject", "s3:*");
        let more = change(&of(MINE), &of(&wider), For::GatewayEndpoint).unwrap();
        assert_eq!(more.lost, Answer::Yes);
        let Answer::No(shown) = &more.gained else { panic!("{more:?}") };
        assert!(shown.contains(" on arn:aws:s3:::mine/"), "{shown}");
        assert_eq!(more.short(), "It allows more than before.");
        assert_eq!(change("", &of(MINE), For::GatewayEndpoint).unwrap().short(), "It allows less than before.");
        assert_eq!(change(&of(MINE), &of(MINE), For::GatewayEndpoint).unwrap().short(), "It allows the same as before.");
    }
}
