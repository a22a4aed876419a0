//! The question on which the others stand: is there a request that these policies allow and that one does not?

use super::super::document::{Effect, Policy, PolicyRole, Statement};
use super::super::statement::Setting;
use super::super::tri::Tri;
use super::super::trial::Trial;
use super::bits::Bits;
use super::linked::Values;
use super::literals::{Builder, Clause, Clauses};
use super::model::{Attribute, Reading, Source, Subject, subject};
use super::pattern::Given;
use super::search::{Budget, Either, Found, Region, solve};
use super::witness::Witness;
use crate::ordered::BTreeSet;
use std::sync::Arc;

/// Whether a policy allows everything that another allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contained {
    Yes,
    /// This request is allowed by the one and not by the other.
    No(Box<Witness>),
    Undecided(Stuck),
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stuck {
    /// The wildcards of one attribute cut its values into too many pieces.
    TooManyPatterns(String),
    /// Too many statements and conditions to search through.
    TooMuchWork,
    /// Values of these policy variables would have to be known.
    Variables(Vec<String>),
    /// It turns on a case that AWS refuses or does not document.
    Undocumented,
}

/// Is everything that `a` allows allowed by `b` too?
///
/// Policies without principals are read as identity policies, others as resource or endpoint policies.
#[must_use]
pub fn contained(a: &Policy, b: &Policy) -> Contained {
    match (Goal { allowed: vec![source(a)], refused: Some(source(b)), applied: None }).find() {
        Ok(None) => Contained::Yes,
        Ok(Some(witness)) => Contained::No(Box::new(witness)),
        Err(stuck) => Contained::Undecided(stuck),
    }
}

/// How a policy is read that does not say what it is attached to.
pub(super) fn source(policy: &Policy) -> Source<'_> {
    let named = policy.statements.iter().any(|s| s.principals.is_some());
    let role = if named { PolicyRole::Resource } else { PolicyRole::Identity };
    Source { policy, setting: Setting { role, gateway: false, bounded: false } }
}

/// Words of cells that one question may look at.
const WORK: usize = 12_000_000;
/// Values of variables that are tried.
const TRIES: usize = 400;

/// A request is wanted that all of these allow and that one does not.
pub(super) struct Goal<'a> {
    pub allowed: Vec<Source<'a>>,
    pub refused: Option<Source<'a>>,
    /// Only this statement of the first policy; whether its denies count too.
    pub applied: Option<(usize, bool)>,
}

impl<'a> Goal<'a> {
    /// Such a request; `None` where there is certainly none.
    pub fn find(&self) -> Result<Option<Witness>, Stuck> {
        if self.plainly_none() {
            return Ok(None);
        }
        let sources: Vec<Source> = self.allowed.iter().chain(&self.refused).copied().collect();
        let mut budget = Budget(WORK);
        let nothing = Given::default();
        let mut reading = Reading::of(&sources, &nothing);
        let linked = reading.join_linked()?;
        let free = Prepared::new(&reading, &sources)?;
        match free.search(self, false, &mut budget) {
            Found::Nothing if free.crude() => return Err(Stuck::Undocumented),
            Found::Nothing => return Ok(None),
            Found::Unknown => return Err(Stuck::TooMuchWork),
            Found::Region(_) => {}
        }
        if let Some(witness) = free.witness(self, &mut budget) {
            return Ok(Some(witness));
        }
        if budget.0 == 0 {
            return Err(Stuck::TooMuchWork);
        }
        if reading.variables.is_empty() {
            return Err(Stuck::Undocumented);
        }
        let (tries, complete) = tries(&reading, &free.attributes, &linked);
        let mut none = complete && !reading.inside;
        for given in &tries {
            let reading = Reading::of(&sources, given);
            let fixed = Prepared::new(&reading, &sources)?;
            match fixed.search(self, false, &mut budget) {
                Found::Nothing => none &= !fixed.crude(),
                Found::Unknown => return Err(Stuck::TooMuchWork),
                Found::Region(_) => match fixed.witness(self, &mut budget) {
                    Some(witness) => return Ok(Some(witness)),
                    None => none = false,
                },
            }
        }
        if none { Ok(None) } else { Err(Stuck::Variables(reading.variables)) }
    }

