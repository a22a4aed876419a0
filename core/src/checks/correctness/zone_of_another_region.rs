//! Subnets in zones that their VPC's region does not have.

use crate::checks::shared::region;
use crate::checks::{Found, check, set};
use crate::document::{Subnet, Zone};
use crate::facts::Facts;
use crate::finding::Severity;
use crate::text;
use crate::text::{Arg, code};

check! {
    /// A subnet stands in a zone of its VPC's Region. Zones are named after their Region (`us-east-1a`), and not every Region
    /// has every letter: Tokyo has a, c and d. AWS refuses a zone that the Region does not have.
    ///
    /// The zones here are those that an account made today sees. Older accounts may see others.
    ///
    /// ## Example
    ///
    /// ```text
    /// region us-east-1
    /// vpc main 10.0.0.0/16
    ///   subnet app eu-west-1a 10.0.0.0/24
    /// ```
    ///
    /// ## What to do
    ///
    /// Choose a zone of the VPC's Region.
    ///
    /// AWS: "AWS Availability Zones" (AWS Regions and Availability Zones), "Subnet basics" (Amazon VPC User Guide)
    "zone-of-another-region", "Zone of another Region", Correctness, Error
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (id, s) in model.all::<Subnet>() {
        let Some(vpc) = model.get(s.vpc) else { continue };
        let code_of = vpc.region.as_str();
        let known = region(facts, &vpc.region);
        // The letter, where the name has the Region's form: `us-east-1a`.
        let ours = s.zone.as_str().strip_prefix(code_of).is_some_and(|l| l.len() == 1);
        let listed = known.map(|r| r.zone(s.zone.as_str()).is_some());
        let (said, severity, why) = match (ours, listed, known.is_some_and(|r| r.zones_verified)) {
            (_, Some(true), _) | (true, None, _) => continue,
            (false, ..) => (
                text!(
                    "{subnet} is in {zone}, which is no zone of {region}.",
                    subnet = id,
                    zone = code(&s.zone),
                    region = code(&vpc.region)
                ),
                Severity::Error,
                text!("{vpc} is in {region}, and a subnet is in its VPC's Region.", vpc = s.vpc, region = code(&vpc.region)),
            ),
            (true, _, sure) => (
                text!("{region} shows no zone {zone}, where {subnet} is.", subnet = id, zone = code(&s.zone), region = code(&vpc.region)),
                if sure { Severity::Error } else { Severity::Warning },
                text!(
                    "New accounts see {zones} there; older ones may see others.",
                    zones = Arg::List(known.map(|r| r.zones.iter().map(|z| code(z.name)).collect()).unwrap_or_default())
                ),
            ),
        };
        let letter = s.zone.as_str().chars().last();
        let better: Option<Zone> = known.and_then(|r| {
            let same = r.zones.iter().find(|z| letter.is_some_and(|l| z.letter().starts_with(l)));
            same.or_else(|| r.zones.first()).and_then(|z| z.name.parse().ok())
        });
        let mut found = Found::new(id, said).with(s.vpc).severity(severity).because(why);
        if let Some(zone) = better {
            found = found.option(text!("Put {subnet} into {zone}", subnet = id, zone = code(&zone)), set(id, "zone", &zone));
        }
        out.push(found);
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
            "region ap-northeast-1
vpc v 10.0.0.0/16
  subnet a a 10.0.0.0/24
  subnet b b 10.0.1.0/24 #! ap-northeast-1 shows no zone ap-northeast-1b, where b is
  subnet c us-east-1a 10.0.2.0/24 #! c is in us-east-1a, which is no zone of ap-northeast-1
",
        );
        check(
            &CHECK,
            "region mars-north-1\nvpc v 10.0.0.0/16\n  subnet a a 10.0.0.0/24\n  subnet b us-east-1a 10.0.1.0/24 #! is no zone of mars-north-1",
        );
    }

    #[test]
    fn mended() {
        let text = "region ap-northeast-1\nvpc v 10.0.0.0/16\n  subnet c us-east-1c 10.0.2.0/24\n  subnet b b 10.0.1.0/24";
        mends(&CHECK, text, &["Put c into ap-northeast-1c", "Put b into ap-northeast-1a"]);
    }
}
