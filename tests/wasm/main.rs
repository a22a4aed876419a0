//! The engine inside a browser: it answers there what it answers natively, to the byte.
#![cfg(target_arch = "wasm32")]
use portico_core::interchange::save;
use portico_tests::answers::answers;
use wasm_bindgen_test::wasm_bindgen_test;

macro_rules! example {
    ($test:ident, $name:literal) => {
        #[wasm_bindgen_test]
        fn $test() {
            let doc = save::read(include_str!(concat!("../../examples/", $name, ".portico.json"))).expect("a bundled design opens");
            let (here, natively) = (answers(&doc), include_str!(concat!("../fixtures/answers/", $name, ".txt")));
            for (a, b) in here.lines().zip(natively.lines()) {
                assert_eq!(a, b);
            }
            assert_eq!(here.len(), natively.len());
        }
    };
}

example!(private_s3_is_answered_as_natively, "private-s3");
example!(three_tier_is_answered_as_natively, "three-tier");
example!(shared_endpoints_is_answered_as_natively, "shared-endpoints");
