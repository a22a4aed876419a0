//! What the studio needs seldom: a module of its own, loaded when first asked for. `public/worker.js` calls what is exported here.
//!
//! A design comes as the text of its save file, prices as a table's (empty: those built in); what goes back is text or bytes. Nothing is
//! kept between two questions.

mod changes;
mod export;
mod import;
mod into;
#[path = "../../language/words.rs"]
mod language;
mod prices;
mod savings;
mod ways;
mod zip;

use wasm_bindgen::prelude::wasm_bindgen;

/// Nothing to do before the first question.
fn main() {}

/// The files that a design leaves as and what is to be told beside them, as JSON. `asked` is the form: "terraform", "cloudformation-yaml",
/// "cloudformation-json".
#[wasm_bindgen]
pub fn export_files(design: &str, asked: Vec<String>, prices: &str) -> Result<String, String> {
    export::export(design, &asked, &prices::catalogue(prices)?).map(|e| e.to_json())
}

/// The same files as a zip archive.
#[wasm_bindgen]
pub fn export_zip(design: &str, asked: Vec<String>, prices: &str) -> Result<Vec<u8>, String> {
    zip::zip(&export::export(design, &asked, &prices::catalogue(prices)?)?.files).map_err(|e| e.to_string())
}

/// What is otherwise in a design's files than in those of an earlier state of it, as JSON. `asked` is the form and that earlier state.
#[wasm_bindgen]
pub fn export_changes(design: &str, asked: Vec<String>, prices: &str) -> Result<String, String> {
    changes::changes(design, &asked, &prices::catalogue(prices)?)
}

/// Every way of a workload to a service, as JSON. `asked` is the workload's id, the service, GB a month (empty: the flow's own), and what
/// matters, with commas.
#[wasm_bindgen]
pub fn compare(design: &str, asked: Vec<String>, prices: &str) -> Result<String, String> {
    ways::compare(design, &asked, &prices::catalogue(prices)?)
}

/// The cheapest endpoints of a design, as JSON. `asked` is "yes" where NAT gateways that nothing uses any more may go.
#[wasm_bindgen]
pub fn optimise(design: &str, asked: Vec<String>, prices: &str) -> Result<String, String> {
    savings::optimise(design, &asked, &prices::catalogue(prices)?)
}

/// What would keep each flow alive through any one zone, as JSON.
#[wasm_bindgen]
pub fn surviving(design: &str, _asked: Vec<String>, prices: &str) -> Result<String, String> {
    savings::surviving(design, &prices::catalogue(prices)?)
}

/// Files of others as a design, as JSON. `given` are values for what the files leave open, `NAME=VALUE` each.
#[wasm_bindgen]
pub fn read_files(names: Vec<String>, files: Vec<js_sys::Uint8Array>, given: Vec<String>) -> Result<String, String> {
    import::import(names, bytes(&files), &given)
}

/// Terraform source with what a design has otherwise put into it: which files change, what was placed and what was left, as JSON.
#[wasm_bindgen]
pub fn into_source(names: Vec<String>, files: Vec<js_sys::Uint8Array>, given: Vec<String>, design: &str) -> Result<String, String> {
    Ok(into::to_json(&into::edited(names, bytes(&files), &given, design)?))
}

/// The files that change, as a zip archive.
#[wasm_bindgen]
pub fn into_source_zip(names: Vec<String>, files: Vec<js_sys::Uint8Array>, given: Vec<String>, design: &str) -> Result<Vec<u8>, String> {
    let edited = into::edited(names, bytes(&files), &given, design)?;
    zip::zip(&edited.files).map_err(|e| e.to_string())
}

/// AWS's price list, read as it streams by, laid over a table, as JSON. `given` are that table (empty: the built-in prices) and today;
/// `tell` hears how far it is, from 0 to 1.
#[wasm_bindgen]
pub async fn read_prices(file: web_sys::Blob, given: Vec<String>, tell: js_sys::Function) -> Result<String, String> {
    prices::read(&file, &given, &tell).await
}

fn bytes(files: &[js_sys::Uint8Array]) -> Vec<Vec<u8>> {
    files.iter().map(js_sys::Uint8Array::to_vec).collect()
}
