//! Everything computed from the document, each as one memo, all on this screen. Nothing else recomputes.
//!
//! Parts of the document are compared by pointer: a drag changes the layout alone, so the model's memos do not stir.

use super::notes::{Note, flags, notes};
use super::prices::Table;
use crate::prelude::*;
use portico_core::catalogue::Currency;
use portico_core::cost::Spread;
use portico_core::document::{Assumptions, Document, Model, NodeId, Place};
use portico_core::facts::Facts;
use portico_core::finding::{Finding, Severity};
use portico_core::money::Money;
use portico_core::ordered::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

/// A part of the document. Equal when it is the very same one.
#[derive(Debug)]
pub struct Shared<T>(pub Arc<T>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, o: &Self) -> bool {
        Arc::ptr_eq(&self.0, &o.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// What hangs on every flow of a design, in parts that are told one by one: each is shown in many places.
#[derive(Clone, Debug)]
pub enum Settled {
    Facts(Shared<Facts>),
    /// What every check says.
    Findings(Arc<Vec<Finding>>),
}

#[derive(Clone, Copy)]
pub struct Derived {
    last: RwSignal<Shared<Facts>>,
    found: RwSignal<Arc<Vec<Finding>>>,
    pictured: RwSignal<Shared<Facts>>,
    /// The part of the module that judges is there.
    pub engine: Signal<bool>,
    pub model: Memo<Shared<Model>>,
    pub assumptions: Memo<Shared<Assumptions>>,
    /// All that follows from model, usage and assumptions: graph, flows' answers, estimate; each worked out when first read.
    pub facts: Memo<Shared<Facts>>,
    /// The same once the edit itself is on screen: what explains the design comes with the next picture, so that neither keeps a frame.
    pub drawn: Signal<Shared<Facts>>,
    /// The same a moment after the edit, when all flows are known: what hangs on all of them keeps no frame waiting.
    pub settled: Signal<Shared<Facts>>,
    /// What packets and counting say on each box.
    pub notes: Memo<BTreeMap<Place, Note>>,
    /// What is settled is of this design, or of one edit before: not of the empty page that stood before it was opened.
    pub known: Memo<bool>,
    /// The month, in the currency of the design; none until it can be worked out.
    pub month: Memo<Option<(Currency, Spread<Money>)>>,
    /// What every check says, the worst first.
    pub findings: Signal<Arc<Vec<Finding>>>,
    /// Which resources they are about.
    pub flags: Memo<BTreeMap<NodeId, (Severity, usize)>>,
}

impl Derived {
    pub fn new(doc: Signal<Document>, prices: Signal<Shared<Table>>, engine: Signal<bool>) -> Self {
        let model = Memo::new(move |_| doc.with(|d| Shared(Arc::clone(&d.model))));
        let assumptions = Memo::new(move |_| doc.with(|d| Shared(Arc::clone(&d.assumptions))));
        let usage = Memo::new(move |_| doc.with(|d| Shared(Arc::clone(&d.usage))));
        let facts = Memo::new(move |before: Option<&Shared<Facts>>| {
            // Read, not `track`ed: a memo that nobody has read does not run, and so never tells of a change.
            model.with(|_| ());
            assumptions.with(|_| ());
            usage.with(|_| ());
            let prices = prices.get();
            Shared(Arc::new(doc.with_untracked(|d| match before {
                Some(before) if before.catalogue == prices.catalogue => before.after(d),
                Some(before) if same(&before.document, d) => before.priced(&prices.catalogue),
                _ => Facts::new(d, &prices.catalogue),
            })))
        });
        let pictured = RwSignal::new(facts.get_untracked());
        let last = RwSignal::new(facts.get_untracked());
        let found = RwSignal::new(Arc::default());
        let settled: Signal<Shared<Facts>> = last.into();
        let known = Memo::new(move |_| engine.get() && (model.with(|m| m.is_empty()) || settled.with(|f| !f.document.model.is_empty())));
        let findings: Signal<Arc<Vec<Finding>>> = found.into();
        Self {
            last,
            found,
            pictured,
            engine,
            model,
            assumptions,
            facts,
            drawn: pictured.into(),
            settled,
            notes: Memo::new(move |_| if engine.get() { settled.with(|f| notes(f)) } else { BTreeMap::new() }),
            known,
            month: Memo::new(move |_| known.get().then(|| settled.with(|f| f.estimate().month()))),
            findings,
            flags: Memo::new(move |_| findings.with(|f| flags(f))),
        }
    }

    /// Says that the design as it is now is on screen.
    pub fn picture(self) {
        let now = self.facts.get_untracked();
        if self.pictured.with_untracked(|p| *p != now) {
            self.pictured.set(now);
        }
    }

    /// What is settled is of this very state of the design; tracked.
    pub fn is_settled(self, now: &Document) -> bool {
        self.settled.with(|s| same(&s.document, now))
    }

    /// Takes over what was worked out of the design as it is now.
    pub fn settle(self, now: Settled) {
        match now {
            Settled::Facts(facts) => self.last.set(facts),
            Settled::Findings(findings) => self.found.set(findings),
        }
    }
}

/// Whether all that facts hang on is the very same.
pub fn same(a: &Document, b: &Document) -> bool {
    Arc::ptr_eq(&a.model, &b.model) && Arc::ptr_eq(&a.usage, &b.usage) && Arc::ptr_eq(&a.assumptions, &b.assumptions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_follow_each_part_of_the_document() {
        let owner = Owner::new();
        owner.set();
        let doc = RwSignal::new(Document::default());
        let prices = RwSignal::new(Shared(Arc::<Table>::default()));
        let derived = Derived::new(doc.into(), prices.into(), RwSignal::new(true).into());
        let facts = || derived.facts.get_untracked();
        // Nothing but the facts has read the memos of the parts.
        let mut last = facts();
        let parts: [fn(&mut Document); 3] = [
            |d| d.usage = Arc::new((*d.usage).clone()),
            |d| d.assumptions = Arc::new((*d.assumptions).clone()),
            |d| d.model = Arc::new((*d.model).clone()),
        ];
        for (i, change) in parts.into_iter().enumerate() {
            doc.update(change);
            let now = facts();
            assert!(now != last, "part {i}");
            last = now;
        }
        doc.update(|d| d.layout = Arc::new((*d.layout).clone()));
        assert!(facts() == last, "moving a box makes no facts");
        let table = Table { catalogue: last.catalogue.with_prices(Default::default()), ..Table::default() };
        prices.set(Shared(Arc::new(table)));
        assert!(facts() != last && facts().catalogue != last.catalogue, "other prices make other facts");
    }
}
