//! JSON as it streams by: every scalar with the path to it, in no more memory than the longest text.

use crate::net::refusal::{Refusal, refusal};
/// The longest text that is kept, in bytes. Items of the Pricing API are texts of some thousand.
const MOST_TEXT: usize = 4 * 1024 * 1024;
const MOST_DEPTH: usize = 48;

/// Where a scalar stands: the keys that lead to it; items of a list have an empty one.
#[derive(Debug, Default)]
pub(super) struct Path {
    text: String,
    ends: Vec<usize>,
}

impl Path {
    fn push(&mut self, key: &str) {
        self.text.push_str(key);
        self.ends.push(self.text.len());
    }

    fn pop(&mut self) {
        self.ends.pop();
        self.text.truncate(self.ends.last().copied().unwrap_or(0));
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The n-th key; empty beyond the last.
    pub fn part(&self, n: usize) -> &str {
        let start = n.checked_sub(1).map_or(Some(0), |n| self.ends.get(n).copied());
        let range = start.zip(self.ends.get(n).copied());
        range.and_then(|(a, b)| self.text.get(a..b)).unwrap_or("")
    }
}

/// What comes by.
pub(super) enum Event<'a> {
    Scalar(&'a str),
    /// An object or list ends; the path is its own.
    End,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Value,
    /// After `[`: a value or its end.
    First,
    /// After `{` or a comma in an object.
    Key,
    Colon,
    After,
    Refusal,
    Escape,
    Unicode(u8),
    Literal,
}

/// The reader between two pieces of a file.
pub(super) struct Reader {
    state: State,
    /// Whether the text being read is a key.
    key: bool,
    /// For each open bracket whether it is a list.
    lists: Vec<bool>,
    path: Path,
    text: Vec<u8>,
    code: u32,
    high: Option<u32>,
}

impl Default for Reader {
    fn default() -> Self {
        Self { state: State::Value, key: false, lists: Vec::new(), path: Path::default(), text: Vec::new(), code: 0, high: None }
    }
}

impl Reader {
    /// Whether every bracket is closed.
    pub fn is_whole(&self) -> bool {
        self.lists.is_empty() && matches!(self.state, State::Value | State::Literal)
    }

    /// The next piece.
    pub fn feed(&mut self, bytes: &[u8], out: &mut dyn FnMut(&Path, Event)) -> Result<(), Refusal> {
        bytes.iter().try_for_each(|b| self.byte(*b, out))
    }

