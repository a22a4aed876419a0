//! The Terraform oracle: what the studio exports is planned and built by the real terraform.
mod changes;
mod designs;
mod generated;
mod in_place;
mod judge;
#[path = "../reach/networks.rs"]
mod networks;
mod sources;

use judge::Verdict;
use libtest_mimic::{Arguments, Failed, Trial};
use std::fs;
use std::path::{Path, PathBuf};

fn main() {
    let arguments = Arguments::from_args();
    let ready = judge::is_ready();
    if !ready {
        eprintln!("skipped: terraform is not on PATH, so no export is tried with it");
    }
    let trials = refusals().into_iter().chain([Trial::test("the_judge_accepts_a_sound_network", sound)]).chain(designs::trials());
    let trials = trials.chain(changes::trials()).chain(generated::trials()).chain(sources::trials()).chain(in_place::trials());
    let trials = trials.map(|trial| trial.with_ignored_flag(!ready)).collect();
    libtest_mimic::run(&arguments, trials).exit();
}

fn sample() -> String {
    fs::read_to_string(here().join("samples/network/main.tf")).unwrap_or_default()
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("oracle")
}

fn sound() -> Result<(), Failed> {
    let (verdict, built) = judge::apply("sound", &[("main.tf", &sample())])?;
    match verdict {
        Verdict::Holds if built.contains("\"name\": \"prod\"") => Ok(()),
        Verdict::Holds => Err(format!("built something else: {built}").into()),
        Verdict::Fails { step, log } => Err(format!("{step} failed:\n{log}").into()),
    }
}

/// Mistakes that each step must catch: a judge that never says no proves nothing.
fn refusals() -> Vec<Trial> {
    let mistakes: &[(&str, &str, &str, &str)] = &[
        ("an_unformatted_file", "fmt", "  cidr_block           = var.vpc_cidr", "  cidr_block = var.vpc_cidr"),
        ("an_unknown_argument", "validate", "map_public_ip_on_launch", "map_public_ip_on_lunch_"),
        ("a_reference_to_nothing", "validate", "aws_route_table.public.id", "aws_route_table.publik.id"),
        ("a_cidr_with_host_bits", "plan", "public = \"10.20.1.0/24\"", "public = \"10.20.1.5/24\""),
        ("a_subnet_outside_its_vpc", "apply", "public = \"10.20.1.0/24\"", "public = \"10.99.1.0/24\""),
        ("overlapping_subnets", "apply", "public = \"10.20.1.0/24\"", "public = \"10.20.0.0/25\""),
    ];
    let trial = |&(name, caught_by, right, wrong): &(&'static str, &'static str, &'static str, &'static str)| {
        Trial::test(format!("the_judge_refuses::{name}"), move || {
            let sample = sample();
            if !sample.contains(right) {
                return Err(format!("the sample no longer has `{right}`").into());
            }
            match judge::apply(name, &[("main.tf", &sample.replacen(right, wrong, 1))])?.0 {
                Verdict::Fails { step, .. } if step == caught_by => Ok(()),
                Verdict::Fails { step, log } => Err(format!("caught by {step}, not {caught_by}:\n{log}").into()),
                Verdict::Holds => Err("went through".into()),
            }
        })
    };
    // Every one is tried with --long; a plain run tries one of each step.
    let long = std::env::var_os("PORTICO_LONG").is_some();
    let mut steps = Vec::new();
    let chosen = mistakes.iter().filter(|(_, step, ..)| {
        let first = !steps.contains(step);
        steps.push(*step);
        first || long
    });
    chosen.map(trial).collect()
}
