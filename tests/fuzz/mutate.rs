//! Damage: bytes changed, pieces moved, repeated and nested, words of one input in another.

/// A generator of numbers: the same for the same seed. [SplitMix64]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ 0x1234_5678_9abc_def1)
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n.max(1) as u64) as usize
    }
}

/// What readers look at closely.
const WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "'",
    "${",
    "%{",
    "=",
    ":",
    ",",
    "*",
    "&a ",
    "*a",
    "!Ref ",
    "!Sub ",
    "<<EOT\n",
    "#",
    "/*",
    "\n",
    "  ",
    "-1",
    "0",
    "1e9",
    "1e400",
    "9223372036854775807",
    "18446744073709551616",
    "-9223372036854775808",
    "0.0.0.0/0",
    "10.0.0.0/33",
    "::/0",
    "255.255.255.255/32",
    "null",
    "true",
    "\\u0000",
    "\u{feff}",
    "\u{202e}",
    "ß",
    "count",
    "for_each",
    "dynamic",
    "each.value",
    "count.index",
    "cidrsubnet",
    "try",
    "for x in",
    "...",
    "[*]",
    ".*",
    "?",
    "==",
    "Fn::If",
    "Fn::Cidr",
    "Fn::ForEach::X",
    "AWS::NoValue",
    "planned_values",
];

pub fn input(dice: &mut Dice, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = seeds[dice.below(seeds.len())].clone();
    for _ in 0..=dice.below(6) {
        if bytes.is_empty() {
            bytes.push(b'x');
        }
        let at = dice.below(bytes.len());
        let to = (at + dice.below(80)).min(bytes.len());
        match dice.below(9) {
            0 => drop(bytes.drain(at..to)),
            1 => bytes[at] = dice.below(256) as u8,
            2 => bytes.truncate(at.max(1)),
            3 | 4 => {
                let word = WORDS[dice.below(WORDS.len())];
                bytes.splice(at..at, word.bytes());
            }
            5 => {
                let piece = bytes[at..to].to_vec();
                let into = dice.below(bytes.len());
                bytes.splice(into..into, piece);
            }
            6 => {
                // One piece, many times.
                let piece = bytes[at..to.min(at + 12)].to_vec();
                let many = piece.repeat(1 << dice.below(9));
                bytes.splice(at..at, many);
            }
            7 => {
                let other = &seeds[dice.below(seeds.len())];
                let from = dice.below(other.len());
                let piece = other[from..(from + dice.below(200)).min(other.len())].to_vec();
                bytes.splice(at..to, piece);
            }
            _ => {
                // A word of it in place of another.
                let other = dice.below(bytes.len());
                let piece = bytes[other..(other + dice.below(20)).min(bytes.len())].to_vec();
                bytes.splice(at..to, piece);
            }
        }
    }
    bytes.truncate(200_000);
    bytes
}
