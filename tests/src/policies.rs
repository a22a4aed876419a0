//! Policies of the size and kind that data perimeters have, for what is timed.
use portico_core::policy::{Case, Policy};

/// An endpoint policy: trusted principals on trusted resources, AWS's own buckets, services that call for people.
fn perimeter(n: usize, more: &str) -> String {
    format!(
        r#"{{"Version": "2012-10-17", "Statement": [
  {{"Sid": "AllowRequestsByOrgsIdentitiesToOrgsResources", "Effect": "Allow", "Principal": {{"AWS": "*"}}, "Action": "*", "Resource": "*",
    "Condition": {{"StringEquals": {{"aws:PrincipalOrgID": "o-{n}", "aws:ResourceOrgID": "o-{n}"}}}}}},
  {{"Sid": "AllowRequestsByAWSServicePrincipals", "Effect": "Allow", "Principal": {{"AWS": "*"}}, "Action": "*", "Resource": "*",
    "Condition": {{"Bool": {{"aws:PrincipalIsAWSService": "true"}}}}}},
  {{"Sid": "AllowAnonymousRequestsToBuckets", "Effect": "Allow", "Principal": {{"AWS": "*"}}, "Action": ["s3:GetObject", "s3:PutObject"],
    "Resource": ["arn:aws:s3:::aws-ssm-us-east-1/*", "arn:aws:s3:::amazon-ssm-us-east-1/*", "arn:aws:s3:::us-east-1-birdwatcher-prod/*",
      "arn:aws:s3:::patch-baseline-snapshot-us-east-1/*", "arn:aws:s3:::al2023-repos-us-east-1-de612dc2/*", "arn:aws:s3:::repo.us-east-1.amazonaws.com/*"]}},
  {{"Sid": "AllowThirdPartyAccounts", "Effect": "Allow", "Principal": {{"AWS": "*"}}, "Action": ["s3:GetObject*", "s3:List*"], "Resource": "*",
    "Condition": {{"StringEquals": {{"aws:PrincipalOrgID": "o-{n}", "aws:ResourceAccount": ["{n:012}", "999999999999"]}}}}}},
  {{"Sid": "DenyUntrustedNetworks", "Effect": "Deny", "Principal": {{"AWS": "*"}}, "Action": "*", "Resource": "*",
    "Condition": {{"NotIpAddressIfExists": {{"aws:SourceIp": ["203.0.113.0/24", "198.51.100.0/24"]}}, "StringNotEqualsIfExists": {{"aws:SourceVpc": ["vpc-{n}", "vpc-shared"]}},
      "BoolIfExists": {{"aws:PrincipalIsAWSService": "false", "aws:ViaAWSService": "false"}},
      "ArnNotLikeIfExists": {{"aws:PrincipalArn": ["arn:aws:iam::*:role/aws:ec2-infrastructure", "arn:aws:iam::{n:012}:role/admin/*"]}}}}}}{more}]}}"#
    )
}

/// Pairs of such policies: each against itself with one statement more or less.
pub fn pairs(count: usize) -> Vec<(Policy, Policy)> {
    let more = r#", {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "s3:DeleteBucket*", "Resource": "*"}"#;
    (0..count)
        .filter_map(|n| {
            let (plain, narrower) = (Policy::parse(&perimeter(n, "")).ok()?, Policy::parse(&perimeter(n, more)).ok()?);
            Some(if n % 2 == 0 { (plain, narrower) } else { (narrower, plain) })
        })
        .collect()
}

/// A request on three policies: identity, resource and endpoint.
pub fn case() -> Option<Case> {
    let text = format!(
        r#"{{"request": {{"principal": "arn:aws:sts::000000000001:assumed-role/app/s", "action": "s3:GetObject", "resource": "arn:aws:s3:::data/a/b",
            "resourceAccount": "000000000001", "context": {{"aws:PrincipalOrgID": "o-1", "aws:ResourceOrgID": "o-1", "aws:SourceVpc": "vpc-1", "aws:SourceVpce": "vpce-1", "aws:SecureTransport": "true"}}}},
          "policies": {{
            "identity": [{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": ["arn:aws:s3:::data", "arn:aws:s3:::data/*"]}}]}}],
            "resource": {{"Version": "2012-10-17", "Statement": [{{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::data/*", "Condition": {{"Bool": {{"aws:SecureTransport": "false"}}}}}}]}},
            "endpoint": [{}]}}}}"#,
        perimeter(1, "")
    );
    Case::read(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use portico_core::policy::{Contained, Outcome, contained, decide};

    #[test]
    fn what_is_timed_is_real() {
        let case = case().unwrap();
        assert_eq!(decide(&case.policies, &case.request).outcome, Outcome::Allow);
        let pairs = pairs(4);
        assert_eq!(pairs.len(), 4);
        for (n, (a, b)) in pairs.iter().enumerate() {
            assert_eq!(matches!(contained(a, b), Contained::Yes), n % 2 == 1, "{n}: {:?}", contained(a, b));
        }
    }
}
