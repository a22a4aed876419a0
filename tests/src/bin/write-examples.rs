//! Writes `examples/NAME.portico.json` from the texts in `tests/fixtures/examples`.
use portico_tests::examples::{NAMES, made, shipped};

fn main() -> Result<(), String> {
    for name in NAMES {
        let path = shipped(name);
        std::fs::write(&path, made(name)?).map_err(|e| format!("{}: {e}", path.display()))?;
        println!("examples/{name}.portico.json");
    }
    Ok(())
}
