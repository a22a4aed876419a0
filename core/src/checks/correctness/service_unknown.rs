//! Endpoints of services that do not exist, or not in that form.

use crate::catalogue::ServiceKind;
use crate::checks::shared::region;
use crate::checks::{Found, check};
use crate::document::{GatewayEndpoint, Id, InterfaceEndpoint, NodeId, Region, Service, ServiceId, Vpc};
use crate::edit::Command;
use crate::facts::Facts;
use crate::finding::Severity;
use crate::text;
use crate::text::code;

check! {
    /// An endpoint is made for a service by its name, `com.amazonaws.REGION.SERVICE`. A name that AWS does not have is
    /// refused when the endpoint is made, and no validator notices before. Three services have gateway endpoints: S3,
    /// DynamoDB and S3 Express One Zone; S3 Express One Zone has no interface endpoint.
    ///
    /// Which services a Region or a zone has is not in the catalogue:
    /// `aws ec2 describe-vpc-endpoint-services` says.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   gateway-endpoint ssm
    /// ```
    ///
    /// ## What to do
    ///
    /// Choose the service from the palette, and the kind of endpoint that it has.
    ///
    /// AWS: "AWS services that integrate with AWS PrivateLink", "Gateway endpoints" (AWS PrivateLink Guide)
    "endpoint-service-unknown", "Endpoint of an unknown service", Correctness, Error
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    let of_vpc = |v: Id<Vpc>| model.get(v).map(|v| v.region.clone()).unwrap_or_default();
    for (id, e) in model.all::<GatewayEndpoint>() {
        out.extend(judge(facts, id.node(), &e.service, ServiceKind::Gateway, &of_vpc(e.vpc)));
    }
    for (id, e) in model.all::<InterfaceEndpoint>() {
        let here = of_vpc(e.vpc);
        let there = e.service_region.clone().unwrap_or(here.clone());
        out.extend(judge(facts, id.node(), &e.service, ServiceKind::Interface, &there));
        let across = facts.catalogue.service(e.service.as_str()).filter(|s| there != here && !s.cross_region);
        if let Some(s) = across {
            let said = text!(
                "{endpoint} is for {service} in {there}, which cannot be reached from another Region.",
                endpoint = id,
                service = s.display(),
                there = code(&there)
            );
            out.push(
                Found::new(id, said).because(text!("Only some services can be reached from another Region by an interface endpoint.")),
            );
        }
    }
    for (id, s) in model.all::<Service>().filter(|(_, s)| facts.catalogue.service(s.service.as_str()).is_none()) {
        out.push(
            Found::new(id, text!("The service {service} is not known here.", service = code(&s.service)))
                .severity(Severity::Info)
                .because(text!("Its name, its ports and its endpoints are guesses.")),
        );
    }
    out
}

fn judge(facts: &Facts, id: NodeId, service: &ServiceId, kind: ServiceKind, at: &Region) -> Option<Found> {
    let delete = || (text!("Delete {endpoint}", endpoint = id), Command::Delete { nodes: vec![id] });
    let Some(s) = facts.catalogue.service(service.as_str()) else {
        return Some(
            Found::new(id, text!("{endpoint} is for {service}, a service that is not known here.", endpoint = id, service = code(service)))
                .severity(Severity::Warning)
                .because(text!("AWS refuses names of services that it does not have; describe-vpc-endpoint-services lists them.")),
        );
    };
    let (label, command) = delete();
    if !s.offers(kind) {
        let (has, other) = match kind {
            ServiceKind::Gateway => {
                ("gateway endpoint", "Only S3, DynamoDB and S3 Express One Zone have gateway endpoints: use an interface endpoint.")
            }
            _ => ("interface endpoint", "It has a gateway endpoint, or one that is made through the service itself."),
        };
        let said = text!("{endpoint} is for {service}, which has no {kind}.", endpoint = id, service = s.display(), kind = has);
        return Some(Found::new(id, said).because(text!("{why}", why = other)).option(label, command));
    }
    if s.retired {
        let said = text!("{endpoint} is for {service}, which AWS has closed.", endpoint = id, service = s.display());
        return Some(
            Found::new(id, said)
                .severity(Severity::Warning)
                .because(text!("It is kept here so that old designs can be read; new endpoints are refused."))
                .option(label, command),
        );
    }
    let known = region(facts, at)?;
    if s.service_name(known, kind).is_none() {
        let said = text!(
            "{endpoint}: what {service} is called in {region} is not known here.",
            endpoint = id,
            service = s.display(),
            region = code(at)
        );
        return Some(
            Found::new(id, said)
                .severity(Severity::Warning)
                .because(text!("Its endpoint has a name of its own in that partition; describe-vpc-endpoint-services says which.")),
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    #[test]
    fn fires_and_stays_silent() {
        check(
            &CHECK,
            "vpc v 10.0.0.0/16
  subnet a a 10.0.0.0/24
  gateway-endpoint ssm #! ssm-gw is for Systems Manager API, which has no gateway endpoint
  gateway-endpoint dynamodb
  interface-endpoint s3express in a #! has no interface endpoint
  interface-endpoint sssm in a #! sssm is for sssm, a service that is not known here
  interface-endpoint kms in a
  interface-endpoint kms as far service-region eu-west-1 in a
  interface-endpoint ssm as farther service-region eu-west-1 in a #! which cannot be reached from another Region
service nothing #! The service nothing is not known here
service s3
",
        );
    }

    #[test]
    fn mended() {
        mends(&CHECK, "vpc v 10.0.0.0/16\n  gateway-endpoint ssm", &["Delete ssm-gw"]);
    }
}
