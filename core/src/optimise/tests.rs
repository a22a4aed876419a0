//! The optimiser against hand-worked designs, and against trying everything.

use super::options::Choice;
use super::outcome::{Plan, build, violations};
use super::units::take_apart;
use super::*;
use crate::catalogue::Catalogue;
use crate::document::{Id, NatGateway};
use crate::facts::Facts;
use crate::fixture;
use crate::money::Money;
use crate::ordered::BTreeSet;
use proptest::prelude::*;

fn facts(text: &str) -> Facts {
    Facts::new(&fixture::parse(text).unwrap_or_else(|e| panic!("{e}\n{text}")), Catalogue::bundled())
}

fn said(o: &Optimum) -> Vec<String> {
    o.changes.iter().map(|c| format!("{} saves {}", c.what.render(&o.design.model), c.saves)).collect()
}

const NET: &str = "
vpc v 10.0.0.0/16 dns-hostnames
  igw igw
  table out: 0.0.0.0/0 -> igw
  table app: 0.0.0.0/0 -> nat
  group app: out any to 0.0.0.0/0
  group endpoints: in tcp 443 from 10.0.0.0/16
  subnet public-a a 10.0.0.0/24 table out public-ip
    nat nat
  subnet app-a a 10.0.2.0/24 table app
    container api groups app
service s3
service ssm
service kms
service logs
";

#[test]
fn gateway_for_s3_interface_for_what_is_much() {
    let f = facts(&format!(
        "{NET}flow api -> s3 tcp 443 gb 0/1000/1000\nflow api -> ssm tcp 443 gb 0/1000/1000\nflow api -> kms tcp 443 gb 0/10/10\n"
    ));
    let o = optimise(&f, Ask::default());
    // S3: 1,000 GB × 0.045 for nothing. Systems Manager: 45.00 by NAT against 7.30 + 10.00. Ten GB of KMS are cheaper by NAT: 0.45.
    let want = ["s3 in v by a gateway endpoint saves 45.00", "ssm in v by an interface endpoint in us-east-1a saves 27.70"];
    assert_eq!((said(&o), o.exact), (want.map(ToOwned::to_owned).to_vec(), true));
    assert_eq!(o.before.typical - o.after.typical, o.changes.iter().map(|c| c.saves).sum());
    let after = Facts::new(&f.document.apply(o.command.as_ref().unwrap()).unwrap(), Catalogue::bundled());
    assert_eq!(after.estimate().month().1, o.after);
}

#[test]
fn nat_gateways_go_only_where_that_is_asked() {
    let f = facts(&format!("{NET}flow api -> s3 tcp 443 gb 0/1000/1000\nflow api -> kms tcp 443 gb 0/10/10\n"));
    let kept = optimise(&f, Ask::default());
    assert_eq!(said(&kept), ["s3 in v by a gateway endpoint saves 45.00"]);
    let gone = optimise(&f, Ask { remove_nats: true });
    // KMS then needs its own endpoint: 7.30 + 0.10 instead of 0.45, and the NAT gateway's 36.50 are saved.
    assert_eq!((gone.before.typical - gone.after.typical).to_string(), "74.55");
    assert_eq!(gone.design.model.all::<NatGateway>().count(), 0);
    let needed = facts(&format!("{NET}flow api -> s3 tcp 443 gb 0/1000/1000\nflow api -> igw tcp 443 gb 0/10/10\n"));
    assert_eq!(
        said(&optimise(&needed, Ask { remove_nats: true })),
        ["s3 in v by a gateway endpoint saves 45.00"],
        "the internet is called"
    );
}

#[test]
fn intents_are_kept() {
    let text = NET.replace("service s3", "  interface-endpoint ssm in app-a groups endpoints private-dns\nservice s3");
    let idle = facts(&text);
    assert_eq!(said(&optimise(&idle, Ask::default())), ["ssm in v without an endpoint saves 7.30"]);
    let private = facts(&format!("{text}intent private tcp 443 reaches-privately from api to ssm\n"));
    assert_eq!(said(&optimise(&private, Ask::default())), [] as [&str; 0]);
    let never = facts(&format!("{NET}flow api -> s3 tcp 443 gb 0/100/100\n"));
    assert_eq!(optimise(&never, Ask::default()).changes.len(), 1);
}

#[test]
fn what_survives_the_nat_gateway_goes_on_surviving() {
    // Without the endpoint a GB would cost 7.27 less, and fall with the NAT gateway, which it survives today.
    let text = NET.replace("service s3", "  interface-endpoint ssm in app-a groups endpoints private-dns\nservice s3");
    let f = facts(&format!("{text}flow api -> ssm tcp 443 gb 0/1/1\n"));
    assert_eq!(said(&optimise(&f, Ask::default())), [] as [&str; 0]);
}

#[test]
fn what_survives_a_zone_goes_on_surviving() {
    let text = "
vpc v 10.0.0.0/16 dns-hostnames
  igw igw
  table out: 0.0.0.0/0 -> igw
  table app-a: 0.0.0.0/0 -> nat-a
  table app-b: 0.0.0.0/0 -> nat-b
  group app: out any to 0.0.0.0/0
  group endpoints: in tcp 443 from 10.0.0.0/16
  subnet public-a a 10.0.0.0/24 table out public-ip
    nat nat-a
  subnet public-b b 10.0.1.0/24 table out public-ip
    nat nat-b
  subnet app-a a 10.0.2.0/24 table app-a
  subnet app-b b 10.0.3.0/24 table app-b
  container api in app-a, app-b groups app
service ssm
flow api -> ssm tcp 443 gb 0/1000/1000
";
    let o = optimise(&facts(text), Ask::default());
    // In one zone it would save 27.70 and fall with that zone; in two 45.00 - 14.60 - 10.00.
    assert_eq!(said(&o), ["ssm in v by an interface endpoint in us-east-1a and us-east-1b saves 20.40"]);
}

