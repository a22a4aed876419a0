//! Who asks, and whom a `Principal` element means.

use crate::ordered::BTreeMap;

use super::document::{PrincipalType, Principals};
use super::request::{KeyName, KeyState};
use super::tri::{Open, Tri, Unknown};

/// Who makes a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// Nobody that AWS knows.
    Anonymous,
    /// The root user of an account.
    Root { arn: String, account: String },
    /// An IAM user.
    User { arn: String, account: String },
    /// A role in use.
    Role {
        /// The role's ARN with its path.
        arn: String,
        account: String,
        /// The session's ARN (`arn:aws:sts::…:assumed-role/ROLE/SESSION`), where known.
        session: Option<String>,
        /// False when the ARN was worked out from a session's, which does not tell the role's path.
        path_known: bool,
    },
    /// A session made by `GetFederationToken`.
    FederatedUser { arn: String, account: String },
    /// An AWS service, such as `cloudtrail.amazonaws.com`.
    Service(String),
    /// Somebody whom an identity provider vouches for: the provider's name or ARN.
    Federated(String),
}

const PROVIDERS: [&str; 4] = ["cognito-identity.amazonaws.com", "www.amazon.com", "graph.facebook.com", "accounts.google.com"];

/// Twelve digits.
pub(super) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The fields of a principal's ARN: service, account, and the part behind the fifth colon.
fn fields(arn: &str) -> Option<(&str, &str, &str)> {
    let mut parts = arn.splitn(6, ':');
    let (prefix, _partition, service) = (parts.next()?, parts.next()?, parts.next()?);
    let (_region, account, rest) = (parts.next()?, parts.next()?, parts.next()?);
    (prefix == "arn").then_some((service, account, rest))
}

impl Principal {
    /// Reads `*` or `anonymous`, an account id (its root user), an ARN, a service's or provider's name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text == "*" || text.eq_ignore_ascii_case("anonymous") {
            return Some(Self::Anonymous);
        }
        if is_account(text) {
            return Some(Self::Root { arn: format!("arn:aws:iam::{text}:root"), account: text.to_owned() });
        }
        if PROVIDERS.contains(&text) {
            return Some(Self::Federated(text.to_owned()));
        }
        if !text.starts_with("arn:") {
            let service = text.ends_with(".amazonaws.com") || text.ends_with(".amazonaws.com.cn");
            return service.then(|| Self::Service(text.to_owned()));
        }
        let (service, account, rest) = fields(text)?;
        let (arn, account) = (text.to_owned(), account.to_owned());
        match (service, rest.split_once('/').map_or((rest, ""), |(kind, name)| (kind, name))) {
            ("iam", ("root", "")) => Some(Self::Root { arn, account }),
            ("iam", ("user", name)) if !name.is_empty() => Some(Self::User { arn, account }),
            ("iam", ("role", name)) if !name.is_empty() => Some(Self::Role { arn, account, session: None, path_known: true }),
            ("iam", ("saml-provider" | "oidc-provider", _)) => Some(Self::Federated(arn)),
            ("sts", ("federated-user", name)) if !name.is_empty() => Some(Self::FederatedUser { arn, account }),
            ("sts", ("assumed-role", name)) => {
                let (role, session) = name.split_once('/')?;
                if role.is_empty() || session.is_empty() {
                    return None;
                }
                let partition = text.split(':').nth(1)?;
                let role_arn = format!("arn:{partition}:iam::{account}:role/{role}");
                Some(Self::Role { arn: role_arn, account, session: Some(arn), path_known: false })
            }
            _ => None,
        }
    }

    /// A session together with its role's ARN, whose path the session's ARN does not tell.
    #[must_use]
    pub fn session(session: &str, role: &str) -> Option<Self> {
        match (Self::parse(session)?, Self::parse(role)?) {
            (Self::Role { session: Some(session), .. }, Self::Role { arn, account, .. }) => {
                Some(Self::Role { arn, account, session: Some(session), path_known: true })
            }
            _ => None,
        }
    }

    /// The account that it belongs to.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::Root { account, .. } | Self::User { account, .. } | Self::Role { account, .. } | Self::FederatedUser { account, .. } => {
                Some(account)
            }
            Self::Anonymous | Self::Service(_) | Self::Federated(_) => None,
        }
    }

    /// A service-linked role, which neither SCPs nor RCPs restrict.
    #[must_use]
    pub fn is_service_linked_role(&self) -> bool {
        matches!(self, Self::Role { arn, .. } if arn.contains(":role/aws-service-role/"))
    }

    /// The condition keys that follow, names in lower case ("AWS global condition context keys").
    pub(super) fn keys(&self) -> BTreeMap<KeyName, KeyState> {
        let mut keys = BTreeMap::new();
        let mut put = |key: &str, value: Option<&str>| {
            let state = value.map_or(KeyState::Absent, |value| KeyState::Present(vec![value.to_owned()]));
            keys.insert(KeyName::new(key), state);
        };
        let (kind, arn, user) = match self {
            Self::Anonymous => ("Anonymous", None, None),
            Self::Root { arn, .. } => ("Account", Some(arn.clone()), None),
            Self::User { arn, .. } => ("User", Some(arn.clone()), arn.rsplit('/').next()),
            Self::Role { arn, .. } => ("AssumedRole", Some(arn.clone()), None),
            Self::FederatedUser { arn, .. } => ("FederatedUser", Some(arn.clone()), None),
            Self::Service(name) => {
                put("aws:principalisawsservice", Some("true"));
                put("aws:principalservicename", Some(name));
                return keys;
            }
            Self::Federated(_) => {
                put("aws:principalisawsservice", Some("false"));
                return keys;
            }
        };
        put("aws:principalisawsservice", Some("false"));
        put("aws:principaltype", Some(kind));
        put("aws:principalarn", arn.as_deref());
        put("aws:principalaccount", Some(self.account().unwrap_or("anonymous")));
        put("aws:username", user);
        // Only calls that a service itself makes carry these.
        for key in [
            "aws:principalservicename",
            "aws:principalservicenameslist",
            "aws:sourcearn",
            "aws:sourceaccount",
            "aws:sourceorgid",
            "aws:sourceorgpaths",
        ] {
            put(key, None);
        }
        if self.has_hidden_path() {
            keys.insert(KeyName::new("aws:principalarn"), KeyState::Unknown);
        }
        keys
    }

    /// The session's role certainly has a path, and it is not known.
    fn has_hidden_path(&self) -> bool {
        const WITH_PATH: [&str; 2] = [":role/AWSReservedSSO_", ":role/AWSServiceRoleFor"];
        matches!(self, Self::Role { arn, path_known: false, .. } if WITH_PATH.iter().any(|part| arn.contains(part)))
    }
}

