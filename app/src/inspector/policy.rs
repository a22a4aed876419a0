//! Judges the text of a policy: where it is wrong, what is doubtful about it, how long it is, and what it says in short.

use super::words::counted;
use crate::ui::number::thousands;
use portico_core::ordered::Sorted as _;
use portico_core::policy::{EndpointKind, Fault, LintAs, Policy, PolicyError, PolicyRole, Problem, Severity, What, lint};

/// What a policy is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    GatewayEndpoint,
    InterfaceEndpoint,
    Resource,
    Role,
    Boundary,
}

impl For {
    fn lint(self) -> LintAs {
        match self {
            Self::GatewayEndpoint => LintAs::Endpoint(EndpointKind::Gateway),
            Self::InterfaceEndpoint => LintAs::Endpoint(EndpointKind::Interface),
            Self::Resource => LintAs::Other(PolicyRole::Resource),
            Self::Role => LintAs::Other(PolicyRole::Identity),
            Self::Boundary => LintAs::Other(PolicyRole::Boundary),
        }
    }

    /// Whether no policy means full access.
    pub fn endpoint(self) -> bool {
        matches!(self, Self::GatewayEndpoint | Self::InterfaceEndpoint)
    }

    /// The most characters that AWS takes.
    /// [Control access to VPC endpoints using endpoint policies; IAM and AWS STS quotas; Bucket policies]
    pub fn limit(self) -> usize {
        match self {
            Self::GatewayEndpoint | Self::InterfaceEndpoint | Self::Resource => 20_480,
            Self::Role => 10_240,
            Self::Boundary => 6_144,
        }
    }
}

/// What is to be said of a policy's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// Why it cannot stand, with its place.
    pub error: Option<String>,
    /// What to look at, the worst first.
    pub doubts: Vec<String>,
    /// "312 of 20,480 characters".
    pub size: String,
    pub too_long: bool,
    /// The same in one fixed form; none where it has it already.
    pub pretty: Option<String>,
    /// "Full access", "2 statements".
    pub short: String,
    pub full_access: bool,
}

/// An empty text is no policy, and fine.
pub fn judge(text: &str, what: For) -> Judged {
    let characters = text.chars().count();
    let mut judged = Judged {
        size: format!("{} of {} characters", thousands(characters as u64), thousands(what.limit() as u64)),
        too_long: characters > what.limit(),
        ..Judged::default()
    };
    if text.trim().is_empty() {
        judged.full_access = what.endpoint();
        judged.short = if what.endpoint() { "Full access".into() } else { "None".into() };
        return judged;
    }
    match Policy::parse(text) {
        Err(e) => {
            judged.short = "Not a policy".into();
            judged.error = Some(refused(&e));
        }
        Ok(policy) => {
            judged.full_access = policy.is_full_access();
            judged.short =
                if judged.full_access { "Full access".into() } else { counted(policy.statements().len(), "statement", "statements") };
            let pretty = policy.to_json();
            judged.pretty = (pretty != text).then_some(pretty);
            let mut problems = lint(&policy, what.lint());
            problems.order_by_key(|p| p.severity);
            judged.doubts = problems.iter().map(|p| doubt(text, p)).collect();
        }
    }
    if judged.too_long && !judged.doubts.iter().any(|d| d.contains("too long")) {
        judged.doubts.insert(0, format!("AWS takes at most {} characters here.", thousands(what.limit() as u64)));
    }
    judged
}

/// "Line 3, column 12: …".
fn refused(e: &PolicyError) -> String {
    let what = match &e.what {
        What::NotJson { found: Some(c) } => format!("\"{c}\" does not belong here; this is not JSON"),
        What::NotJson { found: None } => "the text ends too early; this is not JSON".into(),
        What::BadEscape => "an escape that JSON does not know".into(),
        What::TooLarge { limit, .. } => format!("longer than {} bytes", thousands(*limit as u64)),
        What::TooDeep { limit } => format!("nested deeper than {limit}"),
        What::DuplicateKey(k) => format!("\"{k}\" stands twice"),
        What::UnknownElement(k) => format!("a policy has no element \"{k}\""),
        What::WrongType(found) => format!("{found} does not fit here"),
        What::Missing(k) => format!("\"{k}\" is missing"),
        What::UnknownEffect(v) => format!("the effect \"{v}\" is neither Allow nor Deny"),
        What::UnknownOperator(o) => format!("AWS has no condition operator \"{o}\""),
        What::UnknownPrincipalType(p) => format!("\"{p}\" is no kind of principal"),
        What::Both(a, b) => format!("{a} and {b} exclude each other"),
    };
    let wanted = if e.expected.is_empty() { String::new() } else { format!("; wanted: {}", e.expected.join(" or ")) };
    format!("Line {}, column {}: {what}{wanted}.", e.line, e.column)
}

