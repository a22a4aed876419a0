//! A price list file from its first byte to a report of what it says.

use super::json::{Event, Path};
use super::matching::{ATTRIBUTES, Attributes, Subject, subject};
use super::rows::{Dimension, Rows, Term};
use super::table::{Imported, OfferFile, PriceRow};
use super::{csv, json};
use crate::catalogue::meter::Meter;
use crate::catalogue::price::{Price, PriceTable};
use crate::net::refusal::{Refusal, refusal};
use crate::ordered::BTreeMap;
use std::borrow::Cow;

/// What one price of the file does to the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub region: String,
    pub meter: Meter,
    pub towards: Option<String>,
    /// What the table had for this very thing.
    pub before: Option<Price>,
    /// What the file says; else why it could not be taken.
    pub after: Result<Price, Refusal>,
}

impl Taken {
    /// Whether the amounts differ from before.
    pub fn changes(&self) -> bool {
        let amounts = |p: &Price| p.tiers().iter().map(|t| (t.from, t.amount)).collect::<Vec<_>>();
        match (&self.before, &self.after) {
            (Some(b), Ok(a)) => amounts(b) != amounts(a),
            (None, Ok(_)) => true,
            (_, Err(_)) => false,
        }
    }
}

/// Whether a file that begins so is a price list of AWS, an answer of its Pricing API, or a table of imported prices.
pub fn is_price_list(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let has = |words: &[&str]| words.iter().all(|w| text.contains(w));
    match text.as_bytes().first() {
        Some(b'{' | b'[') => {
            has(&["\"formatVersion\"", "\"offerCode\""])
                || has(&["\"PriceList\""])
                || has(&["\"product\"", "usagetype"])
                || has(&["\"serviceCode\"", "\"terms\""])
        }
        Some(b'"') | Some(b'F') => text.trim_start_matches('"').starts_with("FormatVersion"),
        Some(b'S') => has(&["SKU", "PricePerUnit"]),
        _ => text.starts_with(super::table::HEAD),
    }
}

enum Form {
    /// Nothing but white space so far.
    Unknown,
    Json(json::Reader, Box<List>),
    Csv(csv::Reader, Box<Sheet>),
}

/// Reads a file piece by piece.
pub struct Importer {
    form: Form,
    bytes: u64,
}

impl Default for Importer {
    fn default() -> Self {
        Self { form: Form::Unknown, bytes: 0 }
    }
}

impl Importer {
    pub fn new() -> Self {
        Self::default()
    }

    /// The next piece of the file, of any size.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        let mut bytes = bytes;
        if matches!(self.form, Form::Unknown) {
            let blank = |b: &u8| b.is_ascii_whitespace() || [0xEF, 0xBB, 0xBF].contains(b);
            let skip = bytes.iter().take_while(|b| blank(b)).count();
            bytes = bytes.get(skip..).unwrap_or_default();
            self.form = match bytes.first() {
                None => Form::Unknown,
                Some(b'{' | b'[') => Form::Json(json::Reader::default(), Box::default()),
                Some(_) => Form::Csv(csv::Reader::default(), Box::default()),
            };
        }
        let place = self.bytes;
        self.bytes += bytes.len() as u64;
        let fed = match &mut self.form {
            Form::Unknown => Ok(()),
            Form::Json(reader, list) => {
                let read = reader.feed(bytes, &mut |path, event| list.event(path, event));
                read.and_then(|()| list.fault.take().map_or(Ok(()), Err))
            }
            Form::Csv(reader, sheet) => reader.feed(bytes, &mut |row| sheet.row(row)).and_then(|()| sheet.fault.take().map_or(Ok(()), Err)),
        };
        fed.map_err(|e| refusal!("after {n} bytes: {why}", n = place.to_string(), why = e))
    }

    /// What the file says, laid beside what a table has. `today` is a day such as `2026-11-28`.
    pub fn finish(self, table: &PriceTable, today: &str) -> Result<(Imported, Vec<Taken>), Refusal> {
        let (offer, rows, products) = match self.form {
            Form::Unknown => return Err(refusal!("this file is empty")),
            Form::Json(reader, list) if reader.is_whole() => (list.offer, list.rows, list.products),
            Form::Json(..) => return Err(refusal!("the file ends too early; it may be cut off")),
            Form::Csv(mut reader, mut sheet) => {
                reader.finish(&mut |row| sheet.row(row))?;
                sheet.close();
                if sheet.columns.is_empty() {
                    return Err(refusal!("this is neither a price list of AWS nor an answer of its Pricing API"));
                }
                (sheet.offer, sheet.rows, sheet.products)
            }
        };
        if products == 0 {
            return Err(refusal!("this is no price list of AWS: there are no products in it"));
        }
        let found = rows.prices(today);
        if found.is_empty() {
            let list = if offer.code.is_empty() { refusal!("this price list") } else { refusal!("{code}", code = offer.code.clone()) };
            return Err(refusal!(
                "{list} has none of the prices that a network runs up: AmazonVPC, AmazonEC2 and AWSDataTransfer have them",
                list = list
            ));
        }
        let (mut imported, mut report) = (Imported::default(), Vec::new());
        for (s, outcome) in found {
            let towards = s.towards.map(ToOwned::to_owned);
            let before = match s.towards {
                Some(to) => table.pair(s.region, to).cloned(),
                None => table.price(s.region, s.meter).cloned(),
            };
            let after = outcome.map(|mut price| {
                price.as_of = offer.day().map(|d| Cow::Owned(d.to_owned()));
                price.sources = vec![Cow::Owned(offer.title())];
                price
            });
            if let Ok(price) = &after {
                let row = PriceRow { region: s.region.into(), meter: s.meter, towards: towards.clone(), price: price.clone() };
                imported.rows.push(row);
            }
            report.push(Taken { region: s.region.into(), meter: s.meter, towards, before, after });
        }
        imported.offers.push(offer);
        Ok((imported, report))
    }
}

