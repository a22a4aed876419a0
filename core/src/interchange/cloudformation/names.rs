//! Logical ids: letters and digits, made from export keys alone, so that neither a rename nor a new neighbour changes one.

/// `app_a` with `Subnet` as `AppASubnet`. A key that its letters do not tell apart from others has a checksum behind it.
pub fn logical(key: &str, suffix: &str) -> String {
    format!("{}{suffix}", part(key))
}

/// A key as the beginning of a logical id.
pub fn part(key: &str) -> String {
    if let Some(head) = key.strip_suffix("/0.0.0.0/0") {
        return format!("{}Default", part(head));
    }
    if let Some(head) = key.strip_suffix("/::/0") {
        return format!("{}DefaultIpv6", part(head));
    }
    let mut out = String::new();
    for word in key.split(|c: char| !c.is_ascii_alphanumeric()) {
        let mut chars = word.chars();
        out.extend(chars.next().map(|c| c.to_ascii_uppercase()));
        out.push_str(chars.as_str());
    }
    if back(&out) == key && !is_summed(&out) {
        return out;
    }
    // FNV-1a: a key such as `web/10.0.0.0/8` loses its marks, and another may be left with the same letters.
    let hash = key.bytes().fold(0x811c_9dc5_u32, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193));
    let head: String = out.chars().take(100).collect();
    format!("{head}x{hash:08x}")
}

/// Whether letters end as those with a checksum do.
fn is_summed(letters: &str) -> bool {
    let tail = letters.len().checked_sub(9).and_then(|at| letters.get(at..)).and_then(|t| t.strip_prefix('x'));
    tail.is_some_and(|t| t.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f')))
}

/// The key that letters stand for, where they do for one.
fn back(letters: &str) -> String {
    let mut out = String::new();
    for c in letters.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// The key that the beginning of a logical id was made of, where its letters tell.
pub fn key(letters: &str) -> Option<String> {
    let key = back(letters);
    (part(&key) == letters).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_letters_and_differ_where_keys_do() {
        assert_eq!(logical("app_a", "Subnet"), "AppASubnet");
        assert_eq!(logical("public/0.0.0.0/0", "Route"), "PublicDefaultRoute");
        let keys = ["a_1", "ax01234567", "a1", "t/10.0.0.0/8", "t/100.0.0/8", "t/1.0.0.0/0", "ab", "a_b", "a/b", "a__b", "0"];
        let ids: crate::ordered::BTreeSet<String> = keys.iter().map(|k| logical(k, "X")).collect();
        assert_eq!(ids.len(), keys.len(), "{ids:?}");
        for k in keys {
            assert!(key(&part(k)).is_none_or(|back| back == k), "{k}");
        }
        assert!(ids.iter().all(|i| i.chars().all(|c| c.is_ascii_alphanumeric())), "{ids:?}");
    }
}
