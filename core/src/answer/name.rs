//! How a name was answered, as the first hop of a path.

use crate::catalogue::Code;
use crate::document::NodeId;
use crate::graph::{Answer, NameSource, NetworkGraph, Resolution};
use crate::reach::{Hop, HopKind, Outcome, Part, say};

/// How the name was answered, as the first hop.
pub(super) fn name_hop(graph: &NetworkGraph, vpc: NodeId, r: &Resolution) -> Hop {
    let name = Part::Name(r.name.clone());
    let hop = |at, outcome, said| Hop::new(at, HopKind::Name, outcome, said);
    match (&r.source, &r.answer) {
        (NameSource::OwnDns, _) => hop(
            vpc,
            Outcome::Depends,
            say!(
                "{name}: DNS support is off in {vpc}, so servers of your own answer; the public answer is assumed",
                name = name,
                vpc = vpc
            ),
        ),
        (NameSource::PerhapsPrivate(e), _) => hop(
            vpc,
            Outcome::Depends,
            say!(
                "{name}: the service of {e} in {vpc} is not known, and it may have private DNS for this name; the public answer is assumed",
                name = name,
                e = *e,
                vpc = vpc
            ),
        ),
        (NameSource::PublicDns, _) => hop(
            vpc,
            Outcome::Passed,
            say!("{name} resolves to public addresses: no endpoint in {vpc} has private DNS for it", name = name, vpc = vpc),
        ),
        (NameSource::PrivateDns(e), _) => hop(
            e.node(),
            Outcome::Passed,
            say!(
                "{name} resolves to the private addresses of {e}, whose private DNS holds in all of {vpc}",
                name = name,
                e = *e,
                vpc = vpc
            ),
        ),
        (NameSource::InboundOnly(e), _) => hop(
            e.node(),
            Outcome::Passed,
            say!("{name} resolves to public addresses: private DNS of {e} is for the inbound Resolver endpoint only", name = name, e = *e),
        ),
        (NameSource::PrivateDnsWithoutVpcDns(e), _) => hop(
            e.node(),
            Outcome::Passed,
            say!(
                "{name} resolves to public addresses: private DNS of {e} needs DNS support and DNS host names in {vpc}",
                name = name,
                e = *e,
                vpc = vpc
            ),
        ),
        (NameSource::Zone(z), Answer::NoSuchName) => hop(
            z.node(),
            Outcome::Blocked(Code::NO_POSSIBLE_DESTINATION),
            say!("{z} answers for {name} in {vpc} and has no record for it", z = *z, name = name, vpc = vpc),
        ),
        (NameSource::Zone(z), Answer::Unknown) => {
            hop(z.node(), Outcome::NotModelled, say!("{z} answers {name} with an alias that is not modelled", z = *z, name = name))
        }
        (NameSource::Zone(z), Answer::Endpoint(e)) => {
            let whose = graph.model.get(*e).map(|e| e.vpc.node()).unwrap_or(vpc);
            hop(
                z.node(),
                Outcome::Passed,
                say!("{z} answers {name} with the private addresses of {e} in {vpc}", z = *z, name = name, e = *e, vpc = whose),
            )
        }
        (NameSource::Zone(z), _) => {
            hop(z.node(), Outcome::Passed, say!("{z} answers {name} with addresses of its records", z = *z, name = name))
        }
    }
}