/// The JSON forms: the bulk file, and items of the Pricing API.
#[derive(Default)]
struct List {
    offer: OfferFile,
    rows: Rows,
    products: u64,
    /// Products of the bulk file that are wanted.
    wanted: BTreeMap<String, Subject>,
    attributes: Attributes,
    term: Term,
    dimension: Dimension,
    /// Of an item of the Pricing API.
    sku: String,
    terms: Vec<Term>,
    fault: Option<Refusal>,
}

fn known(name: &str) -> Option<&'static str> {
    ATTRIBUTES.into_iter().find(|a| name.eq_ignore_ascii_case(a))
}

impl List {
    fn event(&mut self, path: &Path, event: Event) {
        match path.part(0) {
            "products" | "terms" if !path.part(1).is_empty() => self.bulk(path, event),
            "version" | "publicationDate" | "offerCode" if path.len() == 1 => self.head(path.part(0), event),
            "PriceList" => self.item(path, event, 2),
            "" if path.len() > 0 => self.item(path, event, 1),
            "product" | "serviceCode" | "terms" | "" => self.item(path, event, 0),
            _ => {}
        }
    }

    fn head(&mut self, name: &str, event: Event) {
        let Event::Scalar(value) = event else { return };
        let slot = match name {
            "version" => &mut self.offer.version,
            "publicationDate" => &mut self.offer.published,
            _ => &mut self.offer.code,
        };
        if slot.is_empty() {
            *slot = value.chars().take(60).collect();
        }
    }

