//! Random networks: their Terraform is formatted, valid, and plans. Three in an ordinary run, two hundred with `--long`.
use crate::designs::pairs;
use crate::judge::{self, Verdict};
use crate::networks::{Menu, network};
use libtest_mimic::{Failed, Trial};
use portico_core::catalogue::Catalogue;
use portico_core::fixture;
use portico_core::interchange::{save, terraform};
use std::fs;

pub fn trials() -> Vec<Trial> {
    let many = if std::env::var_os("PORTICO_LONG").is_some() { 200 } else { 3 };
    let mut out: Vec<Trial> = (0..many).map(|seed| Trial::test(format!("a_random_network_plans::{seed}"), move || plans(seed))).collect();
    out.push(Trial::test("terraform_test_tells_of_an_intent_that_lost_its_way", lost));
    out.push(Trial::test("the_recipe_of_the_docs_runs", recipe));
    out
}

/// The line of `docs/github-action.md`, as it stands there, on a plan of terraform's own.
fn recipe() -> Result<(), Failed> {
    let docs = fs::read_to_string(crate::here().join("../../docs/github-action.md"))?;
    let line = docs
        .lines()
        .find(|l| l.trim_start().starts_with("terraform show -json plan.bin | portico import"))
        .ok_or("the docs have no such line")?;
    let design =
        save::read(&fs::read_to_string(crate::here().join("../../examples/private-s3.portico.json"))?).map_err(|e| e.to_string())?;
    let files = terraform::write(&design, Catalogue::bundled());
    match judge::recipe("recipe", &pairs(&files), line.trim())? {
        Verdict::Holds => Ok(()),
        Verdict::Fails { step, log } => Err(format!("{step} failed:\n{log}").into()),
    }
}

fn plans(seed: u64) -> Result<(), Failed> {
    let menu = Menu {
        ipv6: true,
        nat: true,
        peering: true,
        lists: true,
        endpoints: true,
        transit: true,
        premises: true,
        balancers: true,
        ..Menu::default()
    };
    let text = network(seed, &menu);
    let design = fixture::parse(&text).map_err(|e| format!("{e}\n{text}"))?;
    let files = terraform::write(&design, Catalogue::bundled());
    match judge::plan(&format!("random-{seed}"), &pairs(&files))? {
        Verdict::Holds => Ok(()),
        Verdict::Fails { step, log } => Err(format!("{step} failed:\n{log}\n{text}").into()),
    }
}

/// A rule that an intent goes by is taken out of the exported files: its test fails, and no other step before it.
fn lost() -> Result<(), Failed> {
    let text = fs::read_to_string(crate::here().join("designs/intents.txt"))?;
    let files = terraform::write(&fixture::parse(&text)?, Catalogue::bundled());
    for (name, key) in [("rule", "\"web/tcp/8080/group:app\""), ("route-table", "    app_a    = { route_table = \"app\" }")] {
        let mut broken = files.clone();
        let locals = broken.get_mut("locals.tf").ok_or("no locals.tf")?;
        if name == "rule" {
            let line = locals.lines().find(|l| l.contains(key)).ok_or("the rule is not there")?.to_owned();
            let other = line.replace("/8080/", "/8081/");
            *locals = locals.replace(&line, &other);
        } else if !locals.contains(key) {
            return Err(format!("the association is written otherwise:\n{locals}").into());
        } else {
            *locals = locals.replace(key, "    app_a    = { route_table = \"public\" }");
        }
        match judge::plan(&format!("lost-{name}"), &pairs(&broken))? {
            Verdict::Fails { step, log } if step == "test" && log.contains("reaches") => {}
            Verdict::Fails { step, log } => return Err(format!("{name}: {step} failed:\n{log}").into()),
            Verdict::Holds => return Err(format!("{name}: the tests hold").into()),
        }
    }
    Ok(())
}
