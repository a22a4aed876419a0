//! The walk through the policies of a request, keeping every statement that takes part.

use std::sync::Arc;

use super::decision::{AllowedBy, Decision, NamedPolicy, NearMiss, Outcome, StatementRef, Supplied, TookPart, Why};
use super::document::{Effect, Policy, PolicyRole, Statement};
use super::request::Request;
use super::statement::Setting;
use super::tri::{Tri, Unknown};

/// What a resource policy grants, by how directly it names the one who asks.
#[derive(Clone)]
pub(super) struct Granted {
    pub direct: Tri,
    pub role: Tri,
    pub account: Tri,
}

impl Granted {
    fn all(value: &Tri) -> Self {
        Self { direct: value.clone(), role: value.clone(), account: value.clone() }
    }

    pub fn any(&self) -> Tri {
        self.direct.clone().or(self.role.clone()).or(self.account.clone())
    }
}

/// Walks through the policies, keeping what it sees.
pub(super) struct Trial<'a> {
    request: &'a Request,
    took_part: Vec<TookPart>,
    deny: Tri,
    /// Denies count only if the unknown principal is one whom they concern.
    pub perhaps: bool,
}

impl<'a> Trial<'a> {
    pub fn new(request: &'a Request) -> Self {
        Self { request, took_part: Vec::new(), deny: Tri::No, perhaps: false }
    }

    /// One policy, under the name that answers use for it.
    pub fn policy(&mut self, name: &'a Arc<str>, policy: &'a Policy, setting: Setting) -> Granted {
        let mut granted = Granted::all(&Tri::No);
        for statement in &policy.statements {
            let applies = statement.applies(self.request, setting);
            if applies.what.is_no() {
                continue;
            }
            let mut any = applies.any();
            if self.perhaps && statement.effect == Effect::Deny {
                any = any.and(Tri::unknown(Unknown::Principal));
            }
            if any.is_no() {
                continue;
            }
            self.took_part.push(TookPart {
                statement: reference(name, statement, setting.role),
                effect: statement.effect,
                certain: any.is_yes(),
            });
            match statement.effect {
                Effect::Deny => self.deny = std::mem::replace(&mut self.deny, Tri::No).or(any),
                Effect::Allow => {
                    let (what, who) = (applies.what, applies.who);
                    granted.direct = granted.direct.or(what.clone().and(who.direct));
                    granted.role = granted.role.or(what.clone().and(who.role));
                    granted.account = granted.account.or(what.and(who.account));
                }
            }
        }
        granted
    }

    fn not_at_hand(&mut self, role: PolicyRole) -> Tri {
        let unknown = Tri::unknown(Unknown::Policy(role));
        self.deny = std::mem::replace(&mut self.deny, Tri::No).or(unknown.clone());
        unknown
    }

    /// One of them must allow.
    pub fn union(&mut self, supplied: &'a Supplied<Vec<NamedPolicy>>, setting: Setting) -> Granted {
        match supplied {
            Supplied::None => Granted::all(&Tri::No),
            Supplied::Unknown => Granted::all(&self.not_at_hand(setting.role)),
            Supplied::Given(policies) => policies.iter().fold(Granted::all(&Tri::No), |sum, named| {
                let more = self.policy(&named.name, &named.policy, setting);
                Granted { direct: sum.direct.or(more.direct), role: sum.role.or(more.role), account: sum.account.or(more.account) }
            }),
        }
    }

    /// Every one of them must allow.
    pub fn each(&mut self, supplied: &'a Supplied<Vec<NamedPolicy>>, setting: Setting) -> Tri {
        match supplied {
            Supplied::None => Tri::Yes,
            Supplied::Unknown => self.not_at_hand(setting.role),
            // All are walked through, so that every deny is found.
            Supplied::Given(policies) => {
                policies.iter().fold(Tri::Yes, |sum, named| sum.and(self.policy(&named.name, &named.policy, setting).any()))
            }
        }
    }

    /// On every level one must allow.
    pub fn levels(&mut self, supplied: &'a Supplied<Vec<Vec<NamedPolicy>>>, setting: Setting) -> Tri {
        match supplied {
            Supplied::None => Tri::Yes,
            Supplied::Unknown => self.not_at_hand(setting.role),
            Supplied::Given(levels) => levels.iter().fold(Tri::Yes, |sum, level| {
                let on_level = level.iter().fold(Tri::No, |some, named| some.or(self.policy(&named.name, &named.policy, setting).any()));
                sum.and(on_level)
            }),
        }
    }

    /// The denies seen so far.
    pub fn deny(&self) -> Tri {
        self.deny.clone()
    }

    /// `near` is asked for what came near only where nothing allows.
    pub fn conclude(
        self,
        allowed: Tri,
        by: AllowedBy,
        missing: Vec<PolicyRole>,
        any_would_do: bool,
        near: impl FnOnce(&[PolicyRole]) -> Vec<NearMiss>,
    ) -> Decision {
        let which = |effect: Effect, certain: bool| {
            let wanted = move |part: &&TookPart| part.effect == effect && (part.certain || !certain);
            self.took_part.iter().filter(wanted).map(|part| part.statement.clone()).collect::<Vec<_>>()
        };
        let (outcome, by, why, unknown) = match allowed {
            Tri::Yes => (Outcome::Allow, which(Effect::Allow, true), Why::Allowed(by), Vec::new()),
            Tri::No if self.deny.is_yes() => {
                let by = which(Effect::Deny, true);
                let first = by.first().map_or(PolicyRole::Rcp, |statement| statement.policy);
                (Outcome::ExplicitDeny, by, Why::Denied(first), Vec::new())
            }
            Tri::No => {
                let near = near(&missing);
                let why = Why::NothingAllows { missing, any_would_do, near };
                (Outcome::ImplicitDeny, Vec::new(), why, Vec::new())
            }
            Tri::Unknown(reasons) => {
                let by = self.took_part.iter().filter(|part| !part.certain).map(|part| part.statement.clone());
                (Outcome::Depends, by.collect(), Why::Unknown, reasons.into_iter().collect())
            }
        };
        Decision { outcome, by, why, took_part: self.took_part, unknown }
    }
}

/// The allows of a policy that do not apply, and what about each does not fit.
pub(super) fn near_misses(request: &Request, name: &Arc<str>, policy: &Policy, setting: Setting) -> Vec<NearMiss> {
    let allows = policy.statements.iter().filter(|s| s.effect == Effect::Allow);
    let fail = allows.filter(|s| s.applies(request, setting).any().is_no());
    fail.map(|s| NearMiss { statement: reference(name, s, setting.role), mismatches: s.mismatches(request, setting) }).collect()
}

fn reference(name: &Arc<str>, statement: &Statement, policy: PolicyRole) -> StatementRef {
    StatementRef { policy, name: name.clone(), index: statement.index, sid: statement.sid.clone() }
}
