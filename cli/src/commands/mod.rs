//! One file per command.

mod ask;
mod check;
mod compare;
mod cost;
mod diff;
mod drill;
mod export;
mod exposed;
mod import;
mod matrix;
mod optimise;
mod policy;
mod prices;
mod sarif;
mod trace;

use crate::Done;
use crate::args::{Args, Command, Prices};
use crate::prices::catalogue;
use std::path::Path;

pub fn run(args: &Args) -> Result<Done, String> {
    match &args.command {
        Command::Check(c) => check::run(c, args.json, &catalogue(args.prices.as_deref())?),
        Command::Trace(t) => trace::run(t, args.json),
        Command::Matrix(m) => matrix::run(m, args.json),
        Command::Exposed(e) => exposed::run(e, args.json),
        Command::Ask { command } => ask::run(command, args.json),
        Command::Cost(c) => cost::run(c, args.json, &catalogue(args.prices.as_deref())?),
        Command::Compare(c) => compare::run(c, args.json, &catalogue(args.prices.as_deref())?),
        Command::Drill(d) => drill::run(d, args.json, &catalogue(args.prices.as_deref())?),
        Command::Optimise(o) => optimise::run(o, args.json, &catalogue(args.prices.as_deref())?),
        Command::Prices(Prices::Import(p)) => prices::run(p, args.json),
        Command::Export(e) => export::run(e, args.json),
        Command::Import(i) => import::run(i, args.json, args.quiet),
        Command::Policy { command } => policy::run(command, args.json),
        Command::Diff(d) => diff::run(d, args.json),
    }
}

/// Writes a file whole, or not at all: beside it first, then in its place.
fn write(path: &Path, text: &str) -> Result<(), String> {
    let fault = |e: std::io::Error| format!("{}: {e}", path.display());
    let name = path.file_name().ok_or_else(|| format!("{}: this is no file name", path.display()))?;
    let beside = path.with_file_name(format!(".{}.part", name.to_string_lossy()));
    std::fs::write(&beside, text).map_err(fault)?;
    std::fs::rename(&beside, path).map_err(fault)
}
