//! ECR endpoints whose images cannot be pulled, because their layers are in S3.

use super::s3_endpoints::{has, of, opened, shut};
use crate::checks::shared::internet_gateway;
use crate::checks::{Found, check};
use crate::document::{NatGateway, NatHome, Vpc};
use crate::facts::Facts;
use crate::policy::library::of_layers;
use crate::text;
use crate::text::code;

check! {
    /// ECR names an image's layers and S3 holds them, in a bucket of AWS. With endpoints for ECR alone, pulls begin and then hang at the
    /// first layer; with a narrow policy on the S3 endpoint they are refused.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   table app
    ///   subnet a a 10.0.0.0/24 table app
    ///   interface-endpoint ecr.dkr in a
    ///   gateway-endpoint s3 tables app policy {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::my-bucket/*"}]}
    /// ```
    ///
    /// ## What to do
    ///
    /// Add a gateway endpoint for S3, which costs nothing, and allow `s3:GetObject` on the layer bucket of the region in its policy.
    ///
    /// AWS: "Amazon ECR interface VPC endpoints (AWS PrivateLink)" (Amazon ECR User Guide)
    "ecr-without-layers", "Images without their layers", Permissions, Warning
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (vpc, v) in model.all::<Vpc>().filter(|(vpc, _)| has(facts, *vpc, "ecr.dkr")) {
        let layers = of_layers(v.region.as_str());
        let endpoints = of(facts, vpc);
        let nat = |home: NatHome| match home {
            NatHome::Zonal(subnet) => model.get(subnet).is_some_and(|s| s.vpc == vpc),
            NatHome::Regional(home) => home == vpc,
        };
        let way_out = internet_gateway(model, vpc).is_some() || model.all::<NatGateway>().any(|(_, n)| nat(n.home));
        if endpoints.is_empty() && !way_out {
            let said = text!("{vpc} has an endpoint for ECR and no way to S3, where the layers of images are.", vpc = vpc);
            out.push(
                Found::new(vpc, said).because(text!("ECR answers a pull with addresses of S3, and the client reads the layers there.")),
            );
        }
        for endpoint in endpoints.iter().filter(|endpoint| !shut(endpoint, &layers).is_empty()) {
            let bucket = layers.first().map(code).unwrap_or_else(|| code(""));
            let said = text!(
                "The policy of {endpoint} shuts out {bucket}, where ECR keeps the layers of images.",
                endpoint = endpoint.id,
                bucket = bucket
            );
            let found = Found::new(endpoint.id, said)
                .because(text!("ECR answers a pull with addresses of S3, and the client reads the layers there."));
            out.push(found.fix(text!("Allow reading the layers"), opened(endpoint, &layers)));
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
  interface-endpoint ecr.dkr in a groups g
  gateway-endpoint s3 tables t policy {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::mine/*"}]} #! The policy of s3-gw shuts out prod-eu-west-1-starport-layer-bucket
vpc w 10.1.0.0/16
  table t
  group g: in tcp 443 from 10.1.0.0/16
  subnet a a 10.1.0.0/24 table t
  interface-endpoint ecr.dkr in a groups g
  gateway-endpoint s3 tables t
"#;

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
        check(
            &CHECK,
            "vpc v 10.0.0.0/16 #! v has an endpoint for ECR and no way to S3\n  group g: in tcp 443 from 10.0.0.0/16\n  subnet a a 10.0.0.0/24\n  interface-endpoint ecr.dkr in a groups g\n",
        );
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Allow reading the layers"]);
        assert!(fixed(&CHECK, TEXT, 0, "gateway-endpoint s3").contains("arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*"));
    }
}
