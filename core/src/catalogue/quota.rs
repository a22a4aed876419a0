//! AWS quotas and fixed limits of networking.

use std::sync::OnceLock;

use super::table::{self, Parsed, Row};

/// How a limit is stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuotaValue {
    Number(u64),
    /// Named numbers, in the order AWS lists them.
    Table(Vec<(&'static str, u64)>),
    /// What no number says.
    Words(&'static str),
}

/// A quota or fixed limit. Every one was read in the AWS page that `source` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// A key of our own, such as `sg_rules`.
    pub id: &'static str,
    pub name: &'static str,
    /// What holds unless AWS raised it.
    pub value: QuotaValue,
    /// The unit of the numbers, where they are not counts.
    pub unit: Option<&'static str>,
    /// How far AWS raises it, or the upper end of a range.
    pub max: Option<u64>,
    /// What it is counted over.
    pub scope: &'static str,
    /// Whether AWS raises it on request; `None` where the page does not say.
    pub adjustable: Option<bool>,
    /// The code in Service Quotas, such as `L-F678F1CE`.
    pub quota_code: Option<&'static str>,
    /// Guide and page title.
    pub source: &'static str,
    pub note: Option<&'static str>,
}

impl Quota {
    /// The default, where it is one number.
    pub fn number(&self) -> Option<u64> {
        match self.value {
            QuotaValue::Number(number) => Some(number),
            _ => None,
        }
    }

    /// One number of a table.
    pub fn entry(&self, key: &str) -> Option<u64> {
        match &self.value {
            QuotaValue::Table(entries) => entries.iter().find(|(name, _)| *name == key).map(|(_, number)| *number),
            _ => None,
        }
    }

    fn read(row: &Row) -> Option<Quota> {
        let max = row.optional(4).map(str::parse).transpose().ok()?;
        Some(Quota {
            id: row.optional(0)?,
            name: row.optional(1)?,
            value: value_of(row.optional(2)?),
            unit: row.optional(3),
            max,
            scope: row.optional(5)?,
            adjustable: match row.text(6) {
                "yes" => Some(true),
                "no" => Some(false),
                "?" => None,
                _ => return None,
            },
            quota_code: row.optional(7),
            source: row.optional(8)?,
            note: row.optional(9),
        })
    }
}

fn value_of(text: &'static str) -> QuotaValue {
    if let Ok(number) = text.parse() {
        return QuotaValue::Number(number);
    }
    let entries = text.split(';').map(|entry| {
        let (key, number) = entry.split_once('=')?;
        Some((key, number.parse().ok()?))
    });
    match entries.collect::<Option<Vec<_>>>() {
        Some(entries) => QuotaValue::Table(entries),
        None => QuotaValue::Words(text),
    }
}

/// Every quota, sorted by id.
pub(super) fn all() -> &'static [Quota] {
    static QUOTAS: OnceLock<Vec<Quota>> = OnceLock::new();
    QUOTAS.get_or_init(|| read().rows)
}

pub(super) fn by_id(id: &str) -> Option<&'static Quota> {
    let index = all().binary_search_by(|quota| quota.id.cmp(id)).ok()?;
    all().get(index)
}

fn read() -> Parsed<Quota> {
    table::parse(include_str!("../../data/quotas.tsv"), Quota::read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_sorted() {
        assert_eq!(read().rejected, [] as [usize; 0]);
        assert_eq!(all().len(), 78);
        assert!(all().is_sorted_by(|a, b| a.id < b.id), "quotas.tsv is not sorted");
        for quota in all() {
            let above = |number| quota.max.is_none_or(|max| max >= number);
            assert!(quota.number().is_none_or(above), "{}", quota.id);
            assert!(quota.source.contains('"'), "{} names no page", quota.id);
        }
    }

    #[test]
    fn numbers_tables_and_words() {
        assert_eq!(by_id("reserved_ips_per_subnet").unwrap().number(), Some(5));
        let bandwidth = by_id("endpoint_bandwidth").unwrap();
        assert_eq!((bandwidth.number(), bandwidth.max, bandwidth.unit), (Some(10), Some(100), Some("Gbps")));
        assert_eq!(by_id("aws_prefix_list_weights").unwrap().entry("s3express"), Some(6));
        assert_eq!(by_id("subnet_cidr_range").unwrap().value, QuotaValue::Words("/16../28"));
        assert_eq!(by_id("no-such"), None);
    }
}
