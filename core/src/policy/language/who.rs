//! Principals as texts, so that those who ask have cells like everything else.
//!
//! A text is what [`Principal::parse`] reads, except that IAM's own end in a mark, behind which a role's session has its name:
//! a role in use is its role's ARN and a session. Keys that follow from who asks (`aws:PrincipalArn`, …) are read off the text.

use super::super::document::PrincipalType;
use super::super::principal::{Principal, is_account, root_of};
use super::super::request::{KeyName, KeyState};
use super::pattern::{Class, MARK, Pattern, Token, exactly, glob};
use crate::ordered::BTreeSet;

/// Kinds of principals, the likelier ones first: a witness is of the first kind that there is.
///
/// A policy lives in one partition, so principals are of those that the policies spell.
pub(super) fn domains(partitions: &BTreeSet<String>) -> Vec<Pattern> {
    let mut out = Vec::new();
    for partition in partitions {
        let arn = |service: &str, rest: &str| {
            let mut out = exactly(&format!("arn:{partition}:{service}::"));
            out.extend(glob("?*:", Class::NO_COLON.and(Class::NO_MARK)));
            out.extend(glob(rest, Class::NO_MARK));
            out
        };
        let marked = |service: &str, rest: &str| {
            let mut out = arn(service, rest);
            out.push(Token::Char(MARK));
            out
        };
        let mut role = marked("iam", "role/?*");
        role.extend(glob("?*", Class::NO_MARK.and(Class::NO_SLASH)));
        out.extend([role, marked("iam", "user/?*"), marked("iam", "root"), marked("sts", "federated-user/?*")]);
        out.extend([arn("iam", "saml-provider/?*"), arn("iam", "oidc-provider/?*")]);
    }
    let name = Class::NO_COLON.and(Class::NO_MARK).and(Class::NO_SLASH);
    out.extend([glob("?*.amazonaws.com", name), glob("?*.amazonaws.com.cn", name)]);
    out.extend(["cognito-identity.amazonaws.com", "accounts.google.com", "graph.facebook.com", "www.amazon.com", "*"].map(exactly));
    out
}

/// The partitions that the ARNs of policies spell; AWS's first where they spell none.
pub(super) fn partitions<'a>(texts: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let known =
        |text: &'a str| text.strip_prefix("arn:")?.split(':').next().filter(|p| p.starts_with("aws") && !p.contains(['*', '?', '$']));
    let mut out: BTreeSet<String> = texts.filter_map(known).map(str::to_owned).collect();
    if out.is_empty() {
        out.insert("aws".to_owned());
    }
    out
}

/// The principal of a text.
pub(super) fn read(text: &str) -> Option<Principal> {
    // `Principal` knows anybody as `*`.
    let (own, session) = text.split_once(MARK).unwrap_or((text, ""));
    match Principal::parse(own)? {
        Principal::Role { arn, account, .. } if !session.is_empty() => {
            let (partition, name) = (arn.split(':').nth(1)?, arn.rsplit('/').next()?);
            let session = Some(format!("arn:{partition}:sts::{account}:assumed-role/{name}/{session}"));
            Some(Principal::Role { arn: arn.clone(), account, session, path_known: true })
        }
        other => Some(other),
    }
}

/// Keys that follow from who asks.
pub(super) const DERIVED: [&str; 6] = [
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principaltype",
    "aws:username",
    "aws:principalisawsservice",
    "aws:principalservicename",
];

/// The value of such a key.
pub(super) fn derived(principal: &Principal, key: &str) -> Option<String> {
    match principal.keys().remove(&KeyName::new(key)) {
        Some(KeyState::Present(mut values)) => values.pop(),
        _ => None,
    }
}

