//! Gateway endpoints whose policy names principals.

use super::held::{condition, findings};
use crate::checks::{Found, check};
use crate::facts::Facts;
use crate::finding::Severity;
use crate::policy::Fault;
use crate::text;
use serde_json::{Map, Value, json};

check! {
    /// The policy of a gateway endpoint takes `*` as its Principal and nothing else. Who may pass is said by a condition on
    /// `aws:PrincipalArn` or `aws:PrincipalAccount`.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   table app
    ///   gateway-endpoint s3 tables app policy {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:role/app"}, "Action": "s3:GetObject", "Resource": "*"}]}
    /// ```
    ///
    /// ## What to do
    ///
    /// Set Principal to `*` and compare `aws:PrincipalArn` with the ARNs that you named.
    ///
    /// AWS: "Control access to VPC endpoints using endpoint policies" (AWS PrivateLink Guide)
    "gateway-endpoint-principal", "Principal other than * on a gateway endpoint", Permissions, Error
}

fn run(facts: &Facts) -> Vec<Found> {
    findings(
        facts,
        Severity::Error,
        |f| *f == Fault::PrincipalNotStar,
        |held, problem, found| {
            found.fix(text!("Set Principal to * and compare aws:PrincipalArn"), held.with_statement(&problem.at, by_arn))
        },
    )
}

/// The same principals as a condition; an account is each of its users and roles.
pub(super) fn by_arn(statement: &mut Map<String, Value>) -> Option<()> {
    let named = statement.get("Principal")?.get("AWS")?;
    let list = named.as_array().map_or_else(|| vec![named.clone()], Clone::clone);
    let arn = |value: &Value| {
        let text = value.as_str()?;
        let account = text.strip_suffix(":root").and_then(|rest| rest.rsplit(':').next()).unwrap_or(text);
        let is_account = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
        match is_account {
            true => Some(json!(format!("arn:aws:iam::{account}:*"))),
            false => text.starts_with("arn:aws:iam:").then(|| value.clone()),
        }
    };
    let arns: Vec<Value> = list.iter().map(arn).collect::<Option<_>>()?;
    condition(statement, "ArnLike", "aws:PrincipalArn", Value::Array(arns))?;
    statement.insert("Principal".into(), json!("*"));
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, fixed, mends};

    const TEXT: &str = r#"vpc v 10.0.0.0/16
  table t
  gateway-endpoint s3 tables t policy {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:role/x"}, "Action": "s3:GetObject", "Resource": "*"}]} #! In the policy of s3-gw, Statement[0].Principal
  gateway-endpoint dynamodb tables t policy {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "dynamodb:GetItem", "Resource": "*"}]}
"#;

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Set Principal to * and compare aws:PrincipalArn"]);
        assert!(fixed(&CHECK, TEXT, 0, "gateway-endpoint s3").contains(r#""aws:PrincipalArn":["arn:aws:iam::123456789012:role/x"]"#));
    }
}
