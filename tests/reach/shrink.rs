//! Makes a text smaller as long as it still shows the same thing.

/// Leaves out lines and items of lists while `shows` holds.
pub fn shrink(text: &str, shows: impl Fn(&str) -> bool) -> String {
    let mut best = text.to_string();
    loop {
        let before = best.clone();
        for smaller in [without_a_line, without_an_item, without_a_word] {
            let mut at = 0;
            while let Some(next) = smaller(&best, at) {
                if shows(&next) {
                    best = next;
                } else {
                    at += 1;
                }
            }
        }
        if best == before {
            return best;
        }
    }
}

fn without_a_line(text: &str, at: usize) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    (at < lines.len()).then(|| lines.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, l)| format!("{l}\n")).collect())
}

/// Items stand between commas, the first after the colon.
fn without_an_item(text: &str, at: usize) -> Option<String> {
    let mut seen = 0;
    let mut out = String::new();
    let mut done = false;
    for line in text.lines() {
        let (head, list) = line.split_once(": ").unwrap_or((line, ""));
        let items: Vec<&str> = if list.is_empty() { vec![] } else { list.split(", ").collect() };
        let kept: Vec<&str> = items
            .iter()
            .copied()
            .filter(|_| {
                seen += 1;
                let gone = seen == at + 1;
                done |= gone;
                !gone
            })
            .collect();
        out.push_str(head);
        if line.contains(": ") {
            out.push_str(": ");
            out.push_str(&kept.join(", "));
        }
        out.push('\n');
    }
    done.then_some(out)
}

/// Flags such as `no-source-dest-check`, and a keyword with its value.
fn without_a_word(text: &str, at: usize) -> Option<String> {
    const PAIRS: [&str; 8] = [" table ", " acl ", " groups ", " eip ", " ipv6 ", " propagate ", " edge ", " service "];
    let mut spots: Vec<(usize, usize)> = Vec::new();
    for key in PAIRS {
        for (i, _) in text.match_indices(key) {
            let value = i + key.len();
            let end = text[value..].find([' ', '\n', ':']).map_or(text.len(), |e| value + e);
            spots.push((i, end));
        }
    }
    let (from, to) = spots.get(at).copied()?;
    Some(format!("{}{}", &text[..from], &text[to..]))
}
