//! Gateway endpoints whose policy names an account, which there is its root user alone.

use super::gateway_principal::by_arn;
use super::held::findings;
use crate::checks::{Found, check};
use crate::facts::Facts;
use crate::finding::Severity;
use crate::policy::Fault;
use crate::text;

check! {
    /// Elsewhere an account as Principal stands for everybody in it. In the policy of a gateway endpoint it is the account's root user,
    /// and nobody else gets through.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   table app
    ///   gateway-endpoint s3 tables app policy {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "s3:GetObject", "Resource": "*"}]}
    /// ```
    ///
    /// ## What to do
    ///
    /// Set Principal to `*` and compare `aws:PrincipalArn` or `aws:PrincipalAccount`.
    ///
    /// AWS: "Control access to VPC endpoints using endpoint policies" (AWS PrivateLink Guide)
    "account-means-root", "Account that means its root user only", Permissions, Warning
}

fn run(facts: &Facts) -> Vec<Found> {
    findings(
        facts,
        Severity::Warning,
        |f| matches!(f, Fault::AccountMeansRoot { .. }),
        |held, problem, found| found.fix(text!("Let everybody of the account through"), held.with_statement(&problem.at, by_arn)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, fixed, mends};

    const TEXT: &str = r#"vpc v 10.0.0.0/16
  table t
  subnet a a 10.0.0.0/24
  gateway-endpoint s3 tables t policy {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "s3:GetObject", "Resource": "*"}]} #! In the policy of s3-gw, Statement[0].Principal.AWS
  interface-endpoint kms in a policy {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "kms:Decrypt", "Resource": "*"}]}
"#;

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Let everybody of the account through"]);
        assert!(fixed(&CHECK, TEXT, 0, "gateway-endpoint s3").contains("arn:aws:iam::123456789012:*"));
    }
}
