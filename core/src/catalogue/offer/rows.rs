//! Price dimensions on their way to prices: tiers put in order, dates compared.

use super::matching::Subject;
use crate::catalogue::price::{Currency, Price, Tier};
use crate::catalogue::table::Confidence;
use crate::money::{Money, NotMoney};
use crate::net::refusal::{Refusal, refusal};
use crate::ordered::{BTreeMap, Sorted as _};

/// One price dimension, as the file has it.
#[derive(Clone, Debug, Default)]
pub(super) struct Dimension {
    pub begin: String,
    pub end: String,
    pub amounts: Vec<(String, String)>,
}

/// The dimensions of one term of one product.
#[derive(Clone, Debug, Default)]
pub(super) struct Term {
    pub effective: String,
    pub dimensions: Vec<Dimension>,
}

/// The terms found, by what they price.
#[derive(Default)]
pub(super) struct Rows {
    found: BTreeMap<Subject, BTreeMap<String, Vec<Term>>>,
}

/// A price, or why there is none.
pub(super) type Outcome = Result<Price, Refusal>;

impl Rows {
    /// A term of a product. Several products may price the same; they must agree.
    pub fn push(&mut self, subject: Subject, sku: &str, term: Term) {
        self.found.entry(subject).or_default().entry(sku.to_owned()).or_default().push(term);
    }

    /// Every subject with its price as of a day (`2026-11-28`; a term is not valid before it begins).
    pub fn prices(self, today: &str) -> Vec<(Subject, Outcome)> {
        let priced = |(subject, products): (Subject, BTreeMap<String, Vec<Term>>)| {
            let mut out: Option<Outcome> = None;
            for terms in products.values() {
                let Some(term) = terms.iter().filter(|t| day(&t.effective) <= today).max_by_key(|t| t.effective.clone()) else { continue };
                let price = price(&subject, term);
                out = Some(match (out, price) {
                    (None, p) => p,
                    (Some(Ok(a)), Ok(b)) if a.tiers() == b.tiers() => Ok(a),
                    (Some(Ok(_)), Ok(_)) => Err(refusal!("several products of the list have different prices for it")),
                    (Some(Err(e)), _) | (_, Err(e)) => Err(e),
                });
            }
            (subject, out.unwrap_or_else(|| Err(refusal!("its price is not valid yet"))))
        };
        self.found.into_iter().map(priced).collect()
    }
}

fn not_money(e: NotMoney) -> Refusal {
    match e {
        NotMoney::Malformed => refusal!("not a decimal number"),
        NotMoney::TooFine => refusal!("more than ten decimals"),
        NotMoney::TooLarge => refusal!("too large"),
    }
}

fn day(date: &str) -> &str {
    date.get(..10).unwrap_or(date)
}

fn price(subject: &Subject, term: &Term) -> Outcome {
    let currency = |d: &Dimension| d.amounts.iter().find_map(|(c, _)| Currency::ALL.into_iter().find(|k| k.as_str() == c));
    let currency = term.dimensions.first().and_then(currency).ok_or_else(|| refusal!("it is in a currency that is not known here"))?;
    let mut tiers = Vec::new();
    for d in &term.dimensions {
        let amount = d.amounts.iter().find(|(c, _)| c == currency.as_str()).map(|(_, a)| a.as_str()).unwrap_or_default();
        let shown = || amount.chars().take(40).collect::<String>();
        let amount =
            amount.parse::<Money>().map_err(|e| refusal!("\"{given}\" is no price: {why}", given = shown(), why = not_money(e)))?;
        if amount < Money::ZERO {
            return Err(refusal!("a price is not negative"));
        }
        let bound = |text: &str| match text {
            "" | "Inf" => Ok(None),
            t => t
                .split('.')
                .next()
                .and_then(|t| t.parse::<u64>().ok())
                .map(Some)
                .ok_or_else(|| refusal!("\"{given}\" is no quantity", given = t.to_owned())),
        };
        tiers.push(Tier { from: bound(&d.begin)?.unwrap_or(0), to: bound(&d.end)?, amount, confidence: Confidence::Verified });
    }
    tiers.order_by_key(|t| t.from);
    Price::tiered(tiers, subject.meter.unit(), currency).ok_or_else(|| refusal!("its tiers leave gaps"))
}
