//! One statement against one request.

use super::document::{Effect, PolicyRole, Statement};
use super::matching::{ActionPattern, ArnPattern};
use super::principal::{Named, named};
use super::request::Request;
use super::tri::{Open, Tri};

/// What a statement is judged under, beside the request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting {
    pub role: PolicyRole,
    /// The policy is a gateway endpoint's.
    pub gateway: bool,
    /// The one who asks has a permissions boundary.
    pub bounded: bool,
}

/// How a statement applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Applies {
    /// Action, resource and conditions.
    pub what: Tri,
    /// Principal; everybody where the kind of policy has none.
    pub who: Named,
}

impl Applies {
    const NOT: Self = Self { what: Tri::No, who: Named::NOBODY };

    pub fn any(&self) -> Tri {
        self.what.clone().and(self.who.any())
    }
}

/// An element of a statement that kept it from applying.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Element {
    Principal,
    Action,
    Resource,
    /// The operator and key as written.
    Condition {
        operator: String,
        key: String,
    },
}

impl Statement {
    pub(super) fn applies(&self, request: &Request, setting: Setting) -> Applies {
        let action = self.action_matches(request);
        if action.is_no() {
            return Applies::NOT;
        }
        let who = self.who(request, setting);
        if who.any().is_no() {
            return Applies::NOT;
        }
        let what = action.and(self.resource_matches(request, setting.role));
        if what.is_no() {
            return Applies::NOT;
        }
        let what = what.and(Tri::all(self.conditions.iter().map(|condition| condition.holds(request))));
        Applies { what, who }
    }

    /// Every element that certainly does not fit the request.
    pub(super) fn mismatches(&self, request: &Request, setting: Setting) -> Vec<Element> {
        let mut out = Vec::new();
        if self.who(request, setting).any().is_no() {
            out.push(Element::Principal);
        }
        if self.action_matches(request).is_no() {
            out.push(Element::Action);
        }
        if self.resource_matches(request, setting.role).is_no() {
            out.push(Element::Resource);
        }
        for condition in self.conditions.iter().filter(|condition| condition.holds(request).is_no()) {
            let (operator, key) = (condition.operator().to_owned(), condition.key().to_owned());
            out.push(Element::Condition { operator, key });
        }
        out
    }

    fn action_matches(&self, request: &Request) -> Tri {
        let found = Tri::any(self.actions.iter().map(|pattern: &ActionPattern| pattern.matches(request)));
        found.negate_if(self.not_action)
    }

    fn resource_matches(&self, request: &Request, role: PolicyRole) -> Tri {
        match &self.resources {
            // Trust policies have no Resource, and some resource policies may leave it out: the resource is their own.
            None if role == PolicyRole::Resource => Tri::Yes,
            None => Tri::open(Open::WrongElements),
            Some(patterns) => {
                let found = Tri::any(patterns.iter().map(|pattern: &ArnPattern| pattern.matches_resource(request)));
                found.negate_if(self.not_resource)
            }
        }
    }

    pub(super) fn who(&self, request: &Request, setting: Setting) -> Named {
        let wrong = || Named { direct: Tri::open(Open::WrongElements), ..Named::NOBODY };
        match (&self.principals, setting.role) {
            (None, PolicyRole::Resource | PolicyRole::Endpoint | PolicyRole::Rcp) => wrong(),
            (None, _) => Named::DIRECTLY,
            (Some(element), PolicyRole::Resource | PolicyRole::Endpoint | PolicyRole::Rcp) => {
                // AWS: a NotPrincipal in a Deny also denies whoever has a permissions boundary, listed or not.
                if element.is_negated() && self.effect == Effect::Deny && setting.bounded {
                    return Named::DIRECTLY;
                }
                named(element, request.principal(), setting.gateway)
            }
            (Some(_), _) => wrong(),
        }
    }
}
