//! All policies together: what AWS decides, and by which statements.
//!
//! "Policy evaluation logic" and "Cross-account policy evaluation logic" in the IAM User Guide.

use super::decision::{AllowedBy, Decision, EndpointKind, PolicySet, Supplied};
use super::document::PolicyRole;
use super::principal::Principal;
use super::request::{Asked, Request};
use super::statement::Setting;
use super::tri::{Tri, Unknown};
use super::trial::{Granted, Trial, near_misses};
use crate::ordered::Sorted as _;

/// Decides a request.
#[must_use]
pub fn decide(policies: &PolicySet, request: &Request) -> Decision {
    let asking = Asking::of(request.principal(), policies);
    let in_organization = !request.is_service_linked();
    let setting = |role| Setting {
        role,
        gateway: role == PolicyRole::Endpoint && policies.endpoint_kind == EndpointKind::Gateway,
        bounded: policies.boundary != Supplied::None && asking.has_identity(),
    };
    let mut trial = Trial::new(request);

    // In AWS's order, so that the statements are reported in it. Service-linked roles are restricted by neither kind
    // of organization policy, services and strangers by no SCP.
    if in_organization {
        trial.perhaps = asking.may_be_outside();
        trial.levels(&policies.rcp, setting(PolicyRole::Rcp));
    }
    let scp = if in_organization && asking.has_identity() {
        let inside = trial.levels(&policies.scp, setting(PolicyRole::Scp));
        if asking.may_be_outside() { Tri::agree([inside, Tri::Yes], Unknown::Principal) } else { inside }
    } else {
        Tri::Yes
    };
    trial.perhaps = false;
    let endpoint = trial.each(&policies.endpoint, setting(PolicyRole::Endpoint));
    let resource = trial.union(&policies.resource, setting(PolicyRole::Resource));
    let limited = asking.has_identity() && asking != Asking::Root;
    let mut of_identity = |supplied, role, absent: Tri| match supplied {
        &Supplied::None => absent,
        _ if !limited => Tri::Yes,
        given => trial.union(given, setting(role)).any(),
    };
    let without = if asking == Asking::Root { Tri::Yes } else { Tri::No };
    let identity = of_identity(&policies.identity, PolicyRole::Identity, without);
    let boundary = of_identity(&policies.boundary, PolicyRole::Boundary, Tri::Yes);
    let session = of_identity(&policies.session, PolicyRole::Session, Tri::Yes);

    let layers = Layers { resource, identity, boundary, session, explicit: must_be_explicit(request) };
    let core = layers.core(asking, same_account(request));
    let allowed = endpoint.clone().and(scp.clone()).and(core.allowed.clone()).and(trial.deny().negate());
    let mut missing = Vec::new();
    if scp.is_no() {
        missing.push(PolicyRole::Scp);
    }
    if endpoint.is_no() {
        missing.push(PolicyRole::Endpoint);
    }
    let only_core = missing.is_empty();
    if core.allowed.is_no() {
        missing.extend(&core.missing);
    }
    let near = |missing: &[PolicyRole]| {
        let all = missing.iter().flat_map(|role| policies.of(*role).into_iter().map(|named| (named, setting(*role))));
        all.flat_map(|(named, setting)| near_misses(request, &named.name, &named.policy, setting)).collect()
    };
    trial.conclude(allowed, core.by, missing, only_core && core.any_would_do, near)
}

/// What the layers of a request's own accounts say, and which way.
struct Core {
    allowed: Tri,
    by: AllowedBy,
    missing: Vec<PolicyRole>,
    any_would_do: bool,
}

struct Layers {
    resource: Granted,
    identity: Tri,
    boundary: Tri,
    session: Tri,
    /// Whether only the resource policy can open the resource (KMS keys, role trust).
    explicit: Tri,
}

impl Layers {
    fn core(&self, asking: Asking, same: Option<bool>) -> Core {
        match (asking, same) {
            (Asking::Stranger, _) => self.stranger(),
            (Asking::Unknown, _) => {
                let with_root = Self { identity: Tri::Yes, ..self.copy() };
                let worlds = [self.same(false), self.cross(), self.stranger(), with_root.same(true), with_root.cross()];
                Core::agreed(worlds, &Unknown::Principal)
            }
            (Asking::SomeIdentity, _) => Core::agreed([self.same(false), self.cross()], &Unknown::Principal),
            (_, Some(true)) => self.same(asking == Asking::Root),
            (_, Some(false)) => self.cross(),
            (_, None) => Core::agreed([self.same(asking == Asking::Root), self.cross()], &Unknown::ResourceAccount),
        }
    }

    fn copy(&self) -> Self {
        Self {
            resource: self.resource.clone(),
            identity: self.identity.clone(),
            boundary: self.boundary.clone(),
            session: self.session.clone(),
            explicit: self.explicit.clone(),
        }
    }

