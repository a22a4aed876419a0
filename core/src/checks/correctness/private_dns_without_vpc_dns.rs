//! Private DNS in VPCs that lack a DNS attribute it needs.

use crate::checks::{Found, check, set, step};
use crate::document::{InterfaceEndpoint, PrivateDns, ResourceEndpoint};
use crate::facts::Facts;
use crate::text;

check! {
    /// Private DNS of an interface or resource endpoint is a hidden zone that the Amazon resolver of the VPC answers from. It needs both
    /// DNS support (`enableDnsSupport`) and DNS host names (`enableDnsHostnames`). Outside a default VPC the second is off
    /// unless somebody turns it on, and AWS refuses the endpoint with private DNS.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   subnet app a 10.0.0.0/24
    ///   interface-endpoint ssm in app private-dns
    /// ```
    ///
    /// ## What to do
    ///
    /// Turn both attributes on. It changes nothing else but that instances with public addresses get public host names.
    ///
    /// AWS: "Understanding Amazon DNS" (Amazon VPC User Guide), "Access an AWS service using an interface VPC endpoint"
    /// and "Access a resource through a resource VPC endpoint" (AWS PrivateLink Guide)
    "private-dns-without-vpc-dns", "Private DNS without DNS support and host names", Correctness, Error
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    let services = model.all::<InterfaceEndpoint>().filter(|(_, e)| e.private_dns != PrivateDns::Off);
    let services = services.map(|(id, e)| (id.node(), e.vpc, set(id, "private_dns", &PrivateDns::Off)));
    let resources = model.all::<ResourceEndpoint>().filter(|(_, e)| e.private_dns);
    let resources = resources.map(|(id, e)| (id.node(), e.vpc, set(id, "private_dns", &false)));
    for (id, home, off) in services.chain(resources) {
        let Some(vpc) = model.get(home) else { continue };
        let lacks = match (vpc.dns_support, vpc.dns_hostnames) {
            (true, true) => continue,
            (true, false) => "DNS host names",
            (false, true) => "DNS support",
            (false, false) => "DNS support and DNS host names",
        };
        out.push(
            Found::new(id, text!("{endpoint} has private DNS, and {vpc} lacks {lacks}.", endpoint = id, vpc = home, lacks = lacks))
                .with(home)
                .because(text!("AWS refuses private DNS without both attributes; the service's name would go on resolving publicly."))
                .fix(
                    text!("Turn on {lacks} in {vpc}", lacks = lacks, vpc = home),
                    step(facts, |d| {
                        d.set(home, "dns_support", &true)?;
                        Ok(d.set(home, "dns_hostnames", &true)?)
                    }),
                )
                .option(text!("Turn off private DNS of {endpoint}", endpoint = id), off),
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    #[test]
    fn fires_and_stays_silent() {
        check(
            &CHECK,
            "vpc v 10.0.0.0/16\n  subnet s a 10.0.0.0/24\n  interface-endpoint ssm in s private-dns #! ssm has private DNS, and v lacks DNS host names.\n  interface-endpoint kms in s\n  resource-endpoint orders in s private-dns #! orders has private DNS, and v lacks DNS host names.\n  resource-endpoint ledger in s",
        );
        check(&CHECK, "vpc v 10.0.0.0/16 dns-hostnames\n  subnet s a 10.0.0.0/24\n  interface-endpoint ssm in s private-dns");
        check(
            &CHECK,
            "vpc v 10.0.0.0/16 no-dns-support\n  subnet s a 10.0.0.0/24\n  interface-endpoint ssm in s private-dns #! v lacks DNS support and DNS host names",
        );
    }

    #[test]
    fn mended() {
        let text = "vpc v 10.0.0.0/16\n  subnet s a 10.0.0.0/24\n  interface-endpoint ssm in s private-dns";
        mends(&CHECK, text, &["Turn on DNS host names in v", "Turn off private DNS of ssm"]);
    }
}
