//! Bytes as a text that an address can hold: `1.` and base64url. The version stands first, in clear.

use crate::interchange::save::LoadError;
use crate::text;
use crate::text::Text;

/// The longest text that is read: addresses beyond it are refused by browsers themselves.
pub const MAX_LINK: usize = 2 * 1024 * 1024;

const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Deflated bytes of a version as text. [RFC 4648, section 5; without padding]
pub fn text(version: u32, bytes: &[u8]) -> String {
    let mut out = format!("{version}.");
    for three in bytes.chunks(3) {
        let n = three.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - three.len()));
        let signs = (0..=three.len()).map(|i| SIGNS.get((n >> (18 - 6 * i) & 63) as usize).copied().unwrap_or(b'A'));
        out.extend(signs.map(char::from));
    }
    out
}

/// The version and the bytes of a text, or what is wrong with it and where.
pub fn payload(text: &str) -> Result<(u32, Vec<u8>), LoadError> {
    let wrong = |at: usize, message: Text| Err(LoadError::told(text!("character {n}", n = at + 1), message));
    if text.len() > MAX_LINK {
        return wrong(MAX_LINK, text!("this is longer than a link can be"));
    }
    let Some((version, signs)) = text.split_once('.') else { return wrong(0, text!("this link holds no design: its version is missing")) };
    let Some(number) = version.parse::<u32>().ok().filter(|n| *n > 0 && n.to_string() == version) else {
        return wrong(0, text!("this link holds no design: it does not begin with a version"));
    };
    let mut out = Vec::new();
    let (mut bits, mut held) = (0u32, 0u32);
    for (i, sign) in signs.bytes().enumerate() {
        let Some(value) = SIGNS.iter().position(|s| *s == sign) else {
            return wrong(
                version.len() + 1 + i,
                text!("there is a character here that no such link has; it may have been cut or changed on the way"),
            );
        };
        held = held << 6 | value as u32;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits & 0xff) as u8);
        }
        held &= (1 << bits) - 1;
    }
    // What is left are bits that no byte needs: nothing, or zeros.
    if bits >= 6 || held != 0 || out.is_empty() {
        return wrong(text.len(), text!("the link ends too early; it may have been cut on the way"));
    }
    Ok((number, out))
}
