//! The bundled designs are what their texts say, and do what they are there to show.
mod accounts;
mod missing;
mod pairs;

use portico_core::answer::Trace;
use portico_core::catalogue::Catalogue;
use portico_core::checks;
use portico_core::document::Document;
use portico_core::drawing::{Sheet, svg};
use portico_core::facts::Facts;
use portico_core::finding::Severity;
use portico_core::interchange::save;
use portico_core::reach::{Verdict, Way};
use portico_tests::answers::{answers, expected};
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

/// The same file is held against the engine in a browser (tests/wasm).
#[test]
fn answers_are_the_expected_ones() {
    for name in NAMES {
        let file = std::fs::read_to_string(expected(name)).unwrap_or_default();
        assert_eq!(answers(&read(name)), file, "if the change is meant: cargo run -p portico-tests --bin write-examples");
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

/// What is shipped as an example has nothing to mend.
#[test]
fn no_check_finds_anything() {
    for name in NAMES {
        let doc = read(name);
        let found = checks::run_all(&Facts::new(&doc, Catalogue::bundled()));
        let said: Vec<_> = found.iter().map(|f| format!("{}: {}", f.check, f.message.render(&doc.model))).collect();
        assert_eq!(said, [] as [String; 0], "{name}");
    }
}

/// Flows and the ways they take: what each example is there to show.
const WAYS: [(&str, &[(&str, &str)]); 3] = [
    ("private-s3", &[("analysis to reports", "s3-gw"), ("ingest to reports", "s3-gw")]),
    (
        "three-tier",
        &[
            ("web to orders", "local"),
            ("web to carts", "dynamodb-gw"),
            ("web to pictures", "s3-gw"),
            ("web to ECR API", "ecr.api"),
            ("web to ECR registry", "ecr.dkr"),
            ("web to CloudWatch Logs", "logs"),
            ("web to Secrets Manager", "secretsmanager"),
            ("mailer to orders", "local"),
            ("mailer to Secrets Manager", "secretsmanager"),
            ("mailer to Amazon SES", "nat-a"),
            ("maintenance to orders", "local"),
            ("maintenance to Systems Manager", "ssm"),
            ("maintenance to Session Manager", "ssmmessages"),
        ],
    ),
    (
        "shared-endpoints",
        &[
            ("orders-api to Secrets Manager", "secretsmanager"),
            ("orders-api to Amazon SQS", "sqs"),
            ("orders-api to documents", "orders-s3"),
            ("invoices to EventBridge", "events"),
            ("invoices to Amazon SQS", "sqs"),
            ("invoices to documents", "billing-s3"),
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

#[test]
fn no_example_has_errors() {
    for name in NAMES {
        let doc = read(name);
        let facts = Facts::new(&doc, Catalogue::bundled());
        let errors = checks::run_all(&facts).into_iter().filter(|f| f.severity == Severity::Error);
        let errors: Vec<_> = errors.map(|f| format!("{}: {}", f.check, f.message.render(&doc.model))).collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
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
