//! Endpoints whose policy lets no request through.

use super::held::all;
use crate::checks::{Found, check, set};
use crate::facts::Facts;
use crate::policy::{LintAs, Policy, allows_nothing};
use crate::text;

check! {
    /// A policy that only denies allows nothing, and neither does one whose denies take away all that it allows. Every request through
    /// the endpoint is then refused. Modules ship such policies: meant to be added to full access, they replace it.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   table app
    ///   gateway-endpoint s3 tables app policy {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:SourceVpc": "vpc-1"}}}]}
    /// ```
    ///
    /// ## What to do
    ///
    /// Add a statement that allows what is wanted, or take the policy away: then everything is allowed.
    ///
    /// AWS: "Control access to VPC endpoints using endpoint policies" (AWS PrivateLink Guide)
    "endpoint-policy-allows-nothing", "Endpoint policy allows nothing", Permissions, Warning
}

fn run(facts: &Facts) -> Vec<Found> {
    let endpoints = all(facts).into_iter().filter(|held| matches!(held.kind, LintAs::Endpoint(_)));
    endpoints
        .filter(|held| Policy::parse(held.text).is_ok_and(|policy| allows_nothing(&policy)))
        .map(|held| {
            Found::new(held.on, text!("The policy of {endpoint} allows no request at all.", endpoint = held.on))
                .because(text!("What no statement of an endpoint policy allows is refused."))
                .option(text!("Take the policy away, which allows everything"), set(held.on, "policy", &None::<String>))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    const TEXT: &str = r#"vpc v 10.0.0.0/16
  table t
  subnet a a 10.0.0.0/24
  group g: in tcp 443 from 10.0.0.0/16
  gateway-endpoint s3 tables t policy {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "*"}]} #! The policy of s3-gw allows no request at all.
  gateway-endpoint dynamodb tables t policy {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "dynamodb:GetItem", "Resource": "*"}]}
  interface-endpoint kms in a groups g policy {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "kms:Get*", "Resource": "*"}, {"Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*"}]} #! The policy of kms allows no request at all.
"#;

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        let label = "Take the policy away, which allows everything";
        mends(&CHECK, TEXT, &[label, label]);
    }
}
