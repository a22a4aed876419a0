//! Failures of a small design, as the panel shows them.

use super::data::{panel, saved, together};
use portico_core::catalogue::Catalogue;
use portico_core::facts::Facts;
use portico_core::fixture;
use portico_core::resilience::Failure;
use portico_core::text::Segment;

const NET: &str = "
vpc v 10.0.0.0/16 dns-hostnames
  igw igw
  table out: 0.0.0.0/0 -> igw
  table app: 0.0.0.0/0 -> nat
  group app: out any to 0.0.0.0/0
  subnet public-a a 10.0.0.0/24 table out public-ip
    nat nat
  subnet app-a a 10.0.2.0/24 table app
  subnet app-b b 10.0.3.0/24 table app
  container api in app-a, app-b groups app
  gateway-endpoint s3 tables app
service s3
service kms
flow api -> s3 tcp 443
flow api -> kms tcp 443
";

fn names(said: &[Segment]) -> String {
    said.iter().map(Segment::as_str).collect()
}

#[test]
fn what_takes_most_comes_first_and_two_are_taken_together() {
    let facts = Facts::new(&fixture::parse(NET).unwrap(), Catalogue::bundled());
    let p = panel(&facts);
    assert_eq!(p.works, 2);
    let said: Vec<(String, Vec<String>)> =
        p.rows.iter().map(|r| (names(&r.label), r.lost.iter().map(|l| names(&l.said)).collect())).collect();
    let kms = vec!["api to kms".to_owned()];
    assert_eq!(said[..2], [("zone us-east-1a".to_owned(), kms.clone()), ("NAT gateway nat".to_owned(), kms)]);
    assert!(said[2..].iter().all(|(_, lost)| lost.is_empty()), "{said:?}");
    let zones: Vec<Failure> = p.rows.iter().flat_map(|r| r.failures.clone()).filter(|f| matches!(f, Failure::Zone(_))).collect();
    let both = together(&facts, &zones).unwrap();
    assert_eq!(both.lost.len(), 2, "nothing is left with both zones");
    assert_eq!(names(&both.label), "zone us-east-1a and zone us-east-1b");
    assert_eq!(together(&facts, &[]), None);
}

#[test]
fn what_would_save_it_is_read() {
    let doc = fixture::parse(NET).unwrap();
    let answer = r#"{"currency": "USD", "flows": [{"flow": [{"text": "api to kms"}], "zones": ["us-east-1a"], "steps": [[{"text": "Add it."}]],
        "adds": ["30", "35.5", "40"], "survives": true, "choose": null}]}"#;
    let all = saved(answer, &doc.model).unwrap();
    assert_eq!((all[0].adds.as_str(), all[0].zones.as_str(), all[0].choose.is_none()), ("+$35.50", "us-east-1a", true));
    assert_eq!(saved("[]", &doc.model), None);
}
