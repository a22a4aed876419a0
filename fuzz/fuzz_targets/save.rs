//! The reader of designs: whatever it is given it reads or refuses, and what it reads is written and read the same.
#![no_main]

use portico_core::interchange::save;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(design) = std::str::from_utf8(bytes).map_err(drop).and_then(|t| save::read(t).map_err(drop)) {
        assert!(save::read(&save::write(&design)).is_ok_and(|d| d == design));
    }
});
