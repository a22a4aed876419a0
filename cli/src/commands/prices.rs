//! `portico prices import`: AWS's price lists into a table of prices.

use crate::Done;
use crate::args::PricesImport as Args;
use crate::prices::{table, today};
use portico_core::catalogue::PriceTable;
use portico_core::catalogue::offer::{Imported, Importer, Taken};
use serde_json::{Map, Value, json};
use std::io::Read;
use std::path::Path;

/// How much of a file is held at a time, in bytes.
const PIECE: usize = 256 * 1024;

pub fn run(args: &Args, as_json: bool) -> Result<Done, String> {
    let mut all = if args.output.exists() { table(&args.output)? } else { Imported::default() };
    let mut reports = Vec::new();
    for file in &args.files {
        let before = all.over(PriceTable::bundled());
        let (imported, report) = read(file, &before).map_err(|e| format!("{}: {e}", file.display()))?;
        all.lay(imported.clone());
        reports.push((file.display().to_string(), imported, report));
    }
    super::write(&args.output, &all.write())?;
    let failed = reports.iter().any(|(_, _, r)| r.iter().any(|t| t.after.is_err()));
    let output = match as_json {
        true => format!("{}\n", to_json(&reports, args)),
        false => to_text(&reports, args),
    };
    Ok(Done { clean: !failed, output })
}

fn read(file: &Path, before: &PriceTable) -> Result<(Imported, Vec<Taken>), String> {
    let mut from: Box<dyn Read> = match file == Path::new("-") {
        true => Box::new(std::io::stdin().lock()),
        false => Box::new(std::fs::File::open(file).map_err(|e| e.to_string())?),
    };
    let (mut importer, mut piece) = (Importer::new(), vec![0; PIECE]);
    loop {
        let n = from.read(&mut piece).map_err(|e| e.to_string())?;
        if n == 0 {
            return importer.finish(before, &today()).map_err(|e| e.to_string());
        }
        importer.feed(&piece[..n]).map_err(|e| e.to_string())?;
    }
}

/// What a price is of, in words.
fn what(t: &Taken) -> String {
    match &t.towards {
        Some(to) => format!("{} {} to {to}", t.region, t.meter.key()),
        None => format!("{} {}", t.region, t.meter.key()),
    }
}

fn amounts(p: &portico_core::catalogue::Price) -> String {
    let tiers: Vec<String> = p.tiers().iter().map(|t| t.amount.exact()).collect();
    format!("{} {}", tiers.join("/"), p.currency.as_str())
}

fn to_json(reports: &[(String, Imported, Vec<Taken>)], args: &Args) -> Value {
    let one = |t: &Taken| {
        let mut o = Map::new();
        o.insert("region".into(), json!(t.region));
        o.insert("meter".into(), json!(t.meter.key()));
        if let Some(to) = &t.towards {
            o.insert("to".into(), json!(to));
        }
        if let Some(before) = &t.before {
            o.insert("before".into(), json!(amounts(before)));
        }
        match &t.after {
            Ok(p) => o.insert("after".into(), json!(amounts(p))),
            Err(why) => o.insert("not_taken".into(), json!(why.to_string())),
        };
        o.insert("changed".into(), json!(t.changes()));
        Value::Object(o)
    };
    let files: Vec<Value> = reports
        .iter()
        .map(|(file, imported, report)| {
            let offer = imported.offers.first();
            json!({
                "file": file,
                "offer": offer.map(|o| o.code.as_str()),
                "version": offer.map(|o| o.version.as_str()),
                "published": offer.map(|o| o.published.as_str()),
                "prices": report.iter().map(one).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({"table": args.output.display().to_string(), "files": files})
}

fn to_text(reports: &[(String, Imported, Vec<Taken>)], args: &Args) -> String {
    let mut out = String::new();
    for (file, imported, report) in reports {
        let offer = imported.offers.first().map(|o| format!("{} {}", o.code, o.published)).unwrap_or_default();
        let changed = report.iter().filter(|t| t.changes()).count();
        let same = report.iter().filter(|t| t.after.is_ok() && !t.changes()).count();
        out.push_str(&format!("{file}: {}\n    {changed} prices changed, {same} as before\n", offer.trim()));
        for t in report {
            match (&t.after, &t.before) {
                (Err(why), _) => out.push_str(&format!("    not taken: {}: {why}\n", what(t))),
                (Ok(now), Some(before)) if t.changes() => {
                    out.push_str(&format!("    {}: {} was {}\n", what(t), amounts(now), amounts(before)));
                }
                (Ok(now), None) => out.push_str(&format!("    {}: {} was not known\n", what(t), amounts(now))),
                _ => {}
            }
        }
    }
    out.push_str(&format!("\n{} goes with --prices\n", args.output.display()));
    out
}