    fn bulk(&mut self, path: &Path, event: Event) {
        // Items that stand alone have `terms` too, one level less deep, and `product` before them.
        if path.part(0) == "terms" && !self.sku.is_empty() {
            return self.item(path, event, 0);
        }
        if path.part(0) == "products" {
            match (event, path.len(), path.part(2)) {
                (Event::Scalar(v), 4, "attributes") => self.attribute(path.part(3), v),
                (Event::End, 2, _) => {
                    self.products += 1;
                    if let Some(s) = subject(&self.attributes) {
                        self.wanted.insert(path.part(1).to_owned(), s);
                    }
                    self.attributes = Attributes::new();
                }
                _ => {}
            }
            return;
        }
        if path.part(1) != "OnDemand" {
            return;
        }
        if self.products == 0 {
            self.fault = Some(refusal!("the prices of this file come before its products, which AWS's files do not do"));
            return;
        }
        let Some(s) = self.wanted.get(path.part(2)) else { return };
        match (event, path.len()) {
            (Event::End, 4) => {
                let (s, term) = (s.clone(), std::mem::take(&mut self.term));
                self.rows.push(s, path.part(2), term);
            }
            (event, _) => self.term(path, event, 4),
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        if let Some(name) = known(name) {
            self.attributes.insert(name, value.chars().take(200).collect());
        }
    }

    /// What stands in a term, whose own keys begin at `at`.
    fn term(&mut self, path: &Path, event: Event, at: usize) {
        match (event, path.part(at), path.len() - at.min(path.len())) {
            (Event::Scalar(v), "effectiveDate", 1) => self.term.effective = v.chars().take(40).collect(),
            (Event::Scalar(v), "priceDimensions", 3) => match path.part(at + 2) {
                "beginRange" | "startingRange" => self.dimension.begin = v.chars().take(40).collect(),
                "endRange" | "endingRange" => self.dimension.end = v.chars().take(40).collect(),
                _ => {}
            },
            (Event::Scalar(v), "priceDimensions", 4) if path.part(at + 2) == "pricePerUnit" => {
                self.dimension.amounts.push((path.part(at + 3).to_owned(), v.chars().take(60).collect()));
            }
            (Event::End, "priceDimensions", 2) => self.term.dimensions.push(std::mem::take(&mut self.dimension)),
            _ => {}
        }
    }

    /// An item of the Pricing API, whose own keys begin at `at`: an object, or a text that holds one.
    fn item(&mut self, path: &Path, event: Event, at: usize) {
        match (event, path.part(at), path.len().saturating_sub(at)) {
            (Event::Scalar(text), _, 0) if text.starts_with('{') => {
                let mut reader = json::Reader::default();
                if let Err(e) = reader.feed(text.as_bytes(), &mut |p, e| self.item(p, e, 0)) {
                    self.fault = Some(e);
                }
            }
            (Event::Scalar(v), "product", 2) if path.part(at + 1) == "sku" => self.sku = v.chars().take(60).collect(),
            (Event::Scalar(v), "product", 3) if path.part(at + 1) == "attributes" => self.attribute(path.part(at + 2), v),
            (Event::Scalar(v), name @ ("version" | "publicationDate"), 1) => self.head(name, Event::Scalar(v)),
            (Event::Scalar(v), "serviceCode", 1) => self.head("offerCode", Event::Scalar(v)),
            (Event::End, "terms", 3) if path.part(at + 1) == "OnDemand" => {
                let term = std::mem::take(&mut self.term);
                self.terms.push(term);
            }
            (event, "terms", n) if n > 3 && path.part(at + 1) == "OnDemand" => self.term(path, event, at + 3),
            // The item itself ends.
            (Event::End, _, 0) if !self.sku.is_empty() => {
                self.products += 1;
                let (sku, terms) = (std::mem::take(&mut self.sku), std::mem::take(&mut self.terms));
                let attributes = std::mem::take(&mut self.attributes);
                if let Some(s) = subject(&attributes) {
                    terms.into_iter().for_each(|t| self.rows.push(s.clone(), &sku, t));
                }
            }
            _ => {}
        }
    }
}

/// The CSV form: five rows about the file, a row of headings, then one row for each price dimension.
#[derive(Default)]
struct Sheet {
    offer: OfferFile,
    rows: Rows,
    products: u64,
    columns: BTreeMap<String, usize>,
    lines: u64,
    /// The term whose dimensions are coming by.
    open: Option<(Subject, String, String, Term)>,
    fault: Option<Refusal>,
}

impl Sheet {
    fn row(&mut self, row: &[String]) {
        self.lines += 1;
        if self.columns.is_empty() {
            let plain = |s: &String| s.to_lowercase().replace([' ', '_'], "");
            match (row.first().map(plain).as_deref(), row.get(1)) {
                (Some("sku"), _) => self.columns = row.iter().enumerate().map(|(i, name)| (plain(name), i)).collect(),
                (Some("publicationdate"), Some(v)) => self.offer.published = v.chars().take(60).collect(),
                (Some("version"), Some(v)) => self.offer.version = v.chars().take(60).collect(),
                (Some("offercode"), Some(v)) => self.offer.code = v.chars().take(60).collect(),
                _ if self.lines > 20 => {
                    self.fault = Some(refusal!("there is no row of headings that begins with SKU: this is no price list of AWS"))
                }
                _ => {}
            }
            return;
        }
        self.products += 1;
        let get = |name: &str| self.columns.get(name).and_then(|i| row.get(*i)).map_or("", String::as_str);
        if !matches!(get("termtype"), "" | "OnDemand") {
            return;
        }
        let attributes: Attributes = ATTRIBUTES.into_iter().map(|a| (a, get(a).to_owned())).filter(|(_, v)| !v.is_empty()).collect();
        let Some(s) = subject(&attributes) else { return };
        let (sku, effective) = (get("sku").to_owned(), get("effectivedate").to_owned());
        let amount = (get("currency").to_owned(), get("priceperunit").to_owned());
        let dimension = Dimension { begin: get("startingrange").to_owned(), end: get("endingrange").to_owned(), amounts: vec![amount] };
        let code = get("offertermcode").to_owned();
        let same = self.open.as_ref().is_some_and(|(os, osku, ocode, _)| *os == s && *osku == sku && *ocode == code);
        if !same {
            self.close();
            self.open = Some((s, sku, code, Term { effective, dimensions: Vec::new() }));
        }
        if let Some((_, _, _, term)) = &mut self.open {
            term.dimensions.push(dimension);
        }
    }

    fn close(&mut self) {
        if let Some((s, sku, _, term)) = self.open.take() {
            self.rows.push(s, &sku, term);
        }
    }
}
