//! `cargo xtask …`: set-up, build, serve, test and bench, each one command that installs what it needs.
mod bench;
mod build;
mod fuzz;
mod offline;
mod paths;
mod run;
mod serve;
mod setup;
mod split;
mod tally;
mod test;

use lexopt::prelude::*;
use std::process::ExitCode;

/// What a task ends with: nothing, or one sentence for the person who typed the command.
pub type Result<T> = std::result::Result<T, String>;

const HELP: &str = "\
cargo xtask <task>

  serve [--port N] [--debug]    build the studio and serve it on http://127.0.0.1:8080
  test [--only STAGE]… [--long] every test; STAGE is lint, core, oracle, wasm or browser
  bench [--only PART]…          one table of sizes and times; PART is size, analysis,
                                policies (Z3 and iam-simulate), frames, peers (React Flow)
                                or edits
  build [--debug]               build the release bundle into dist/
  setup                         install what the other tasks need, and nothing else

--debug skips the optimiser: quicker to build, slower to run.
--long adds what takes long by nature: fuzzing, generated designs, the oracle's own mistakes.";

fn main() -> ExitCode {
    match task() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("cargo xtask: {why}");
            ExitCode::FAILURE
        }
    }
}

#[derive(Default)]
struct Options {
    port: Option<u16>,
    debug: bool,
    long: bool,
    only: Vec<String>,
}

fn task() -> Result<()> {
    let mut task = None;
    let mut given = Options::default();
    let mut args = lexopt::Parser::from_env();
    while let Some(arg) = args.next().map_err(usage)? {
        match arg {
            Long("port") => given.port = Some(args.value().and_then(|v| v.parse()).map_err(usage)?),
            Long("debug") => given.debug = true,
            Long("long") => given.long = true,
            Long("only") => {
                let names = args.value().and_then(|v| v.string()).map_err(usage)?;
                given.only.extend(names.split(',').map(str::to_owned));
            }
            Short('h') | Long("help") => {
                println!("{HELP}");
                return Ok(());
            }
            Value(v) if task.is_none() => task = Some(v.string().map_err(usage)?),
            other => return Err(usage(other.unexpected())),
        }
    }
    match task.as_deref() {
        Some("setup") => setup::everything(),
        Some("build") => build::bundle(given.debug).map(|dist| println!("built {}", dist.display())),
        Some("serve") => serve::studio(given.port.unwrap_or(8080), given.debug),
        Some("test") => test::run(&given.only, given.long),
        Some("bench") => bench::run(&given.only),
        Some(other) => Err(format!("no task is called `{other}`\n\n{HELP}")),
        None => {
            println!("{HELP}");
            Ok(())
        }
    }
}

fn usage(error: lexopt::Error) -> String {
    format!("{error}\n\n{HELP}")
}
