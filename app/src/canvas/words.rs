//! Words that fit a box: SVG does not cut text by itself.

/// The text, cut with an ellipsis where it is wider than `room`; `per_char` is the face's mean width at its size.
pub fn fit(text: &str, room: f64, per_char: f64) -> String {
    let width: f64 = text.chars().map(|c| per_char * weight(c)).sum();
    if width <= room {
        return text.to_owned();
    }
    let mut used = per_char;
    let kept: String = text
        .chars()
        .take_while(|c| {
            used += per_char * weight(*c);
            used <= room
        })
        .collect();
    if kept.is_empty() { String::new() } else { format!("{}…", kept.trim_end()) }
}

/// How wide a character is beside the mean.
fn weight(c: char) -> f64 {
    match c {
        'i' | 'l' | 'j' | '.' | ',' | ':' | '\'' | '|' | '!' => 0.5,
        't' | 'f' | 'r' | '-' | '/' | ' ' => 0.7,
        'm' | 'w' | 'M' | 'W' | '@' => 1.5,
        c if c.is_ascii_uppercase() => 1.2,
        c if c.is_ascii() => 1.0,
        _ => 1.7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays_and_the_rest_is_cut() {
        assert_eq!(fit("app-a", 80.0, 6.8), "app-a");
        let cut = fit("a-very-long-name-for-a-subnet", 80.0, 6.8);
        assert!(cut.ends_with('…') && cut.len() < 20, "{cut}");
        assert_eq!(fit("anything", 2.0, 6.8), "");
        assert!(fit("宽宽宽宽宽宽宽宽", 60.0, 6.8).chars().count() < 8);
    }
}
