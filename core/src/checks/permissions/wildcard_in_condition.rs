//! Conditions of endpoint policies whose wildcards AWS does not take.

use super::held::findings;
use crate::checks::{Found, check};
use crate::facts::Facts;
use crate::finding::Severity;
use crate::policy::Fault;

check! {
    /// In an endpoint policy a string condition needs six plain characters beside each wildcard, a key that holds an identifier made by
    /// AWS takes neither wildcards nor numbers, and the account in an ARN is an account or a wildcard, not a mix.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   table app
    ///   gateway-endpoint s3 tables app policy {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringLike": {"aws:PrincipalTag/team": "net*"}}}]}
    /// ```
    ///
    /// ## What to do
    ///
    /// List the values, or make what stands beside the wildcard longer.
    ///
    /// AWS: "Control access to VPC endpoints using endpoint policies" (AWS PrivateLink Guide)
    "wildcard-in-condition", "Wildcard that an endpoint policy does not take", Permissions, Error
}

fn run(facts: &Facts) -> Vec<Found> {
    let wanted = |f: &Fault| {
        matches!(
            f,
            Fault::TooFewBesideWildcard { .. }
                | Fault::WildcardOnIdentifier { .. }
                | Fault::NumericOnIdentifier { .. }
                | Fault::MixedAccount { .. }
        )
    };
    findings(facts, Severity::Error, wanted, |_, _, found| found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::check;

    #[test]
    fn fires_and_stays_silent() {
        check(
            &CHECK,
            r#"vpc v 10.0.0.0/16
  table t
  gateway-endpoint s3 tables t policy {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringLike": {"aws:PrincipalTag/team": "net*"}}}]} #! Statement[0].Condition.StringLike.aws:PrincipalTag/team
  gateway-endpoint dynamodb tables t policy {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "dynamodb:GetItem", "Resource": "*", "Condition": {"StringLike": {"aws:PrincipalTag/team": "network*"}}}]}
role app: read {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*", "Condition": {"StringLike": {"s3:prefix": "a*"}}}]}
"#,
        );
    }
}
