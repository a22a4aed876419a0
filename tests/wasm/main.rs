//! The engine inside a browser: it answers there what it answers natively.
#![cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn runs_in_the_browser() {
    // Replaced by analyses of the bundled examples as soon as the engine has them.
    assert_eq!(std::mem::size_of::<usize>(), 4);
}
