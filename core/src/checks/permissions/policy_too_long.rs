//! Endpoint policies over AWS's limit.

use super::held::findings;
use crate::checks::{Found, check};
use crate::facts::Facts;
use crate::finding::Severity;
use crate::policy::{Fault, MAX_ENDPOINT_CHARACTERS};
use crate::text;
use serde_json::Value;

check! {
    /// An endpoint policy has 20,480 characters at most, and white space counts.
    ///
    /// ## What to do
    ///
    /// Write it without white space, put actions of one service together with wildcards, or compare `aws:PrincipalOrgID` and
    /// `aws:ResourceOrgID` instead of listing accounts and buckets.
    ///
    /// AWS: "Control access to VPC endpoints using endpoint policies" (AWS PrivateLink Guide)
    "endpoint-policy-too-long", "Endpoint policy is too long", Permissions, Error
}

fn run(facts: &Facts) -> Vec<Found> {
    findings(
        facts,
        Severity::Error,
        |f| matches!(f, Fault::TooLong { .. }),
        |held, _, found| {
            let tight = serde_json::from_str::<Value>(held.text).ok().map(|policy| policy.to_string());
            let tight = tight.filter(|text| text.chars().count() <= MAX_ENDPOINT_CHARACTERS);
            found.fix(text!("Write it without white space"), tight.map(|text| held.rewritten(text)))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    fn text(padding: &str) -> String {
        format!(
            "vpc v 10.0.0.0/16\n  table t\n  gateway-endpoint s3 tables t policy {{{padding}\"Statement\": [{{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"s3:GetObject\", \"Resource\": \"*\"}}]}} #! In the policy of s3-gw, as a whole\n"
        )
    }

    #[test]
    fn fires_and_is_mended() {
        check(&CHECK, &text(&" ".repeat(20_480)));
        mends(&CHECK, &text(&" ".repeat(20_480)), &["Write it without white space"]);
        check(&CHECK, &text("").replace("#!", "#"));
    }
}
