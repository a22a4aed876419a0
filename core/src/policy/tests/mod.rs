//! Tests of the policy module as a whole.

mod conditions;
mod evaluation;
mod linting;
mod properties;

use super::*;

fn policy(text: &str) -> Policy {
    Policy::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// A policy of the statements, in today's version.
fn statements(list: &str) -> Policy {
    policy(&format!(r#"{{"Version": "2012-10-17", "Statement": [{list}]}}"#))
}

fn given(list: &str) -> Supplied<Vec<NamedPolicy>> {
    Supplied::Given(vec![NamedPolicy::new("p", statements(list))])
}
