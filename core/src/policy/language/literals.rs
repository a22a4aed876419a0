//! Statements as constraints on cells, each in four forms: that it holds or does not, for certain or perhaps.

use super::super::condition::{Quantifier, Test};
use super::super::document::{Effect, PolicyRole};
use super::super::request::Request;
use super::super::statement::Setting;
use super::super::tri::Tri;
use super::bits::Bits;
use super::model::{Attribute, Compared, Reading, Row, Source, Subject, Test4};
use super::who;
use crate::ordered::BTreeMap;

/// What the value of one attribute must be like; the cell of requests without the key is a cell like others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Constraint {
    /// Every value is in one of these cells.
    In(Bits),
    /// Some value is, so there is one.
    Some(Bits),
    /// The key is absent, or some value is.
    AbsentOrSome(Bits),
}

#[derive(Clone, Debug)]
pub(super) struct Literal {
    pub attribute: usize,
    pub constraint: Constraint,
}

/// One element or condition.
#[derive(Clone, Debug)]
pub(super) struct Element {
    pub attribute: usize,
    holds: Constraint,
    fails: Constraint,
    /// The same for certain, where that is not the same.
    certain: Option<(Constraint, Constraint)>,
}

impl Element {
    pub fn constraint(&self, holds: bool, certain: bool) -> &Constraint {
        match (&self.certain, holds) {
            (Some((sure, _)), true) if certain => sure,
            (Some((_, sure)), false) if certain => sure,
            (_, true) => &self.holds,
            (_, false) => &self.fails,
        }
    }

    /// That it does not hold.
    pub fn negated(&self, certain: bool) -> Literal {
        Literal { attribute: self.attribute, constraint: self.constraint(false, certain).clone() }
    }
}

/// A statement as the conjunction of its elements.
#[derive(Debug)]
pub(super) struct Clause {
    pub effect: Effect,
    pub elements: Vec<Element>,
}

/// Cells by what is known of them: where something may hold, may fail, holds for certain, fails for certain.
struct Truth {
    may: Bits,
    may_not: Bits,
    yes: Bits,
    no: Bits,
}

impl Truth {
    /// Nowhere.
    fn none(length: usize) -> Self {
        let (none, all) = (Bits::none(length), Bits::all(length));
        Self { may: none.clone(), may_not: all.clone(), yes: none, no: all }
    }

    fn certain(yes: Bits) -> Self {
        let no = yes.not();
        Self { may: yes.clone(), may_not: no.clone(), yes, no }
    }

    fn unknown(length: usize) -> Self {
        let (none, all) = (Bits::none(length), Bits::all(length));
        Self { may: all.clone(), may_not: all, yes: none.clone(), no: none }
    }

    /// A text with variables that have no value: as its cells have it where one likes, and for certain neither.
    fn free(holds: &Bits, may: &Bits) -> Self {
        Self { may: holds.clone(), may_not: holds.not(), yes: Bits::none(may.length()), no: may.not() }
    }

    fn by_cell(truths: impl ExactSizeIterator<Item = Tri>) -> Self {
        let length = truths.len();
        let none = Bits::none(length);
        let mut out = Self { may: none.clone(), may_not: none.clone(), yes: none.clone(), no: none };
        for (index, truth) in truths.enumerate() {
            if !truth.is_no() {
                out.may.insert(index);
            }
            if !truth.is_yes() {
                out.may_not.insert(index);
            }
            if truth.is_yes() {
                out.yes.insert(index);
            }
            if truth.is_no() {
                out.no.insert(index);
            }
        }
        out
    }

    /// Either.
    fn or(&mut self, other: &Self) {
        self.may.add(&other.may);
        self.yes.add(&other.yes);
        self.may_not.keep(&other.may_not);
        self.no.keep(&other.no);
    }

    fn not(self) -> Self {
        Self { may: self.may_not, may_not: self.may, yes: self.no, no: self.yes }
    }

    /// With one truth for some cells.
    fn with(mut self, cells: &Bits, holds: bool) -> Self {
        let (on, off) = if holds {
            ([&mut self.may, &mut self.yes], [&mut self.may_not, &mut self.no])
        } else {
            ([&mut self.may_not, &mut self.no], [&mut self.may, &mut self.yes])
        };
        on.into_iter().for_each(|bits| bits.add(cells));
        off.into_iter().for_each(|bits| bits.keep(&cells.not()));
        self
    }

    /// Nothing where it always holds, which need not be said.
    fn said(self, attribute: usize) -> Option<Element> {
        (!(self.yes.is_all() && self.may_not.is_empty())).then(|| self.element(attribute))
    }

    fn element(self, attribute: usize) -> Element {
        let certain = (self.yes != self.may || self.no != self.may_not).then_some((Constraint::In(self.yes), Constraint::In(self.no)));
        Element { attribute, holds: Constraint::In(self.may), fails: Constraint::In(self.may_not), certain }
    }
}

/// All statements of all policies as clauses, on the given cells.
pub(super) struct Clauses {
    pub of: Vec<Vec<Clause>>,
    /// What holds of every request, as lists of which one must hold.
    pub axioms: Vec<Vec<Literal>>,
}

