//! Judges the text of a policy: where it is wrong, what is doubtful about it, how long it is, and what it says in short.

use crate::ui::number::thousands;
use portico_core::ordered::Sorted as _;
use portico_core::policy::{
    EndpointKind, Fault, LintAs, Places, Policy, PolicyError, PolicyRole, Problem, Severity, What, lint, lint_elements,
};

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
    pub fn lint(self) -> LintAs {
        match self {
            Self::GatewayEndpoint => LintAs::Endpoint(EndpointKind::Gateway),
            Self::InterfaceEndpoint => LintAs::Endpoint(EndpointKind::Interface),
            Self::Resource => LintAs::Other(PolicyRole::Resource),
            Self::Role => LintAs::Other(PolicyRole::Identity),
            Self::Boundary => LintAs::Other(PolicyRole::Boundary),
        }
    }

    pub fn endpoint_kind(self) -> Option<EndpointKind> {
        match self.lint() {
            LintAs::Endpoint(kind) => Some(kind),
            LintAs::Other(_) => None,
        }
    }

    /// Whether no policy means full access.
    pub fn endpoint(self) -> bool {
        self.endpoint_kind().is_some()
    }

    /// Whether its statements say for whom they are.
    pub fn names_principals(self) -> bool {
        !matches!(self, Self::Role | Self::Boundary)
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

/// Something to be said of a place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub severity: Severity,
    /// Counted from 1.
    pub line: u32,
    pub column: u32,
    /// The bytes that it is about.
    pub from: usize,
    pub to: usize,
    pub text: String,
}

/// AWS's own names of the classes.
pub fn class(severity: Severity) -> (&'static str, &'static str) {
    match severity {
        Severity::Error => ("Error", "error"),
        Severity::SecurityWarning => ("Security warning", "security"),
        Severity::Warning => ("Warning", "warning"),
        Severity::Suggestion => ("Suggestion", "suggestion"),
    }
}

/// What is to be said of a policy's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// Why it cannot stand, with its place.
    pub error: Option<Mark>,
    /// What to look at, the worst first.
    pub problems: Vec<Mark>,
    /// "312 of 20,480 characters".
    pub size: String,
    pub too_long: bool,
    /// The same in one fixed form; none where it has it already.
    pub pretty: Option<String>,
    /// "Full access", "2 statements".
    pub short: String,
    pub full_access: bool,
}

/// An empty text is no policy, and fine. `deep` also searches what whole statements do, which takes a moment.
pub fn judge(text: &str, what: For, deep: bool) -> Judged {
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
            let from = offset(text, e.line, e.column);
            let to = token_end(text, from);
            let (line, column) = (e.line, e.column);
            judged.error = Some(Mark { severity: Severity::Error, line, column, from, to, text: refused(&e) });
        }
        Ok(policy) => {
            judged.full_access = policy.is_full_access();
            let n = policy.statements().len();
            judged.short = match n {
                _ if judged.full_access => "Full access".into(),
                1 => "1 statement".into(),
                n => format!("{n} statements"),
            };
            // As it is kept, without the line feed at its end.
            let pretty = policy.to_json().trim_end().to_owned();
            judged.pretty = (pretty != text).then_some(pretty);
            let mut problems = if deep { lint(&policy, what.lint()) } else { lint_elements(&policy, what.lint()) };
            problems.order_by_key(|p| p.severity);
            if let Some(places) = Places::of(text) {
                judged.problems = problems.iter().map(|p| mark(text, &places, p)).collect();
            }
        }
    }
    if judged.too_long && !judged.problems.iter().any(|d| d.text.contains("too long")) {
        let text = format!("AWS takes at most {} characters here.", thousands(what.limit() as u64));
        judged.problems.insert(0, Mark { severity: Severity::Error, line: 1, column: 1, from: 0, to: 0, text });
    }
    judged
}

/// The byte of a line and column, both counted from 1.
fn offset(text: &str, line: u32, column: u32) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1) as usize).map(str::len).sum();
    let rest = text.get(before..).unwrap_or_default();
    before + rest.char_indices().nth(column.saturating_sub(1) as usize).map_or(rest.len(), |(at, _)| at)
}

/// Where what begins at a byte ends: a string with its quotes, else the line's text up to a comma.
fn token_end(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let string = rest.starts_with('"').then(|| {
        let mut escaped = true;
        let end = rest.char_indices().find(|(_, c)| {
            let ends = (*c == '"' || *c == '\n') && !escaped;
            escaped = *c == '\\' && !escaped;
            ends
        });
        end.map_or(rest.len(), |(at, c)| if c == '"' { at + 1 } else { at })
    });
    let plain = || rest.find(['\n', ',']).unwrap_or(rest.len()).max(rest.chars().next().map_or(0, char::len_utf8));
    from + string.unwrap_or_else(plain).min(rest.len())
}

fn mark(text: &str, places: &Places, p: &Problem) -> Mark {
    let ((line, column), from) = (places.locate(&p.at), places.offset(&p.at));
    // What is about the policy as a whole has no place to underline.
    let to = if p.at.0.is_empty() { from } else { token_end(text, from) };
    Mark { severity: p.severity, line, column, from, to, text: fault(&p.fault) }
}

/// "… does not belong here; wanted: …".
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
    cap(&format!("{what}{wanted}."))
}

fn fault(f: &Fault) -> String {
    cap(&match f {
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
    })
}

fn cap(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
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
        let error = judge(text, For::GatewayEndpoint, true).error.unwrap();
        assert_eq!((error.line, error.column, &text[error.from..error.to]), (3, 17, "}"));
        assert!(judge("[]", For::Role, true).error.is_some());
        assert_eq!(judge("  ", For::Role, true).error, None);
        let cut = judge("{\"é\": \"", For::Role, true).error.unwrap();
        assert_eq!(cut.from, "{\"é\": \"".len());
    }

    #[test]
    fn an_endpoint_without_policy_has_full_access() {
        assert!(judge("", For::InterfaceEndpoint, true).full_access);
        assert!(!judge("", For::Resource, true).full_access);
        assert!(judge(&Policy::full_access().to_json(), For::GatewayEndpoint, true).full_access);
    }

    #[test]
    fn size_counts_characters_and_problems_have_places() {
        let text =
            "{\"Statement\": [\n{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"é\"}, \"Action\": \"s3:Gett*\", \"Resource\": \"*\"}]}";
        let judged = judge(text, For::GatewayEndpoint, true);
        assert_eq!(judged.size, format!("{} of 20,480 characters", text.chars().count()));
        let at = |word: &str| judged.problems.iter().find(|m| m.text.contains(word)).unwrap_or_else(|| panic!("{:?}", judged.problems));
        let principal = at("principal");
        assert_eq!((principal.line, &text[principal.from..principal.to], principal.severity), (2, "\"Principal\"", Severity::Error));
        let action = at("Gett");
        assert_eq!(&text[action.from..action.to], "\"s3:Gett*\"");
        assert!(judged.problems.is_sorted_by_key(|m| m.severity));
    }

    #[test]
    fn strings_with_quotes_in_them_end_where_they_end() {
        let text = r#"{"a\"b": 1}"#;
        assert_eq!(&text[1..token_end(text, 1)], r#""a\"b""#);
        assert_eq!(token_end("é", 0), 2);
    }
}
