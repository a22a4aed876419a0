//! Transit gateway attachments with two subnets in one zone, and VPCs that are attached twice.

use crate::checks::{Found, check, set};
use crate::document::{Id, Subnet, TransitAttachment, Vpc};
use crate::facts::Facts;
use crate::text;
use crate::text::code;

check! {
    /// A VPC has one attachment to a transit gateway at most, and the attachment has one subnet in each Availability Zone: its interface there
    /// serves every subnet of the zone. AWS refuses a second one of either.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   subnet app a 10.0.0.0/24
    ///   subnet data a 10.0.1.0/24
    /// tgw tgw
    ///   attachment att main in app, data
    /// ```
    ///
    /// ## What to do
    ///
    /// Leave one of the two subnets out, or remove one of the two attachments.
    ///
    /// AWS: "Quotas for Amazon VPC Transit Gateways", "Amazon VPC attachments in Amazon VPC Transit Gateways" (Amazon VPC Transit Gateways Guide)
    "attachment-twice", "Attached twice to a transit gateway", Correctness, Error
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (id, a) in model.all::<TransitAttachment>() {
        let earlier = model.all::<TransitAttachment>().take_while(|(other, _)| *other != id);
        let twin = earlier.filter(|(_, o)| o.gateway == a.gateway && o.to == a.to).map(|(other, _)| other).next();
        if let (Some(vpc), Some(twin)) = (Id::<Vpc>::of(a.to), twin) {
            let said = text!("{vpc} has two attachments to {gateway}: {a} and {b}.", vpc = vpc, gateway = a.gateway, a = twin, b = id);
            let why = text!("A VPC has one attachment to a transit gateway at most, so AWS refuses the second one.");
            out.push(Found::new(id, said).with(twin).with(vpc).because(why));
        }
        for (i, s) in a.subnets.iter().enumerate() {
            let zone = |s: &Id<Subnet>| model.get(*s).map(|s| &s.zone);
            let Some(here) = zone(s) else { continue };
            let Some(first) = a.subnets.iter().take(i).find(|o| zone(o) == Some(here)) else { continue };
            let without = |gone: Id<Subnet>| a.subnets.iter().copied().filter(|s| *s != gone).collect::<Vec<_>>();
            let said =
                text!("{attachment} has two subnets in {zone}: {a} and {b}.", attachment = id, zone = code(here), a = *first, b = *s);
            out.push(
                Found::new(id, said)
                    .with(*first)
                    .with(*s)
                    .because(text!("An attachment has one subnet per zone at most, so AWS refuses it."))
                    .option(text!("Leave {subnet} out", subnet = *s), Some(set(id, "subnets", &without(*s))))
                    .option(text!("Leave {subnet} out", subnet = *first), Some(set(id, "subnets", &without(*first)))),
            );
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    const TEXT: &str = "vpc v 10.0.0.0/16
  subnet app a 10.0.0.0/24
  subnet data a 10.0.1.0/24
  subnet b b 10.0.2.0/24
vpc w 10.1.0.0/16
  subnet x a 10.1.0.0/24
tgw t
  attachment one v in app, data, b #! one has two subnets in us-east-1a: app and data
  attachment two w in x
";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
        check(&CHECK, &format!("{TEXT}  attachment again w in x #! w has two attachments to t: two and again\n"));
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Leave data out", "Leave app out"]);
    }
}
