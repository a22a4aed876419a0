//! What is wrong in a policy, in words.

use crate::policy::{Fault, PolicyError, What};
use crate::text;
use crate::text::{Arg, Text, code};

/// Why a document is no policy.
pub fn parse_error(e: &PolicyError) -> Text {
    let what = match &e.what {
        What::NotJson { found: Some(c) } => text!("{found} cannot stand there in JSON", found = code(format!("{c:?}"))),
        What::NotJson { found: None } => text!("the JSON ends too early"),
        What::BadEscape => text!("a string holds an escape that JSON does not know"),
        What::TooLarge { bytes, limit } => text!("it has {bytes} bytes, more than {limit}", bytes = *bytes, limit = *limit),
        What::TooDeep { limit } => text!("it is nested more than {limit} deep", limit = *limit),
        What::DuplicateKey(k) => text!("{key} stands twice in one object", key = code(k)),
        What::UnknownElement(k) => text!("policies have no element {key}", key = code(k)),
        What::WrongType(found) => text!("a {found} cannot stand there", found = *found),
        What::Missing(k) => text!("{key} is missing", key = code(k)),
        What::UnknownEffect(v) => text!("{value} is no effect", value = code(v)),
        What::UnknownOperator(v) => text!("{value} is no condition operator", value = code(v)),
        What::UnknownPrincipalType(v) => text!("{value} is no type of principal", value = code(v)),
        What::Both(a, b) => text!("{a} and {b} cannot stand in one statement", a = code(a), b = code(b)),
    };
    let expected = Arg::List(e.expected.iter().map(code).collect());
    let place = if e.path.0.is_empty() { None } else { Some(code(&e.path)) };
    match (place, e.expected.is_empty()) {
        (Some(at), true) => text!("At {at}: {what}.", at = at, what = what),
        (Some(at), false) => text!("At {at}: {what}; what can stand there: {expected}.", at = at, what = what, expected = expected),
        (None, true) => text!("There, {what}.", what = what),
        (None, false) => text!("There, {what}; what can stand there: {expected}.", what = what, expected = expected),
    }
}

/// What a fault of a policy means.
pub fn fault(f: &Fault) -> Text {
    match f {
        Fault::TooLong { characters } => text!("It has {n} characters; an endpoint policy has 20,480 at most.", n = *characters),
        Fault::UnknownVersion(v) => text!("There is no policy language {version}; use 2012-10-17.", version = code(v)),
        Fault::VariablesNeedVersion2012 => text!("Policy variables are plain text in the language of 2008; add the Version 2012-10-17."),
        Fault::NoStatements => text!("It has no statement."),
        Fault::MissingElement(e) => text!("{element} is missing; this kind of policy must have it.", element = code(e)),
        Fault::ForbiddenElement(e) => text!("This kind of policy cannot have {element}.", element = code(e)),
        Fault::PrincipalNotStar => {
            text!("A gateway endpoint's Principal must be *; narrow it with a condition on aws:PrincipalArn.")
        }
        Fault::AccountMeansRoot { account } => {
            text!("On a gateway endpoint account {account} means its root user only; use aws:PrincipalAccount.", account = code(account))
        }
        Fault::WildcardInPrincipal(v) => text!("A principal cannot have a wildcard inside: {value}.", value = code(v)),
        Fault::AllowNotPrincipal => text!("Allow with NotPrincipal lets everybody else in, strangers too."),
        Fault::WildcardOnIdentifier { key, value } => {
            text!("{key} holds an identifier that AWS makes, so {value} cannot have a wildcard.", key = code(key), value = code(value))
        }
        Fault::NumericOnIdentifier { key } => {
            text!("{key} holds an identifier that AWS makes; compare it as a text, not as a number.", key = code(key))
        }
        Fault::TooFewBesideWildcard { key, value } => {
            text!("{value} needs six plain characters before or after each wildcard ({key}).", key = code(key), value = code(value))
        }
        Fault::MixedAccount { value } => {
            text!("The account in {value} is neither an account nor a wildcard, but a mix.", value = code(value))
        }
        Fault::BadAction(v) => text!("{value} is neither * nor an action such as s3:GetObject.", value = code(v)),
        Fault::BadResource(v) => text!("{value} is neither * nor an ARN.", value = code(v)),
        Fault::BadValue { operator, key, value } => {
            text!("{value} is no value for {operator} ({key}).", operator = code(operator), key = code(key), value = code(value))
        }
        Fault::ForAllValuesWithoutNull { key } => {
            text!("ForAllValues is also true where {key} is absent; add a Null condition.", key = code(key))
        }
        Fault::SourceIpThroughEndpoint => {
            text!("aws:SourceIp is absent from requests through an endpoint; use aws:VpcSourceIp or aws:SourceVpc.")
        }
        Fault::DuplicateSid(sid) => text!("Two statements have the Sid {sid}.", sid = code(sid)),
        Fault::FullAccess => text!("It allows every request of everybody."),
        Fault::AllowsNothing => text!("It allows nothing, so every request through the endpoint is refused."),
        Fault::UnknownAction { action, nearest: Some(n) } => {
            text!(
                "AWS has no action {action}, as far as its list of 2026 says; the nearest that it has is {nearest}.",
                action = code(action),
                nearest = code(n)
            )
        }
        Fault::UnknownAction { action, nearest: None } => {
            text!("AWS has no action {action}, as far as its list of 2026 says.", action = code(action))
        }
        Fault::UnknownKey { key, nearest: Some(n) } => {
            text!(
                "AWS has no condition key {key}, so it is absent from every request; the nearest that it has is {nearest}.",
                key = code(key),
                nearest = code(n)
            )
        }
        Fault::UnknownKey { key, nearest: None } => {
            text!("AWS has no condition key {key}, so it is absent from every request.", key = code(key))
        }
        Fault::NeverMatches => text!("No request fits all that this statement asks for, so it does nothing."),
        Fault::Shadowed => text!("Whatever this statement allows, a Deny of the same policy denies."),
        Fault::Public { action, resource } => text!(
            "Anybody in the world gets through, for one with {action} on {resource}.",
            action = code(action),
            resource = code(resource)
        ),
    }
}
