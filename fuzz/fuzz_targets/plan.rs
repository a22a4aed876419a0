//! The reader of plans and states: whatever it is given it reads or refuses.
#![no_main]

use portico_core::interchange::imported::Options;
use portico_core::interchange::reader::{Form, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = read([("plan.json".to_string(), bytes.to_vec())].into(), Some(Form::TerraformJson), &Options::default());
});
