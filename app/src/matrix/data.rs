//! What "Who reaches whom" shows, as plain data: lines for classes of interfaces, and for each pair of them a mark of the legend.

use crate::language::InLanguage;
use crate::state::change::{Filter, Known};
use crate::state::say::way_text;
use crate::state::trace::Question;
use portico_core::graph::NetworkGraph;
use portico_core::matrix::{Cell, Matrix, Passing};
use portico_core::ordered::{BTreeMap, Sorted as _};
use portico_core::reach::Verdict;
use portico_core::text;
use portico_core::text::{Segment, code};

/// A class of interfaces; or, where there are too many to draw, all classes of a subnet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `api`, `api +2`.
    pub name: String,
    pub subnet: String,
    pub vpc: String,
    /// Whether it opens connections.
    calls: bool,
    /// The classes of the matrix that it stands for.
    classes: Vec<usize>,
}

/// One answer of those that cells give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub verdict: Verdict,
    pub words: String,
    /// Short enough for a cell.
    pub letter: char,
    /// How much passes, from 1 (one port) to 4 (everything).
    pub heat: u8,
    /// Cells that give it.
    pub cells: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    pub rows: Vec<Line>,
    pub columns: Vec<Line>,
    pub marks: Vec<Mark>,
    /// Row by row.
    cells: Vec<Shown>,
    /// Lines are subnets, not classes.
    pub by_subnet: bool,
    /// Lines there are, shown or not.
    pub lines: usize,
}

/// What a cell shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shown {
    /// No question: an interface and itself, or what opens no connections.
    Void,
    Blocked,
    /// By its position in the legend.
    Mark(u16),
}

/// More lines than this are drawn by subnet.
const MOST_LINES: usize = 400;

pub fn grid(known: &Known, filter: &Filter) -> Option<Grid> {
    grid_of(known, filter, MOST_LINES)
}

/// By subnet where there are more than `most` lines.
pub fn grid_of(known: &Known, filter: &Filter, most: usize) -> Option<Grid> {
    let matrix = known.matrix.as_ref()?;
    let graph = known.facts.graph();
    let by_class = lines(graph, matrix);
    let by_subnet = by_class.len() > most;
    let all = if by_subnet { joined(by_class) } else { by_class };
    let wanted = |text: &str, calling: bool| all.iter().filter(|l| (l.calls || !calling) && holds(l, text)).cloned().collect::<Vec<_>>();
    // What opens no connections has nothing to say in a row of its own.
    let (rows, columns) = (wanted(&filter.from, true), wanted(&filter.to, false));
    let mut legend = Legend::default();
    let mut cells = Vec::with_capacity(rows.len() * columns.len());
    for from in &rows {
        for to in &columns {
            cells.push(legend.of(matrix, from, to));
        }
    }
    let marks = legend.ordered(&mut cells);
    Some(Grid { rows, columns, marks, cells, by_subnet, lines: all.len() })
}

fn holds(line: &Line, text: &str) -> bool {
    let text = text.trim().to_lowercase();
    [&line.name, &line.subnet, &line.vpc].iter().any(|w| w.to_lowercase().contains(&text))
}

/// The classes in the order of VPCs, subnets and names.
fn lines(graph: &NetworkGraph, matrix: &Matrix) -> Vec<Line> {
    let model = &graph.model;
    let mut out: Vec<Line> = Vec::new();
    for (i, class) in matrix.classes.iter().enumerate() {
        let mut owners: Vec<_> = class.members.iter().filter_map(|m| graph.interface(*m)).map(|f| f.owner).collect();
        owners.dedup();
        let first = owners.first().map(|o| model.name(*o)).unwrap_or_default();
        let name = if owners.len() > 1 { format!("{first} +{}", owners.len() - 1) } else { first };
        out.push(Line { name, subnet: model.name(class.subnet), vpc: model.name(class.vpc), calls: class.calls(), classes: vec![i] });
    }
    out.order_by_key(|l| (l.vpc.clone(), l.subnet.clone(), l.name.clone()));
    out
}