    /// Every Allow of the one policy stands in the other, and every Deny of the other in the one.
    fn plainly_none(&self) -> bool {
        let (Some(refused), [only]) = (&self.refused, self.allowed.as_slice()) else { return false };
        if self.applied.is_some() || !alike(only, refused) {
            return false;
        }
        let of = |source: &Source, effect| {
            source.policy.statements.iter().filter(|s| s.effect == effect).map(Statement::content).collect::<BTreeSet<String>>()
        };
        let stands = |inner: &Source, outer: &Source, effect| {
            let outer = of(outer, effect);
            of(inner, effect).iter().all(|content| outer.contains(content))
        };
        stands(only, refused, Effect::Allow) && stands(refused, only, Effect::Deny)
    }

    /// Whether all policies say of the request what is wanted.
    fn confirmed(&self, witness: &Witness) -> bool {
        let request = witness.request();
        let name = Arc::from("");
        let judge = |source: &Source| {
            let mut trial = Trial::new(&request);
            let allowed = trial.policy(&name, source.policy, source.setting).any();
            allowed.and(trial.deny().negate())
        };
        let applied = |source: &Source, index: usize| {
            source.policy.statements.get(index).map_or(Tri::No, |s| s.applies(&request, source.setting).any())
        };
        let first = match (self.applied, self.allowed.first()) {
            (Some((index, with_denies)), Some(source)) => {
                let mut trial = Trial::new(&request);
                trial.policy(&name, source.policy, source.setting);
                let denied = if with_denies { trial.deny() } else { Tri::No };
                applied(source, index).and(denied.negate()).is_yes()
            }
            (None, Some(source)) => judge(source).is_yes(),
            (_, None) => true,
        };
        first && self.allowed.iter().skip(1).all(|source| judge(source).is_yes()) && self.refused.iter().all(|source| judge(source).is_no())
    }
}

/// For each statement, with or without the denies of its policy: whether certainly no request is left for it.
pub(super) fn without_effect(policy: &Policy, statements: &[(usize, bool)]) -> Vec<bool> {
    let sources = [source(policy)];
    let nothing = Given::default();
    let reading = Reading::of(&sources, &nothing);
    let Ok(prepared) = Prepared::new(&reading, &sources) else { return vec![false; statements.len()] };
    let mut budget = Budget(WORK);
    let mut none = |applied: (usize, bool)| {
        let goal = Goal { allowed: sources.to_vec(), refused: None, applied: Some(applied) };
        !prepared.crude() && matches!(prepared.search(&goal, false, &mut budget), Found::Nothing)
    };
    statements.iter().map(|statement| none(*statement)).collect()
}

fn alike(a: &Source, b: &Source) -> bool {
    a.policy.version == b.policy.version && a.setting.role == b.setting.role && a.setting.gateway == b.setting.gateway
}

/// Values for the variables: those of the linked ones that matter, one of each cell of others, and absent. Whether these are all
/// that matter.
fn tries(reading: &Reading, attributes: &[Attribute], linked: &Values) -> (Vec<Given>, bool) {
    let mut out = vec![Given::default()];
    let mut complete = true;
    for key in &reading.variables {
        let mut values: Vec<Option<String>> = vec![None];
        let of = subject(key);
        let attribute = attributes.iter().find(|a| a.subject == of);
        let texts: Vec<Option<String>> = match (attribute, &of, linked.get(key)) {
            (Some(attribute), Subject::Who, _) => attribute.principals.iter().map(|who| super::who::derived(who.as_ref()?, key)).collect(),
            (_, _, Some(Some(values))) => values.iter().cloned().map(Some).collect(),
            (Some(attribute), _, known) => {
                complete &= known.is_none();
                attribute.texts.clone()
            }
            // No condition asks for it: any text will do.
            (None, _, known) => {
                complete &= known.is_none();
                vec![Some("example".to_owned())]
            }
        };
        for text in texts.into_iter().flatten() {
            if text.contains(['*', '?']) {
                complete = false;
            } else if !values.iter().any(|known| known.as_ref() == Some(&text)) {
                values.push(Some(text));
            }
        }
        if out.len() * values.len() > TRIES {
            complete = false;
            values.truncate((TRIES / out.len()).max(1));
        }
        out = out
            .iter()
            .flat_map(|given| {
                values.iter().map(|value| {
                    let mut more = given.clone();
                    more.insert(key.clone(), value.clone());
                    more
                })
            })
            .collect();
    }
    (out, complete)
}