pub(super) struct Builder<'m, 'a> {
    reading: &'m Reading<'a>,
    attributes: &'m [Attribute],
    places: BTreeMap<Subject, usize>,
    request: Request,
    /// The cells of who asks, as requests.
    asking: Vec<Request>,
    /// Values of keys that follow from who asks, by cell.
    derived: BTreeMap<&'static str, Vec<Option<String>>>,
}

impl<'m, 'a> Builder<'m, 'a> {
    pub fn new(reading: &'m Reading<'a>, attributes: &'m [Attribute]) -> Self {
        let places: BTreeMap<Subject, usize> =
            attributes.iter().enumerate().map(|(index, attribute)| (attribute.subject.clone(), index)).collect();
        let principals: &[_] = places.get(&Subject::Who).and_then(|at| attributes.get(*at)).map_or(&[], |a| a.principals.as_slice());
        let request = |who: &Option<_>| who.clone().map_or_else(Request::default, |p| Request::default().with_principal(p));
        let derived = who::DERIVED.map(|key| (key, principals.iter().map(|who| who::derived(who.as_ref()?, key)).collect()));
        Self {
            reading,
            attributes,
            places,
            request: reading.values(),
            asking: principals.iter().map(request).collect(),
            derived: derived.into_iter().collect(),
        }
    }

    fn at(&self, subject: &Subject) -> Option<(usize, &'m Attribute)> {
        let place = *self.places.get(subject)?;
        Some((place, self.attributes.get(place)?))
    }

    pub fn clauses(&self, sources: &[Source]) -> Clauses {
        let of =
            self.reading.rows.iter().zip(sources).map(|(rows, source)| rows.iter().map(|row| self.clause(row, source.setting)).collect());
        Clauses { of: of.collect(), axioms: self.axioms() }
    }

    fn clause(&self, row: &Row, setting: Setting) -> Clause {
        let mut elements = Vec::new();
        elements.extend(self.who(row, setting));
        elements.extend(self.listed(&Subject::Action, &row.actions, row.statement.not_action));
        match &row.resources {
            Some(all) => elements.extend(self.listed(&Subject::Resource, all, row.statement.not_resource)),
            None if setting.role == PolicyRole::Resource => {}
            None => elements.extend(self.listed(&Subject::Resource, &[Compared::Open], false)),
        }
        elements.extend(row.tests.iter().filter_map(|test| self.condition(test)));
        Clause { effect: row.statement.effect, elements }
    }

    fn who(&self, row: &Row, setting: Setting) -> Option<Element> {
        let (place, _) = self.at(&Subject::Who)?;
        // Most policies name nobody, or everybody.
        if row.statement.principals.as_ref().is_none_or(|who| who.is_everyone() && !who.is_negated()) {
            let of_anybody = row.statement.who(&Request::default(), setting).any();
            if of_anybody.is_yes() {
                return None;
            }
        }
        Truth::by_cell(self.asking.iter().map(|request| row.statement.who(request, setting).any())).said(place)
    }

    fn listed(&self, subject: &Subject, all: &[Compared], negated: bool) -> Option<Element> {
        let (place, attribute) = self.at(subject)?;
        if let Some(yes) = plainly(attribute, all) {
            let no = yes.not();
            let (holds, fails) = if negated { (no, yes) } else { (yes, no) };
            let always = fails.is_empty();
            return (!always).then(|| Element {
                attribute: place,
                holds: Constraint::In(holds),
                fails: Constraint::In(fails),
                certain: None,
            });
        }
        let found = self.any_of(attribute, all, &attribute.texts);
        (if negated { found.not() } else { found }).said(place)
    }

    /// Where one of the values matches.
    fn any_of(&self, attribute: &Attribute, all: &[Compared], texts: &[Option<String>]) -> Truth {
        let length = attribute.texts.len();
        let mut out = Truth::none(length);
        for compared in all {
            match compared {
                Compared::Never => {}
                Compared::Open => out.or(&Truth::unknown(length)),
                Compared::Pattern(pattern) => {
                    if let Some(bits) = attribute.matched.get(*pattern) {
                        out.or(&Truth::certain(bits.clone()));
                    }
                }
                Compared::Free(which) => {
                    if let Some((holds, may)) = attribute.free.get(*which).zip(attribute.may.get(*which)) {
                        out.or(&Truth::free(holds, may));
                    }
                }
                Compared::Value(operand, test) => {
                    let one = |text: &Option<String>| text.as_ref().map_or(Tri::No, |text| operand.matches(*test, text, &self.request));
                    out.or(&Truth::by_cell(texts.iter().map(one)));
                }
            }
        }
        out
    }

