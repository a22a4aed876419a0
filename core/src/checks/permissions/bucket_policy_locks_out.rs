//! Resource policies that deny everything which does not come through an endpoint, AWS's own services and the console too.

use crate::checks::{Found, check, set};
use crate::document::{Bucket, NodeId, Table};
use crate::facts::Facts;
use crate::policy::{Effect, Policy, Statement};
use crate::text;
use crate::text::code;
use serde_json::{Value, json};

check! {
    /// A Deny with `StringNotEquals` on `aws:SourceVpce` or `aws:SourceVpc` hits every request that does not come through
    /// that endpoint or VPC: the key is absent there, and an absent key is not equal. So it hits the console, the pipelines
    /// outside the VPC, and AWS services that act for you. It can lock everybody out but the root user.
    ///
    /// ## Example
    ///
    /// ```text
    /// bucket logs policy {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}}]}
    /// ```
    ///
    /// ## What to do
    ///
    /// Except AWS services (`aws:PrincipalIsAWSService` and `aws:ViaAWSService` are false in the condition) and a role that
    /// administers the bucket (`aws:PrincipalArn` is not its ARN).
    ///
    /// AWS: "Controlling access from VPC endpoints with bucket policies" (Amazon S3 User Guide), "AWS global condition context
    /// keys" (IAM User Guide)
    "deny-locks-out", "Deny that locks out more than meant", Permissions, Warning
}

const KEYS: [&str; 3] = ["aws:sourcevpce", "aws:sourcevpc", "aws:sourcevpcarn"];
const EXCEPTIONS: [&str; 4] = ["aws:principalisawsservice", "aws:viaawsservice", "aws:principalarn", "aws:principalservicename"];

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let buckets = model.all::<Bucket>().filter_map(|(id, b)| Some((id.node(), b.policy.as_deref()?)));
    let tables = model.all::<Table>().filter_map(|(id, t)| Some((id.node(), t.policy.as_deref()?)));
    buckets.chain(tables).flat_map(|(id, policy)| judge(id, policy)).collect()
}

fn judge(id: NodeId, document: &str) -> Vec<Found> {
    let Ok(policy) = Policy::parse(document) else { return Vec::new() };
    let all = policy.statements().iter().filter(|s| locks_out(s));
    all.map(|s| {
        let key = s.conditions().map(|(_, key, _)| key).find(|k| KEYS.contains(&k.to_lowercase().as_str())).unwrap_or_default();
        let said = text!(
            "Statement {n} of the policy of {node} denies whatever does not come by {key}.",
            n = s.index() + 1,
            node = id,
            key = code(key)
        );
        Found::new(id, said)
            .because(text!("Requests of the console, of pipelines elsewhere and of AWS services have no such key, so they are denied too."))
            .option(text!("Except AWS services"), excepted(document, s.index()).map(|p| set(id, "policy", &Some(p))))
    })
    .collect()
}

fn locks_out(s: &Statement) -> bool {
    let everybody = s.principals().is_none_or(|p| p.is_everyone() && !p.is_negated());
    let negated = |operator: &str| operator.to_lowercase().contains("notequals") || operator.to_lowercase().contains("notlike");
    let by_network = s.conditions().any(|(op, key, _)| negated(op) && KEYS.contains(&key.to_lowercase().as_str()));
    let excepted = s.conditions().any(|(_, key, _)| EXCEPTIONS.contains(&key.to_lowercase().as_str()));
    s.effect() == Effect::Deny && everybody && by_network && !excepted
}

/// The policy with the exception in one statement.
fn excepted(document: &str, index: usize) -> Option<String> {
    let mut policy: Value = serde_json::from_str(document).ok()?;
    let statements = policy.get_mut("Statement")?;
    let statement = if statements.is_array() { statements.get_mut(index)? } else { statements };
    let conditions = statement.get_mut("Condition")?.as_object_mut()?;
    let extra = conditions.entry("BoolIfExists").or_insert_with(|| json!({})).as_object_mut()?;
    extra.insert("aws:PrincipalIsAWSService".into(), json!("false"));
    extra.insert("aws:ViaAWSService".into(), json!("false"));
    serde_json::to_string(&policy).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, fixed, mends};

    const TEXT: &str = r#"bucket open policy {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::open/*", "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}}]}
bucket shut policy {"Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::shut/*", "Condition": {"StringNotEquals": {"aws:sourceVpce": "vpce-1"}}}} #! Statement 1 of the policy of shut denies whatever does not come by aws:sourceVpce
bucket careful policy {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::careful/*", "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}, "ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/admin"}}}]}
"#;

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Except AWS services"]);
        assert!(fixed(&CHECK, TEXT, 0, "bucket shut").contains(r#""aws:PrincipalIsAWSService":"false""#));
    }
}
