//! CSV as it streams by, row by row.

use crate::text;
use crate::text::Text;
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
    pub fn feed(&mut self, bytes: &[u8], out: &mut dyn FnMut(&[String])) -> Result<(), Text> {
        for b in bytes {
            self.length += 1;
            if self.length > MOST_ROW {
                return Err(text!("a row of this file is too long"));
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
    pub fn finish(&mut self, out: &mut dyn FnMut(&[String])) -> Result<(), Text> {
        if self.quoted {
            return Err(text!("the file ends inside a quoted field; it may be cut off"));
        }
        if self.fields.is_empty() && self.field.is_empty() { Ok(()) } else { self.end_row(out) }
    }

    fn end_field(&mut self) -> Result<(), Text> {
        let text = String::from_utf8(std::mem::take(&mut self.field)).map_err(|_| text!("this is not UTF-8 text"))?;
        self.fields.push(text);
        Ok(())
    }

    fn end_row(&mut self, out: &mut dyn FnMut(&[String])) -> Result<(), Text> {
        self.end_field()?;
        out(&self.fields);
        self.fields.clear();
        self.length = 0;
        Ok(())
    }
}