/// How directly an element names the one who asks; it decides which implicit denies still count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// The user, the session, the service, or everybody.
    pub direct: Tri,
    /// The role behind the session.
    pub role: Tri,
    /// The account, which delegates.
    pub account: Tri,
}

impl Named {
    pub const NOBODY: Self = Self { direct: Tri::No, role: Tri::No, account: Tri::No };
    pub const DIRECTLY: Self = Self { direct: Tri::Yes, role: Tri::No, account: Tri::No };

    #[inline]
    pub fn any(&self) -> Tri {
        if self.direct.is_yes() || self.role.is_yes() || self.account.is_yes() {
            return Tri::Yes;
        }
        self.direct.clone().or(self.role.clone()).or(self.account.clone())
    }

    fn or(self, other: Self) -> Self {
        Self { direct: self.direct.or(other.direct), role: self.role.or(other.role), account: self.account.or(other.account) }
    }

    fn direct(value: Tri) -> Self {
        Self { direct: value, ..Self::NOBODY }
    }
}

/// Whom the element means, seen from the one who asks. `gateway`: the policy is a gateway endpoint's.
pub(super) fn named(element: &Principals, asking: Option<&Principal>, gateway: bool) -> Named {
    if element.negated {
        return Named::direct(exempt(element, asking, gateway).negate());
    }
    if element.is_everyone() {
        return Named::DIRECTLY;
    }
    let Some(asking) = asking else {
        let nobody = element.named.is_empty();
        return if nobody { Named::NOBODY } else { Named::direct(Tri::unknown(Unknown::Principal)) };
    };
    let found = element.named.iter().map(|(kind, id)| one(*kind, id, asking, gateway));
    found.fold(Named::NOBODY, Named::or)
}

