//! One file per command.

mod check;
mod cost;
mod diff;
mod export;
mod exposed;
mod import;
mod matrix;
mod policy;
mod trace;

use crate::Done;
use crate::args::{Args, Command};

pub fn run(args: &Args) -> Result<Done, String> {
    match &args.command {
        Command::Check(c) => check::run(c, args.json),
        Command::Trace(t) => trace::run(t, args.json),
        Command::Matrix(m) => matrix::run(m, args.json),
        Command::Exposed(e) => exposed::run(e, args.json),
        Command::Cost(c) => cost::run(c, args.json),
        Command::Export(e) => export::run(e, args.json),
        Command::Import(i) => import::run(i, args.json),
        Command::Policy { command } => policy::run(command, args.json),
        Command::Diff(d) => diff::run(d, args.json),
    }
}
