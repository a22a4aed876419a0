//! The command `portico`: the engine of the studio on files, for CI, graders and scripts.

mod args;
mod batch;
mod commands;
mod input;
mod prices;
mod sources;
mod what;

use clap::Parser;
use std::process::ExitCode;

/// How a command ended: its exit status, and what it says on standard output.
pub struct Done {
    /// False where it did its job and found errors.
    pub clean: bool,
    pub output: String,
}

fn main() -> ExitCode {
    let args = args::Args::parse();
    match commands::run(&args) {
        Ok(done) => {
            if !args.quiet || args.json || args.command.must_print() {
                // A closed pipe is the reader's choice, not an error.
                use std::io::Write;
                let _ = std::io::stdout().lock().write_all(done.output.as_bytes());
            }
            ExitCode::from(u8::from(!done.clean))
        }
        Err(problem) => {
            eprintln!("portico: {problem}");
            ExitCode::from(2)
        }
    }
}