    fn condition(&self, test: &Test4) -> Option<Element> {
        let (place, attribute) = self.at(&test.subject)?;
        let condition = test.condition;
        let operator = condition.parsed();
        let texts = self.derived.get(condition.key_lower()).unwrap_or(&attribute.texts);
        let length = attribute.texts.len();
        let mut absent = Bits::none(length);
        texts.iter().enumerate().filter(|(_, text)| text.is_none()).for_each(|(index, _)| absent.insert(index));
        if operator.test == Test::Null {
            let mut truth = Truth::none(length);
            for operand in condition.operands() {
                match operand.truth().filter(|_| operator.quantifier.is_none() && !operator.if_exists) {
                    Some(wanted) => truth.or(&Truth::certain(if wanted { absent.clone() } else { absent.not() })),
                    None => truth.or(&Truth::unknown(length)),
                }
            }
            return (!truth.yes.is_all()).then(|| truth.element(place));
        }
        let without = match operator.quantifier {
            _ if operator.if_exists => true,
            Some(Quantifier::All) => true,
            Some(Quantifier::Any) => false,
            None => operator.negated,
        };
        // Of each value alone.
        let matched = self.any_of(attribute, &test.values, texts);
        let one = if operator.negated { matched.not() } else { matched }.with(&absent, without);
        if !attribute.many {
            return (!one.yes.is_all()).then(|| one.element(place));
        }
        // The cell of requests without the key counts for what holds of every value, and not for what holds of some.
        let present = absent.not();
        let every = Constraint::In;
        let some = |bits: Bits, or_absent: bool| {
            let bits = bits.and(&present);
            if or_absent { Constraint::AbsentOrSome(bits) } else { Constraint::Some(bits) }
        };
        let Truth { may, may_not, yes, no } = one;
        let (holds, fails, sure) = match operator.quantifier {
            Some(Quantifier::All) => (every(may), some(may_not, !without), (every(yes), some(no, !without))),
            Some(Quantifier::Any) => (some(may, without), every(may_not), (some(yes, without), every(no))),
            // AWS does not say what a plain operator does with several values: for certain only what holds of all of them.
            None => (some(may, without), some(may_not, !without), (every(yes), every(no))),
        };
        Some(Element { attribute: place, holds, fails, certain: Some(sure) })
    }

    /// Keys that come together or never do, and values that variables were given.
    fn axioms(&self) -> Vec<Vec<Literal>> {
        let mut out = Vec::new();
        let is = |key: &str, absent: bool| {
            let (place, attribute) = self.at(&Subject::Key(key.to_owned()))?;
            let bits = attribute.absent();
            Some(Literal { attribute: place, constraint: Constraint::In(if absent { bits } else { bits.not() }) })
        };
        let mut either = |left: Option<Literal>, right: Option<Literal>| out.extend(left.zip(right).map(|(l, r)| vec![l, r]));
        // AWS: "AWS global condition context keys". A request comes through an endpoint or has an address of its own.
        for key in ENDPOINT {
            either(is("aws:sourceip", true), is(key, true));
        }
        for (key, other) in
            [("aws:sourcevpce", "aws:sourcevpc"), ("aws:sourcevpce", "aws:vpcsourceip"), ("aws:sourcevpc", "aws:vpcsourceip")]
        {
            either(is(key, true), is(other, false));
            either(is(other, true), is(key, false));
        }
        for key in ENDPOINT.iter().skip(3) {
            either(is(key, true), is("aws:sourcevpce", false));
            either(is(key, true), is("aws:sourcevpc", false));
        }
        either(is("aws:vpceorgid", true), is("aws:vpceorgpaths", false));
        either(is("aws:vpceorgpaths", true), is("aws:vpceorgid", false));
        for (place, attribute) in self.attributes.iter().enumerate() {
            for (holds, needs) in attribute.free.iter().zip(&attribute.needs) {
                for key in needs {
                    if let Subject::Key(_) = super::model::subject(key) {
                        let fails = Literal { attribute: place, constraint: Constraint::In(holds.not()) };
                        out.extend(is(key, false).map(|there| vec![fails, there]));
                    }
                }
            }
        }
        out.extend(self.reading.given().iter().filter_map(|(key, value)| Some(vec![self.given(key, value.as_deref())?])));
        out
    }

    /// A variable has this value.
    fn given(&self, key: &str, value: Option<&str>) -> Option<Literal> {
        let (place, attribute) = self.at(&super::model::subject(key))?;
        let texts = self.derived.get(key).unwrap_or(&attribute.texts);
        let mut bits = Bits::none(attribute.texts.len());
        texts.iter().enumerate().filter(|(_, text)| text.as_deref() == value).for_each(|(index, _)| bits.insert(index));
        Some(Literal { attribute: place, constraint: Constraint::In(bits) })
    }
}

/// Where one of the values matches, if that is certain of all of them: far less work, and nearly always so.
fn plainly(attribute: &Attribute, all: &[Compared]) -> Option<Bits> {
    let mut out = Bits::none(attribute.texts.len());
    for compared in all {
        match compared {
            Compared::Never => {}
            Compared::Pattern(pattern) => out.add(attribute.matched.get(*pattern)?),
            Compared::Value(..) | Compared::Free(_) | Compared::Open => return None,
        }
    }
    Some(out)
}

/// Keys of requests through an endpoint; all have the first three.
const ENDPOINT: [&str; 7] =
    ["aws:sourcevpce", "aws:sourcevpc", "aws:vpcsourceip", "aws:sourcevpcarn", "aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths"];