/// Cells and clauses for one set of values of the variables.
struct Prepared<'m, 'a> {
    reading: &'m Reading<'a>,
    attributes: Vec<Attribute>,
    absent: Vec<Bits>,
    clauses: Clauses,
}

impl<'m, 'a> Prepared<'m, 'a> {
    fn new(reading: &'m Reading<'a>, sources: &[Source<'a>]) -> Result<Self, Stuck> {
        let attributes = reading.attributes()?;
        let clauses = Builder::new(reading, &attributes).clauses(sources);
        let absent = attributes.iter().map(Attribute::absent).collect();
        Ok(Self { reading, attributes, absent, clauses })
    }

    fn crude(&self) -> bool {
        self.attributes.iter().any(|a| a.crude)
    }

    /// A request that is certainly what is wanted.
    fn witness(&self, goal: &Goal, budget: &mut Budget) -> Option<Witness> {
        let Found::Region(region) = self.search(goal, true, budget) else { return None };
        let plain = Witness::of(&region, &self.attributes, self.reading)?;
        let nicer = plain.nicer(&self.attributes, self.reading);
        [nicer, plain].into_iter().find(|witness| goal.confirmed(witness))
    }

    fn search(&self, goal: &Goal, certain: bool, budget: &mut Budget) -> Found {
        let negated = |clause: &Clause| clause.elements.iter().map(|e| e.negated(certain)).collect::<Either>();
        let count = goal.allowed.len();
        let denies_count = goal.applied.is_none_or(|(_, denies)| denies);
        let denies = self.clauses.of.iter().take(count).enumerate().filter(|(index, _)| *index > 0 || denies_count);
        let denies = denies.flat_map(|(_, all)| all).filter(|c| c.effect == Effect::Deny);
        let mut clauses: Vec<Either> = self.clauses.axioms.iter().cloned().chain(denies.map(negated)).collect();
        let base = clauses.len();
        let refused: &[Clause] = self.clauses.of.get(count).map_or(&[], Vec::as_slice);
        clauses.extend(refused.iter().filter(|c| c.effect == Effect::Allow).map(negated));
        let mut unknown = false;
        // One Allow of each policy, then what the other policy says; with the next statement to try.
        let mut stack = vec![(Region::all(&self.attributes), 0_usize, 0_usize)];
        while let Some((region, depth, next)) = stack.pop() {
            if depth == count {
                match self.refuse(goal, certain, &region, &clauses, base, refused, budget) {
                    Found::Nothing => {}
                    Found::Unknown => unknown = true,
                    found => return found,
                }
                if budget.0 == 0 {
                    return Found::Unknown;
                }
                continue;
            }
            let only = goal.applied.filter(|_| depth == 0).map(|(index, _)| index);
            let wanted = |index: usize, clause: &Clause| only.map_or(clause.effect == Effect::Allow, |only| index == only);
            for (index, clause) in self.clauses.of.get(depth).into_iter().flatten().enumerate().skip(next) {
                if !budget.spend(clause.elements.len() + 1) {
                    return Found::Unknown;
                }
                if wanted(index, clause)
                    && let Some(with) = region.with_all(&clause.elements, certain, &self.absent)
                {
                    if !budget.spend(region.words()) {
                        return Found::Unknown;
                    }
                    stack.push((region, depth, index + 1));
                    stack.push((with, depth + 1, 0));
                    break;
                }
            }
        }
        if unknown { Found::Unknown } else { Found::Nothing }
    }

    /// The rest of the search: nothing of the refusing policy allows, or one of its denies applies.
    #[allow(clippy::too_many_arguments)]
    fn refuse(
        &self,
        goal: &Goal,
        certain: bool,
        region: &Region,
        clauses: &[Either],
        base: usize,
        refused: &[Clause],
        budget: &mut Budget,
    ) -> Found {
        match solve(region.clone(), clauses, &self.absent, budget) {
            Found::Nothing => {}
            found => return found,
        }
        if goal.refused.is_none() {
            return Found::Nothing;
        }
        for deny in refused.iter().filter(|c| c.effect == Effect::Deny) {
            if !budget.spend(deny.elements.len() + 1) {
                return Found::Unknown;
            }
            if let Some(with) = region.with_all(&deny.elements, certain, &self.absent) {
                match solve(with, clauses.get(..base).unwrap_or_default(), &self.absent, budget) {
                    Found::Nothing => {}
                    found => return found,
                }
            }
        }
        Found::Nothing
    }
}
