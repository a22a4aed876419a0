//! `portico policy`: requests decided, policies compared, and what is wrong in one.

mod contained;
mod decide;
mod lint;

use crate::Done;
use crate::args::Policy as Args;
use crate::{batch, input};
use portico_core::checks::policy_words;
use portico_core::document::Model;
use portico_core::policy::PolicyError;
use std::path::Path;

pub fn run(args: &Args, as_json: bool) -> Result<Done, String> {
    match args {
        Args::Decide { batch: Some(file), .. } => {
            Ok(batch::lines(&input::text(file)?, |line| decide::answer(line).map(|d| decide::to_json(&d))))
        }
        Args::Contained { batch: Some(file), .. } => Ok(batch::lines(&input::text(file)?, contained::line)),
        Args::Lint { batch: Some(file), kind, .. } => {
            Ok(batch::lines(&input::text(file)?, |line| lint::report(line, *kind).map(|found| lint::to_json(&found))))
        }
        Args::Decide { case, .. } => {
            let file = named(case)?;
            let decision = decide::answer(&input::text(file)?).map_err(|e| format!("{}: {e}", file.display()))?;
            Ok(decide::done(&decision, as_json))
        }
        Args::Contained { a, b, .. } => contained::files(named(a)?, named(b)?, as_json),
        Args::Lint { file, kind, .. } => {
            let file = named(file)?;
            let found = lint::report(&input::text(file)?, *kind).map_err(|e| format!("{}: {e}", file.display()))?;
            Ok(lint::done(&found, as_json))
        }
    }
}

fn named(file: &Option<std::path::PathBuf>) -> Result<&Path, String> {
    file.as_deref().ok_or_else(|| "a file is wanted".to_owned())
}

/// Why a document cannot be read, in words, with its place.
fn refused(error: &PolicyError) -> String {
    format!("line {}, column {}: {}", error.line, error.column, policy_words::parse_error(error).render(&Model::default()))
}
