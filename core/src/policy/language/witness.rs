//! A request out of cells: one value for each attribute, as a person would write it where that makes no difference.

use super::super::principal::{Principal, is_account};
use super::super::request::{Context, KeyState, Request};
use super::super::value::{instant, plain_seconds};
use super::model::{Attribute, Reading, Subject};
use super::pattern::MARK;
use super::search::Region;
use super::{strings, who};
use crate::ordered::BTreeMap;

/// A concrete request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    who: String,
    /// The role's session is part of who asks.
    session: bool,
    pub action: String,
    pub resource: String,
    pub resource_account: Option<String>,
    /// Keys as the policies spell them, and their values; others are absent, as are those without values.
    pub context: BTreeMap<String, Vec<String>>,
}

impl Witness {
    /// Who asks: an ARN, a service's or provider's name, or `*` for anybody.
    #[must_use]
    pub fn principal(&self) -> String {
        match (self.session, who::read(&self.who)) {
            (true, Some(Principal::Role { session: Some(session), .. })) => session,
            _ => self.who.split(MARK).next().unwrap_or_default().to_owned(),
        }
    }

    /// As the evaluator takes it.
    #[must_use]
    pub fn request(&self) -> Request {
        let mut context = Context::complete().set("aws:CurrentTime", KeyState::SomeValue);
        for (key, values) in &self.context {
            context = context.with(key, values.iter().cloned());
        }
        let mut out = Request::default().with_action(&self.action).with_resource(&self.resource).with_context(context);
        if let Some(principal) = who::read(&self.who) {
            out = out.with_principal(principal);
        }
        match &self.resource_account {
            Some(account) => out.with_resource_account(account),
            None => out,
        }
    }

    pub(super) fn of(region: &Region, attributes: &[Attribute], reading: &Reading) -> Option<Self> {
        let mut out = Self {
            who: String::new(),
            session: reading.names_sessions(),
            action: String::new(),
            resource: String::new(),
            resource_account: None,
            context: BTreeMap::new(),
        };
        let mut owner = None;
        for (place, attribute) in attributes.iter().enumerate() {
            let cells = region.cells.get(place)?;
            let text = |cell: usize| attribute.texts.get(cell).cloned().flatten();
            let first = || text(cells.iter().next()?);
            match &attribute.subject {
                Subject::Who => {
                    let kinds = reading.kinds;
                    let rank = |cell: &usize| attribute.matched.iter().take(kinds).position(|kind| kind.has(*cell));
                    out.who = text(cells.iter().min_by_key(|cell| (rank(cell), *cell))?)?;
                }
                Subject::Action => out.action = first()?,
                Subject::Resource => out.resource = first()?,
                Subject::Key(key) => {
                    let mut values = Vec::new();
                    let absent = attribute.absent();
                    let present = cells.and(&absent.not());
                    let hits: Vec<_> = region.hits.iter().filter(|(at, ..)| *at == place).collect();
                    let must = !cells.meets(&absent) || hits.iter().any(|(_, _, or_absent)| !or_absent) || key == "aws:resourceaccount";
                    for (_, bits, _) in hits.iter().filter(|_| must) {
                        values.extend(present.and(bits).iter().next().and_then(text));
                    }
                    if values.is_empty() && must {
                        values.extend(present.iter().next().and_then(text));
                    }
                    values.dedup();
                    if key == "aws:currenttime" {
                        let seconds = values.first().and_then(|v| instant(v)).map(plain_seconds);
                        out.context.insert("aws:EpochTime".to_owned(), seconds.into_iter().collect());
                        out.context.insert("aws:CurrentTime".to_owned(), values);
                        continue;
                    }
                    let owned = key == "aws:resourceaccount";
                    if owned {
                        owner = Some(values.first().cloned());
                    }
                    // Other keys are absent by not being named.
                    if owned || !values.is_empty() {
                        out.context.insert(attribute.spelled.clone(), values);
                    }
                }
            }
        }
        out.finish(owner, reading)
    }