/// What texts have a value of a derived key that is like the pattern; so that each cell has one truth.
pub(super) fn embedded(key: &str, pattern: &Pattern) -> Vec<Pattern> {
    let inside = |class: Class| {
        pattern.iter().map(move |token| match token {
            Token::One(own) => Token::One(own.and(class)),
            Token::Many(own) => Token::Many(own.and(class)),
            plain => *plain,
        })
    };
    let end = [Token::Char(MARK), Token::Many(Class::ANY)];
    let around = |before: &str, class: Class, after: &[Token]| {
        let mut out = glob(before, Class::NO_COLON.and(Class::NO_MARK));
        out.extend(inside(class));
        out.extend(after);
        out.extend(end);
        out
    };
    match key {
        "aws:principalarn" => vec![around("", Class::NO_MARK, &[])],
        "aws:principalaccount" => {
            let after = [Token::Char(':'), Token::Many(Class::NO_MARK)];
            vec![around("arn:*:*::", Class::NO_COLON.and(Class::NO_MARK), &after)]
        }
        "aws:username" => {
            let class = Class::NO_SLASH.and(Class::NO_MARK);
            let mut with_path = glob("arn:*:iam::*:user/", Class::NO_COLON.and(Class::NO_MARK));
            with_path.push(Token::Many(Class::NO_MARK));
            with_path.push(Token::Char('/'));
            with_path.extend(inside(class));
            with_path.extend(end);
            vec![around("arn:*:iam::*:user/", class, &[]), with_path]
        }
        "aws:principalservicename" => vec![inside(Class::NO_MARK).collect()],
        // The kind of principal says it.
        _ => Vec::new(),
    }
}

/// What tells the principals that an element names from others.
pub(super) fn named(kind: PrincipalType, id: &str) -> Vec<Pattern> {
    let marked = |text: &str, session: Option<&str>| {
        let mut out = exactly(text);
        out.push(Token::Char(MARK));
        match session {
            Some(name) => out.extend(exactly(name)),
            None => out.push(Token::Many(Class::ANY)),
        }
        out
    };
    let in_account = |account: &str| {
        let mut out = glob("arn:*:*::", Class::NO_COLON.and(Class::NO_MARK));
        out.extend(glob(account, Class::NO_COLON.and(Class::NO_MARK)));
        out.extend([Token::Char(':'), Token::Many(Class::NO_MARK), Token::Char(MARK), Token::Many(Class::ANY)]);
        out
    };
    match kind {
        PrincipalType::Service | PrincipalType::Federated => vec![glob(id, Class::NO_MARK)],
        PrincipalType::CanonicalUser => Vec::new(),
        PrincipalType::Aws => {
            let account = if is_account(id) { Some(id) } else { root_of(id) };
            if let Some(account) = account {
                // The account as a whole; its root user is a kind of its own.
                return vec![in_account(account), marked(&format!("arn:aws:iam::{account}:root"), None)];
            }
            let account = id.split(':').nth(4).unwrap_or_default();
            let mut out = vec![in_account(account)];
            match id.split_once(":assumed-role/").and_then(|(head, tail)| Some((head, tail.split_once('/')?))) {
                Some((head, (role, session))) => {
                    let partition = head.split(':').nth(1).unwrap_or("aws");
                    let iam = format!("arn:{partition}:iam::{account}:role/");
                    let mut with_path = exactly(&iam);
                    with_path.push(Token::Many(Class::NO_MARK));
                    with_path.extend(exactly(&format!("/{role}{MARK}{session}")));
                    out.extend([marked(&format!("{iam}{role}"), Some(session)), with_path]);
                }
                None if !id.contains(['*', '?']) => out.push(marked(id, None)),
                None => {}
            }
            out
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::strings::cells;
    use super::*;

    #[test]
    fn every_kind_of_principal_is_read() {
        let kinds = domains(&partitions(std::iter::empty()));
        let found = cells(&kinds, kinds.len()).unwrap();
        for cell in &found {
            assert!(read(&cell.text).is_some(), "{:?}", cell.text);
        }
        let kinds: Vec<Principal> = found.iter().filter_map(|cell| read(&cell.text)).collect();
        assert!(kinds.iter().any(|p| matches!(p, Principal::Role { session: Some(_), .. })));
        assert!(kinds.iter().any(|p| matches!(p, Principal::Anonymous)));
        assert!(kinds.iter().any(|p| matches!(p, Principal::Service(_))));
        assert!(kinds.iter().any(|p| matches!(p, Principal::FederatedUser { .. })));
    }

    #[test]
    fn a_session_keeps_its_roles_path() {
        let text = format!("arn:aws:iam::111122223333:role/a/b{MARK}s");
        let Some(Principal::Role { arn, session, .. }) = read(&text) else { panic!() };
        assert_eq!(arn, "arn:aws:iam::111122223333:role/a/b");
        assert_eq!(session.as_deref(), Some("arn:aws:sts::111122223333:assumed-role/b/s"));
        assert_eq!(derived(&read(&text).unwrap(), "aws:principalarn").as_deref(), Some("arn:aws:iam::111122223333:role/a/b"));
    }
}
