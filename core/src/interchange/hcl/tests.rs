//! The printer against what `terraform fmt` leaves alone, and against hostile text.

use super::{Block, Expr, Item, print, quoted};

#[test]
fn equals_signs_align_in_runs_of_single_lines() {
    let long = Expr::List((0..30).map(|n| Expr::Text(format!("subnet-{n:02}"))).collect());
    let b = Block::new("resource", &["aws_x", "this"])
        .set("for_each", Expr::code("local.xs"))
        .blank()
        .set("a", 1i64)
        .set("longer_name", true)
        .set("many", long)
        .set("b", "x")
        .blank()
        .block(Block::new("nested", &[]).set("inside", "y"));
    let text = print(&[Item::Block(b)]);
    let want =
        "resource \"aws_x\" \"this\" {\n  for_each = local.xs\n\n  a           = 1\n  longer_name = true\n  many = [\n    \"subnet-00\",\n";
    assert!(text.starts_with(want), "{text}");
    assert!(text.ends_with("    \"subnet-29\",\n  ]\n  b = \"x\"\n\n  nested {\n    inside = \"y\"\n  }\n}\n"), "{text}");
}

#[test]
fn objects_break_when_they_are_long_and_their_keys_align() {
    let row = Expr::Object(vec![("name".into(), "x".repeat(120).into()), ("id".into(), 1i64.into())]);
    let b = Block::new("locals", &[]).set("rows", Expr::Object(vec![("a".into(), row), ("a/b".into(), Expr::Object(vec![]))]));
    let text = print(&[Item::Block(b)]);
    assert!(text.contains("    a = {\n      name = \"xxx"), "{text}");
    assert!(text.contains("      id   = 1\n    }\n    \"a/b\" = {}\n  }\n}\n"), "{text}");
}

#[test]
fn hostile_text_stays_text() {
    for (text, want) in [
        ("${file(\"/etc/passwd\")}", r#""$${file(\"/etc/passwd\")}""#),
        ("$${x}", r#""$$${x}""#),
        ("%{ if true }", r#""%%{ if true }""#),
        ("100% $5 {", r#""100% $5 {""#),
        ("a\"\nb\\", r#""a\"\nb\\""#),
        ("</script>\u{202e}", r#""</script>\u202e""#),
        ("ключ 😀", r#""ключ 😀""#),
        ("\u{0}\u{e0041}", r#""\u0000\U000e0041""#),
    ] {
        assert_eq!(quoted(text), want);
    }
}

#[test]
fn keys_are_words_or_ascii_in_quotes() {
    let keys = ["plain", "for", "null", "1a", "a b", "é", "${x}"];
    let all = Expr::Object(keys.iter().map(|k| ((*k).to_string(), Expr::Bool(true))).collect());
    assert_eq!(
        all.inline(),
        r#"{ plain = true, "for" = true, "null" = true, "1a" = true, "a b" = true, "\u00e9" = true, "$${x}" = true }"#
    );
}

#[test]
fn comments_stay_one_line() {
    assert_eq!(print(&[Item::Comment("a\nresource \"x\" {".into())]), "# a resource \"x\" {\n");
}
