//! The prices that a command goes by: the bundled ones, or those with an imported table laid over them; and how old they are.

use crate::input;
use portico_core::catalogue::offer::Imported;
use portico_core::catalogue::{Catalogue, OLD_DAYS, PriceTable, age_in_days};
use portico_core::cost::Estimate;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

pub fn table(file: &Path) -> Result<Imported, String> {
    Imported::read(&input::text(file)?).map_err(|e| format!("{}: {e}", file.display()))
}

/// The catalogue with the prices of `--prices FILE`.
pub fn catalogue(file: Option<&Path>) -> Result<Catalogue, String> {
    match file {
        Some(file) => Ok(Catalogue::bundled().with_prices(table(file)?.over(PriceTable::bundled()))),
        None => Ok(Catalogue::bundled().clone()),
    }
}

/// Today as `2026-11-28`, by the clock of this machine.
pub fn today() -> String {
    let days = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs() / 86_400);
    date(days)
}

/// The date of a day since 1970.
fn date(days: u64) -> String {
    // Years of 400 have so many days; years are counted from March, their leap day at the end.
    let z = days + 719_468;
    let (era, day) = (z / 146_097, z % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let left = day - (365 * year + year / 4 - year / 100);
    let month = (5 * left + 2) / 153;
    let (d, m) = (left - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    format!("{:04}-{m:02}-{d:02}", era * 400 + year + u64::from(m <= 2))
}

/// The oldest date of the prices that lines of a bill with an amount go by, with its age in days.
pub fn oldest(e: &Estimate) -> Option<(String, u32)> {
    let today = today();
    let dates = e.lines.iter().filter(|l| !l.amount.high.is_zero()).filter_map(|l| l.as_of.clone());
    dates.filter_map(|d| age_in_days(&d, &today).map(|age| (age, d))).max().map(|(age, d)| (d, age))
}

/// What a person is told of old prices; empty for recent ones.
pub fn stale(e: &Estimate) -> String {
    match oldest(e) {
        Some((date, age)) if age > OLD_DAYS => {
            format!("\nThe oldest price is of {date}, {} days ago. `portico prices import` takes AWS's price list files.\n", age)
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn days_are_dates() {
        for (days, want) in [(0, "1970-01-01"), (59, "1970-03-01"), (11_016, "2000-02-29"), (20_785, "2026-11-28")] {
            assert_eq!(super::date(days), want);
        }
    }
}
