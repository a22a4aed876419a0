//! Writes `examples/NAME.portico.json` from the texts in `tests/fixtures/examples`, and what the engine answers about each.
use portico_tests::answers::{answers, expected};
use portico_tests::examples::{NAMES, design, made, shipped};

fn main() -> Result<(), String> {
    for name in NAMES {
        let path = shipped(name);
        std::fs::write(&path, made(name)?).map_err(|e| format!("{}: {e}", path.display()))?;
        println!("examples/{name}.portico.json");
        let path = expected(name);
        std::fs::create_dir_all(path.parent().unwrap_or(&path)).map_err(|e| format!("{}: {e}", path.display()))?;
        std::fs::write(&path, answers(&design(name)?)).map_err(|e| format!("{}: {e}", path.display()))?;
        println!("tests/fixtures/answers/{name}.txt");
    }
    Ok(())
}