    /// Keys that follow from who asks, and the account of the resource.
    fn finish(mut self, owner: Option<Option<String>>, reading: &Reading) -> Option<Self> {
        let principal = who::read(&self.who)?;
        self.resource_account = owner.unwrap_or_else(|| {
            let own = self.resource.split(':').nth(4).filter(|account| is_account(account));
            own.or(principal.account()).map(str::to_owned)
        });
        for (key, spelled) in reading.derived_keys() {
            self.context.remove(&spelled);
            if let Some(value) = who::derived(&principal, key) {
                self.context.insert(spelled, vec![value]);
            }
        }
        Some(self)
    }

    /// With names that people use, as long as each stays in its cell.
    pub(super) fn nicer(&self, attributes: &[Attribute], reading: &Reading) -> Self {
        let mut out = self.clone();
        // Every name is tried with every pattern: not worth it where there are thousands.
        const MOST_PATTERNS: usize = 1000;
        if attributes.iter().any(|attribute| attribute.matched.len() > MOST_PATTERNS) {
            return out;
        }
        let stays = |subject: &Subject, old: &str, new: &str| {
            attributes.iter().find(|a| a.subject == *subject).is_some_and(|a| {
                let patterns = reading.patterns(&a.subject);
                strings::alike(patterns, old, new)
            })
        };
        let try_fields = |subject: Subject, text: &mut String, wanted: &[(usize, &[&str])]| {
            for (field, values) in wanted {
                for value in *values {
                    let mut fields: Vec<&str> = text.splitn(6, ':').collect();
                    let Some(slot) = fields.get_mut(*field) else { break };
                    if slot.is_empty() && *field == 3 {
                        break;
                    }
                    *slot = value;
                    let new = fields.join(":");
                    if stays(&subject, text, &new) {
                        *text = new;
                        break;
                    }
                }
            }
        };
        const ACCOUNTS: &[&str] = &["111122223333", "444455556666", "777788889999"];
        if let Some(better) =
            super::super::actions::like(&out.action, |new| stays(&Subject::Action, &out.action, &new.to_ascii_lowercase()))
        {
            out.action = better;
        }
        let service = out.action.split(':').next().unwrap_or_default().to_owned();
        try_fields(
            Subject::Resource,
            &mut out.resource,
            &[
                (1, &["aws"]),
                (2, &[service.as_str(), "s3"]),
                (3, &["", "us-east-1"]),
                (4, if service == "s3" { &[""] } else { ACCOUNTS }),
                (5, &["example", "example/object"]),
            ],
        );
        let names = [format!("role/example{MARK}session"), format!("user/example{MARK}"), format!("federated-user/example{MARK}")];
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        try_fields(Subject::Who, &mut out.who, &[(1, &["aws"]), (4, ACCOUNTS), (5, &names)]);
        for (key, values) in &mut out.context {
            let lower = key.to_ascii_lowercase();
            if let [value] = values.as_mut_slice()
                && let Some((_, new)) = NAMES.iter().find(|(name, new)| *name == lower && stays(&Subject::Key(lower.clone()), value, new))
            {
                (*new).clone_into(value);
            }
        }
        let owner = out.context.iter().find(|(key, _)| key.eq_ignore_ascii_case("aws:resourceaccount"));
        let owner = owner.map(|(_, values)| values.first().cloned()).or_else(|| self.resource_account.is_none().then_some(None));
        out.finish(owner, reading).unwrap_or_else(|| self.clone())
    }
}

/// Values as they look.
const NAMES: [(&str, &str); 14] = [
    ("aws:principalorgid", "o-exampleorgid"),
    ("aws:resourceorgid", "o-exampleorgid"),
    ("aws:sourceorgid", "o-exampleorgid"),
    ("aws:vpceorgid", "o-exampleorgid"),
    ("aws:resourceaccount", "111122223333"),
    ("aws:resourceaccount", "444455556666"),
    ("aws:principalorgid", "o-otherorgid"),
    ("aws:resourceorgid", "o-otherorgid"),
    ("aws:sourceaccount", "111122223333"),
    ("aws:sourcevpce", "vpce-0a1b2c3d4e5f67890"),
    ("aws:sourcevpc", "vpc-0a1b2c3d4e5f67890"),
    ("aws:requestedregion", "us-east-1"),
    ("aws:sourceip", "203.0.113.10"),
    ("aws:vpcsourceip", "10.0.0.10"),
];
