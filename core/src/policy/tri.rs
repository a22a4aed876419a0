//! Three-valued truth: yes, no, or unknown with the names of what would have to be known.

use crate::ordered::BTreeSet;

use super::document::PolicyRole;

/// Something that a decision would need and that nobody supplied.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unknown {
    /// Who asks.
    Principal,
    /// Which action is asked for.
    Action,
    /// Which resource it is asked of.
    Resource,
    /// Which account owns the resource, so whether the request crosses accounts.
    ResourceAccount,
    /// Whether a condition key is present, and its value; spelled as the policy spells it.
    Key(String),
    /// A policy that exists but was not supplied.
    Policy(PolicyRole),
    /// Everything is known, but AWS does not document what then happens.
    Open(Open),
}

/// Cases that AWS refuses to store or does not document, so that no verdict is honest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Open {
    /// A policy variable before the fifth colon of a `Resource` ARN.
    VariableBeforeFifthColon,
    /// A `${` that is no well-formed policy variable.
    BadVariable,
    /// A policy variable whose key has several values in the request.
    MultivaluedVariable,
    /// A policy variable whose value holds `*` or `?`, compared with wildcards.
    WildcardInVariable,
    /// Policy variables in a policy whose `Version` AWS does not have.
    UnknownVersion,
    /// A key with several values under an operator without `ForAllValues` or `ForAnyValue`.
    SetOperatorMissing,
    /// A key whose only value is the empty string, asked for by `Null`.
    EmptyValue,
    /// `Null` under a set operator or with `IfExists`.
    QualifiedNull,
    /// A condition value, in the policy or the request, that is not of the operator's type.
    BadValue,
    /// A wildcard inside a named principal; AWS allows `*` alone.
    WildcardInPrincipal,
    /// `NotPrincipal` names only some of session, role or user, and account (AWS: services differ).
    NotPrincipalIncomplete,
    /// A named principal in a gateway endpoint's policy, where AWS wants `*`.
    NamedPrincipalOnGateway,
    /// A canonical user, whose account the request does not tell.
    CanonicalUser,
    /// A `Resource` that is no whole ARN, as API Gateway's own policies have them.
    NotAnArn,
    /// A statement without an element that AWS requires in this kind of policy, or with one it forbids there.
    WrongElements,
}

/// Kleene's three values; the unknown one says what would decide it, behind a pointer: most are known, and are moved about in registers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tri {
    /// Certainly so.
    Yes,
    /// Certainly not.
    No,
    /// Depends on all or some of these; never empty.
    Unknown(Box<BTreeSet<Unknown>>),
}

impl From<bool> for Tri {
    fn from(value: bool) -> Self {
        if value { Self::Yes } else { Self::No }
    }
}

impl Tri {
    /// Unknown for one reason.
    #[must_use]
    pub fn unknown(reason: Unknown) -> Self {
        Self::Unknown(Box::new(BTreeSet::from([reason])))
    }

    /// Unknown because AWS does not say.
    #[must_use]
    pub fn open(case: Open) -> Self {
        Self::unknown(Unknown::Open(case))
    }

    /// Both.
    #[must_use]
    #[inline]
    pub fn and(self, other: Self) -> Self {
        match self {
            Self::Yes => other,
            Self::No => Self::No,
            Self::Unknown(reasons) => match other {
                Self::Yes => Self::Unknown(reasons),
                Self::No => Self::No,
                Self::Unknown(more) => Self::both_unknown(reasons, *more),
            },
        }
    }

    /// Either.
    #[must_use]
    #[inline]
    pub fn or(self, other: Self) -> Self {
        match self {
            Self::No => other,
            Self::Yes => Self::Yes,
            Self::Unknown(reasons) => match other {
                Self::No => Self::Unknown(reasons),
                Self::Yes => Self::Yes,
                Self::Unknown(more) => Self::both_unknown(reasons, *more),
            },
        }
    }

    /// The reasons of two unknown ones.
    #[cold]
    fn both_unknown(mut reasons: Box<BTreeSet<Unknown>>, more: BTreeSet<Unknown>) -> Self {
        reasons.extend(more);
        Self::Unknown(reasons)
    }

    /// The opposite.
    #[must_use]
    #[inline]
    pub fn negate(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            unknown @ Self::Unknown(_) => unknown,
        }
    }

    /// Opposite if asked for.
    #[must_use]
    #[inline]
    pub fn negate_if(self, negate: bool) -> Self {
        if negate { self.negate() } else { self }
    }

    /// Certainly yes.
    #[must_use]
    #[inline]
    pub fn is_yes(&self) -> bool {
        matches!(self, Self::Yes)
    }

    /// Certainly no.
    #[must_use]
    #[inline]
    pub fn is_no(&self) -> bool {
        matches!(self, Self::No)
    }

    /// Yes as soon as one is; stops there.
    pub fn any(items: impl IntoIterator<Item = Self>) -> Self {
        let mut out = Self::No;
        for item in items {
            match item {
                Self::No => {}
                Self::Yes => return Self::Yes,
                unknown @ Self::Unknown(_) => out = out.or(unknown),
            }
        }
        out
    }

    /// No as soon as one is; stops there.
    pub fn all(items: impl IntoIterator<Item = Self>) -> Self {
        let mut out = Self::Yes;
        for item in items {
            match item {
                Self::Yes => {}
                Self::No => return Self::No,
                unknown @ Self::Unknown(_) => out = out.and(unknown),
            }
        }
        out
    }

    /// What all of several possible worlds agree on; where they differ, unknown for `reason` beside their own reasons.
    pub fn agree(worlds: impl IntoIterator<Item = Self>, reason: Unknown) -> Self {
        let mut worlds = worlds.into_iter();
        let Some(first) = worlds.next() else {
            return Self::unknown(reason);
        };
        worlds.fold(first, |left, right| {
            if left == right {
                return left;
            }
            let mut reasons = BTreeSet::from([reason.clone()]);
            for side in [left, right] {
                if let Self::Unknown(more) = side {
                    reasons.extend(*more);
                }
            }
            Self::Unknown(Box::new(reasons))
        })
    }
}
