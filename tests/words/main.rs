//! Every text of the page in every language, with the same places in it.

use portico_tests::words::{LANGUAGES, catalogue, places, texts};

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
