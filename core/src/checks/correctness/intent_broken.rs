//! Intents of the design that do not hold.

use crate::checks::{Found, check};
use crate::facts::Facts;
use crate::finding::Severity;
use crate::intents::Light;
use crate::text;

check! {
    /// An intent is a statement that must hold of the design: that one thing reaches another privately, that nothing reaches the
    /// internet, that flows survive any one zone, that a month costs no more than so much. This one does not hold.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   igw igw
    ///   table out: 0.0.0.0/0 -> igw
    ///   group app: out any to 0.0.0.0/0
    ///   subnet app a 10.0.0.0/24 table out public-ip
    ///     instance api groups app
    /// intent inside never-reaches-internet from api
    /// ```
    ///
    /// ## What to do
    ///
    /// Undo or change the edit that broke it; each reason names what it hangs on. If the statement itself is no longer meant, delete
    /// the intent.
    ///
    /// AWS: "Reliability Pillar" (AWS Well-Architected Framework)
    "intent-broken", "Intent that does not hold", Correctness, Error
}

fn run(facts: &Facts) -> Vec<Found> {
    let found = |j: &crate::intents::Judged| {
        let said = match j.light {
            Light::Kept => return None,
            Light::Open => text!("Whether the intent {intent} holds is not known.", intent = j.intent),
            Light::Broken => text!("The intent {intent} does not hold.", intent = j.intent),
        };
        let severity = if j.light == Light::Broken { Severity::Error } else { Severity::Info };
        let why = j.why.iter().take(6).map(|w| text!("It is so because {why}.", why = w.clone()));
        Some(why.fold(Found::new(j.intent, said).severity(severity), Found::because))
    };
    facts.intents().iter().filter_map(found).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::check;

    #[test]
    fn fires_and_stays_silent() {
        check(
            &CHECK,
            "vpc main 10.0.0.0/16
  igw igw
  table out: 0.0.0.0/0 -> igw
  group app: out any to 0.0.0.0/0
  subnet app a 10.0.0.0/24 table out public-ip
    instance api groups app
  subnet shut b 10.0.1.0/24
    instance vault groups app
intent inside never-reaches-internet from api #! The intent inside does not hold
intent shut never-reaches-internet from vault
intent budget any month-under limit 3 #! The intent budget does not hold
intent rich any month-under limit 4
intent later survives-any-zone #! Whether the intent later holds is not known
",
        );
    }
}
