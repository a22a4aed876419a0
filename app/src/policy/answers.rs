//! What a policy lets through, and what an edit of it changes: as data.

use super::design::Design;
use super::judge::For;
use super::say::{Answer, stuck};
use portico_core::policy::library::{of_agents, of_layers};
use portico_core::policy::{
    ActionAccess, Contained, Effect, Inside, Passes, Policy, access, actions_of, contained, leads_outside, lets_in_outsiders, patterns_of,
    public, what_passes,
};
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
        _ if allows > MOST => {
            out.open = Some(crate::say!("it has {allows} statements that allow, more than are looked through here", allows = allows))
        }
        Err(why) => out.open = Some(stuck(&why)),
        Ok(all) => out.ways = all.into_iter().map(|a| way(&policy, a, what)).collect(),
    }
    out.short = match (what_passes(&policy), out.open.is_some(), out.ways.len()) {
        (Passes::FullAccess, ..) => crate::language::t("Every request of everybody.").into(),
        (_, true, _) => crate::language::t("Some requests.").into(),
        (_, _, 0) if what.endpoint() => crate::language::t("No request at all.").into(),
        (_, _, 0) => crate::language::t("It allows nothing by itself.").into(),
        (.., 1) => crate::language::t("Requests that fit one statement.").into(),
        (.., n) => crate::say!("Requests that fit one of {n} statements.", n = n),
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
        who: if what.names_principals() { everybody(&a.who) } else { vec![crate::language::t("whoever has the role").into()] },
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
        (Some(a), None) => Some(crate::say!("account {a}", a = a)),
        (None, Some(o)) => Some(crate::say!("organization {o}", o = o)),
        (Some(a), Some(o)) => Some(crate::say!("account {a} or organization {o}", a = a, o = o)),
    };
    let mut out = Vec::new();
    let mut ask = |question: String, found: Contained| out.push((question, Answer::of(&found)));
    if what == For::Resource {
        ask(crate::language::t("Is it shut to the world?").into(), public(policy));
    }
    if let Some(known) = known {
        if what.names_principals() {
            ask(
                crate::say!("Does it let in only principals of {known}, and AWS services?", known = known),
                lets_in_outsiders(policy, &inside),
            );
        }
        if what != For::Resource {
            let own: Vec<String> =
                ground.bucket_arns().into_iter().chain(ground.tables.iter().flat_map(|t| [t.clone(), format!("{t}/*")])).collect();
            ask(
                crate::say!("Does it lead only to resources of {known}, or of this design?", known = known),
                leads_outside(policy, &inside, &own),
            );
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
        ask(crate::language::t("Does it only read, by AWS's list of actions?").into(), contained(policy, &only_reads));
    }
    if what.endpoint() && design.service == "s3" {
        let of_aws = of_agents(&ground.region).into_iter().chain(of_layers(&ground.region));
        let objects: Vec<String> = of_aws.map(|b| format!("arn:{}:s3:::{b}/*", ground.partition)).collect();
        if let Some(read_aws) = reference(vec!["s3:GetObject".into()], json!(objects)) {
            ask(
                crate::language::t("Can everybody read the buckets of AWS that agents and image layers come from?").into(),
                contained(&read_aws, policy),
            );
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
