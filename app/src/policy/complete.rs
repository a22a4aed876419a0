//! What can stand at the caret: elements, actions, condition keys and their values, ARNs of what is in the design.

use super::caret::{Spot, spot};
use super::design::Design;
use super::judge::For;
use portico_core::policy::{actions_of, keys_of, listed_services};

/// Something to put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub text: String,
    pub note: String,
}

/// What is proposed, and which bytes it replaces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposed {
    pub from: usize,
    pub to: usize,
    /// Whether it needs quotes of its own, and a colon behind it.
    pub quotes: bool,
    pub key: bool,
    pub all: Vec<Proposal>,
}

impl Proposed {
    /// The text to put in.
    pub fn insert(&self, proposal: &Proposal) -> String {
        match (self.quotes, self.key) {
            (false, _) => proposal.text.clone(),
            (true, true) => format!("\"{}\": ", proposal.text),
            (true, false) => format!("\"{}\"", proposal.text),
        }
    }
}

/// Proposals shown at once.
const MOST: usize = 60;
const OPERATORS: [&str; 19] = [
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringNotLike",
    "StringEqualsIfExists",
    "StringNotEqualsIfExists",
    "ArnLike",
    "ArnNotLike",
    "ArnEquals",
    "Bool",
    "BoolIfExists",
    "IpAddress",
    "NotIpAddress",
    "Null",
    "NumericLessThan",
    "NumericGreaterThan",
    "DateLessThan",
    "ForAllValues:StringEquals",
    "ForAnyValue:StringEquals",
];

/// What can stand at a byte of the text.
pub fn propose(text: &str, at: usize, what: For, design: &Design) -> Proposed {
    let spot = spot(text, at);
    let path: Vec<&str> = spot.path.iter().map(String::as_str).collect();
    let all = if spot.key { members(text, &path, what) } else { values(&path, &spot, design) };
    let typed = spot.typed.to_ascii_lowercase();
    let fits = |p: &Proposal| p.text.to_ascii_lowercase().contains(&typed) && !(spot.key && spot.seen.contains(&p.text));
    let begins = |p: &Proposal| p.text.to_ascii_lowercase().starts_with(&typed);
    let (mut first, rest): (Vec<_>, Vec<_>) = all.into_iter().filter(fits).partition(begins);
    first.extend(rest);
    first.truncate(MOST);
    // What stands there already needs no proposal.
    if let [only] = first.as_slice()
        && text.get(spot.from..spot.to) == Some(only.text.as_str())
    {
        first.clear();
    }
    Proposed { from: spot.from, to: spot.to, quotes: !spot.in_string, key: spot.key, all: first }
}

fn plain(texts: &[&str]) -> Vec<Proposal> {
    texts.iter().map(|t| Proposal { text: (*t).to_owned(), note: String::new() }).collect()
}

fn pairs(all: &[(String, String)]) -> Vec<Proposal> {
    all.iter().map(|(text, note)| Proposal { text: text.clone(), note: note.clone() }).collect()
}

fn members(text: &str, path: &[&str], what: For) -> Vec<Proposal> {
    match path {
        [] => plain(&["Version", "Statement", "Id"]),
        ["Statement"] => {
            let mut all = plain(&["Effect", "Action", "Resource", "Condition", "Sid", "NotAction", "NotResource"]);
            if what.names_principals() {
                all.insert(1, Proposal { text: "Principal".into(), note: String::new() });
            }
            all
        }
        ["Statement", "Principal" | "NotPrincipal"] => plain(&["AWS", "Service", "Federated", "CanonicalUser"]),
        ["Statement", "Condition"] => plain(&OPERATORS),
        ["Statement", "Condition", _] => {
            let named = listed_services().filter(|s| text.contains(&format!("\"{s}:")));
            let mut keys = keys_of(None);
            let global = keys.len();
            keys.extend(named.flat_map(|s| keys_of(Some(s)).into_iter().skip(global)));
            keys.iter()
                .enumerate()
                .map(|(i, key)| Proposal { text: key.clone(), note: if i < global { "" } else { "of the service" }.into() })
                .collect()
        }
        _ => Vec::new(),
    }
}

fn values(path: &[&str], spot: &Spot, design: &Design) -> Vec<Proposal> {
    match path {
        ["Version"] => plain(&["2012-10-17"]),
        ["Statement", "Effect"] => plain(&["Allow", "Deny"]),
        ["Statement", "Action" | "NotAction"] => actions(&spot.typed, design),
        ["Statement", "Resource" | "NotResource"] => {
            let mut all = pairs(&design.resources);
            all.push(Proposal { text: "*".into(), note: "everything".into() });
            all
        }
        ["Statement", "Principal" | "NotPrincipal"] => plain(&["*"]),
        ["Statement", "Principal" | "NotPrincipal", "AWS"] => {
            let mut all = pairs(&design.principals);
            all.push(Proposal { text: "*".into(), note: "everybody".into() });
            all
        }
        ["Statement", "Principal" | "NotPrincipal", "Service"] => pairs(&design.trusted),
        ["Statement", "Condition", "Bool" | "BoolIfExists" | "Null", _] => plain(&["true", "false"]),
        ["Statement", "Condition", _, key] => of_key(&key.to_ascii_lowercase(), design),
        _ => Vec::new(),
    }
}

