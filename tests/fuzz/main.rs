//! Every reader on input that nobody wrote in good faith: damaged, endless, circular and huge. What is not read is refused, and soon.
//!
//! `corpus/READER/` keeps what once went wrong, with seeds. An ordinary run tries each reader a few hundred times; with `PORTICO_LONG` for
//! `PORTICO_FUZZ_SECONDS` (600 when not said). The numbers are the same in every run, so that what is found is found again.

mod hostile;
mod mutate;
mod seeds;

use mutate::Dice;
use portico_core::interchange::clip::Clip;
use portico_core::interchange::imported::{Imported, Options, Sources};
use portico_core::interchange::reader::{self, Form};
use portico_core::interchange::{journal, save};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// A reader: what it is tried with, and how it is called.
struct Reader {
    name: &'static str,
    read: fn(&[u8]),
}

fn import(form: Form, bytes: &[u8]) {
    let name = if form == Form::Terraform { "main.tf" } else { "file" };
    let files: Sources = [(name.to_string(), bytes.to_vec())].into();
    let out = reader::read(files, Some(form), &Options::default());
    // What is read can be kept, and is what was kept when it is opened.
    if let Ok(Imported { design, .. }) = out {
        let kept = save::write(&design);
        assert!(save::read(&kept).is_ok_and(|d| save::write(&d) == kept), "what was imported does not come back");
    }
}

const READERS: [Reader; 6] = [
    Reader { name: "terraform", read: |b| import(Form::Terraform, b) },
    Reader { name: "plan", read: |b| import(Form::TerraformJson, b) },
    Reader { name: "cloudformation", read: |b| import(Form::CloudFormation, b) },
    Reader { name: "aws", read: |b| import(Form::AwsCli, b) },
    Reader { name: "save", read: |b| drop(std::str::from_utf8(b).map(save::read)) },
    Reader {
        name: "text",
        read: |b| {
            if let Ok(text) = std::str::from_utf8(b) {
                let _ = Clip::read(text);
                let _ = text.lines().map(journal::read).filter(Result::is_ok).count();
            }
        },
    },
];

fn tried(reader: &Reader) {
    let long = std::env::var_os("PORTICO_LONG").is_some();
    let seconds = std::env::var("PORTICO_FUZZ_SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or(600);
    let (start, least) = (Instant::now(), 120);
    let seeds = seeds::of(reader.name);
    assert!(!seeds.is_empty(), "{} has no seeds", reader.name);
    for s in &seeds {
        (reader.read)(s);
    }
    let mut n = 0u64;
    while n < least || (long && start.elapsed() < Duration::from_secs(seconds)) {
        let input = mutate::input(&mut Dice::new(n), &seeds);
        let began = Instant::now();
        let fault = catch_unwind(AssertUnwindSafe(|| (reader.read)(&input))).is_err();
        // Optimised it is a fraction of that.
        let slow = began.elapsed() > Duration::from_secs(20);
        if fault || slow {
            let kept = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{}-{n}", reader.name));
            std::fs::write(&kept, &input).unwrap();
            panic!("{}, number {n}: {}; the input is in {}", reader.name, if fault { "it panics" } else { "it is slow" }, kept.display());
        }
        n += 1;
    }
}

macro_rules! readers {
    ($($test:ident $at:literal;)*) => {$(
        #[test]
        fn $test() {
            tried(&READERS[$at]);
        }
    )*};
}
readers! {
    terraform 0;
    plan 1;
    cloudformation 2;
    aws 3;
    saved 4;
    text 5;
}
