//! Imported prices as a text file: what `portico prices import` writes and `--prices` reads.
//!
//! One price a line, fields separated by tabs: region, meter (`inter-region-gb>eu-west-1` for data to one region), currency, tiers
//! (`0=0.01 1048576=0.006`: from so many units on, so much), the offer it is from. A line with @ names an offer: code, version, publication.

use crate::catalogue::meter::Meter;
use crate::catalogue::price::{Currency, Price, PriceTable, Tier};
use crate::catalogue::table::Confidence;
use crate::money::Money;
use crate::net::refusal::{Refusal, refusal};
use crate::ordered::BTreeMap;
use std::borrow::Cow;
use std::fmt::Write;

pub(super) const HEAD: &str = "# Portico prices 1";

/// A price list file that prices were taken from.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct OfferFile {
    /// Such as `AmazonVPC`.
    pub code: String,
    /// Such as `20260917190528`.
    pub version: String,
    /// When AWS published it: `2026-09-17T19:05:28Z`.
    pub published: String,
}

impl OfferFile {
    /// The day of its publication, where it says one; else that of its version.
    pub fn day(&self) -> Option<String> {
        let is_day =
            |d: &&str| d.len() == 10 && d.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
        if let Some(d) = self.published.get(..10).filter(is_day) {
            return Some(d.to_owned());
        }
        let (y, m, d) = (self.version.get(..4)?, self.version.get(4..6)?, self.version.get(6..8)?);
        Some(format!("{y}-{m}-{d}")).filter(|d| is_day(&d.as_str()))
    }

    pub(super) fn title(&self) -> String {
        let code = if self.code.is_empty() { "AWS price list" } else { &self.code };
        format!("official, imported: {code} {}", self.version).trim_end().to_owned()
    }
}

/// One imported price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceRow {
    pub region: String,
    pub meter: Meter,
    pub towards: Option<String>,
    pub price: Price,
}

/// Prices of one or several files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    pub offers: Vec<OfferFile>,
    pub rows: Vec<PriceRow>,
}

/// What makes such a file.
const COMMAND: &str = "portico prices import";

impl Imported {
    /// Lays another import over this one.
    pub fn lay(&mut self, other: Imported) {
        for row in other.rows {
            let same = |r: &&mut PriceRow| r.region == row.region && r.meter == row.meter && r.towards == row.towards;
            match self.rows.iter_mut().find(same) {
                Some(old) => *old = row,
                None => self.rows.push(row),
            }
        }
        for offer in other.offers {
            if !self.offers.contains(&offer) {
                self.offers.push(offer);
            }
        }
    }

    /// A table with these prices in the place of its own.
    pub fn over(&self, table: &PriceTable) -> PriceTable {
        let mut out = table.clone();
        for r in &self.rows {
            match &r.towards {
                Some(to) => out.set_pair(&r.region, to, r.price.clone()),
                None => out.set(&r.region, r.meter, r.price.clone()),
            }
        }
        out
    }

    /// The file's text, in order of region and meter.
    pub fn write(&self) -> String {
        let mut out = format!("{HEAD}\n");
        for o in &self.offers {
            let _ = writeln!(out, "@\t{}\t{}\t{}", clean(&o.code), clean(&o.version), clean(&o.published));
        }
        let rows: BTreeMap<(&str, Meter, &Option<String>), &Price> =
            self.rows.iter().map(|r| ((r.region.as_str(), r.meter, &r.towards), &r.price)).collect();
        for ((region, meter, towards), price) in rows {
            let to = towards.as_ref().map(|t| format!(">{t}")).unwrap_or_default();
            let tiers: Vec<String> = price.tiers().iter().map(|t| format!("{}={}", t.from, t.amount.exact())).collect();
            let source = price.sources.first().map_or("", |s| s.as_ref());
            let day = price.as_of.as_deref().unwrap_or("");
            let _ = writeln!(
                out,
                "{region}\t{}{to}\t{}\t{}\t{}\t{}",
                meter.key(),
                price.currency.as_str(),
                tiers.join(" "),
                clean(day),
                clean(source)
            );
        }
        out
    }

    /// Reads what [`Imported::write`] wrote; else the line (from 1) and what is wrong with it.
    pub fn read(text: &str) -> Result<Imported, Refusal> {
        let mut lines = text.lines().enumerate();
        if lines.next().map(|(_, l)| l.trim_end()) != Some(HEAD) {
            return Err(refusal!(
                "line 1: a file of prices begins with {head}; {command} makes one",
                head = HEAD.to_owned(),
                command = COMMAND.to_owned()
            ));
        }
        let mut out = Imported::default();
        for (i, line) in lines.filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#')) {
            let fields: Vec<&str> = line.split('\t').collect();
            let field = |n: usize| fields.get(n).copied().unwrap_or("").trim();
            if field(0) == "@" {
                out.offers.push(OfferFile { code: field(1).into(), version: field(2).into(), published: field(3).into() });
                continue;
            }
            out.rows.push(row(&field).map_err(|e| refusal!("line {n}: {why}", n = i + 1, why = e))?);
        }
        Ok(out)
    }
}

fn row<'a>(field: &impl Fn(usize) -> &'a str) -> Result<PriceRow, Refusal> {
    let (key, towards) = match field(1).split_once('>') {
        Some((key, to)) => (key, Some(to.to_owned())),
        None => (field(1), None),
    };
    let shown = |t: &str| t.chars().take(60).collect::<String>();
    let meter = Meter::read(key).ok_or_else(|| refusal!("\"{given}\" is no meter", given = shown(key)))?;
    let currency = Currency::ALL
        .into_iter()
        .find(|c| c.as_str() == field(2))
        .ok_or_else(|| refusal!("\"{given}\" is no currency", given = shown(field(2))))?;
    let mut tiers: Vec<Tier> = Vec::new();
    for part in field(3).split(' ') {
        let read = part.split_once('=').and_then(|(from, amount)| Some((from.parse::<u64>().ok()?, amount.parse::<Money>().ok()?)));
        let (from, amount) =
            read.ok_or_else(|| refusal!("\"{given}\" is no tier such as {such}", given = shown(part), such = "0=0.01".to_owned()))?;
        if let Some(last) = tiers.last_mut() {
            last.to = Some(from);
        }
        tiers.push(Tier { from, to: None, amount, confidence: Confidence::Verified });
    }
    if tiers.iter().any(|t| t.amount < Money::ZERO) {
        return Err(refusal!("a price is not negative"));
    }
    let mut price = Price::tiered(tiers, meter.unit(), currency).ok_or_else(|| refusal!("tiers begin at 0 and rise"))?;
    price.as_of = Some(field(4)).filter(|d| !d.is_empty()).map(|d| Cow::Owned(d.to_owned()));
    price.sources = Some(field(5)).filter(|s| !s.is_empty()).map(|s| Cow::Owned(s.to_owned())).into_iter().collect();
    Ok(PriceRow { region: field(0).to_owned(), meter, towards, price })
}

fn clean(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ")
}
