//! CSV as it streams by, row by row.

use crate::net::refusal::{Refusal, refusal};
/// The longest row that is kept, in bytes.
const MOST_ROW: usize = 1024 * 1024;

/// The reader between two pieces of a file.
#[derive(Default)]
pub(super) struct Reader {
    fields: Vec<String>,
    field: Vec<u8>,
    quoted: bool,
    /// A quote inside a quoted field: the end of it, or half of a doubled one.
    half: bool,
    length: usize,
}

impl Reader {
    /// The next piece; `out` gets each complete row.
    pub fn feed(&mut self, bytes: &[u8], out: &mut dyn FnMut(&[String])) -> Result<(), Refusal> {
        for b in bytes {
            self.length += 1;
            if self.length > MOST_ROW {
                return Err(refusal!("a row of this file is too long"));
            }
            match b {
                b'"' if self.half => {
                    self.field.push(b'"');
                    (self.half, self.quoted) = (false, true);
                }
                b'"' if self.quoted => (self.half, self.quoted) = (true, false),
                b'"' if self.field.is_empty() => self.quoted = true,
                b',' if !self.quoted => self.end_field()?,
                b'\n' if !self.quoted => self.end_row(out)?,
                b'\r' if !self.quoted => {}
                _ => self.field.push(*b),
            }
            if *b != b'"' {
                self.half = false;
            }
        }
        Ok(())
    }

    /// What is left after the last line break.
    pub fn finish(&mut self, out: &mut dyn FnMut(&[String])) -> Result<(), Refusal> {
        if self.quoted {
            return Err(refusal!("the file ends inside a quoted field; it may be cut off"));
        }
        if self.fields.is_empty() && self.field.is_empty() { Ok(()) } else { self.end_row(out) }
    }

    fn end_field(&mut self) -> Result<(), Refusal> {
        let text = String::from_utf8(std::mem::take(&mut self.field)).map_err(|_| refusal!("this is not UTF-8 text"))?;
        self.fields.push(text);
        Ok(())
    }

    fn end_row(&mut self, out: &mut dyn FnMut(&[String])) -> Result<(), Refusal> {
        self.end_field()?;
        out(&self.fields);
        self.fields.clear();
        self.length = 0;
        Ok(())
    }
}
