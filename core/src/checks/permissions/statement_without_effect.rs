//! Statements that can never match, or that a Deny undoes.

use super::held::{Held, all};
use crate::checks::{Found, check};
use crate::facts::Facts;
use crate::policy::{Idle, Policy, allows_nothing, idle_statements};
use crate::text;
use crate::text::Text;

check! {
    /// A statement whose elements no request fits together does nothing: an address of the internet and a VPC, say, which no request has
    /// both. Neither does an Allow of which a Deny in the same policy leaves nothing.
    ///
    /// ## Example
    ///
    /// ```text
    /// role app: read {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}, {"Effect": "Allow", "Action": "ec2:*", "Resource": "*", "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-1"}, "IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}]}
    /// ```
    ///
    /// ## What to do
    ///
    /// Take the statement out, or mend what keeps it from matching: alternatives belong into two statements, not into one.
    ///
    /// AWS: "Conditions with multiple context keys or values" (IAM User Guide)
    "statement-without-effect", "Statement that does nothing", Permissions, Warning
}

/// Longer policies take too long to search at every edit.
const MOST: usize = 60;

fn run(facts: &Facts) -> Vec<Found> {
    let mut out = Vec::new();
    for held in all(facts) {
        let Ok(policy) = Policy::parse(held.text) else { continue };
        // A policy that allows nothing at all has a check of its own.
        if policy.statements().len() > MOST || allows_nothing(&policy) {
            continue;
        }
        let Idle { dead, shadowed } = idle_statements(&policy);
        for index in dead {
            out.push(found(&held, index, text!("No request fits all that it asks for.")));
        }
        for index in shadowed {
            out.push(found(&held, index, text!("Whatever it allows, a Deny of the same policy denies.")));
        }
    }
    out
}

fn found(held: &Held, index: usize, why: Text) -> Found {
    Found::new(held.on, text!("Statement {n} of the {policy} does nothing.", n = index + 1, policy = held.whose()))
        .because(why)
        .option(text!("Take statement {n} out", n = index + 1), held.without_statement(index))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    const TEXT: &str = r#"role app: read {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}, {"Effect": "Allow", "Action": "ec2:*", "Resource": "*", "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-1"}, "IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}]} #! Statement 2 of the policy read of app does nothing
role fine: read {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}, {"Effect": "Deny", "Action": "s3:Put*", "Resource": "*"}]}
bucket b policy {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/a/*"}, {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/b/*"}, {"Effect": "Deny", "Principal": "*", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/b/*"}]} #! Statement 2 of the policy of b does nothing
"#;

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Take statement 2 out", "Take statement 2 out"]);
    }
}
