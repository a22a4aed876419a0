//! The grid as SVG: sizes by how much there is, one path for each mark, one text for each row of letters.

use super::data::{Grid, Line, Shown};

/// How large cells are, and what fits into them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub w: i32,
    pub h: i32,
    /// Between cells; none where they are small.
    gap: i32,
    /// What passes is written into the cells.
    pub words: bool,
    /// The legend's letter is.
    pub letters: bool,
    /// Each line has its name beside it; else each subnet.
    pub names: bool,
}

impl Size {
    pub fn of(rows: usize, columns: usize) -> Self {
        let size = |w, h, gap, words, letters, names| Self { w, h, gap, words, letters, names };
        match rows.max(columns) {
            0..=9 => size(84, 24, 2, true, false, true),
            10..=40 => size(22, 20, 1, false, true, true),
            41..=110 => size(14, 14, 1, false, true, true),
            111..=220 => size(9, 9, 0, false, false, false),
            _ => size(6, 6, 0, false, false, false),
        }
    }
}

/// One path of SVG for all cells that show the same.
pub fn path(grid: &Grid, size: Size, which: Shown) -> String {
    let mut d = String::new();
    let (gap, columns) = (size.gap, grid.columns.len());
    for row in 0..grid.rows.len() {
        let mut at = 0;
        while at < columns {
            if grid.cell(row, at) != Some(which) {
                at += 1;
                continue;
            }
            // Cells without a gap between them are one bar.
            let mut end = at + 1;
            while gap == 0 && end < columns && grid.cell(row, end) == Some(which) {
                end += 1;
            }
            let w = size.w * step(end - at) - gap;
            let h = size.h - gap;
            for (c, v) in [('M', size.w * step(at)), (' ', size.h * step(row)), ('h', w), ('v', h), ('h', -w)] {
                d.push(c);
                d.push_str(&v.to_string());
            }
            d.push('z');
            at = end;
        }
    }
    d
}

/// The letters of a row, and where each stands.
pub fn letters(grid: &Grid, size: Size, row: usize) -> (String, String) {
    let (mut letters, mut at) = (String::new(), String::new());
    for column in 0..grid.columns.len() {
        if let Some(Shown::Mark(m)) = grid.cell(row, column)
            && let Some(mark) = grid.marks.get(usize::from(m))
        {
            letters.push(mark.letter);
            at.push_str(&(size.w * step(column) + size.w / 2).to_string());
            at.push(' ');
        }
    }
    (letters, at)
}

/// What is written beside each line: where, and its name.
pub fn names(lines: &[Line], cell: i32) -> Vec<(i32, String)> {
    lines.iter().enumerate().map(|(i, l)| (cell * (2 * step(i) + 1) / 2, l.name.clone())).collect()
}

/// The subnets in the middle of their lines; one that has less than `room` for its name is left out.
pub fn subnets(lines: &[Line], cell: i32, room: i32) -> Vec<(i32, String)> {
    let mut out = Vec::new();
    let mut from = 0;
    for to in 1..=lines.len() {
        let (Some(first), next) = (lines.get(from), lines.get(to)) else { break };
        if next.is_none_or(|n| n.subnet != first.subnet || n.vpc != first.vpc) {
            if cell * step(to - from) >= room {
                out.push((cell * (step(from) + step(to)) / 2, first.subnet.clone()));
            }
            from = to;
        }
    }
    out
}

/// Where a subnet ends and another begins.
pub fn borders(lines: &[Line], cell: i32) -> Vec<i32> {
    let apart = |w: &[Line]| matches!(w, [a, b] if a.subnet != b.subnet || a.vpc != b.vpc);
    lines.windows(2).enumerate().filter(|(_, w)| apart(w)).map(|(i, _)| cell * step(i + 1)).collect()
}

pub fn step(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX / 4096)
}

/// What is written into the cells of a row: its column, and the words.
pub fn words(grid: &Grid, row: usize) -> Vec<(usize, String)> {
    let word = |column: usize| match grid.cell(row, column) {
        Some(Shown::Mark(m)) => grid.marks.get(usize::from(m)).map(|mark| {
            let short = if mark.words.chars().count() > 12 {
                format!("{} …", mark.words.chars().take(10).collect::<String>())
            } else {
                mark.words.clone()
            };
            (column, if mark.letter == '?' { "depends".into() } else { short })
        }),
        _ => None,
    };
    (0..grid.columns.len()).filter_map(word).collect()
}
