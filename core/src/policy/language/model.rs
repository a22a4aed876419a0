//! Policies as conditions on cells: which attributes a request has for them, and the cells into which each falls apart.

use super::super::condition::{Condition, Operand, Test};
use super::super::document::{Policy, Statement};
use super::super::principal::Principal;
use super::super::request::{Context, Request};
use super::super::statement::Setting;
use super::bits::Bits;
use super::pattern::{Class, Given, Pattern, Spelled, Token, exactly, glob, spell, spell_arn};
use super::{Stuck, strings, typed, who};
use crate::ordered::BTreeMap;

/// A policy and how it is judged.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub policy: &'a Policy,
    pub setting: Setting,
}

/// What a cell is a set of values of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    Who,
    Action,
    Resource,
    /// By its name in lower case.
    Key(String),
}

/// The time has two keys with one value.
const TIME: &str = "aws:currenttime";

pub(super) fn subject(key: &str) -> Subject {
    match key {
        "aws:epochtime" => Subject::Key(TIME.to_owned()),
        _ if who::DERIVED.contains(&key) => Subject::Who,
        _ => Subject::Key(key.to_owned()),
    }
}

/// How one value of a policy is compared.
#[derive(Clone, Debug)]
pub(super) enum Compared<'a> {
    /// By the pattern of that number.
    Pattern(usize),
    /// By the value itself, cell for cell.
    Value(&'a Operand, Test),
    /// With variables that have no value yet: true or false as one likes, where the text with `*` for them matches.
    Free(usize),
    Never,
    Open,
}

/// A text with variables, as a truth of its own.
struct FreeText {
    spelled: (Test, String),
    at_most: Vec<usize>,
    /// The keys without which it is like nothing.
    needs: Vec<String>,
}

/// What the policies say about one attribute.
#[derive(Default)]
pub(super) struct Pool<'a> {
    spelled: String,
    pub(super) patterns: Vec<Pattern>,
    numbers: BTreeMap<Pattern, usize>,
    free: Vec<FreeText>,
    texts: bool,
    truths: bool,
    operands: Vec<&'a Operand>,
    many: bool,
    /// Comparisons that the cells do not tell apart.
    crude: bool,
    /// Roles that principals name.
    roles: Vec<&'a str>,
}

impl<'a> Pool<'a> {
    pub(super) fn add(&mut self, pattern: Pattern) -> usize {
        if let Some(known) = self.numbers.get(&pattern) {
            return *known;
        }
        let number = self.patterns.len();
        self.numbers.insert(pattern.clone(), number);
        self.patterns.push(pattern);
        number
    }

    fn free(&mut self, test: Test, text: &str, at_most: Vec<Pattern>, needs: Vec<String>) -> Compared<'a> {
        let spelled = (test, text.to_owned());
        if let Some(known) = self.free.iter().position(|free| free.spelled == spelled) {
            return Compared::Free(known);
        }
        let at_most = at_most.into_iter().map(|pattern| self.add(pattern)).collect();
        self.free.push(FreeText { spelled, at_most, needs });
        Compared::Free(self.free.len() - 1)
    }
}

/// One condition, its values ready to be compared.
pub(super) struct Test4<'a> {
    pub condition: &'a Condition,
    pub subject: Subject,
    pub values: Vec<Compared<'a>>,
}

/// A statement, ready to be compared.
pub(super) struct Row<'a> {
    pub statement: &'a Statement,
    pub actions: Vec<Compared<'a>>,
    pub resources: Option<Vec<Compared<'a>>>,
    pub tests: Vec<Test4<'a>>,
}

/// An attribute of requests and its cells.
pub(super) struct Attribute {
    pub subject: Subject,
    /// As the policies spell it.
    pub spelled: String,
    /// A value of each cell; `None` is the cell of requests without the key.
    pub texts: Vec<Option<String>>,
    /// By pattern.
    pub matched: Vec<Bits>,
    /// By text with variables: where it holds.
    pub free: Vec<Bits>,
    /// By text with variables: where it may hold.
    pub may: Vec<Bits>,
    /// By text with variables: the keys without which it does not hold.
    pub needs: Vec<Vec<String>>,
    /// A request may have several values at once.
    pub many: bool,
    pub crude: bool,
    /// Of the cells of who asks.
    pub principals: Vec<Option<Principal>>,
}