fn doubt(text: &str, p: &Problem) -> String {
    let at = Policy::locate(text, &p.at).map(|(line, _)| format!("Line {line}: ")).unwrap_or_default();
    let whose = if p.severity == Severity::Error { " AWS refuses it." } else { "" };
    format!("{at}{}{whose}", fault(&p.fault))
}

fn fault(f: &Fault) -> String {
    match f {
        Fault::TooLong { characters } => format!("{} characters are too long.", thousands(*characters as u64)),
        Fault::UnknownVersion(v) => format!("there is no policy version \"{v}\"."),
        Fault::VariablesNeedVersion2012 => "without Version 2012-10-17, ${…} is plain text.".into(),
        Fault::NoStatements => "it has no statement.".into(),
        Fault::MissingElement(e) => format!("{e} is missing."),
        Fault::ForbiddenElement(e) => format!("{e} does not belong into this kind of policy."),
        Fault::PrincipalNotStar => "the principal of a gateway endpoint's policy is *; narrow it by aws:PrincipalArn.".into(),
        Fault::AccountMeansRoot { account } => format!("here {account} means its root user only."),
        Fault::WildcardInPrincipal(p) => format!("\"{p}\": a principal takes no wildcard but * alone."),
        Fault::AllowNotPrincipal => "Allow with NotPrincipal lets everybody else in.".into(),
        Fault::WildcardOnIdentifier { key, value } => format!("a wildcard in {key} (\"{value}\") lets others' in as well."),
        Fault::NumericOnIdentifier { key } => format!("{key} is an identifier, not a number."),
        Fault::TooFewBesideWildcard { key, value } => format!("{key} \"{value}\": too few characters beside the wildcard."),
        Fault::MixedAccount { value } => format!("\"{value}\" mixes digits and wildcards in the account."),
        Fault::BadAction(a) => format!("\"{a}\" is neither * nor service:Action."),
        Fault::BadResource(r) => format!("\"{r}\" is neither * nor an ARN."),
        Fault::BadValue { operator, key, value } => format!("\"{value}\" is no value for {operator} of {key}."),
        Fault::ForAllValuesWithoutNull { key } => format!("ForAllValues of {key} also holds where the key is absent."),
        Fault::SourceIpThroughEndpoint => "aws:SourceIp is not there for requests through an endpoint; use aws:VpcSourceIp.".into(),
        Fault::DuplicateSid(s) => format!("the Sid \"{s}\" stands twice."),
        Fault::FullAccess => "full access: everybody may do everything.".into(),
        Fault::AllowsNothing => "nothing is allowed.".into(),
        Fault::UnknownAction { action, nearest } => misspelt("action", action, nearest.as_deref()),
        Fault::UnknownKey { key, nearest } => misspelt("condition key", key, nearest.as_deref()),
        Fault::NeverMatches => "no request fits all of this statement.".into(),
        Fault::Public { action, .. } => format!("anybody in the world gets through, for one with {action}."),
        Fault::Shadowed => "a Deny takes away all that this statement allows.".into(),
    }
}

fn misspelt(what: &str, name: &str, nearest: Option<&str>) -> String {
    let meant = nearest.map(|n| format!("; did you mean \"{n}\"?")).unwrap_or_else(|| ".".into());
    format!("AWS knows no {what} \"{name}\"{meant}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_their_place() {
        let text = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [}\n}";
        let judged = judge(text, For::GatewayEndpoint);
        assert!(judged.error.as_deref().is_some_and(|e| e.starts_with("Line 3, column 17:")), "{:?}", judged.error);
        assert!(judge("[]", For::Role).error.is_some());
        assert_eq!(judge("  ", For::Role).error, None);
    }

    #[test]
    fn an_endpoint_without_policy_has_full_access() {
        assert!(judge("", For::InterfaceEndpoint).full_access);
        assert!(!judge("", For::Resource).full_access);
        assert!(judge(&Policy::full_access().to_json(), For::GatewayEndpoint).full_access);
    }

    #[test]
    fn size_counts_characters_and_doubts_name_lines() {
        let text =
            "{\"Statement\": [\n{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"é\"}, \"Action\": \"s3:*\", \"Resource\": \"*\"}]}";
        let judged = judge(text, For::GatewayEndpoint);
        assert_eq!(judged.size, format!("{} of 20,480 characters", text.chars().count()));
        assert!(judged.doubts.iter().any(|d| d.starts_with("Line 2: the principal")), "{:?}", judged.doubts);
    }
}
