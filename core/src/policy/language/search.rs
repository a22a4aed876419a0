//! The search for one request that meets all clauses: unit propagation over sets of cells, then the shortest open clause.

use super::bits::Bits;
use super::literals::{Constraint, Element, Literal};
use super::model::Attribute;

/// Requests that are left: for each attribute the cells that its value, or all its values, may be in.
#[derive(Clone, Debug)]
pub(super) struct Region {
    pub cells: Vec<Bits>,
    /// Attribute, cells of which one must be hit, and whether an absent key will do.
    pub hits: Vec<(usize, Bits, bool)>,
}

/// A clause: one of the literals must hold.
pub(super) type Either = Vec<Literal>;

/// How much work is left; a search that runs out says so.
pub(super) struct Budget(pub usize);

impl Budget {
    pub fn spend(&mut self, work: usize) -> bool {
        self.0 = self.0.saturating_sub(work);
        self.0 > 0
    }
}

/// The answer of a search.
pub(super) enum Found {
    Region(Box<Region>),
    Nothing,
    /// The budget ran out.
    Unknown,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
    Holds,
    Fails,
    Open,
}

impl Region {
    pub fn all(attributes: &[Attribute]) -> Self {
        Self { cells: attributes.iter().map(|a| Bits::all(a.texts.len())).collect(), hits: Vec::new() }
    }

    /// What a copy costs.
    pub fn words(&self) -> usize {
        self.cells.iter().map(Bits::words).sum::<usize>() + self.hits.len()
    }

    /// Only the requests for which all elements hold too; `None` where there are none.
    pub fn with_all(&self, elements: &[Element], certain: bool, absent: &[Bits]) -> Option<Self> {
        // Most fail at the first, before anything is copied.
        let fails = |e: &Element| match (self.cells.get(e.attribute), e.constraint(true, certain)) {
            (Some(cells), Constraint::In(bits) | Constraint::Some(bits)) => !cells.meets(bits),
            _ => false,
        };
        if elements.iter().any(fails) {
            return None;
        }
        let mut out = self.clone();
        elements.iter().all(|e| out.meet(e.attribute, e.constraint(true, certain), absent)).then_some(out)
    }

    /// Only the requests that meet the constraint too; false where there are none.
    fn meet(&mut self, at: usize, constraint: &Constraint, absent: &[Bits]) -> bool {
        let none = absent.get(at);
        let Some(cells) = self.cells.get_mut(at) else { return false };
        match constraint {
            Constraint::In(bits) => cells.keep(bits),
            Constraint::Some(bits) => {
                if let Some(none) = none {
                    cells.keep(&none.not());
                }
                self.hits.push((at, bits.clone(), false));
            }
            Constraint::AbsentOrSome(bits) => self.hits.push((at, bits.clone(), true)),
        }
        self.possible(at, none)
    }

    fn possible(&mut self, at: usize, absent: Option<&Bits>) -> bool {
        let Some(cells) = self.cells.get_mut(at) else { return false };
        if cells.is_empty() {
            return false;
        }
        let mut hits = self.hits.iter().filter(|(attribute, ..)| *attribute == at).peekable();
        if hits.peek().is_none() {
            return true;
        }
        let Some(absent) = absent else { return false };
        let present = cells.and(&absent.not());
        let hit = |(_, bits, _): &(usize, Bits, bool)| present.meets(bits);
        if hits.all(hit) {
            return true;
        }
        // Not with a value: then without.
        cells.keep(absent);
        !cells.is_empty() && self.hits.iter().all(|(attribute, _, or_absent)| *attribute != at || *or_absent)
    }

    fn status(&self, literal: &Literal, absent: &[Bits]) -> Status {
        let Some((cells, none)) = self.cells.get(literal.attribute).zip(absent.get(literal.attribute)) else { return Status::Fails };
        let may_be_absent = cells.meets(none);
        match &literal.constraint {
            Constraint::In(bits) if cells.within(bits) => Status::Holds,
            Constraint::In(bits) if !cells.meets(bits) => Status::Fails,
            Constraint::Some(bits) if !cells.meets(bits) => Status::Fails,
            Constraint::Some(bits) if !may_be_absent && self.all_hit(literal.attribute, cells, bits) => Status::Holds,
            Constraint::AbsentOrSome(bits) if !may_be_absent && !cells.meets(bits) => Status::Fails,
            Constraint::AbsentOrSome(bits) if self.all_hit(literal.attribute, &cells.and(&none.not()), bits) => Status::Holds,
            _ => Status::Open,
        }
    }