    fn byte(&mut self, b: u8, out: &mut dyn FnMut(&Path, Event)) -> Result<(), Refusal> {
        match self.state {
            State::Refusal => self.in_text(b, out),
            State::Escape => self.escape(b),
            State::Unicode(n) => self.unicode(b, n),
            State::Literal if !matches!(b, b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n') => self.keep(b),
            State::Literal => {
                self.scalar(out)?;
                self.byte(b, out)
            }
            _ if matches!(b, b' ' | b'\t' | b'\r' | b'\n') => Ok(()),
            State::Value | State::First => self.value(b, out),
            State::Key => match b {
                b'"' => {
                    self.key = true;
                    self.text.clear();
                    self.state = State::Refusal;
                    Ok(())
                }
                b'}' => self.close(false, out),
                _ => Err(wrong(b)),
            },
            State::Colon if b == b':' => {
                self.state = State::Value;
                Ok(())
            }
            State::Colon => Err(wrong(b)),
            State::After => match (b, self.lists.last()) {
                (b',', Some(true)) => {
                    self.state = State::Value;
                    Ok(())
                }
                (b',', Some(false)) => {
                    self.state = State::Key;
                    Ok(())
                }
                (b']', _) => self.close(true, out),
                (b'}', _) => self.close(false, out),
                _ => Err(wrong(b)),
            },
        }
    }

    fn value(&mut self, b: u8, out: &mut dyn FnMut(&Path, Event)) -> Result<(), Refusal> {
        match b {
            b'{' => self.open(false),
            b'[' => self.open(true),
            b']' if self.state == State::First => self.close(true, out),
            b'"' => {
                self.key = false;
                self.text.clear();
                self.state = State::Refusal;
                Ok(())
            }
            b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => {
                self.text.clear();
                self.state = State::Literal;
                self.keep(b)
            }
            _ => Err(wrong(b)),
        }
    }

    fn open(&mut self, list: bool) -> Result<(), Refusal> {
        if self.lists.len() >= MOST_DEPTH {
            return Err(refusal!("this JSON is nested too deep"));
        }
        self.lists.push(list);
        if list {
            self.path.push("");
        }
        self.state = if list { State::First } else { State::Key };
        Ok(())
    }

    fn close(&mut self, list: bool, out: &mut dyn FnMut(&Path, Event)) -> Result<(), Refusal> {
        if self.lists.pop() != Some(list) {
            return Err(refusal!("brackets do not match"));
        }
        if list {
            self.path.pop();
        }
        out(&self.path, Event::End);
        self.done();
        Ok(())
    }

    /// A value is complete.
    fn done(&mut self) {
        if self.lists.last() == Some(&false) {
            self.path.pop();
        }
        self.state = if self.lists.is_empty() { State::Value } else { State::After };
    }

    fn scalar(&mut self, out: &mut dyn FnMut(&Path, Event)) -> Result<(), Refusal> {
        let text = std::str::from_utf8(&self.text).map_err(|_| refusal!("this is not UTF-8 text"))?;
        out(&self.path, Event::Scalar(text));
        self.done();
        Ok(())
    }

    fn keep(&mut self, b: u8) -> Result<(), Refusal> {
        if self.text.len() >= MOST_TEXT {
            return Err(refusal!("a text in this file is too long"));
        }
        self.text.push(b);
        Ok(())
    }

    fn in_text(&mut self, b: u8, out: &mut dyn FnMut(&Path, Event)) -> Result<(), Refusal> {
        match b {
            b'\\' => {
                self.state = State::Escape;
                Ok(())
            }
            b'"' if self.key => {
                let text = std::str::from_utf8(&self.text).map_err(|_| refusal!("this is not UTF-8 text"))?;
                self.path.push(text);
                self.state = State::Colon;
                Ok(())
            }
            b'"' => self.scalar(out),
            _ => self.keep(b),
        }
    }

    fn escape(&mut self, b: u8) -> Result<(), Refusal> {
        self.state = State::Refusal;
        match b {
            b'"' | b'\\' | b'/' => self.keep(b),
            b'n' => self.keep(b'\n'),
            b't' => self.keep(b'\t'),
            b'r' => self.keep(b'\r'),
            b'b' => self.keep(8),
            b'f' => self.keep(12),
            b'u' => {
                (self.code, self.state) = (0, State::Unicode(0));
                Ok(())
            }
            _ => Err(wrong(b)),
        }
    }

    fn unicode(&mut self, b: u8, n: u8) -> Result<(), Refusal> {
        let digit = char::from(b).to_digit(16).ok_or_else(|| wrong(b))?;
        self.code = self.code * 16 + digit;
        if n < 3 {
            self.state = State::Unicode(n + 1);
            return Ok(());
        }
        self.state = State::Refusal;
        let code = match (self.high.take(), self.code) {
            (None, high @ 0xD800..=0xDBFF) => {
                self.high = Some(high);
                return Ok(());
            }
            (Some(high), low @ 0xDC00..=0xDFFF) => 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00),
            (_, code) => code,
        };
        let c = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        let mut bytes = [0; 4];
        c.encode_utf8(&mut bytes).bytes().try_for_each(|b| self.keep(b))
    }
}

fn wrong(b: u8) -> Refusal {
    refusal!("this is not JSON: {sign} is not expected here", sign = format!("{:?}", char::from(b)))
}
