//! The Terraform oracle's needs: terraform itself, which is never installed here, and a Python environment.
use crate::run::{command, run};
use crate::{Result, paths};
use std::path::PathBuf;

/// Keyed by what `setup.sh` installs: raise it when a version there changes.
const PACKAGES: &str = "3";

/// terraform, where the person has it.
pub fn terraform() -> Option<PathBuf> {
    paths::on_path(&["terraform"])
}

/// The oracle's Python packages, in an environment of their own; its folder.
pub fn python() -> Result<PathBuf> {
    let home = paths::tool("iac-oracle", PACKAGES);
    if paths::on_path(&["python3"]).is_none() {
        return Err("python3 is not on PATH: the Terraform tests need Python 3.10 or newer with its venv module".to_owned());
    }
    run(command(paths::root().join("tests/oracle/setup.sh")).env("IAC_ORACLE_HOME", &home))?;
    Ok(home)
}

/// What the policy tests compare with, in a folder of its own: where it cannot be installed those tests are skipped.
pub fn policy_tools() -> Result<PathBuf> {
    let home = paths::tool("policy-tools", "1");
    run(command(paths::root().join("tests/policy/setup.sh")).env("POLICY_TOOLS", &home))?;
    Ok(home)
}
