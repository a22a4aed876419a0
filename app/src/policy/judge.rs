//! Judges the text of a policy: where it is wrong, what is doubtful about it, how long it is, and what it says in short.

use crate::language::t;
use crate::ui::number::thousands;
use portico_core::ordered::Sorted as _;
use portico_core::policy::{
    EndpointKind, Fault, LintAs, Places, Policy, PolicyError, PolicyRole, Problem, Severity, What, lint, lint_elements,
};
use portico_core::text::capital;

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
        size: crate::say!("{n} of {most} characters", n = thousands(characters as u64), most = thousands(what.limit() as u64)),
        too_long: characters > what.limit(),
        ..Judged::default()
    };
    if text.trim().is_empty() {
        judged.full_access = what.endpoint();
        judged.short = if what.endpoint() { crate::language::t("Full access").into() } else { crate::language::t("None").into() };
        return judged;
    }
    match Policy::parse(text) {
        Err(e) => {
            judged.short = crate::language::t("Not a policy").into();
            let from = offset(text, e.line, e.column);
            let to = token_end(text, from);
            let (line, column) = (e.line, e.column);
            judged.error = Some(Mark { severity: Severity::Error, line, column, from, to, text: refused(&e) });
        }
        Ok(policy) => {
            judged.full_access = policy.is_full_access();
            let n = policy.statements().len();
            judged.short = match n {
                _ if judged.full_access => crate::language::t("Full access").into(),
                1 => t("1 statement").into(),
                n => crate::say!("{n} statements", n = n),
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
        let text = crate::say!("AWS takes at most {n} characters here.", n = thousands(what.limit() as u64));
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
        What::NotJson { found: Some(c) } => crate::say!("\"{c}\" does not belong here; this is not JSON", c = c),
        What::NotJson { found: None } => crate::language::t("the text ends too early; this is not JSON").into(),
        What::BadEscape => crate::language::t("an escape that JSON does not know").into(),
        What::TooLarge { limit, .. } => crate::say!("longer than {n} bytes", n = thousands(*limit as u64)),
        What::TooDeep { limit } => crate::say!("nested deeper than {limit}", limit = limit),
        What::DuplicateKey(k) => crate::say!("\"{k}\" stands twice", k = k),
        What::UnknownElement(k) => crate::say!("a policy has no element \"{k}\"", k = k),
        What::WrongType(found) => crate::say!("{found} does not fit here", found = found),
        What::Missing(k) => crate::say!("\"{k}\" is missing", k = k),
        What::UnknownEffect(v) => crate::say!("the effect \"{v}\" is neither Allow nor Deny", v = v),
        What::UnknownOperator(o) => crate::say!("AWS has no condition operator \"{o}\"", o = o),
        What::UnknownPrincipalType(p) => crate::say!("\"{p}\" is no kind of principal", p = p),
        What::Both(a, b) => crate::say!("{a} and {b} exclude each other", a = a, b = b),
    };
    let wanted =
        if e.expected.is_empty() { String::new() } else { crate::say!("; wanted: {expected}", expected = e.expected.join(" or ")) };
    capital(&format!("{what}{wanted}."))
}

fn fault(f: &Fault) -> String {
    capital(&match f {
        Fault::TooLong { characters } => crate::say!("{n} characters are too long.", n = thousands(*characters as u64)),
        Fault::UnknownVersion(v) => crate::say!("there is no policy version \"{v}\".", v = v),
        Fault::VariablesNeedVersion2012 => crate::language::t("without Version 2012-10-17, ${…} is plain text.").into(),
        Fault::NoStatements => crate::language::t("it has no statement.").into(),
        Fault::MissingElement(e) => crate::say!("{e} is missing.", e = e),
        Fault::ForbiddenElement(e) => crate::say!("{e} does not belong into this kind of policy.", e = e),
        Fault::PrincipalNotStar => {
            crate::language::t("the principal of a gateway endpoint's policy is *; narrow it by aws:PrincipalArn.").into()
        }
        Fault::AccountMeansRoot { account } => crate::say!("here {account} means its root user only.", account = account),
        Fault::WildcardInPrincipal(p) => crate::say!("\"{p}\": a principal takes no wildcard but * alone.", p = p),
        Fault::AllowNotPrincipal => crate::language::t("Allow with NotPrincipal lets everybody else in.").into(),
        Fault::WildcardOnIdentifier { key, value } => {
            crate::say!("a wildcard in {key} (\"{value}\") lets others' in as well.", key = key, value = value)
        }
        Fault::NumericOnIdentifier { key } => crate::say!("{key} is an identifier, not a number.", key = key),
        Fault::TooFewBesideWildcard { key, value } => {
            crate::say!("{key} \"{value}\": too few characters beside the wildcard.", key = key, value = value)
        }
        Fault::MixedAccount { value } => crate::say!("\"{value}\" mixes digits and wildcards in the account.", value = value),
        Fault::BadAction(a) => crate::say!("\"{a}\" is neither * nor service:Action.", a = a),
        Fault::BadResource(r) => crate::say!("\"{r}\" is neither * nor an ARN.", r = r),
        Fault::BadValue { operator, key, value } => {
            crate::say!("\"{value}\" is no value for {operator} of {key}.", value = value, operator = operator, key = key)
        }
        Fault::ForAllValuesWithoutNull { key } => crate::say!("ForAllValues of {key} also holds where the key is absent.", key = key),
        Fault::SourceIpThroughEndpoint => {
            crate::language::t("aws:SourceIp is not there for requests through an endpoint; use aws:VpcSourceIp.").into()
        }
        Fault::DuplicateSid(s) => crate::say!("the Sid \"{s}\" stands twice.", s = s),
        Fault::FullAccess => crate::language::t("full access: everybody may do everything.").into(),
        Fault::AllowsNothing => crate::language::t("nothing is allowed.").into(),
        Fault::UnknownAction { action, nearest } => misspelt("action", action, nearest.as_deref()),
        Fault::UnknownKey { key, nearest } => misspelt("condition key", key, nearest.as_deref()),
        Fault::NeverMatches => crate::language::t("no request fits all of this statement.").into(),
        Fault::Public { action, .. } => crate::say!("anybody in the world gets through, for one with {action}.", action = action),
        Fault::Shadowed => crate::language::t("a Deny takes away all that this statement allows.").into(),
    })
}

fn misspelt(what: &str, name: &str, nearest: Option<&str>) -> String {
    let meant = nearest.map(|n| crate::say!("; did you mean \"{n}\"?", n = n)).unwrap_or_else(|| ".".into());
    crate::say!("AWS knows no {what} \"{name}\"{meant}", what = what, name = name, meant = meant)
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
