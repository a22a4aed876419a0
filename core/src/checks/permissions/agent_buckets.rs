//! S3 endpoints whose policy shuts out the buckets from which AWS's agents are fed.

use super::s3_endpoints::{has, of, opened, shut};
use crate::checks::{Found, check};
use crate::document::Vpc;
use crate::facts::Facts;
use crate::policy::library::of_agents;
use crate::text;
use crate::text::{Arg, code};

check! {
    /// The Systems Manager agent reads its updates, documents and patch baselines from buckets of AWS. A policy that allows buckets of
    /// your own organization only shuts them out: the agent goes on running, and patching fails.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   table app
    ///   subnet a a 10.0.0.0/24 table app
    ///   interface-endpoint ssm in a
    ///   gateway-endpoint s3 tables app policy {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceOrgID": "o-1"}}}]}
    /// ```
    ///
    /// ## What to do
    ///
    /// Allow `s3:GetObject` on these buckets too; package mirrors of Amazon Linux are in buckets of AWS as well.
    ///
    /// AWS: "SSM Agent communications with AWS managed S3 buckets" (AWS Systems Manager User Guide)
    "agent-buckets-shut-out", "Agents shut out of their buckets", Permissions, Warning
}

fn run(facts: &Facts) -> Vec<Found> {
    let mut out = Vec::new();
    for (vpc, v) in facts.document.model.all::<Vpc>() {
        if !["ssm", "ssmmessages", "ec2messages"].iter().any(|service| has(facts, vpc, service)) {
            continue;
        }
        let wanted = of_agents(v.region.as_str());
        for endpoint in of(facts, vpc) {
            let shut = shut(&endpoint, &wanted);
            if shut.is_empty() {
                continue;
            }
            let list = Arg::List(shut.iter().map(|bucket| code(bucket.as_str())).collect());
            let said = text!("The policy of {endpoint} shuts out the Systems Manager agent in {vpc}.", endpoint = endpoint.id, vpc = vpc);
            let found = Found::new(endpoint.id, said).because(text!("It does not let {buckets} be read.", buckets = list));
            out.push(found.option(text!("Allow reading them"), opened(&endpoint, &wanted)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, fixed, mends};

    const TEXT: &str = r#"region eu-west-1
vpc v 10.0.0.0/16
  table t
  group g: in tcp 443 from 10.0.0.0/16
  subnet a a 10.0.0.0/24 table t
  interface-endpoint ssm in a groups g
  gateway-endpoint s3 tables t policy {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceOrgID": "o-1"}}}} #! The policy of s3-gw shuts out the Systems Manager agent in v.
vpc w 10.1.0.0/16
  table t
  group g: in tcp 443 from 10.1.0.0/16
  subnet a a 10.1.0.0/24 table t
  interface-endpoint ssm in a groups g
  gateway-endpoint s3 tables t policy {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}}
"#;

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Allow reading them"]);
        assert!(fixed(&CHECK, TEXT, 0, "gateway-endpoint s3").contains("arn:aws:s3:::eu-west-1-birdwatcher-prod/*"));
    }
}