    /// Whatever values there are, one is in `bits`.
    fn all_hit(&self, at: usize, cells: &Bits, bits: &Bits) -> bool {
        cells.within(bits)
            || self.hits.iter().any(|(attribute, hit, or_absent)| *attribute == at && !or_absent && hit.and(cells).within(bits))
    }
}

/// A part of the search that is left.
struct Frame {
    region: Region,
    /// Clauses that do not hold yet.
    left: Vec<u32>,
    /// The clause of which one literal is chosen after the other, and the next one.
    branch: Option<(u32, usize)>,
}

/// A request of the region that meets every clause.
pub(super) fn solve(start: Region, clauses: &[Either], absent: &[Bits], budget: &mut Budget) -> Found {
    let all = (0..u32::try_from(clauses.len()).unwrap_or(u32::MAX)).collect();
    let mut stack = vec![Frame { region: start, left: all, branch: None }];
    while let Some(mut frame) = stack.pop() {
        let Some((clause, next)) = frame.branch else {
            match propagate(&mut frame.region, &mut frame.left, clauses, absent, budget) {
                None if budget.0 == 0 => return Found::Unknown,
                None => {}
                Some(None) => return Found::Region(Box::new(frame.region)),
                Some(Some(clause)) => stack.push(Frame { branch: Some((clause, 0)), ..frame }),
            }
            continue;
        };
        let literals = clauses.get(clause as usize).map_or(&[][..], Vec::as_slice);
        for (index, literal) in literals.iter().enumerate().skip(next) {
            if !budget.spend(1) {
                return Found::Unknown;
            }
            if frame.region.status(literal, absent) == Status::Open {
                if !budget.spend(frame.region.words() + frame.left.len()) {
                    return Found::Unknown;
                }
                let mut with = frame.region.clone();
                if with.meet(literal.attribute, &literal.constraint, absent) {
                    let left = frame.left.clone();
                    stack.push(Frame { branch: Some((clause, index + 1)), ..frame });
                    stack.push(Frame { region: with, left, branch: None });
                    break;
                }
            }
        }
    }
    Found::Nothing
}

/// Drops the clauses that hold and meets what must be met. `None`: impossible, or the budget ran out. Else the clause to branch on.
fn propagate(region: &mut Region, left: &mut Vec<u32>, clauses: &[Either], absent: &[Bits], budget: &mut Budget) -> Option<Option<u32>> {
    loop {
        let mut forced = false;
        let mut best: Option<(usize, u32)> = None;
        let mut kept = Vec::with_capacity(left.len());
        for index in left.iter() {
            let mut open: Option<&Literal> = None;
            let (mut count, mut holds) = (0, false);
            for literal in clauses.get(*index as usize).into_iter().flatten() {
                if !budget.spend(region.cells.get(literal.attribute).map_or(1, Bits::words)) {
                    return None;
                }
                match region.status(literal, absent) {
                    Status::Holds => {
                        holds = true;
                        break;
                    }
                    Status::Fails => {}
                    Status::Open => {
                        count += 1;
                        open = open.or(Some(literal));
                    }
                }
            }
            if holds {
                continue;
            }
            match (open, count) {
                (None, _) => return None,
                (Some(only), 1) => {
                    if !region.meet(only.attribute, &only.constraint, absent) {
                        return None;
                    }
                    forced = true;
                    // A hit that is met may still be hit by one value of many: it is kept in the region, not as a clause.
                }
                (Some(_), _) => {
                    kept.push(*index);
                    if best.is_none_or(|(least, _)| count < least) {
                        best = Some((count, *index));
                    }
                }
            }
        }
        *left = kept;
        if !forced {
            return Some(best.map(|(_, index)| index));
        }
    }
}
