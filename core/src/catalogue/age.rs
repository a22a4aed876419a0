//! How old a date is. Today is told: the engine has no clock.

/// A price older than this is said to be old, in days: AWS changes prices seldom, and a year without a look is long.
pub const OLD_DAYS: u32 = 400;

/// Days from a date to today; both as exact as they are known (`2026`, `2026-08`, `2026-08-21`), a partial one taken at its end, so that
/// nothing seems older than it is. `None` for what is no date.
pub fn age_in_days(date: &str, today: &str) -> Option<u32> {
    let age = day_number(today)?.saturating_sub(day_number(date)?);
    Some(u32::try_from(age).unwrap_or(0))
}

/// Days since the first of March of the year 0.
fn day_number(date: &str) -> Option<i64> {
    let mut parts = date.get(..10).unwrap_or(date).split('-').map(|p| p.parse::<i64>().ok());
    let year = parts.next()??;
    let month = parts.next().map_or(Some(12), |m| m)?;
    if !(1..=9999).contains(&year) || !(1..=12).contains(&month) {
        return None;
    }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let day = parts.next().map_or(Some(last), |d| d)?;
    if !(1..=last).contains(&day) {
        return None;
    }
    // Years that begin in March have their leap day at the end.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    Some(365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_whole_and_partial() {
        for (date, today, days) in [
            ("2026-11-27", "2026-11-28", Some(1)),
            ("2024-02-28", "2024-03-01", Some(2)),
            ("2023-02-28", "2023-03-01", Some(1)),
            ("2025-11-28", "2026-11-28", Some(365)),
            ("2026-09-17T19:05:28Z", "2026-11-28", Some(72)),
            ("2026", "2026-11-28", Some(0)),
            ("2021", "2026-11-28", Some(1793)),
            ("2026-08", "2026-11-28", Some(89)),
            ("2027-01-01", "2026-11-28", Some(0)),
            ("yesterday", "2026-11-28", None),
            ("2026-13-01", "2026-11-28", None),
            ("2026-02-30", "2026-11-28", None),
            ("", "2026-11-28", None),
        ] {
            assert_eq!(age_in_days(date, today), days, "{date}");
        }
    }
}
