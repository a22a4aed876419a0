//! The bundled designs are what their texts say, and do what they are there to show.
use portico_core::catalogue::Catalogue;
use portico_core::document::Document;
use portico_core::drawing::{Sheet, svg};
use portico_core::facts::Facts;
use portico_core::interchange::save;
use portico_core::reach::Verdict;
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

#[test]
fn probe() {
    for name in NAMES {
        let doc = read(name);
        let facts = Facts::new(&doc, Catalogue::bundled());
        for (id, t) in facts.flows() {
            println!("{name}: {} {:?} {:?}", doc.model.name(*id), t.verdict, t.way());
            if t.verdict != Verdict::Reachable {
                for h in t.blockers() { println!("   blocked {:?}", h.say); }
                for u in &t.unknowns { println!("   unknown {u:?}"); }
            }
        }
    }
}