    fn limits(&self) -> Tri {
        self.boundary.clone().and(self.session.clone())
    }

    fn missing(&self, resource: bool) -> Vec<PolicyRole> {
        [
            (resource, PolicyRole::Resource),
            (self.identity.is_no(), PolicyRole::Identity),
            (self.boundary.is_no(), PolicyRole::Boundary),
            (self.session.is_no(), PolicyRole::Session),
        ]
        .into_iter()
        .filter_map(|(missing, role)| missing.then_some(role))
        .collect()
    }

    fn same(&self, root: bool) -> Core {
        let chain = self.identity.clone().and(self.limits());
        let delegated = self.explicit.clone().negate().or(self.resource.account.clone());
        let by_role = self.resource.role.clone().and(self.limits());
        let by_identity = chain.and(delegated);
        let by = if self.resource.direct.is_yes() {
            AllowedBy::ResourcePolicyDirectly
        } else if by_role.is_yes() {
            AllowedBy::ResourcePolicyForRole
        } else if root {
            AllowedBy::RootUser
        } else if self.explicit.is_no() {
            AllowedBy::IdentityPolicy
        } else {
            AllowedBy::IdentityAndResourcePolicy
        };
        let needs_both = self.explicit.is_yes();
        let limited = self.boundary.is_no() || self.session.is_no();
        Core {
            allowed: self.resource.direct.clone().or(by_role).or(by_identity),
            by,
            missing: self.missing(if needs_both { self.resource.any().is_no() } else { self.identity.is_no() }),
            any_would_do: !needs_both && !limited,
        }
    }

    fn cross(&self) -> Core {
        let granted = self.resource.any();
        Core {
            allowed: self.identity.clone().and(self.limits()).and(granted.clone()),
            by: AllowedBy::IdentityAndResourcePolicy,
            missing: self.missing(granted.is_no()),
            any_would_do: false,
        }
    }

    fn stranger(&self) -> Core {
        Core { allowed: self.resource.any(), by: AllowedBy::ResourcePolicyAlone, missing: vec![PolicyRole::Resource], any_would_do: false }
    }
}

impl Core {
    fn agreed(worlds: impl IntoIterator<Item = Self>, reason: &Unknown) -> Self {
        let worlds: Vec<Self> = worlds.into_iter().collect();
        let allowed = Tri::agree(worlds.iter().map(|world| world.allowed.clone()), reason.clone());
        let mut missing: Vec<PolicyRole> = worlds.iter().flat_map(|world| world.missing.clone()).collect();
        missing.order();
        missing.dedup();
        let any_would_do = worlds.iter().all(|world| world.any_would_do);
        Self { allowed, by: AllowedBy::AnyWay, missing, any_would_do }
    }
}

/// Who asks, as far as it changes which policies count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asking {
    /// A user, role or session.
    Identity,
    Root,
    /// A service, a federated user, anybody: without identity policies.
    Stranger,
    /// Not known who, but somebody with identity policies.
    SomeIdentity,
    Unknown,
}

impl Asking {
    fn of(principal: Option<&Principal>, policies: &PolicySet) -> Self {
        match principal {
            None if policies.identity != Supplied::None || policies.boundary != Supplied::None => Self::SomeIdentity,
            None => Self::Unknown,
            Some(Principal::Root { .. }) => Self::Root,
            Some(Principal::User { .. } | Principal::Role { .. } | Principal::FederatedUser { .. }) => Self::Identity,
            Some(Principal::Anonymous | Principal::Service(_) | Principal::Federated(_)) => Self::Stranger,
        }
    }

    fn has_identity(self) -> bool {
        self != Self::Stranger
    }

    /// It is not known whether organization policies count.
    fn may_be_outside(self) -> bool {
        matches!(self, Self::SomeIdentity | Self::Unknown)
    }
}

fn same_account(request: &Request) -> Option<bool> {
    Some(request.principal()?.account()? == request.resource_account()?)
}

/// KMS keys and roles are open only to whom their own policy lets in.
fn must_be_explicit(request: &Request) -> Tri {
    let action: Tri = match (request.asked(), request.service()) {
        (Asked::Action(_) | Asked::SomeOf(_), Some("kms")) => Tri::Yes,
        (Asked::Action(_), Some("sts")) => {
            let name = request.action_lower().trim_start_matches("sts:");
            (name.starts_with("assumerole") || matches!(name, "tagsession" | "setsourceidentity")).into()
        }
        (Asked::Unknown, _) | (Asked::SomeOf(_), Some("sts")) => Tri::unknown(Unknown::Action),
        _ => Tri::No,
    };
    if action.is_no() {
        return action;
    }
    let resource = match request.resource() {
        None => Tri::unknown(Unknown::Resource),
        Some(arn) => matches!(arn.splitn(6, ':').nth(5), Some(rest) if rest.starts_with("key/") || rest.starts_with("role/")).into(),
    };
    action.and(resource)
}