fn joined(all: Vec<Line>) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    for line in all {
        match out.last_mut().filter(|l| l.subnet == line.subnet && l.vpc == line.vpc) {
            Some(last) => {
                last.calls |= line.calls;
                last.classes.extend(line.classes);
            }
            None => out.push(Line { name: line.subnet.clone(), ..line }),
        }
    }
    out
}

/// What tells marks apart: the verdict, what passes, and whether that holds for some pairs only.
type Key = (u8, Passing, bool);

#[derive(Default)]
struct Legend {
    keys: BTreeMap<Key, u16>,
    counts: Vec<usize>,
    /// The mark of each kind of cell that was met.
    kinds: BTreeMap<usize, Shown>,
}

impl Legend {
    fn of(&mut self, matrix: &Matrix, from: &Line, to: &Line) -> Shown {
        let shown = match (from.classes.as_slice(), to.classes.as_slice()) {
            ([a], [b]) => match matrix.kind(*a, *b) {
                None => Shown::Void,
                Some(kind) => match self.kinds.get(&kind) {
                    Some(known) => *known,
                    None => {
                        let shown = matrix.cell(*a, *b).map_or(Shown::Void, |c| self.mark((c.verdict.rank(), c.passes.clone(), false)));
                        self.kinds.insert(kind, shown);
                        shown
                    }
                },
            },
            _ => self.several(matrix, from, to),
        };
        if let Shown::Mark(m) = shown
            && let Some(n) = self.counts.get_mut(usize::from(m))
        {
            *n += 1;
        }
        shown
    }

    /// All that passes for some pair; and whether each pair fares the same.
    fn several(&mut self, matrix: &Matrix, from: &Line, to: &Line) -> Shown {
        let pairs = from.classes.iter().flat_map(|a| to.classes.iter().map(move |b| (*a, *b)));
        let cells: Vec<&Cell> = pairs.filter_map(|(a, b)| matrix.cell(a, b)).collect();
        let Some(first) = cells.first() else { return Shown::Void };
        let same = cells.iter().all(|c| c.verdict == first.verdict && c.passes == first.passes);
        let best = cells.iter().map(|c| c.verdict.rank()).min().unwrap_or(3);
        let passes = if same { first.passes.clone() } else { cells.iter().fold(Passing::default(), |all, c| all.plus(&c.passes)) };
        self.mark((best, passes, !same))
    }

    fn mark(&mut self, key: Key) -> Shown {
        if key.0 == Verdict::Blocked.rank() {
            return Shown::Blocked;
        }
        let next = self.counts.len();
        let at = *self.keys.entry(key).or_insert_with(|| u16::try_from(next).unwrap_or(u16::MAX));
        if usize::from(at) == next {
            self.counts.push(0);
        }
        Shown::Mark(at)
    }

    /// The marks as the legend lists them: what passes before what hangs on something, the frequent before the rare.
    fn ordered(self, cells: &mut [Shown]) -> Vec<Mark> {
        let mut all: Vec<(Key, usize, usize)> =
            self.keys.into_iter().map(|(key, at)| (key, usize::from(at), self.counts.get(usize::from(at)).copied().unwrap_or(0))).collect();
        all.order_by_key(|(key, _, n)| (key.0, std::cmp::Reverse(*n), key.1.clone()));
        let mut place = vec![0u16; all.len()];
        for (i, (_, at, _)) in all.iter().enumerate() {
            if let Some(p) = place.get_mut(*at) {
                *p = u16::try_from(i).unwrap_or(u16::MAX);
            }
        }
        for c in cells {
            if let Shown::Mark(m) = c {
                *m = place.get(usize::from(*m)).copied().unwrap_or(*m);
            }
        }
        all.into_iter().enumerate().map(|(i, ((rank, passes, some), _, cells))| mark(i, rank, &passes, some, cells)).collect()
    }
}

