//! Where the caret is in a policy's text that may not be whole: between which members, in which string.

/// A place in the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    /// The members around it from the outermost, lists left out: `Statement`, `Action`.
    pub path: Vec<String>,
    /// It is inside a string's quotes.
    pub in_string: bool,
    /// A member's name is wanted there, not a value.
    pub key: bool,
    /// What a proposal replaces.
    pub from: usize,
    pub to: usize,
    /// What stands before the caret in the string.
    pub typed: String,
    /// Members of the same object that stand before it.
    pub seen: Vec<String>,
}

enum Frame {
    Map { key: Option<String>, value: bool, seen: Vec<String> },
    List,
}

/// The place of a byte.
pub fn spot(text: &str, at: usize) -> Spot {
    let mut stack: Vec<Frame> = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut found = None;
    while let Some((i, c)) = chars.next() {
        if i >= at {
            break;
        }
        match c {
            '{' => stack.push(Frame::Map { key: None, value: false, seen: Vec::new() }),
            '[' => stack.push(Frame::List),
            '}' | ']' => drop(stack.pop()),
            ':' | ',' => {
                if let Some(Frame::Map { key, value, .. }) = stack.last_mut() {
                    *value = c == ':';
                    if !*value {
                        *key = None;
                    }
                }
            }
            '"' => {
                // Up to the closing quote, or the end of the line.
                let (mut end, mut closed, mut escaped) = (text.len(), false, false);
                while let Some((j, c)) = chars.peek().copied() {
                    if c == '\n' || (c == '"' && !escaped) {
                        (end, closed) = (j, c == '"');
                        if closed {
                            chars.next();
                        }
                        break;
                    }
                    escaped = c == '\\' && !escaped;
                    chars.next();
                }
                if at <= end {
                    found = Some((i + 1, if closed { end } else { at }));
                    break;
                }
                let string = text.get(i + 1..end).unwrap_or_default();
                if let Some(Frame::Map { key, value: false, seen }) = stack.last_mut() {
                    *key = Some(string.to_owned());
                    seen.push(string.to_owned());
                }
            }
            _ => {}
        }
    }
    let (from, to) = found.unwrap_or((at, at));
    let mut out =
        Spot { in_string: found.is_some(), from, to, typed: text.get(from..at).unwrap_or_default().to_owned(), ..Spot::default() };
    if let Some(Frame::Map { value, seen, .. }) = stack.last() {
        out.key = !value;
        out.seen.clone_from(seen);
    }
    let last = stack.len();
    out.path = stack
        .into_iter()
        .enumerate()
        .filter_map(|(i, frame)| match frame {
            // The innermost object's member is around the caret where its value is.
            Frame::Map { key, value, .. } if i + 1 < last || value => key,
            _ => None,
        })
        .collect();
    out
}

/// Positions of text areas count UTF-16.
pub fn byte_of(text: &str, utf16: usize) -> usize {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        if units >= utf16 {
            return at;
        }
        units += c.len_utf16();
    }
    text.len()
}

pub fn utf16_of(text: &str, byte: usize) -> usize {
    text.get(..byte).unwrap_or(text).chars().map(char::len_utf16).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The place of `|` in a text.
    fn at(text: &str) -> Spot {
        spot(&text.replace('|', ""), text.find('|').unwrap())
    }

    #[test]
    fn the_members_around_the_caret() {
        let spot = at(r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:Get|Obj", "b"]}]}"#);
        assert_eq!((spot.path.join("."), spot.in_string, spot.key), ("Statement.Action".into(), true, false));
        assert_eq!(spot.typed, "s3:Get");
        let key = at(r#"{"Statement": {"Sid": "x", "Eff|"#);
        assert_eq!((key.path.join("."), key.key, key.seen.join(",")), ("Statement".into(), true, "Sid".into()));
        let value = at(r#"{"Statement": [{"Condition": {"StringEquals": {"aws:SourceVpce": |"#);
        assert_eq!(value.path.join("."), "Statement.Condition.StringEquals.aws:SourceVpce");
        assert!(!value.in_string && !value.key);
        let operator = at(r#"{"Statement": [{"Condition": {"Bool": {"a": "b"}, "|"}}]}"#);
        assert_eq!((operator.path.join("."), operator.key), ("Statement.Condition".into(), true));
        assert_eq!(at("|").path, Vec::<String>::new());
        let after = at("{\"a\": \"b\\\"c|d\"}");
        assert_eq!((after.typed.as_str(), after.to), ("b\\\"c", 12));
    }

    #[test]
    fn positions_count_as_text_areas_do() {
        let text = "é😀a";
        assert_eq!((utf16_of(text, 6), byte_of(text, 3), byte_of(text, 99)), (3, 6, 7));
        for (byte, _) in text.char_indices() {
            assert_eq!(byte_of(text, utf16_of(text, byte)), byte);
        }
    }
}
