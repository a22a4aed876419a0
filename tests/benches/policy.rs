//! Times the policy engine beside Z3 and iam-simulate on the same questions in one run: lines `name|who|milliseconds`, each a median. What
//! an outside engine takes is counted without its start and without reading the question.
#[path = "../policy/outside.rs"]
mod outside;
#[path = "../policy/random.rs"]
mod random;

use portico_core::policy::{Case, Policy, contained, decide};
use random::{Dice, case, policy, statements};
use serde_json::{Value, json};
use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

const PAIRS: usize = 60;
const CASES: usize = 300;

fn main() -> Result<(), Box<dyn Error>> {
    let tools = outside::tools().ok_or("z3-solver and iam-simulate are not installed: cargo xtask setup")?;
    let mut dice = Dice::new(7);
    let pairs: Vec<Value> = (0..PAIRS).map(|_| json!({"a": statements(&mut dice), "b": statements(&mut dice)})).collect();
    let mut ours = Vec::new();
    for pair in &pairs {
        let of = |side: &str| Policy::parse(&policy(pair[side].as_array().map_or(&[], Vec::as_slice)).to_string());
        let (a, b) = (of("a")?, of("b")?);
        ours.push(time(|| contained(&a, &b)));
    }
    let name = format!("containment, {PAIRS} random pairs");
    say(&name, "Portico", ours);
    let answers = outside::ask(outside::z3(&tools), &pairs)?;
    // One that gives up is no measure.
    say(&name, "Z3", answers.iter().filter(|a| a.text != "unknown").map(|a| a.milliseconds).collect());

    let mut dice = Dice::new(11);
    let cases: Vec<Value> = (0..CASES).map(|_| case(&mut dice)).collect();
    let mut ours = Vec::new();
    for case in &cases {
        let read = Case::read(&case.to_string())?;
        ours.push(time(|| decide(&read.policies, &read.request)));
    }
    let name = format!("a decision, {CASES} random cases");
    say(&name, "Portico", ours);
    let answers = outside::ask(outside::iam_simulate(&tools), &cases)?;
    say(&name, "iam-simulate", answers.iter().filter(|a| !a.text.starts_with("error")).map(|a| a.milliseconds).collect());
    Ok(())
}

/// The milliseconds of one run, the median of many.
fn time<T>(work: impl Fn() -> T) -> f64 {
    let each = (0..25).map(|_| {
        let start = Instant::now();
        black_box(work());
        start.elapsed().as_secs_f64() * 1000.0
    });
    median(each.collect())
}

fn say(name: &str, who: &str, times: Vec<f64>) {
    println!("{name}|{who}|{:.4}", median(times));
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}
