//! Interface and resource endpoints that have the VPC's default group.

use crate::checks::{Found, check, step};
use crate::document::{Flow, PrivateEndpoint};
use crate::facts::Facts;
use crate::ordered::Sorted as _;
use crate::propose::endpoint_group;
use crate::text;

check! {
    /// An interface or resource endpoint for which nobody names a security group gets the VPC's default group. That group lets in only
    /// what carries it too, so clients in groups of their own are refused: their calls time out, which looks like a routing
    /// fault and is none.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   subnet app a 10.0.0.0/24
    ///   interface-endpoint ssm in app
    /// ```
    ///
    /// ## What to do
    ///
    /// Give the endpoint a group that lets its clients in on the service's port, nearly always 443: from the VPC's blocks, or
    /// from the clients' groups. One group can serve all endpoints of a VPC. Which port the resource behind a resource endpoint listens on
    /// only its flows say.
    ///
    /// AWS: "Access an AWS service using an interface VPC endpoint" (AWS PrivateLink Guide), "Default security groups for
    /// your VPCs" (Amazon VPC User Guide)
    "endpoint-with-default-group", "Interface endpoint with the default group", Correctness, Warning
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for e in model.private_endpoints() {
        let id = e.id;
        let Some(vpc) = model.get(e.vpc) else { continue };
        if !(e.groups.is_empty() || *e.groups == [vpc.default_group]) {
            continue;
        }
        let said = if e.groups.is_empty() {
            text!("{endpoint} has no security group of its own, so AWS gives it {default}.", endpoint = id, default = vpc.default_group)
        } else {
            text!("{endpoint} has the default group {default}.", endpoint = id, default = vpc.default_group)
        };
        let ports = ports(facts, &e);
        let open = step(facts, |d| {
            let group = endpoint_group(d, e.vpc, &ports)?;
            Ok(d.set(id, "groups", &vec![group])?)
        });
        out.push(
            Found::new(id, said)
                .with(vpc.default_group)
                .because(text!(
                    "{default} is everything's that has no other: as AWS makes it, it lets in only what carries it too.",
                    default = vpc.default_group
                ))
                .fix(
                    text!("Give {endpoint} the group endpoints, which lets {vpc} in", endpoint = id, vpc = e.vpc),
                    open.filter(|_| !ports.is_empty()),
                ),
        );
    }
    out
}

/// The ports that clients need: those of the service; of a resource endpoint those of its flows.
fn ports(facts: &Facts, e: &PrivateEndpoint) -> Vec<u16> {
    let Some(service) = e.service else {
        let mut ports: Vec<u16> = facts
            .document
            .model
            .all::<Flow>()
            .filter(|(_, f)| f.to == e.id && f.protocol.has_ports())
            .filter_map(|(_, f)| f.port)
            .collect();
        ports.order();
        ports.dedup();
        return ports;
    };
    facts.catalogue.service(service.as_str()).map_or(vec![443], |s| s.ports.value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, fixed, mends};

    const TEXT: &str = "vpc v 10.0.0.0/16\n  group g\n  subnet a a 10.0.0.0/24\n  interface-endpoint ssm in a #! ssm has no security group of its own, so AWS gives it v-default\n  interface-endpoint kms in a groups v-default #! kms has the default group v-default\n  interface-endpoint sqs in a groups g";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn a_resource_endpoint_too_with_the_ports_of_its_flows() {
        let text = "vpc v 10.0.0.0/16\n  subnet a a 10.0.0.0/24\n    instance i\n  resource-endpoint orders in a #! orders has no security group of its own";
        check(&CHECK, text);
        mends(&CHECK, text, &[]);
        let flows = format!("{text}\nflow i -> orders tcp 5432\nflow i -> orders tcp 5433\nflow i -> orders tcp 5432 as again");
        mends(&CHECK, &flows, &["Give orders the group endpoints, which lets v in"]);
        let ports =
            "group endpoints \"Lets the VPC reach its interface endpoints\": in tcp 5432 from 10.0.0.0/16, in tcp 5433 from 10.0.0.0/16";
        assert_eq!(fixed(&CHECK, &flows, 0, "group endpoints"), ports);
    }

    #[test]
    fn mended() {
        let label = |name| format!("Give {name} the group endpoints, which lets v in");
        mends(&CHECK, TEXT, &[&label("ssm"), &label("kms")]);
        assert_eq!(
            fixed(&CHECK, TEXT, 0, "group endpoints"),
            "group endpoints \"Lets the VPC reach its interface endpoints\": in tcp 443 from 10.0.0.0/16"
        );
    }
}