/// Whether `NotPrincipal` leaves the one who asks alone. AWS asks that account, role and session (or user) all be
/// listed, and says that services differ where some are missing.
fn exempt(element: &Principals, asking: Option<&Principal>, gateway: bool) -> Tri {
    if element.is_everyone() {
        return Tri::Yes;
    }
    let Some(asking) = asking else {
        return if element.named.is_empty() { Tri::No } else { Tri::unknown(Unknown::Principal) };
    };
    let listed = element.named.iter().map(|(kind, id)| one(*kind, id, asking, gateway)).fold(Named::NOBODY, Named::or);
    if listed.any().is_no() || asking.account().is_none() || matches!(asking, Principal::Root { .. }) {
        return listed.any();
    }
    let is_role = matches!(asking, Principal::Role { .. });
    // The account alone excepts nobody in it but its root user: at the user, or the role, AWS denies.
    if listed.direct.is_no() && (!is_role || listed.role.is_no()) {
        return Tri::No;
    }
    let role = if is_role { listed.role } else { Tri::Yes };
    match listed.direct.and(role).and(listed.account) {
        Tri::No => Tri::open(Open::NotPrincipalIncomplete),
        other => other,
    }
}

fn one(kind: PrincipalType, id: &str, asking: &Principal, gateway: bool) -> Named {
    match (kind, asking) {
        (PrincipalType::Service, Principal::Service(name)) | (PrincipalType::Federated, Principal::Federated(name)) => {
            Named::direct(exactly(id, name))
        }
        (PrincipalType::Service | PrincipalType::Federated, _) => Named::NOBODY,
        (PrincipalType::CanonicalUser, _) if asking.account().is_some() => {
            Named { account: Tri::open(Open::CanonicalUser), ..Named::NOBODY }
        }
        (PrincipalType::CanonicalUser, _) => Named::NOBODY,
        (PrincipalType::Aws, _) => {
            let named = aws(id, asking, gateway);
            // AWS wants `*` on gateway endpoints; of named ones it documents only the account.
            let certain = named.any().is_no() || matches!(asking, Principal::Root { .. });
            if gateway && !certain { Named::direct(Tri::open(Open::NamedPrincipalOnGateway)) } else { named }
        }
    }
}

/// Whether a service or provider is the named one; `*` alone is each of them.
fn exactly(id: &str, name: &str) -> Tri {
    if id == name || id == "*" {
        Tri::Yes
    } else if id.contains(['*', '?']) {
        Tri::open(Open::WildcardInPrincipal)
    } else {
        Tri::No
    }
}

fn aws(id: &str, asking: &Principal, gateway: bool) -> Named {
    let Some(own) = asking.account() else {
        return Named::NOBODY;
    };
    let account = if is_account(id) { Some(id) } else { root_of(id) };
    if let Some(account) = account {
        let same = Tri::from(account == own);
        return match asking {
            Principal::Root { .. } => Named::direct(same),
            _ if gateway => Named::NOBODY,
            _ => Named { account: same, ..Named::NOBODY },
        };
    }
    let Some((service, account, rest)) = fields(id) else {
        // A deleted principal's unique id, or nothing that AWS knows.
        return Named::direct(if id.contains(['*', '?']) { Tri::open(Open::WildcardInPrincipal) } else { Tri::No });
    };
    if id.contains(['*', '?']) {
        let possible = account == own || account.contains(['*', '?']);
        return if possible { Named::direct(Tri::open(Open::WildcardInPrincipal)) } else { Named::NOBODY };
    }
    match asking {
        Principal::User { arn, .. } => Named::direct((id == arn).into()),
        Principal::FederatedUser { arn, .. } if id != arn => {
            // The ARN does not tell which user federated.
            let maybe = service == "iam" && account == own && rest.starts_with("user/");
            Named { role: if maybe { Tri::unknown(Unknown::Principal) } else { Tri::No }, ..Named::NOBODY }
        }
        Principal::FederatedUser { .. } => Named::DIRECTLY,
        Principal::Role { arn, session, path_known, .. } => {
            let name = arn.rsplit('/').next().unwrap_or("");
            if service == "sts" {
                let ours = account == own && rest.strip_prefix("assumed-role/").and_then(|r| r.split('/').next()) == Some(name);
                return Named::direct(match session {
                    Some(session) => (session == id).into(),
                    None if ours => Tri::unknown(Unknown::Principal),
                    None => Tri::No,
                });
            }
            // Role names are unique in an account and AWS stores only policies whose principals exist, so a session's
            // role is known by its name.
            let by_name =
                !path_known && service == "iam" && account == own && rest.starts_with("role/") && rest.rsplit('/').next() == Some(name);
            Named { role: (by_name || id == arn).into(), ..Named::NOBODY }
        }
        _ => Named::NOBODY,
    }
}

/// The account of `arn:PARTITION:iam::ACCOUNT:root`.
pub(super) fn root_of(arn: &str) -> Option<&str> {
    match fields(arn)? {
        ("iam", account, "root") => Some(account),
        _ => None,
    }
}
