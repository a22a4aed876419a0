//! Calls `check-terraform` or `check-cloudformation` on a set of files and reads its verdict.
use libtest_mimic::Failed;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// What the judge made of the files.
pub enum Verdict {
    Holds,
    /// The first step that did not hold: fmt, validate, plan, apply or replan; lint or apply.
    Fails {
        step: String,
        log: String,
    },
}

/// Whether the real terraform is here to judge.
pub fn is_ready() -> bool {
    let folders = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&folders).any(|dir| dir.join("terraform").with_extension(env::consts::EXE_EXTENSION).is_file())
}

/// Where the files of a trial are.
pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("oracle").join(name.replace("::", "-"))
}

/// Formats, validates, plans and builds `files` (paths and texts); what was built comes back as canon.py's JSON.
pub fn apply(name: &str, files: &[(&str, &str)]) -> Result<(Verdict, String), Failed> {
    judge("terraform", name, files, Built::Whole)
}

/// Formats, validates, tests and plans `files`, and builds nothing.
pub fn plan(name: &str, files: &[(&str, &str)]) -> Result<Verdict, Failed> {
    Ok(judge("terraform", name, files, Built::Not { with: &[] })?.0)
}

/// Plans `files` and runs a line of shell beside the plan, with the commands of this build.
pub fn recipe(name: &str, files: &[(&str, &str)], line: &str) -> Result<Verdict, Failed> {
    let built = env::current_exe()?.parent().and_then(Path::parent).ok_or("where was this built?")?.to_path_buf();
    if !built.join("portico").with_extension(env::consts::EXE_EXTENSION).is_file() {
        return Err("the command is not built: cargo build -p portico-cli".into());
    }
    let path = env::join_paths(std::iter::once(built).chain(env::split_paths(&env::var_os("PATH").unwrap_or_default())))?;
    Ok(judge("terraform", name, files, Built::Not { with: &[("PATH", path.as_ref()), ("PORTICO_RECIPE", line.as_ref())] })?.0)
}

/// Builds `before` and plans `after` against it; the plan comes back as terraform shows it.
pub fn change(name: &str, before: &[(&str, &str)], after: &[(&str, &str)]) -> Result<(Verdict, String), Failed> {
    let then = folder(&format!("{name}-after"));
    let _ = fs::remove_dir_all(&then);
    put(&then, after)?;
    let (verdict, _) = judge("terraform", name, before, Built::Then(&then))?;
    let plan = if matches!(verdict, Verdict::Holds) { fs::read_to_string(folder(name).join("built-then.json"))? } else { String::new() };
    Ok((verdict, plan))
}

/// Lints and builds CloudFormation templates, in the same form.
pub fn apply_cloudformation(name: &str, files: &[(&str, &str)]) -> Result<(Verdict, String), Failed> {
    judge("cloudformation", &format!("{name}-cloudformation"), files, Built::Whole)
}

/// How far a trial goes.
enum Built<'a> {
    /// With these in the environment.
    Not {
        with: &'a [(&'a str, &'a std::ffi::OsStr)],
    },
    Whole,
    /// And what stands in a folder is planned against it.
    Then(&'a Path),
}

fn put(root: &Path, files: &[(&str, &str)]) -> Result<(), Failed> {
    for (path, text) in files {
        let file = root.join(path);
        file.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(&file, text)?;
    }
    Ok(())
}

fn judge(format: &str, name: &str, files: &[(&str, &str)], far: Built) -> Result<(Verdict, String), Failed> {
    let work = folder(name);
    let _ = fs::remove_dir_all(&work);
    let (root, built) = (work.join("files"), work.join("built.json"));
    put(&root, files)?;
    let check: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("oracle").join(format!("check-{format}"));
    let mut call = Command::new(&check);
    call.arg(&root);
    if let Built::Not { with } = far {
        call.envs(with.iter().copied());
    } else {
        call.arg("--apply").arg(&built);
    }
    if let Built::Then(after) = far {
        call.arg("--then").arg(after);
    }
    let out = call.output()?;
    let log = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    if out.status.success() {
        let built = if matches!(far, Built::Whole) { fs::read_to_string(built)? } else { String::new() };
        return Ok((Verdict::Holds, built));
    }
    match log.lines().rev().find_map(|line| line.strip_suffix(" failed")) {
        Some(step) => Ok((Verdict::Fails { step: step.to_owned(), log }, String::new())),
        None => Err(format!("{} itself failed ({}):\n{log}", check.display(), out.status).into()),
    }
}
