//! Endpoint policies that look at an address which requests through an endpoint do not have.

use super::held::{findings, rename_key};
use crate::checks::{Found, check};
use crate::facts::Facts;
use crate::finding::Severity;
use crate::policy::Fault;
use crate::text;

check! {
    /// Through an endpoint `aws:SourceIp` is not in the request. `IpAddress` then never holds, and `NotIpAddress` always does: a Deny
    /// with it denies everything.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   table app
    ///   gateway-endpoint s3 tables app policy {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/16"}}}]}
    /// ```
    ///
    /// ## What to do
    ///
    /// Compare `aws:VpcSourceIp`, the private address, or `aws:SourceVpc`.
    ///
    /// AWS: "AWS global condition context keys" (IAM User Guide)
    "source-ip-behind-endpoint", "Condition on aws:SourceIp behind an endpoint", Permissions, Warning
}

fn run(facts: &Facts) -> Vec<Found> {
    findings(
        facts,
        Severity::Warning,
        |f| *f == Fault::SourceIpThroughEndpoint,
        |held, problem, found| {
            let command = held.with_statement(&problem.at, |s| rename_key(s, &problem.at, "aws:VpcSourceIp"));
            found.option(text!("Compare aws:VpcSourceIp"), command)
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, fixed, mends};

    const TEXT: &str = r#"vpc v 10.0.0.0/16
  table t
  gateway-endpoint s3 tables t policy {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*", "Condition": {"IpAddress": {"aws:sourceip": "10.0.0.0/16"}}}]} #! In the policy of s3-gw, Statement[0].Condition.IpAddress.aws:sourceip
bucket b policy {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*", "Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}]}
"#;

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Compare aws:VpcSourceIp"]);
        assert!(fixed(&CHECK, TEXT, 0, "gateway-endpoint s3").contains(r#""aws:VpcSourceIp":"10.0.0.0/16""#));
    }
}