impl Attribute {
    pub fn absent(&self) -> Bits {
        let mut out = Bits::none(self.texts.len());
        self.texts.iter().enumerate().filter(|(_, text)| text.is_none()).for_each(|(index, _)| out.insert(index));
        out
    }
}

/// Everything that the policies say, before it is cut into cells.
pub(super) struct Reading<'a> {
    pub rows: Vec<Vec<Row<'a>>>,
    pub(super) pools: BTreeMap<Subject, Pool<'a>>,
    given: &'a Given,
    /// The keys of variables.
    pub variables: Vec<String>,
    /// Variables that are a whole value, and the key whose value they are compared with; both in lower case.
    pub links: Vec<(String, String)>,
    /// How many kinds of principals there are.
    pub kinds: usize,
    /// Variables inside longer text.
    pub inside: bool,
    /// Keys that follow from who asks and that conditions name: in lower case, and as spelled.
    derived: Vec<(&'static str, String)>,
    sessions: bool,
}

/// The most texts with variables of one attribute.
const MOST_FREE: usize = 400;
/// The longest that all patterns of one attribute may be together.
const MOST_TOKENS: usize = 400_000;

impl<'a> Reading<'a> {
    pub fn of(sources: &[Source<'a>], given: &'a Given) -> Self {
        let domains = who::domains(&who::partitions(sources.iter().flat_map(|source| source.policy.texts())));
        let mut out = Self {
            rows: Vec::new(),
            pools: [Subject::Who, Subject::Action, Subject::Resource].into_iter().map(|s| (s, Pool::default())).collect(),
            given,
            variables: Vec::new(),
            links: Vec::new(),
            kinds: domains.len(),
            inside: false,
            derived: Vec::new(),
            sessions: false,
        };
        for (subject, domain) in
            [(Subject::Who, domains), (Subject::Action, vec![glob("?*:?*", Class::NO_COLON)]), (Subject::Resource, vec![arns()])]
        {
            let pool = out.pool(subject);
            domain.into_iter().for_each(|pattern| {
                pool.add(pattern);
            });
        }
        out.rows = sources.iter().map(|source| source.policy.statements.iter().map(|s| out.row(s)).collect()).collect();
        for (key, value) in given {
            let subject = subject(key);
            match (&subject, value) {
                (Subject::Who, Some(value)) => {
                    who::embedded(key, &exactly(value)).into_iter().for_each(|p| {
                        out.pool(Subject::Who).add(p);
                    });
                }
                (_, Some(value)) => {
                    out.key_pool(key, key).add(exactly(value));
                }
                (Subject::Who, None) => {}
                (_, None) => {
                    out.key_pool(key, key);
                }
            }
        }
        out
    }

    pub(super) fn pool(&mut self, subject: Subject) -> &mut Pool<'a> {
        self.pools.entry(subject).or_default()
    }

