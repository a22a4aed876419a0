//! What the studio needs seldom: a module of its own, loaded when first asked for. `public/worker.js` calls what is exported here.
//!
//! A design comes as the text of its save file; what goes back is text or bytes. Nothing is kept between two questions.

mod export;
mod import;
mod savings;
mod ways;
mod zip;

use wasm_bindgen::prelude::wasm_bindgen;

/// Nothing to do before the first question.
fn main() {}

/// The files of a design's Terraform and what is to be told beside them, as JSON. `open` are findings not mended, for the README.
#[wasm_bindgen]
pub fn terraform(design: &str, open: Vec<String>) -> Result<String, String> {
    export::terraform(design, &open).map(|e| e.to_json())
}

/// The same files as a zip archive.
#[wasm_bindgen]
pub fn terraform_zip(design: &str, open: Vec<String>) -> Result<Vec<u8>, String> {
    zip::zip(&export::terraform(design, &open)?.files).map_err(|e| e.to_string())
}

/// Every way of a workload to a service, as JSON. `asked` is the workload's id, the service, GB a month (empty: the flow's own), and what
/// matters, with commas.
#[wasm_bindgen]
pub fn compare(design: &str, asked: Vec<String>) -> Result<String, String> {
    ways::compare(design, &asked)
}

/// The cheapest endpoints of a design, as JSON. `asked` is "yes" where NAT gateways that nothing uses any more may go.
#[wasm_bindgen]
pub fn optimise(design: &str, asked: Vec<String>) -> Result<String, String> {
    savings::optimise(design, &asked)
}

/// What would keep each flow alive through any one zone, as JSON.
#[wasm_bindgen]
pub fn surviving(design: &str, _asked: Vec<String>) -> Result<String, String> {
    savings::surviving(design)
}

/// Files of others as a design, as JSON. `given` are values for what the files leave open, `NAME=VALUE` each.
#[wasm_bindgen]
pub fn read_files(names: Vec<String>, files: Vec<js_sys::Uint8Array>, given: Vec<String>) -> Result<String, String> {
    import::import(names, files.iter().map(js_sys::Uint8Array::to_vec).collect(), &given)
}
