//! The bundled designs are what their texts say, and do what they are there to show.
use portico_core::answer::Trace;
use portico_core::catalogue::Catalogue;
use portico_core::document::Document;
use portico_core::drawing::{Sheet, svg};
use portico_core::facts::Facts;
use portico_core::interchange::save;
use portico_core::reach::{Verdict, Way};
use portico_tests::examples::{NAMES, made, shipped};

fn read(name: &str) -> Document {
    let text = std::fs::read_to_string(shipped(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    save::read(&text).unwrap_or_else(|e| panic!("{name}: {e:?}"))
}

#[test]
fn files_are_what_the_texts_say() {
    for name in NAMES {
        let file = std::fs::read_to_string(shipped(name)).unwrap_or_default();
        assert!(
            made(name).unwrap_or_else(|e| panic!("{e}")) == file,
            "examples/{name}.portico.json is not what tests/fixtures/examples/{name}.txt says: run `cargo run -p portico-tests --bin write-examples`"
        );
    }
}

#[test]
fn every_box_is_stored_as_it_is_drawn() {
    for name in NAMES {
        let doc = read(name);
        assert_eq!(Sheet::of(&doc).unsaved(&doc), [], "{name}");
        assert!(svg(&doc).ends_with("</svg>\n"));
    }
}

/// Flows and the ways they take: what each example is there to show.
const WAYS: [(&str, &[(&str, &str)]); 3] = [
    ("private-s3", &[("analysis to reports", "s3-gateway"), ("ingest to reports", "s3-gateway")]),
    (
        "three-tier",
        &[
            ("web to orders", "local"),
            ("web to carts", "dynamodb-gateway"),
            ("web to pictures", "s3-gateway"),
            ("web to ecr.api", "ecr-api-endpoint"),
            ("web to ecr.dkr", "ecr-dkr-endpoint"),
            ("web to logs", "logs-endpoint"),
            ("web to secretsmanager", "secrets-endpoint"),
            ("mailer to orders", "local"),
            ("mailer to secretsmanager", "secrets-endpoint"),
            ("mailer to email", "nat-a"),
            ("maintenance to orders", "local"),
            ("maintenance to ssm", "ssm-endpoint"),
            ("maintenance to ssmmessages", "ssmmessages-endpoint"),
        ],
    ),
    (
        "shared-endpoints",
        &[
            ("orders-api to secretsmanager", "secrets-endpoint"),
            ("orders-api to sqs", "sqs-endpoint"),
            ("orders-api to documents", "orders-s3-gateway"),
            ("invoices to events", "events-endpoint"),
            ("invoices to sqs", "sqs-endpoint"),
            ("invoices to documents", "billing-s3-gateway"),
        ],
    ),
];

#[test]
fn every_flow_arrives_with_its_request_by_the_way_it_should() {
    for (name, ways) in WAYS {
        let doc = read(name);
        let facts = Facts::new(&doc, Catalogue::bundled());
        let found: Vec<(String, String)> = facts.flows().iter().map(|(id, t)| (doc.model.name(*id), through(&doc, t))).collect();
        let expected: Vec<(String, String)> = ways.iter().map(|(f, w)| ((*f).into(), (*w).into())).collect();
        assert_eq!(found, expected, "{name}");
    }
}

/// The endpoint or gateway that a flow goes through, or what is the matter with it.
fn through(doc: &Document, t: &Trace) -> String {
    if t.verdict != Verdict::Reachable {
        return format!("{:?}: {:?} {:?}", t.verdict, t.blockers(), t.unknowns);
    }
    match t.way() {
        Way::Local => "local".into(),
        Way::GatewayEndpoint(e) => doc.model.name(e),
        Way::InterfaceEndpoint(e) => doc.model.name(e),
        Way::Nat(n) => doc.model.name(n),
        other => format!("{other:?}"),
    }
}