/// Every plan, built as a design and judged as one; the least month of those that are allowed.
fn brute(f: &Facts, ask: Ask) -> Money {
    let parts = take_apart(f);
    let choices: Vec<Vec<Choice>> = parts.units.iter().map(|u| u.choices(&f.catalogue)).collect();
    let nats: Vec<Id<NatGateway>> = match ask.remove_nats {
        true => f.document.model.all::<NatGateway>().map(|(id, _)| id).filter(|id| !parts.needed.contains(id)).collect(),
        false => vec![],
    };
    let mut plans: Vec<Vec<Choice>> = vec![vec![]];
    for c in &choices {
        plans = plans.into_iter().flat_map(|p| c.iter().map(move |x| [p.as_slice(), &[*x]].concat())).collect();
    }
    let mut best = f.estimate().month().1.typical;
    for choices in plans {
        for set in 0u32..1 << nats.len() {
            let gone: BTreeSet<_> = nats.iter().enumerate().filter(|(i, _)| set >> i & 1 == 1).map(|(_, n)| *n).collect();
            let plan = Plan { choices: choices.clone(), gone };
            let Some(draft) = build(f, &parts, &plan) else { continue };
            let after = Facts::new(&draft.doc, &f.catalogue);
            let month = after.estimate().month().1.typical;
            // Judging is the costly part: only where it could matter.
            if month < best && violations(f, &parts, &after, &plan).is_empty() {
                best = month;
            }
        }
    }
    best
}

fn design(choices: &[u8]) -> String {
    let choice = |n: usize| choices.get(n).copied().unwrap_or(0);
    let mut text = String::from(
        "vpc v 10.0.0.0/16 dns-hostnames\n  igw igw\n  table out: 0.0.0.0/0 -> igw\n  group app: out any to 0.0.0.0/0\n  group endpoints: in tcp 443 from 10.0.0.0/16\n",
    );
    let nat_b = if choice(0) & 1 == 1 { "nat-b" } else { "nat-a" };
    text += &format!(
        "  table app-a: 0.0.0.0/0 -> nat-a\n  table app-b: 0.0.0.0/0 -> {nat_b}\n  subnet public-a a 10.0.0.0/24 table out public-ip\n    nat nat-a\n  \
         subnet public-b b 10.0.1.0/24 table out public-ip\n    nat nat-b\n  subnet app-a a 10.0.2.0/24 table app-a\n  subnet app-b b 10.0.3.0/24 table app-b\n"
    );
    let homes = ["app-a", "app-b", "app-a, app-b"];
    text += &format!(
        "  container one in {} groups app\n  container two in {} groups app\n",
        homes[usize::from(choice(1)) % 3],
        homes[usize::from(choice(2)) % 3]
    );
    if choice(3) % 3 == 1 {
        text += &format!("  interface-endpoint ssm in {} groups endpoints private-dns\n", homes[usize::from(choice(4)) % 3]);
    }
    if choice(3) % 3 == 2 {
        text += "  gateway-endpoint s3 tables app-a\n";
    }
    text += "service s3\nservice ssm\n";
    let gb = [1u32, 50, 300, 2_000, 900_000, 6_000_000];
    for (n, (from, to)) in [("one", "s3"), ("one", "ssm"), ("two", "ssm")].iter().enumerate() {
        let g = gb[usize::from(choice(5 + n)) % gb.len()];
        text += &format!("flow {from} -> {to} tcp 443 gb 0/{g}/{g}\n");
    }
    match choice(8) % 4 {
        1 => text + "intent private tcp 443 reaches-privately from one to ssm\n",
        2 => text + "intent zones survives-any-zone\n",
        3 => text + "flow two -> igw tcp 443 gb 0/5/5\n",
        _ => text,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]

    /// Nothing that is allowed is cheaper.
    #[test]
    fn as_trying_everything(choices in proptest::collection::vec(any::<u8>(), 9), remove_nats in any::<bool>()) {
        let f = facts(&design(&choices));
        let ask = Ask { remove_nats };
        let o = optimise(&f, ask);
        prop_assert_eq!(o.after.typical, brute(&f, ask), "{:?} of {}", said(&o), design(&choices));
        let saved: Money = o.changes.iter().map(|c| c.saves).sum();
        prop_assert_eq!(o.before.typical - o.after.typical, saved);
        prop_assert!(o.after.typical <= o.before.typical);
    }
}

/// Where most combinations are forbidden, the one that is not is found still.
#[test]
fn many_combinations_may_be_forbidden() {
    let f = facts(&design(&[1, 8, 47, 0, 0, 0, 32, 28, 38]));
    let ask = Ask { remove_nats: false };
    assert_eq!(optimise(&f, ask).after.typical, brute(&f, ask));
}

/// In the designs that are tried there is often something to save, and often nothing.
#[test]
fn what_is_tried_has_something_to_choose() {
    let mut saved = 0;
    for n in 0..40u32 {
        let choices: Vec<u8> = (0..9).map(|k| (n.wrapping_mul(2_654_435_761).rotate_left(k * 3) >> 8) as u8).collect();
        let o = optimise(&facts(&design(&choices)), Ask { remove_nats: n % 2 == 0 });
        saved += u32::from(o.after.typical < o.before.typical);
    }
    assert!((8..=39).contains(&saved), "{saved} of 40");
}
