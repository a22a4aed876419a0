//! Every text of the page in every language, with the same places in it.

use portico_core::document::Model;
use portico_core::interchange::imported::{ImportError, Imported, Options};
use portico_core::interchange::reader;
use portico_core::text::{Segment, Text};
use portico_tests::words::{Catalogue, LANGUAGES, catalogue, places, texts};
use std::sync::LazyLock;

#[test]
fn every_language_has_every_text() {
    let all = texts();
    assert!(all.len() > 1_500, "only {} texts were found in the sources", all.len());
    for &language in LANGUAGES {
        let known = catalogue(language).unwrap();
        let lacking: Vec<&String> = all.iter().filter(|t| !known.contains_key(*t)).collect();
        assert!(
            lacking.is_empty(),
            "{language} lacks {} texts: `cargo run --example words -- {language}` lists them\n{lacking:#?}",
            lacking.len()
        );
        let gone: Vec<&String> = known.keys().filter(|t| !all.contains(*t)).collect();
        assert!(gone.is_empty(), "{language} has texts that the sources have no more:\n{gone:#?}");
    }
}

#[test]
fn a_translation_has_the_places_of_its_text() {
    for &language in LANGUAGES {
        for (text, there) in catalogue(language).unwrap() {
            assert_eq!(places(&text).0, places(&there).0, "{language}: {text}\n{there}");
            let ends = |s: &str| (s.starts_with(' '), s.ends_with(' '));
            assert!(language == "zh" || ends(&text) == ends(&there), "{language}: spaces at the ends of {text:?}: {there:?}");
            assert!(!there.trim().is_empty(), "{language}: {text} is empty");
        }
    }
}

#[test]
fn texts_of_the_page_and_of_the_engine_are_found() {
    let all = texts();
    for known in [
        "Draw on the canvas",
        "Undone: {label}",
        "Who reaches whom",
        "Security groups are stateful: they let the reply pass.",
        "a NAT gateway",
    ] {
        assert!(all.contains(known), "{known} was not found");
    }
    assert!(!all.contains("icon-button") && !all.iter().any(|t| t.starts_with("M3 ")));
}

fn read(name: &str, text: &str) -> Result<Imported, ImportError> {
    reader::read([(name.to_owned(), text.into())].into(), None, &Options::default())
}

fn in_spanish(said: &Text) -> String {
    static SPANISH: LazyLock<Catalogue> = LazyLock::new(|| catalogue("es").unwrap());
    let words = |english: &str| SPANISH.get(english).map(String::as_str);
    said.segments_in(&Model::default(), &words).iter().map(Segment::as_str).collect()
}

#[test]
fn what_readers_tell_is_in_the_chosen_language() {
    let queue = "resource \"aws_sqs_queue\" \"from\" {}\n# a remark\n";
    let vpc = "resource \"aws_vpc\" \"v\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n";
    let out = read("main.tf", &format!("{queue}{vpc}")).unwrap();
    let told: Vec<_> = out.left_out.iter().map(|l| (in_spanish(&l.what), in_spanish(&l.why))).collect();
    assert!(told.contains(&("aws_sqs_queue.from".into(), "no interviene en lo que hacen los paquetes".into())), "{told:?}");
    assert!(told.contains(&("comentarios (1 línea)".into(), "un diseño no tiene lugar para ellos".into())), "{told:?}");
    assert!(out.left_out.iter().any(|l| l.why.to_string() == "it takes no part in what packets do"), "{:?}", out.left_out);

    let circle = "locals {\n  from = local.to\n  to = local.from\n}\nresource \"aws_vpc\" \"v\" {\n  cidr_block = local.from\n}\n";
    let refused = read("main.tf", circle).unwrap_err();
    assert_eq!(in_spanish(&refused.message), "local.from se necesita a sí mismo: estas expresiones forman un círculo");
    assert_eq!(refused.message.to_string(), "local.from needs itself: these expressions go in a circle");
}
