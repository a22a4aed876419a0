//! Conditions on keys that AWS does not have.

use super::held::{findings, rename_key};
use crate::checks::{Found, check};
use crate::facts::Facts;
use crate::finding::Severity;
use crate::policy::Fault;
use crate::text;
use crate::text::code;

check! {
    /// A condition key that is misspelt is absent from every request. A positive operator then never holds: an Allow allows nothing,
    /// and a Deny denies nothing. A negated one always holds. AWS stores such a policy without a word.
    ///
    /// ## Example
    ///
    /// ```text
    /// role app: read {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipleOrgID": "o-1"}}}]}
    /// ```
    ///
    /// ## What to do
    ///
    /// Mend the name. Of services that Portico has no list of, nothing is said.
    ///
    /// AWS: "AWS global condition context keys" (IAM User Guide), "Actions, resources, and condition keys for AWS services" (Service
    /// Authorization Reference)
    "condition-key-unknown", "Condition key that AWS does not have", Permissions, Warning
}

fn run(facts: &Facts) -> Vec<Found> {
    findings(
        facts,
        Severity::Warning,
        |f| matches!(f, Fault::UnknownKey { .. }),
        |held, problem, found| match &problem.fault {
            Fault::UnknownKey { nearest: Some(near), .. } => found
                .option(text!("Make it {key}", key = code(near)), held.with_statement(&problem.at, |s| rename_key(s, &problem.at, near))),
            _ => found,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, fixed, mends};

    const TEXT: &str = r#"role app: read {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*", "Condition": {"StringEquals": {"s3:perfix": "a", "x:y": "b"}}}]} #! In the policy read of app, Statement[0].Condition.StringEquals.s3:perfix
role other: read {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*", "Condition": {"StringEquals": {"s3:prefix": "a", "aws:principaltag/Team": "b"}}}]}
"#;

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Make it s3:prefix"]);
        assert!(fixed(&CHECK, TEXT, 0, "role app").contains(r#""s3:prefix":"a""#));
    }
}