fn mark(i: usize, rank: u8, passes: &Passing, some: bool, cells: usize) -> Mark {
    let (verdict, letter, words) = match rank {
        0 => (Verdict::Reachable, letter(i), passes.to_string()),
        1 => (Verdict::Depends, '?', crate::language::t("depends on what the design does not say").into()),
        _ => (Verdict::NotModelled, '~', crate::language::t("not modelled").into()),
    };
    Mark { verdict, letter, words: if some { crate::say!("{words}, for some", words = words) } else { words }, heat: heat(passes), cells }
}

fn letter(i: usize) -> char {
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".chars().nth(i).unwrap_or('+')
}

fn heat(passes: &Passing) -> u8 {
    if passes.is_everything() {
        return 4;
    }
    let ports = |(lo, hi): (u16, u16)| u64::from(hi - lo) + 1;
    let n: u64 = passes.stretches().iter().map(|(_, p)| p.ranges().iter().copied().map(ports).sum::<u64>()).sum();
    match n {
        0..=1 => 1,
        2..=1_000 => 2,
        _ => 3,
    }
}

impl Grid {
    pub fn cell(&self, row: usize, column: usize) -> Option<Shown> {
        if column >= self.columns.len() {
            return None;
        }
        self.cells.get(row * self.columns.len() + column).copied()
    }
}

/// What the cell says in words.
pub fn say(known: &Known, grid: &Grid, row: usize, column: usize) -> Vec<Segment> {
    let (Some(from), Some(to)) = (grid.rows.get(row), grid.columns.get(column)) else { return Vec::new() };
    let model = &known.facts.graph().model;
    let ends = format!("{} ({}) → {} ({}): ", from.name, from.subnet, to.name, to.subnet);
    let mark = match grid.cell(row, column) {
        Some(Shown::Mark(m)) => grid.marks.get(usize::from(m)),
        Some(Shown::Blocked) => return text!("{ends}blocked", ends = ends).said(model),
        _ => return text!("{ends}nothing to ask: it opens no connections there", ends = ends).said(model),
    };
    let Some(mark) = mark else { return Vec::new() };
    let cell = pair(known, from, to).and_then(|(a, b)| known.matrix.as_ref()?.cell(a, b));
    let said = match (mark.verdict, cell.and_then(|c| way_text(c.way))) {
        (Verdict::Reachable, Some(way)) => text!("{ends}{what}, {way}", ends = ends, what = code(&mark.words), way = way),
        (Verdict::Reachable, None) => text!("{ends}{what}", ends = ends, what = code(&mark.words)),
        _ => text!("{ends}{what}", ends = ends, what = mark.words.clone()),
    };
    said.said(model)
}

/// The pair of classes that stands for a cell: the one through which most passes.
fn pair(known: &Known, from: &Line, to: &Line) -> Option<(usize, usize)> {
    let matrix = known.matrix.as_ref()?;
    let all = from.classes.iter().flat_map(|a| to.classes.iter().map(move |b| (*a, *b)));
    all.filter_map(|(a, b)| Some((matrix.cell(a, b)?, (a, b))))
        .min_by_key(|(c, _)| (c.verdict.rank(), std::cmp::Reverse(heat(&c.passes))))
        .map(|(_, p)| p)
}

/// From which interface to which, where it is one.
pub type Ends = (Option<usize>, Option<usize>);

/// The question that a cell answers, and the two interfaces that it is about.
pub fn question(known: &Known, grid: &Grid, row: usize, column: usize) -> Option<(Question, Ends)> {
    let (a, b) = pair(known, grid.rows.get(row)?, grid.columns.get(column)?)?;
    let (matrix, graph) = (known.matrix.as_ref()?, known.facts.graph());
    let i = matrix.classes.get(a)?.member(None)?;
    let j = matrix.classes.get(b)?.member(Some(i))?;
    let owner = |i: usize| graph.interface(i).map(|f| f.owner);
    let passes = matrix.cell(a, b).map(|c| c.passes.clone()).unwrap_or_default();
    Some((Question::on(owner(i)?, owner(j)?, &passes), (Some(i), Some(j))))
}
