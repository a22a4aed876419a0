//! One file per command.

mod cost;
mod trace;

use crate::Done;
use crate::args::{Args, Command};

pub fn run(args: &Args) -> Result<Done, String> {
    match &args.command {
        Command::Trace(t) => trace::run(t, args.json),
        Command::Cost(c) => cost::run(c, args.json),
        _ => Err("not yet".into()),
    }
}
