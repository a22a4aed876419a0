//! The prices that the studio goes by: those that come with it, or a table taken from AWS's price lists. Prices are no part of a design: this
//! browser keeps them, for all designs.

use super::derived::Shared;
use super::notices::Notices;
use super::prefs::local;
use crate::prelude::*;
use portico_core::catalogue::offer::{Imported, OfferFile};
use portico_core::catalogue::{Catalogue, PriceTable};
use std::sync::Arc;

const KEPT: &str = "portico.prices";
/// A table of every Region is far smaller; more than this a browser may not keep.
const MOST_BYTES: usize = 2_000_000;

/// A table of prices, read.
#[derive(Debug, Default)]
pub struct Table {
    /// As a file of prices; empty for those that come with the studio.
    pub text: String,
    /// The price lists it is from.
    pub offers: Vec<OfferFile>,
    /// How many prices it has.
    pub count: usize,
    pub catalogue: Catalogue,
}

impl Table {
    fn read(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        let imported = Imported::read(text).map_err(|e| crate::language::spoken(&e.into()))?;
        let catalogue = Catalogue::bundled().with_prices(imported.over(PriceTable::bundled()));
        Ok(Self { text: text.into(), count: imported.rows.len(), offers: imported.offers, catalogue })
    }
}

#[derive(Clone, Copy)]
pub struct Prices {
    table: RwSignal<Shared<Table>>,
    /// What the last import was laid over.
    before: RwSignal<Option<String>>,
    notices: Notices,
}

impl Prices {
    pub fn new(notices: Notices) -> Self {
        let prices = Self { table: RwSignal::new(Shared(Arc::default())), before: RwSignal::new(None), notices };
        prices.follow();
        if let Some(window) = web_sys::window() {
            // Another tab took other prices.
            let heard = move |e: &web_sys::Event| {
                let key = js_sys::Reflect::get(e, &"key".into()).ok().and_then(|k| k.as_string());
                if key.as_deref() == Some(KEPT) {
                    prices.before.set(None);
                    prices.follow();
                }
            };
            gloo::events::EventListener::new(&window, "storage", heard).forget();
        }
        prices
    }

    /// Goes by what this browser keeps.
    fn follow(self) {
        let kept = local().and_then(|s| s.get_item(KEPT).ok().flatten()).unwrap_or_default();
        match Table::read(&kept) {
            Ok(table) => self.table.set(Shared(Arc::new(table))),
            Err(why) => {
                self.notices.problem(say!("The prices kept in this browser cannot be read ({why}): the built-in ones count.", why = why))
            }
        }
    }

    /// Tracked.
    pub fn table(self) -> Shared<Table> {
        self.table.get()
    }

    pub fn signal(self) -> Signal<Shared<Table>> {
        self.table.into()
    }

    /// The table as a file, empty for the built-in prices; untracked.
    pub fn text(self) -> String {
        self.table.with_untracked(|t| t.text.clone())
    }

    /// Goes by other prices from now on, and keeps them.
    pub fn take(self, text: &str) -> Result<(), String> {
        let before = self.text();
        self.put(text)?;
        self.before.set(Some(before));
        Ok(())
    }

    fn put(self, text: &str) -> Result<(), String> {
        if text.len() > MOST_BYTES {
            return Err(say!("a table of {_000_000} MB is more than a browser keeps", _000_000 = text.len() / 1_000_000));
        }
        let table = Table::read(text)?;
        self.table.set(Shared(Arc::new(table)));
        let kept = local().is_some_and(|s| if text.is_empty() { s.remove_item(KEPT).is_ok() } else { s.set_item(KEPT, text).is_ok() });
        if !kept {
            self.notices.problem("This browser does not keep the prices: they count until the page is closed.");
        }
        Ok(())
    }

    /// Whether the last import can be taken back; tracked.
    pub fn can_undo(self) -> bool {
        self.before.with(Option::is_some)
    }

    /// The prices before the last import.
    pub fn undo(self) {
        if let Some(before) = self.before.get_untracked() {
            // It was read once already.
            let _ = self.put(&before);
            self.before.set(None);
            self.notices.say("The prices before that import count again.");
        }
    }

    /// The prices that come with the studio.
    pub fn built_in(self) {
        let _ = self.take("");
        self.notices.say("The built-in prices count again.");
    }
}

/// Today as `2026-11-28`, by the clock of this machine.
pub fn today() -> String {
    String::from(js_sys::Date::new_0().to_iso_string()).chars().take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_read_or_refused_with_the_line() {
        assert!(Table::read("").unwrap().offers.is_empty());
        let text = "# Portico prices 1\n@\tAmazonVPC\t1\t2026-10-01\neu-west-1\tnat-hour\tUSD\t0=0.5\t2026-10-01\tx\n";
        let table = Table::read(text).unwrap();
        assert_eq!((table.offers.len(), table.count), (1, 1));
        let price = table.catalogue.price("eu-west-1", portico_core::catalogue::Meter::NatHour).unwrap();
        assert_eq!(price.amount().exact(), "0.5");
        assert!(Table::read("# Portico prices 1\nx\ty").unwrap_err().starts_with("line 2"));
    }
}
