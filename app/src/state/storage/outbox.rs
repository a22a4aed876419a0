//! Steps that are done and not yet kept.

use portico_core::interchange::journal::Step;

/// Steps by their numbers, which rise. A step in the place of one that was undone makes those after it void.
#[derive(Debug, Default)]
pub struct Outbox {
    /// Kept steps from this number on are void.
    from: Option<u32>,
    steps: Vec<(u32, Step)>,
}

impl Outbox {
    pub fn push(&mut self, number: u32, step: Step) {
        self.steps.retain(|(n, _)| *n < number);
        self.steps.push((number, step));
        self.from = Some(self.from.map_or(number, |f| f.min(number)));
    }

    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    pub fn take(&mut self) -> Self {
        std::mem::take(self)
    }

    /// Puts back what could not be kept, before what came since.
    pub fn restore(&mut self, older: Self) {
        let newer = self.take();
        *self = older;
        if let Some(from) = newer.from {
            self.steps.retain(|(n, _)| *n < from);
            self.from = Some(self.from.map_or(from, |f| f.min(from)));
        }
        self.steps.extend(newer.steps);
    }

    pub fn from(&self) -> Option<u32> {
        self.from
    }

    pub fn steps(&self) -> &[(u32, Step)] {
        &self.steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portico_core::edit::Command;
    use portico_core::interchange::journal::Change;

    fn step(label: &str) -> Step {
        Step { label: label.into(), change: Change::Command(Command::All(vec![])) }
    }

    fn said(o: &Outbox) -> String {
        let steps: Vec<String> = o.steps().iter().map(|(n, s)| format!("{n}{}", s.label)).collect();
        format!("{:?} {}", o.from(), steps.join(" "))
    }

    #[test]
    fn what_was_undone_is_void() {
        let mut o = Outbox::default();
        [(4, "a"), (5, "b"), (6, "c"), (5, "d")].into_iter().for_each(|(n, l)| o.push(n, step(l)));
        assert_eq!(said(&o), "Some(4) 4a 5d");
        let older = o.take();
        assert!(o.is_empty());
        o.push(5, step("e"));
        o.push(6, step("f"));
        o.restore(older);
        assert_eq!(said(&o), "Some(4) 4a 5e 6f");
        let mut kept = Outbox::default();
        kept.push(3, step("g"));
        o.restore(kept);
        assert_eq!(said(&o), "Some(3) 3g 4a 5e 6f");
    }
}
