//! Elastic IP addresses that nothing uses.

use crate::catalogue::Meter;
use crate::checks::correctness::elastic_ip_twice::users;
use crate::checks::{Found, check};
use crate::document::ElasticIp;
use crate::edit::Command;
use crate::facts::Facts;
use crate::text;
use crate::text::code;

check! {
    /// Every public IPv4 address is charged by the hour, used or not. One that nothing uses costs as much as one that serves.
    ///
    /// ## Example
    ///
    /// ```text
    /// eip spare
    /// ```
    ///
    /// ## What to do
    ///
    /// Release it, unless the address itself is worth keeping, because somebody has allowed it in a firewall.
    ///
    /// AWS: "Elastic IP addresses" (Amazon EC2 User Guide)
    "idle-elastic-ip", "Idle Elastic IP address", Cost, Warning
}

fn run(facts: &Facts) -> Vec<Found> {
    let users = users(facts);
    let idle = facts.document.model.all::<ElasticIp>().filter(|(id, _)| users.get(id).is_none_or(Vec::is_empty));
    idle.map(|(id, e)| {
        let found = Found::new(id, text!("Nothing uses {eip}.", eip = id));
        let found = match facts.catalogue.price(e.region.as_str(), Meter::PublicIpv4Hour) {
            Some(price) => {
                let month = price.amount().times(u64::from(facts.document.assumptions.hours_per_month));
                found.because(text!("It costs {month} a month.", month = code(format!("{month} {}", price.currency.as_str()))))
            }
            None => found.because(text!("Public IPv4 addresses are charged by the hour, used or not.")),
        };
        found.option(text!("Release {eip}", eip = id), Command::Delete { nodes: vec![id.node()] })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    const TEXT: &str =
        "eip spare #! Nothing uses spare\neip a\nvpc v 10.0.0.0/16\n  subnet s a 10.0.0.0/24\n    nat n\n    instance i eip a";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Release spare"]);
    }
}
