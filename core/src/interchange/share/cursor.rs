//! Bytes written and read one after the other: numbers in as few bytes as they need, texts up to a zero byte.

use crate::interchange::save::LoadError;
use crate::text;
use crate::text::Text;

/// What is written.
#[derive(Default)]
pub struct Out(pub Vec<u8>);

impl Out {
    pub fn byte(&mut self, b: u8) {
        self.0.push(b);
    }

    /// Seven bits in each byte, the low ones first.
    pub fn number(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.byte((n & 0x7f) as u8 | 0x80);
            n >>= 7;
        }
        self.byte(n as u8);
    }

    /// Small numbers of either sign are small.
    pub fn signed(&mut self, n: i64) {
        self.number(((n << 1) ^ (n >> 63)) as u64);
    }

    /// A text without zero byte.
    pub fn text(&mut self, s: &str) {
        self.0.extend_from_slice(s.as_bytes());
        self.byte(0);
    }

    /// Any text, its length first.
    pub fn sized(&mut self, s: &str) {
        self.number(s.len() as u64);
        self.0.extend_from_slice(s.as_bytes());
    }
}

/// What is read: never past its end.
pub struct In<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Values that may still be made.
    room: usize,
}

impl<'a> In<'a> {
    pub fn new(bytes: &'a [u8], room: usize) -> Self {
        Self { bytes, at: 0, room }
    }

    pub fn wrong<T>(&self, message: Text) -> Result<T, LoadError> {
        Err(LoadError::told(text!("byte {n} of the packed design", n = self.at), message))
    }

    /// So many values are about to be made.
    pub fn spend(&mut self, values: usize) -> Result<(), LoadError> {
        match self.room.checked_sub(values) {
            Some(left) => {
                self.room = left;
                Ok(())
            }
            None => self.wrong(text!("this holds more than a design that can be shared")),
        }
    }

    pub fn byte(&mut self) -> Result<u8, LoadError> {
        match self.bytes.get(self.at) {
            Some(b) => {
                self.at += 1;
                Ok(*b)
            }
            None => self.wrong(text!("it ends too early; it may be cut off")),
        }
    }

    pub fn number(&mut self) -> Result<u64, LoadError> {
        let mut n = 0u64;
        for shift in (0..64).step_by(7) {
            let b = self.byte()?;
            let bits = u64::from(b & 0x7f);
            if shift == 63 && bits > 1 {
                break;
            }
            n |= bits << shift;
            if b < 0x80 {
                return Ok(n);
            }
        }
        self.wrong(text!("this is no number"))
    }

    pub fn signed(&mut self) -> Result<i64, LoadError> {
        let n = self.number()?;
        Ok((n >> 1) as i64 ^ -((n & 1) as i64))
    }

    /// A number of things that are made next.
    pub fn count(&mut self) -> Result<usize, LoadError> {
        let n = usize::try_from(self.number()?).unwrap_or(usize::MAX);
        self.spend(n)?;
        Ok(n)
    }

    pub fn text(&mut self) -> Result<String, LoadError> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let Some(end) = rest.iter().position(|b| *b == 0) else { return self.wrong(text!("it ends too early; it may be cut off")) };
        let text = self.plain(end)?;
        self.at += 1;
        Ok(text)
    }

    pub fn sized(&mut self) -> Result<String, LoadError> {
        let len = usize::try_from(self.number()?).unwrap_or(usize::MAX);
        self.plain(len)
    }

    fn plain(&mut self, len: usize) -> Result<String, LoadError> {
        let Some(end) = self.at.checked_add(len).filter(|e| *e <= self.bytes.len()) else {
            return self.wrong(text!("it ends too early; it may be cut off"));
        };
        let Ok(text) = std::str::from_utf8(self.bytes.get(self.at..end).unwrap_or_default()) else {
            return self.wrong(text!("this is no text"));
        };
        // Texts weigh what they take.
        self.spend(len / 16)?;
        self.at = end;
        Ok(text.into())
    }

    pub fn end(&self) -> Result<(), LoadError> {
        if self.at == self.bytes.len() { Ok(()) } else { self.wrong(text!("something follows the end")) }
    }
}
