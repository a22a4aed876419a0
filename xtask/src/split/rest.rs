//! Writes the rest: the functions that moved, and an entry in the table for each door.
use super::Splitter;
use wasm_encoder::reencode::{self, Reencode};

pub struct Rest<'s, 'm, 'a> {
    s: &'s Splitter<'m, 'a>,
}

impl<'s, 'm, 'a> Rest<'s, 'm, 'a> {
    pub fn new(s: &'s Splitter<'m, 'a>) -> Self {
        Self { s }
    }
}

impl Reencode for Rest<'_, '_, '_> {
    type Error = String;

    fn function_index(&mut self, function: u32) -> std::result::Result<u32, reencode::Error<String>> {
        let lent = self.s.lent.len();
        let new = match self.s.moved.binary_search(&function) {
            Ok(i) => Some(lent + i),
            Err(_) => self.s.lent.binary_search(&function).ok(),
        };
        let new = new.and_then(|i| u32::try_from(i).ok());
        new.ok_or_else(|| reencode::Error::UserError(format!("function {function} is not lent to the rest")))
    }

    fn data_index(&mut self, _: u32) -> std::result::Result<u32, reencode::Error<String>> {
        Err(reencode::Error::UserError("a function of the rest reads a data segment by its number".into()))
    }

    fn element_index(&mut self, _: u32) -> std::result::Result<u32, reencode::Error<String>> {
        Err(reencode::Error::UserError("a function of the rest reads an element segment by its number".into()))
    }
}
