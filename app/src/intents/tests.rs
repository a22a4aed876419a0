//! Statements in words, their lights, and what the form makes.

use super::data::{CLAIMS, Form, rows, wanting, word};
use portico_core::catalogue::Catalogue;
use portico_core::document::{Claim, Kind};
use portico_core::edit::Command;
use portico_core::facts::Facts;
use portico_core::fixture;
use portico_core::text::Segment;

const NET: &str = "
vpc v 10.0.0.0/16 dns-hostnames
  table app
  group app: out any to 0.0.0.0/0
  subnet a a 10.0.0.0/24 table app
    instance api groups app
  gateway-endpoint s3 tables app
service s3
intent private tcp 443 reaches-privately from api to s3
intent zones tcp survives-any-zone
intent budget any month-under limit 400
";

#[test]
fn each_statement_has_its_words_and_its_light() {
    let facts = Facts::new(&fixture::parse(NET).unwrap(), Catalogue::bundled());
    let said: Vec<(String, &str)> = rows(&facts).iter().map(|r| (r.said.iter().map(Segment::as_str).collect(), word(r.light))).collect();
    let want = [
        ("api reaches s3 on tcp 443 privately", "holds"),
        ("every flow survives the loss of any one zone", "open"),
        ("a typical month costs at most $400", "holds"),
    ];
    assert_eq!(said, want.map(|(a, b)| (a.to_owned(), b)));
    assert_eq!(wanting(&facts), Some(1));
    let none = Facts::new(&fixture::parse("vpc v 10.0.0.0/16\n").unwrap(), Catalogue::bundled());
    assert_eq!(wanting(&none), None);
}

#[test]
fn the_form_makes_a_statement_or_says_what_is_missing() {
    let doc = fixture::parse(NET).unwrap();
    let to = doc.model.of_kind(Kind::Service).map(|(id, _)| id).next();
    assert!(Form::default().command().is_err(), "reaches what?");
    assert!(Form { to, number: Some(70_000), ..Form::default() }.command().is_err(), "no such port");
    assert!(Form { claim: Claim::MonthUnder, ..Form::default() }.command().is_err(), "how much?");
    for (claim, _) in CLAIMS {
        let command: Command = Form { claim, to, number: Some(443), from: None }.command().unwrap();
        let after = doc.apply(&command).unwrap();
        assert_eq!(after.model.of_kind(Kind::Intent).count(), 4, "{claim:?}");
    }
}
