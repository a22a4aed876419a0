//! Statements of small designs: kept, open, broken.

use super::*;
use crate::catalogue::Catalogue;
use crate::document::Intent;
use crate::facts::Facts;
use crate::fixture;

const NET: &str = "
vpc v 10.0.0.0/16 dns-hostnames
  igw igw
  table out: 0.0.0.0/0 -> igw
  table app: 0.0.0.0/0 -> nat
  table shut
  group app: out any to 0.0.0.0/0
  group doors: in tcp 443 from 10.0.0.0/16
  subnet public-a a 10.0.0.0/24 table out public-ip
    nat nat
  subnet app-a a 10.0.2.0/24 table app
  subnet app-b b 10.0.3.0/24 table app
  subnet shut-a a 10.0.4.0/24 table shut
    instance vault groups app
  container api in app-a, app-b groups app
  interface-endpoint ssm in app-a, app-b groups doors private-dns
  gateway-endpoint s3 tables app, shut
service s3
service ssm
service kms
flow api -> s3 tcp 443
flow api -> ssm tcp 443
flow api -> kms tcp 443
";

fn judged(intent: &str) -> (Light, Vec<String>) {
    let f = Facts::new(&fixture::parse(&format!("{NET}intent i {intent}\n")).unwrap_or_else(|e| panic!("{e}")), Catalogue::bundled());
    let j = &f.intents()[0];
    assert_eq!(f.document.model.all::<Intent>().next().unwrap().0, j.intent);
    (j.light, j.why.iter().map(|t| t.render(&f.document.model)).collect())
}

fn light(intent: &str) -> Light {
    judged(intent).0
}

#[test]
fn reach() {
    assert_eq!(light("tcp 443 reaches from api to kms"), Light::Kept);
    assert_eq!(light("tcp 443 reaches from vault to kms"), Light::Broken);
    assert_eq!(light("tcp 443 reaches from v to s3"), Light::Kept, "every workload of the VPC");
    assert_eq!(light("tcp 443 reaches from v to kms"), Light::Broken, "vault has no way out");
}

#[test]
fn privately() {
    assert_eq!(light("tcp 443 reaches-privately from api to s3"), Light::Kept);
    assert_eq!(light("tcp 443 reaches-privately from api to ssm"), Light::Kept);
    let (light, why) = judged("tcp 443 reaches-privately from api to kms");
    assert_eq!((light, why), (Light::Broken, vec!["api reaches kms by public addresses, through nat".into()]));
}

#[test]
fn never() {
    assert_eq!(light("never-reaches-internet from vault"), Light::Kept);
    let (light_, why) = judged("never-reaches-internet from api");
    assert_eq!(light_, Light::Broken);
    assert!(why[0].starts_with("api reaches the internet through nat"), "{why:?}");
    assert_eq!(light("never-reaches-internet"), Light::Broken, "one of them does");
    assert_eq!(light("tcp 22 never-reaches from api to vault"), Light::Kept, "vault's group lets nobody in");
    assert_eq!(light("tcp 443 never-reaches from api to s3"), Light::Broken);
}

#[test]
fn zones_and_months() {
    let (light_, why) = judged("survives-any-zone");
    assert_eq!((light_, why), (Light::Broken, vec!["api to kms is lost with zone us-east-1a".into()]));
    assert_eq!(light("survives-any-zone from api to ssm"), Light::Kept);
    assert_eq!(light("survives-any-zone to vault"), Light::Open, "no flow goes there");
    // NAT 36.50, endpoint 14.60, data 4.50 + 1.00 + half of 100 GB crossing 1.00: 57.60.
    assert_eq!(light("month-under limit 58"), Light::Kept);
    let (light_, why) = judged("month-under limit 57");
    assert_eq!((light_, why), (Light::Broken, vec!["a typical month costs 57.60 USD".into()]));
}

/// The way out of IPv6 is one as well.
#[test]
fn never_is_asked_over_both_versions() {
    let text = "
vpc v 10.0.0.0/16 ipv6 2600:1::/56
  eigw eigw
  table t: ::/0 -> eigw
  group app: out any to ::/0
  subnet s a 10.0.0.0/24 ipv6 2600:1::/64 table t
    instance vault groups app
intent i never-reaches-internet from vault
";
    let f = Facts::new(&fixture::parse(text).unwrap_or_else(|e| panic!("{e}")), Catalogue::bundled());
    assert_eq!(f.intents()[0].light, Light::Broken);
}
