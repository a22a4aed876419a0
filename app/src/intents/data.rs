//! What the Intents panel shows: each statement in words, with its light, and what a form makes a statement of.

use crate::compare::data::Said;
use crate::language::InLanguage;
use portico_core::document::{Claim, Id, Intent, Kind, Model, NodeId, Resource};
use portico_core::edit::Command;
use portico_core::facts::Facts;
use portico_core::intents::Light;
use portico_core::net::Protocol;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub intent: Id<Intent>,
    pub light: Light,
    pub said: Said,
    pub why: Vec<Said>,
}

pub fn rows(facts: &Facts) -> Vec<Row> {
    let model = &facts.document.model;
    let row = |j: &portico_core::intents::Judged| {
        let why = j.why.iter().take(4).map(|t| t.said(model)).collect();
        Some(Row { intent: j.intent, light: j.light, said: statement(model.get(j.intent)?).said(model), why })
    };
    facts.intents().iter().filter_map(row).collect()
}

/// How many are broken or open; none where there are no intents.
pub fn wanting(facts: &Facts) -> Option<usize> {
    let all = facts.intents();
    (!all.is_empty()).then(|| all.iter().filter(|j| j.light != Light::Kept).count())
}

pub use portico_core::intents::statement;

pub fn word(light: Light) -> &'static str {
    match light {
        Light::Kept => "holds",
        Light::Open => "open",
        Light::Broken => "broken",
    }
}

pub const CLAIMS: [(Claim, &str); 6] = [
    (Claim::ReachesPrivately, "reaches privately"),
    (Claim::Reaches, "reaches"),
    (Claim::NeverReaches, "never reaches"),
    (Claim::NeverReachesInternet, "never reaches the internet"),
    (Claim::SurvivesAnyZone, "survives any one zone"),
    (Claim::MonthUnder, "costs in a month at most"),
];

/// Resources to choose from, with their names.
pub type Choices = Vec<(NodeId, String)>;

/// What can stand at the left: everything that calls; at the right: everything that is called.
pub fn ends(model: &Model) -> (Choices, Choices) {
    let of = |kinds: &[Kind]| kinds.iter().flat_map(|k| model.of_kind(*k)).map(|(id, _)| (id, model.name(id))).collect();
    let called = [
        Kind::Service,
        Kind::Bucket,
        Kind::Table,
        Kind::Workload,
        Kind::LoadBalancer,
        Kind::InterfaceEndpoint,
        Kind::ResourceEndpoint,
        Kind::OnPremises,
        Kind::InternetGateway,
    ];
    (of(&[Kind::Workload, Kind::Subnet, Kind::Vpc]), of(&called))
}

/// A form as it is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    pub claim: Claim,
    pub from: Option<NodeId>,
    pub to: Option<NodeId>,
    /// A port, or the dollars of a month.
    pub number: Option<u32>,
}

impl Default for Form {
    fn default() -> Self {
        Self { claim: Claim::ReachesPrivately, from: None, to: None, number: None }
    }
}

impl Form {
    pub fn has_ends(&self) -> bool {
        self.claim != Claim::MonthUnder
    }

    pub fn has_to(&self) -> bool {
        !matches!(self.claim, Claim::MonthUnder | Claim::NeverReachesInternet)
    }

    pub fn command(&self) -> Result<Command, &'static str> {
        let reach = matches!(self.claim, Claim::Reaches | Claim::ReachesPrivately | Claim::NeverReaches);
        if reach && self.to.is_none() {
            return Err("Say what is reached.");
        }
        let port = match self.number.filter(|_| reach) {
            None => None,
            Some(n) => Some(u16::try_from(n).ok().filter(|p| *p > 0).ok_or("A port is from 1 to 65535.")?),
        };
        let limit = match self.claim {
            Claim::MonthUnder => Some(self.number.ok_or("Say how much a month may cost, in whole dollars.")?),
            _ => None,
        };
        let body = Intent {
            claim: self.claim,
            from: self.from.filter(|_| self.has_ends()),
            to: self.to.filter(|_| self.has_to()),
            protocol: Protocol::TCP,
            port,
            limit,
        };
        Ok(Command::Add { name: None, body: body.into_body(), at: None })
    }
}
