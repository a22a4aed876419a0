//! Reads the tab-separated tables of `core/data`: rows, marks of confidence, lists.

/// How sure a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Written down from memory; nothing was found that says so.
    Recalled,
    /// Read in a source that the data file names.
    Verified,
}

/// A fact and how sure it is. What is not known at all is `None` of one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stated<T> {
    pub value: T,
    pub confidence: Confidence,
}

impl<T> Stated<T> {
    /// The same confidence in something read off the value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Stated<U> {
        Stated { value: f(self.value), confidence: self.confidence }
    }

    pub fn is_verified(&self) -> bool {
        self.confidence == Confidence::Verified
    }
}

/// One line of a table.
pub(super) struct Row {
    fields: Vec<&'static str>,
}

impl Row {
    /// A field; empty when the line ends before it.
    pub fn text(&self, column: usize) -> &'static str {
        self.fields.get(column).copied().unwrap_or_default()
    }

    /// A field that need not be there.
    pub fn optional(&self, column: usize) -> Option<&'static str> {
        Some(self.text(column)).filter(|text| !text.is_empty())
    }

    /// A field with its mark of confidence; `None` for `?` and for nothing.
    pub fn stated(&self, column: usize) -> Option<Stated<&'static str>> {
        stated(self.text(column))
    }

    /// A comma-separated list, empty for an empty field.
    pub fn list(&self, column: usize) -> Vec<&'static str> {
        list(self.text(column))
    }

    /// A number; `None` when the field is no such number.
    pub fn number<N: std::str::FromStr>(&self, column: usize) -> Option<N> {
        self.text(column).parse().ok()
    }

    /// A number that is left out where it equals `default`.
    pub fn number_or<N: std::str::FromStr>(&self, column: usize, default: N) -> Option<N> {
        match self.optional(column) {
            Some(text) => text.parse().ok(),
            None => Some(default),
        }
    }
}

/// `value~` is recalled, `value` verified, `?` unknown.
pub(super) fn stated(text: &'static str) -> Option<Stated<&'static str>> {
    match text.strip_suffix('~') {
        _ if text.is_empty() || text == "?" => None,
        Some(value) => Some(Stated { value, confidence: Confidence::Recalled }),
        None => Some(Stated { value: text, confidence: Confidence::Verified }),
    }
}

/// The parts of a comma-separated text.
pub(super) fn list(text: &'static str) -> Vec<&'static str> {
    text.split(',').filter(|part| !part.is_empty()).collect()
}

/// What a table came to: its rows, and the lines (from 1) that could not be read.
///
/// Broken lines are left out rather than guessed at; a test holds `rejected` empty for every bundled table.
pub(super) struct Parsed<T> {
    pub rows: Vec<T>,
    #[cfg_attr(not(test), allow(dead_code))]
    pub rejected: Vec<usize>,
}

/// Reads every line that is neither blank nor a comment.
pub(super) fn parse<T>(table: &'static str, read: impl Fn(&Row) -> Option<T>) -> Parsed<T> {
    let mut parsed = Parsed { rows: Vec::new(), rejected: Vec::new() };
    for (index, line) in table.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match read(&Row { fields: line.split('\t').collect() }) {
            Some(row) => parsed.rows.push(row),
            None => parsed.rejected.push(index + 1),
        }
    }
    parsed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_lists_and_broken_lines() {
        let parsed = parse("# head\na\t1\tx,y\n\nb\tone\nc~\t3\n", |row| Some((row.stated(0)?, row.number::<u8>(1)?, row.list(2))));
        assert_eq!(parsed.rejected, [4]);
        assert_eq!(parsed.rows.len(), 2);
        assert_eq!(parsed.rows[0].2, ["x", "y"]);
        assert_eq!(parsed.rows[1].0, Stated { value: "c", confidence: Confidence::Recalled });
        assert!(parsed.rows[0].0.is_verified());
        assert_eq!(stated("?"), None);
    }
}
