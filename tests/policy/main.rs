//! The policy engine against what others say: containment against Z3, decisions against iam-simulate, and hostile input.
mod outside;
mod random;

use libtest_mimic::{Arguments, Failed, Trial};
use outside::{ask, tools};
use portico_core::policy::{Case, Contained, Outcome, Policy, contained, decide, lint};
use random::{Dice, case, policy, statements};
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

fn main() {
    let arguments = Arguments::from_args();
    let tools = tools();
    let python = tools.clone().filter(|home| home.join("venv/bin/python").exists());
    let simulate = tools.filter(|home| home.join("node_modules/@cloud-copilot/iam-simulate").exists());
    if python.is_none() {
        eprintln!("skipped: z3-solver is not installed (cargo xtask setup), so containment is not compared with it");
    }
    if simulate.is_none() {
        eprintln!("skipped: iam-simulate is not installed (cargo xtask setup), so decisions are not compared with it");
    }
    let (no_python, no_simulate) = (python.is_none(), simulate.is_none());
    let trials = vec![
        Trial::test("containment_agrees_with_z3", move || z3(&python.unwrap_or_default())).with_ignored_flag(no_python),
        Trial::test("decisions_agree_with_iam_simulate", move || iam_simulate(&simulate.unwrap_or_default()))
            .with_ignored_flag(no_simulate),
        Trial::test("hostile_input_ends_soon", hostile),
    ];
    libtest_mimic::run(&arguments, trials).exit();
}

fn long() -> bool {
    std::env::var_os("PORTICO_LONG").is_some()
}

fn parse(value: &Value) -> Policy {
    Policy::parse(&value.to_string()).unwrap_or_else(|e| panic!("{e}: {value}"))
}

fn z3(home: &Path) -> Result<(), Failed> {
    let mut dice = Dice::new(7);
    let count = if long() { 10_000 } else { 60 };
    let pairs: Vec<Value> = (0..count).map(|_| json!({"a": statements(&mut dice), "b": statements(&mut dice)})).collect();
    let answers = ask(outside::z3(home), &pairs).map_err(|e| e.to_string())?;
    let (mut wrong, mut unknown, mut yes) = (Vec::new(), 0, 0);
    for (pair, answer) in pairs.iter().zip(&answers) {
        let of = |side: &str| parse(&policy(pair[side].as_array().map_or(&[], Vec::as_slice)));
        let ours = match contained(&of("a"), &of("b")) {
            Contained::Yes => "yes",
            Contained::No(_) => "no",
            Contained::Undecided(stuck) => return Err(format!("undecided ({stuck:?}): {pair}").into()),
        };
        yes += usize::from(ours == "yes");
        match answer.text.as_str() {
            "unknown" => unknown += 1,
            other if other == ours => {}
            other => wrong.push(format!("{ours}, z3 says {other}: {pair}")),
        }
    }
    let spent: f64 = answers.iter().map(|a| a.milliseconds).sum();
    eprintln!("z3: {count} pairs in {spent:.0} ms, {yes} contained, {unknown} left open by z3, {} disagreements", wrong.len());
    // Z3 gives up on some texts with many wildcards.
    if wrong.is_empty() && unknown * 4 < count { Ok(()) } else { Err(wrong.join("\n").into()) }
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Allow => "allow",
        Outcome::ExplicitDeny => "explicit-deny",
        Outcome::ImplicitDeny => "implicit-deny",
        Outcome::Depends => "depends",
    }
}

fn iam_simulate(home: &Path) -> Result<(), Failed> {
    let mut dice = Dice::new(11);
    let cases: Vec<Value> = (0..1000).map(|_| case(&mut dice)).collect();
    let answers = ask(outside::iam_simulate(home), &cases).map_err(|e| e.to_string())?;
    let mut wrong = Vec::new();
    for (case, answer) in cases.iter().zip(&answers) {
        let read = Case::read(&case.to_string())?;
        let ours = word(decide(&read.policies, &read.request).outcome);
        if ours != answer.text {
            wrong.push(format!("{ours}, iam-simulate says {}: {case}", answer.text));
        }
    }
    eprintln!("iam-simulate: {} cases, {} disagreements", cases.len(), wrong.len());
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!("{} of {}:\n{}", wrong.len(), cases.len(), wrong.iter().take(5).cloned().collect::<Vec<_>>().join("\n")).into())
    }
}

/// What nobody means ends in an answer or a refusal, within a second where the engine is optimised.
fn hostile() -> Result<(), Failed> {
    let many = |n: usize, each: &dyn Fn(usize) -> String| {
        let list: Vec<String> = (0..n).map(each).collect();
        format!(r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#, list.join(","))
    };
    let allow = |action: &str, resource: &str| format!(r#"{{"Effect": "Allow", "Action": "{action}", "Resource": "{resource}"}}"#);
    let nested = "[".repeat(500_000);
    let texts = [
        many(10_000, &|n| allow(&format!("s3:Get{n}*"), &format!("arn:aws:s3:::b{n}/*"))),
        many(5_000, &|n| allow("*", &format!("arn:aws:s3:::*{n}*"))),
        many(1, &|_| allow("*", &format!("arn:aws:s3:::{}", "*a".repeat(400_000)))),
        many(1, &|_| allow("*", &format!("arn:aws:s3:::{}", "?".repeat(900_000)))),
        many(60, &|n| allow(&format!("*{n}*a{n}*"), &format!("arn:aws:s3:::*x{n}y*z*"))),
        nested.clone(),
        format!(r#"{{"Statement": {nested}"#),
    ];
    let limit = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 1 });
    let small = parse(&policy(&[json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*"})]));
    for text in &texts {
        let start = Instant::now();
        let mut spent = Vec::new();
        let mut took = |what: &str| spent.push(format!("{what} {:?}", start.elapsed()));
        if let Ok(read) = Policy::parse(text) {
            took("read");
            let _ = contained(&read, &small);
            took("in a small one");
            let _ = contained(&small, &read);
            took("around a small one");
            let _ = lint(&read, portico_core::policy::LintAs::Other(portico_core::policy::PolicyRole::Identity));
            took("lint");
            if contained(&read, &read) != Contained::Yes {
                return Err("a policy that does not contain itself".into());
            }
            took("in itself");
        }
        let case = format!(
            r#"{{"request": {{"principal": "arn:aws:iam::111122223333:role/app", "action": "s3:GetObject", "resource": "arn:aws:s3:::{}", "resourceAccount": "111122223333", "context": {{}}}}, "policies": {{"identity": [{text}]}}}}"#,
            "a".repeat(2000)
        );
        if let Ok(case) = Case::read(&case) {
            let _ = decide(&case.policies, &case.request);
        }
        took("decide");
        eprintln!("{}…: {}", text.chars().take(90).collect::<String>(), spent.join(", "));
        if start.elapsed() > limit {
            return Err(format!("longer than {limit:?}: {}", spent.join(", ")).into());
        }
    }
    Ok(())
}
