//! Buckets that only an endpoint may reach, whose policy does not let it.

use crate::checks::{Found, check};
use crate::document::{Bucket, GatewayEndpoint, InterfaceEndpoint, NodeId};
use crate::facts::Facts;
use crate::policy::{Effect, EndpointKind, Policy, access};
use crate::text;
use serde_json::json;

check! {
    /// The bucket's policy denies whatever does not come through an endpoint, and the endpoint's policy allows nothing on the bucket: two
    /// locks, and no key fits both.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   table app
    ///   gateway-endpoint s3 tables app aws-id vpce-1 policy {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::other/*"}]}
    /// bucket logs policy {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}}]}
    /// ```
    ///
    /// ## What to do
    ///
    /// Allow the bucket in the endpoint's policy, or another endpoint in the bucket's.
    ///
    /// AWS: "Controlling access from VPC endpoints with bucket policies" (Amazon S3 User Guide)
    "bucket-shut-by-endpoint", "Bucket that nothing can reach", Permissions, Warning
}

/// An endpoint's policy; `None` is full access.
struct Gate<'a> {
    id: NodeId,
    kind: EndpointKind,
    text: Option<&'a str>,
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let aws = |node: NodeId| model.meta(node).and_then(|m| m.aws_id.as_deref());
    let gateways =
        model.all::<GatewayEndpoint>().map(|(id, e)| Gate { id: id.node(), kind: EndpointKind::Gateway, text: e.policy.as_deref() });
    let interfaces = model.all::<InterfaceEndpoint>();
    let interfaces = interfaces.map(|(id, e)| Gate { id: id.node(), kind: EndpointKind::Interface, text: e.policy.as_deref() });
    let gates: Vec<(&str, Gate)> = gateways.chain(interfaces).filter_map(|gate| Some((aws(gate.id)?, gate))).collect();
    let mut out = Vec::new();
    for (id, bucket) in model.all::<Bucket>() {
        let Some(Ok(policy)) = bucket.policy.as_deref().map(Policy::parse) else { continue };
        let name = bucket.bucket_name.clone().unwrap_or_else(|| model.name(id.node()));
        for listed in only_through(&policy) {
            let found: Vec<&Gate> =
                listed.iter().filter_map(|wanted| gates.iter().find(|(own, _)| own == wanted)).map(|(_, gate)| gate).collect();
            // What is not in the design may be open.
            if found.len() < listed.len() || !found.iter().all(|gate| shuts(gate, &name)) {
                continue;
            }
            let Some(first) = found.first() else { continue };
            let said = text!(
                "{bucket} may be reached only through {endpoint}, whose policy allows nothing on it.",
                bucket = id,
                endpoint = first.id
            );
            out.push(found.iter().fold(Found::new(id, said), |f, gate| f.with(gate.id)).because(text!(
                "A request needs both: a Deny of the bucket's policy wins, and an endpoint passes only what its policy allows."
            )));
        }
    }
    out
}

/// The endpoints of each Deny of whatever does not come through one of them.
fn only_through(policy: &Policy) -> Vec<&[String]> {
    let denies = policy.statements().iter().filter(|s| s.effect() == Effect::Deny && s.conditions().count() == 1);
    let negated = |operator: &str| operator.eq_ignore_ascii_case("StringNotEquals") || operator.eq_ignore_ascii_case("StringNotLike");
    denies
        .filter_map(|s| s.conditions().find(|(operator, key, _)| negated(operator) && key.eq_ignore_ascii_case("aws:SourceVpce")))
        .map(|(_, _, values)| values)
        .collect()
}

/// Whether the policy certainly allows no request on the bucket.
fn shuts(gate: &Gate, bucket: &str) -> bool {
    let Some(Ok(own)) = gate.text.map(Policy::parse) else { return false };
    let resources = [format!("arn:aws:s3:::{bucket}"), format!("arn:aws:s3:::{bucket}/*")];
    let probe = json!({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": resources}}).to_string();
    let Ok(probe) = Policy::parse(&probe) else { return false };
    access(&[(&own, Some(gate.kind)), (&probe, None)]).is_ok_and(|ways| ways.is_empty())
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
  gateway-endpoint s3 tables t aws-id vpce-1 policy {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::other/*"}]}
bucket logs policy {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}}]} #! logs may be reached only through s3-gw
bucket other policy {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}}]}
bucket third policy {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:SourceVpce": ["vpce-1", "vpce-2"]}}}]}
"#,
        );
    }
}
