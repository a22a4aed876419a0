//! Answers about policies in words: requests that show something, and why there is no answer.

use portico_core::policy::{Contained, Stuck, Witness};

/// Yes, no with a request that shows it, or why that cannot be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Yes,
    No(String),
    Undecided(String),
}

impl Answer {
    pub fn of(found: &Contained) -> Self {
        match found {
            Contained::Yes => Self::Yes,
            Contained::No(w) => Self::No(request(w)),
            Contained::Undecided(why) => Self::Undecided(stuck(why)),
        }
    }

    pub fn key(&self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No(_) => "no",
            Self::Undecided(_) => "undecided",
        }
    }

    pub fn word(&self) -> &'static str {
        match self {
            Self::Yes => "Yes",
            Self::No(_) => "No",
            Self::Undecided(_) => "Cannot be told",
        }
    }
}

/// A request in a sentence's part: "role/example with s3:GetObject on arn:…, where aws:SourceVpce is vpce-1".
pub fn request(w: &Witness) -> String {
    let who = match w.principal().as_str() {
        "*" => crate::language::t("anybody without a signature").to_owned(),
        who => who.to_owned(),
    };
    let mut out = crate::say!("{who} with {action} on {resource}", who = who, action = w.action, resource = w.resource);
    let said = |key: &str| !key.eq_ignore_ascii_case("aws:CurrentTime") && !key.eq_ignore_ascii_case("aws:EpochTime");
    let known: Vec<String> = w
        .context
        .iter()
        .filter(|(key, values)| said(key) && !values.is_empty())
        .map(|(key, v)| format!("{key} is {}", v.join(", ")))
        .collect();
    if !known.is_empty() {
        out.push_str(", where ");
        out.push_str(&known.join(" and "));
    }
    out
}

pub fn stuck(why: &Stuck) -> String {
    match why {
        Stuck::TooManyPatterns(of) => crate::say!("the wildcards of {of} cut into each other too often to look through all", of = of),
        Stuck::TooMuchWork => crate::language::t("it has too many statements and conditions to look through all").into(),
        Stuck::Variables(all) => crate::say!("it hangs on the values of {all}", all = all.join(", ")),
        Stuck::Undocumented => crate::language::t("it hangs on a case that AWS refuses or does not document").into(),
    }
}
