//! The reader of CloudFormation: whatever it is given it reads or refuses.
#![no_main]

use portico_core::interchange::imported::Options;
use portico_core::interchange::reader::{Form, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = read([("stack.yaml".to_string(), bytes.to_vec())].into(), Some(Form::CloudFormation), &Options::default());
});