fn of_key(key: &str, design: &Design) -> Vec<Proposal> {
    let ground = &design.ground;
    let one = |value: &Option<String>, note: &str| value.iter().map(|text| Proposal { text: text.clone(), note: note.into() }).collect();
    match key {
        "aws:principalorgid" | "aws:resourceorgid" | "aws:sourceorgid" | "aws:vpceorgid" => one(&ground.organization, "your organization"),
        "aws:principalaccount" | "aws:resourceaccount" | "aws:sourceaccount" | "aws:vpceaccount" => one(&ground.account, "your account"),
        "aws:sourcevpce" => pairs(&design.endpoints),
        "aws:sourcevpc" => pairs(&design.vpcs),
        "aws:principalarn" => pairs(&design.principals),
        "aws:requestedregion" => plain(&[&ground.region]),
        _ => Vec::new(),
    }
}

/// The value that a condition on a key likely wants.
pub fn usual(key: &str, design: &Design) -> Vec<String> {
    let key = key.to_ascii_lowercase();
    let first = of_key(&key, design).into_iter().next().map(|p| p.text);
    let yes =
        matches!(key.as_str(), "aws:securetransport" | "aws:multifactorauthpresent" | "aws:principalisawsservice" | "aws:viaawsservice");
    first.or_else(|| yes.then(|| "true".to_owned())).into_iter().collect()
}

/// Actions of the service that is typed; before the colon, services, that of the policy's own first.
fn actions(typed: &str, design: &Design) -> Vec<Proposal> {
    if let Some((service, _)) = typed.split_once(':') {
        let service = service.to_ascii_lowercase();
        let all = actions_of(&service).map(|(name, class)| Proposal { text: format!("{service}:{name}"), note: class.name().into() });
        let any = Proposal { text: format!("{service}:*"), note: crate::language::t("every action").into() };
        return std::iter::once(any).chain(all).collect();
    }
    let own = listed_services().filter(|s| *s == design.service);
    let services = own.chain(listed_services().filter(|s| *s != design.service));
    let mut all: Vec<Proposal> =
        services.map(|s| Proposal { text: format!("{s}:"), note: crate::language::t("actions of the service").into() }).collect();
    all.push(Proposal { text: "*".into(), note: crate::language::t("every action").into() });
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Vec<String> {
        let design = Design {
            service: "s3".into(),
            resources: vec![("arn:aws:s3:::logs/*".into(), "objects of logs".into())],
            endpoints: vec![("vpce-1".into(), "s3-gw".into())],
            ..Design::default()
        };
        let found = propose(&text.replace('|', ""), text.find('|').unwrap(), For::GatewayEndpoint, &design);
        found.all.into_iter().map(|p| p.text).collect()
    }

    #[test]
    fn actions_keys_and_arns_are_proposed() {
        assert_eq!(at(r#"{"Statement": {"Action": "|"#)[0], "s3:");
        let get = at(r#"{"Statement": {"Action": ["s3:getobj|"#);
        assert_eq!(get[0], "s3:GetObject");
        assert!(get.iter().all(|a| a.to_lowercase().contains("s3:getobj")));
        assert_eq!(at(r#"{"Statement": {"Resource": "log|"#), ["arn:aws:s3:::logs/*"]);
        assert_eq!(at(r#"{"Statement": {"Condition": {"StringEquals": {"aws:SourceVpce": "|"#), ["vpce-1"]);
        assert!(at(r#"{"Statement": {"Condition": {"StringEquals": {"aws:principalorg|"#).contains(&"aws:PrincipalOrgID".to_owned()));
        assert!(at(r#"{"Statement": {"Action": "s3:*", "Condition": {"StringEquals": {"s3:pref|"#).contains(&"s3:prefix".to_owned()));
        assert_eq!(at(r#"{"Statement": {"Condition": {"Bool": {"x": "|"#), ["true", "false"]);
        assert_eq!(at(r#"{"Statement": {"Effect": "|"#), ["Allow", "Deny"]);
    }

    #[test]
    fn what_is_there_is_not_proposed_again() {
        assert!(!at(r#"{"Statement": {"Effect": "Allow", "|"#).contains(&"Effect".to_owned()));
        assert_eq!(at(r#"{"Statement": {"Action": "s3:GetObjectRetention|"}}"#), Vec::<String>::new());
        assert_eq!(at(r#"{"Other": "|"#), Vec::<String>::new());
    }

    #[test]
    fn outside_a_string_it_comes_with_quotes() {
        let text = "{\"Statement\": {";
        let found = propose(text, text.len(), For::Role, &Design::default());
        assert!(found.quotes && !found.all.iter().any(|p| p.text == "Principal"));
        assert_eq!(found.insert(&found.all[0]), "\"Effect\": ");
    }
}