    pub(super) fn key_pool(&mut self, lower: &str, spelled: &str) -> &mut Pool<'a> {
        let of = subject(lower);
        let is_key = matches!(of, Subject::Key(_));
        let pool = self.pool(of);
        if pool.spelled.is_empty() {
            spelled.clone_into(&mut pool.spelled);
        }
        if is_key && pool.patterns.is_empty() {
            pool.add(glob("?*", Class::ANY));
        }
        pool
    }

    fn row(&mut self, statement: &'a Statement) -> Row<'a> {
        for (kind, id) in statement.principals.iter().flat_map(|who| who.named()) {
            self.sessions |= id.contains(":assumed-role/");
            if id.contains(":role/") && !id.contains(['*', '?']) {
                self.pool(Subject::Who).roles.push(id);
            }
            for pattern in who::named(kind, id) {
                self.pool(Subject::Who).add(pattern);
            }
        }
        let actions = statement
            .actions
            .iter()
            .map(|action| {
                let lower = action.as_str().to_ascii_lowercase();
                if !action.is_valid() {
                    return Compared::Never;
                }
                Compared::Pattern(self.pool(Subject::Action).add(glob(&lower, Class::ANY)))
            })
            .collect();
        let given = self.given;
        let resources = statement.resources.as_ref().map(|all| {
            all.iter()
                .map(|arn| match spell_arn(arn, given) {
                    Spelled::Pattern(pattern) => Compared::Pattern(self.pool(Subject::Resource).add(pattern)),
                    Spelled::AtMost(pattern) => {
                        self.inside = true;
                        let needs = self.variables_of(arn.fields().iter());
                        self.pool(Subject::Resource).free(Test::Arn, arn.as_str(), vec![pattern], needs)
                    }
                    Spelled::Never => Compared::Never,
                    Spelled::Open => Compared::Open,
                })
                .collect()
        });
        let tests = statement.conditions.iter().map(|condition| self.test(condition)).collect();
        Row { statement, actions, resources, tests }
    }

    /// Notes the variables of a text; those without a default are returned.
    fn variables_of<'t>(&mut self, templates: impl Iterator<Item = &'t super::super::template::Template>) -> Vec<String> {
        let mut needs = Vec::new();
        for template in templates {
            for (key, default) in template.variables() {
                if !self.variables.iter().any(|known| known == key) {
                    self.variables.push(key.to_owned());
                }
                if default.is_none() {
                    needs.push(key.to_owned());
                }
            }
        }
        needs
    }

    fn test(&mut self, condition: &'a Condition) -> Test4<'a> {
        let test = condition.parsed().test;
        let of = subject(condition.key_lower());
        let derived = who::DERIVED.into_iter().find(|key| *key == condition.key_lower());
        if let Some(key) = derived.filter(|key| !self.derived.iter().any(|(known, _)| known == key)) {
            self.derived.push((key, condition.key().to_owned()));
        }
        let pool = self.key_pool(condition.key_lower(), condition.key());
        pool.many |= condition.parsed().quantifier.is_some() && of != Subject::Who;
        let values = condition.values().iter().zip(condition.operands()).map(|(text, operand)| self.value(condition, test, text, operand));
        let values = values.collect();
        Test4 { condition, subject: of, values }
    }

    fn value(&mut self, condition: &Condition, test: Test, text: &str, operand: &'a Operand) -> Compared<'a> {
        let key = condition.key_lower();
        let of_who = subject(key) == Subject::Who;
        let spelled = match operand {
            Operand::Text(template) => spell(template, Class::ANY, self.given),
            Operand::Arn(arn) => spell_arn(arn, self.given),
            Operand::Truth(_) => {
                let pool = self.key_pool(key, condition.key());
                pool.truths |= test == Test::Bool;
                return Compared::Value(operand, test);
            }
            _ => {
                let pool = self.key_pool(key, condition.key());
                pool.operands.push(operand);
                pool.crude |= of_who;
                if of_who {
                    who::embedded(key, &exactly(text)).into_iter().for_each(|p| {
                        pool.add(p);
                    });
                }
                return Compared::Value(operand, test);
            }
        };
        let needs = match (operand, &spelled) {
            (Operand::Text(template), Spelled::AtMost(_)) => {
                match template.whole_variable() {
                    Some(key) => self.links.push((key.to_owned(), condition.key_lower().to_owned())),
                    None => self.inside = true,
                }
                self.variables_of(std::iter::once(template))
            }
            (Operand::Arn(arn), Spelled::AtMost(_)) => {
                self.inside = true;
                self.variables_of(arn.fields().iter())
            }
            _ => Vec::new(),
        };
        let pool = self.key_pool(key, condition.key());
        pool.truths |= test == Test::Bool;
        pool.texts |= test != Test::Bool;
        let placed = |pattern: Pattern| if of_who { who::embedded(key, &pattern) } else { vec![pattern] };
        match spelled {
            Spelled::Pattern(pattern) if of_who => {
                placed(pattern).into_iter().for_each(|p| {
                    pool.add(p);
                });
                Compared::Value(operand, test)
            }
            Spelled::Pattern(pattern) => Compared::Pattern(pool.add(pattern)),
            Spelled::AtMost(pattern) => pool.free(test, &format!("{key} {text}"), placed(pattern), needs),
            Spelled::Never => Compared::Never,
            Spelled::Open => Compared::Open,
        }
    }

    /// Cuts every attribute into its cells.
    pub fn attributes(&self) -> Result<Vec<Attribute>, Stuck> {
        self.pools.iter().map(|(subject, pool)| pool.cut(subject, self.kinds)).collect()
    }

    /// Keys that follow from who asks: in lower case, and as the policies spell them.
    pub fn derived_keys(&self) -> impl Iterator<Item = (&'static str, String)> {
        self.derived.iter().cloned()
    }

    /// Whether sessions of roles are told apart.
    pub fn names_sessions(&self) -> bool {
        self.sessions
    }

    pub fn patterns(&self, subject: &Subject) -> &[Pattern] {
        self.pools.get(subject).map_or(&[], |pool| pool.patterns.as_slice())
    }

    pub fn given(&self) -> &Given {
        self.given
    }

    /// A request in which variables have their given values.
    pub fn values(&self) -> Request {
        let known = self.given.iter().filter_map(|(key, value)| Some((key, value.as_ref()?)));
        let context = known.fold(Context::complete(), |context, (key, value)| context.with(key, [value.as_str()]));
        Request::default().with_context(context)
    }
}

/// ARNs that have all their fields.
fn arns() -> Pattern {
    let mut out = glob("arn:?*:?*:*:*:", Class::NO_COLON);
    out.extend(glob("?*", Class::ANY));
    out
}

impl Pool<'_> {
    pub(super) fn cut(&self, subject: &Subject, kinds: usize) -> Result<Attribute, Stuck> {
        let name = match subject {
            Subject::Who => "Principal",
            Subject::Action => "Action",
            Subject::Resource => "Resource",
            Subject::Key(_) => &self.spelled,
        };
        let stuck = || Stuck::TooManyPatterns(name.to_owned());
        if self.free.len() > MOST_FREE || self.patterns.iter().map(Vec::len).sum::<usize>() > MOST_TOKENS {
            return Err(stuck());
        }
        let mut crude = self.crude;
        let mut cells: Vec<(Option<String>, Vec<usize>)> = Vec::new();
        if let Subject::Key(key) = subject
            && key != TIME
        {
            cells.push((None, Vec::new()));
        }
        let is_key = matches!(subject, Subject::Key(_));
        if is_key && (self.truths || !self.operands.is_empty() || *subject == Subject::Key(TIME.to_owned())) {
            let kinds = self.pieces(subject).ok_or_else(stuck)?;
            crude |= kinds.len() > 1 || (self.texts && !self.truths);
            let mut values: Vec<String> = kinds.into_iter().flatten().collect();
            if self.texts {
                values.extend(self.patterns.iter().filter_map(fixed));
            }
            if values.len().saturating_mul(self.patterns.len()) > MOST_TOKENS {
                return Err(stuck());
            }
            for value in values {
                let matched = strings::matched(&self.patterns, &value);
                cells.push((Some(value), matched));
            }
        } else {
            let domains = if *subject == Subject::Who { kinds } else { 1 };
            let found = strings::cells(&self.patterns, domains).ok_or_else(stuck)?;
            let possible = found.into_iter().filter(|cell| *subject != Subject::Who || self.may_exist(&cell.text));
            cells.extend(possible.map(|cell| (Some(cell.text), cell.matched)));
        }
        self.attribute(subject, name, cells, crude).ok_or_else(stuck)
    }

    /// Role names are unique in an account, and AWS stores only principals that exist: a role that bears the name of a named one in
    /// the same account is that one.
    fn may_exist(&self, who: &str) -> bool {
        let Some(Principal::Role { arn, .. }) = who::read(who) else { return true };
        let parts = |arn: &'_ str| Some((arn.split(':').nth(4)?.to_owned(), arn.rsplit('/').next()?.to_owned()));
        let own = parts(&arn);
        let namesakes: Vec<&&str> = self.roles.iter().filter(|named| parts(named) == own).collect();
        namesakes.is_empty() || namesakes.iter().any(|named| ***named == *arn)
    }

    /// Values of each kind that operators ask for.
    fn pieces(&self, subject: &Subject) -> Option<Vec<Vec<String>>> {
        let mut out = Vec::new();
        if self.truths {
            out.push(vec!["true".to_owned(), "false".to_owned()]);
        }
        let numbers: Vec<_> = self.operands.iter().filter_map(|o| if let Operand::Number(Some(n)) = o { Some(n) } else { None }).collect();
        let dates: Vec<i128> =
            self.operands.iter().filter_map(|o| if let Operand::Instant(Some(i)) = o { Some(*i) } else { None }).collect();
        let blocks: Vec<_> = self.operands.iter().filter_map(|o| if let Operand::Block(Some(b)) = o { Some(b) } else { None }).collect();
        let of = |wanted: fn(&Operand) -> bool| self.operands.iter().any(|operand| wanted(operand));
        if *subject == Subject::Key(TIME.to_owned()) {
            // `aws:EpochTime` as a number is the same time.
            let seconds = numbers.iter().filter_map(|n| n.scaled(9));
            out.push(typed::dates(dates.into_iter().chain(seconds)));
        } else {
            if of(|o| matches!(o, Operand::Number(_))) {
                out.push(typed::numbers(numbers.into_iter())?);
            }
            if of(|o| matches!(o, Operand::Instant(_))) {
                out.push(typed::dates(dates.into_iter()));
            }
        }
        if of(|o| matches!(o, Operand::Block(_))) {
            out.push(typed::addresses(blocks.into_iter()));
        }
        let bytes: Vec<&Vec<u8>> =
            self.operands.iter().filter_map(|o| if let Operand::Bytes(Some(b)) = o { Some(b) } else { None }).collect();
        if of(|o| matches!(o, Operand::Bytes(_))) {
            out.push(typed::bytes(&bytes));
        }
        Some(out)
    }

    /// Cells with a truth for every text with variables.
    fn attribute(&self, subject: &Subject, name: &str, cells: Vec<(Option<String>, Vec<usize>)>, crude: bool) -> Option<Attribute> {
        const MOST_CELLS: usize = 20_000;
        // Each cell as many times as its free texts can be true or false.
        let mut split: Vec<(Option<String>, Vec<usize>, Vec<usize>)> = Vec::new();
        for (text, matched) in cells {
            let may: Vec<usize> = self.may_hold(&text, &matched);
            if may.len() > 10 || split.len() + (1 << may.len()) > MOST_CELLS {
                return None;
            }
            for choice in 0_usize..1 << may.len() {
                let holds = may.iter().enumerate().filter(|(bit, _)| choice >> bit & 1 == 1).map(|(_, free)| *free).collect();
                split.push((text.clone(), matched.clone(), holds));
            }
        }
        let count = split.len();
        let mut of_pattern = vec![Bits::none(count); self.patterns.len()];
        let mut free = vec![Bits::none(count); self.free.len()];
        let mut may = free.clone();
        for (index, (text, matched, holds)) in split.iter().enumerate() {
            let mark = |all: &mut [Bits], which: &[usize]| {
                for one in which {
                    if let Some(bits) = all.get_mut(*one) {
                        bits.insert(index);
                    }
                }
            };
            mark(&mut of_pattern, matched);
            mark(&mut free, holds);
            mark(&mut may, &self.may_hold(text, matched));
        }
        let texts: Vec<Option<String>> = split.into_iter().map(|(text, ..)| text).collect();
        let principals = if *subject == Subject::Who { texts.iter().map(|t| who::read(t.as_deref()?)).collect() } else { Vec::new() };
        Some(Attribute {
            subject: subject.clone(),
            spelled: name.to_owned(),
            texts,
            matched: of_pattern,
            free,
            may,
            needs: self.free.iter().map(|f| f.needs.clone()).collect(),
            many: self.many,
            crude,
            principals,
        })
    }

    fn may_hold(&self, text: &Option<String>, matched: &[usize]) -> Vec<usize> {
        if text.is_none() {
            return Vec::new();
        }
        let held = |free: &FreeText| free.at_most.iter().any(|pattern| matched.contains(pattern));
        self.free.iter().enumerate().filter(|(_, free)| held(free)).map(|(index, _)| index).collect()
    }
}

/// The only text of a pattern.
fn fixed(pattern: &Pattern) -> Option<String> {
    pattern.iter().map(|token| if let Token::Char(c) = token { Some(*c) } else { None }).collect()
}
