//! The reader of answers of the AWS CLI: whatever it is given it reads or refuses.
#![no_main]

use portico_core::interchange::imported::Options;
use portico_core::interchange::reader::{Form, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = read([("answer.json".to_string(), bytes.to_vec())].into(), Some(Form::AwsCli), &Options::default());
});
