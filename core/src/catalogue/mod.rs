//! What is known of AWS: Regions, zones, services, instance types, prices, quotas. Data in `core/data`, lookups here.

mod age;
mod code;
mod instance;
mod meter;
pub mod offer;
mod palette;
mod price;
mod quota;
mod region;
mod service;
mod table;
mod zone;

use std::sync::Arc;

pub use age::{OLD_DAYS, age_in_days};
pub use code::{Code, CodeGroup};
pub use instance::{Architecture, InstanceFamily, InstanceType};
pub use meter::{Meter, inter_region_usage_type};
pub use palette::PaletteService;
pub use price::{Currency, Price, PriceTable, Quote, Tier, Unit};
pub use quota::{Quota, QuotaValue};
pub use region::{Partition, Region};
pub use service::{Service, ServiceKind};
pub use table::{Confidence, Stated};
pub use zone::Zone;

/// The facts a design is judged by.
///
/// A cheap value: the bundled tables are read once, each when it is first asked for. Only prices can be replaced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// `None`: the bundled ones.
    prices: Option<Arc<PriceTable>>,
}

impl Catalogue {
    /// The catalogue that comes with the program.
    pub fn bundled() -> &'static Catalogue {
        static BUNDLED: Catalogue = Catalogue { prices: None };
        &BUNDLED
    }

    /// The same with other prices, such as an imported price list laid over the bundled ones.
    pub fn with_prices(&self, prices: PriceTable) -> Catalogue {
        Catalogue { prices: Some(Arc::new(prices)) }
    }

    /// Every Region, sorted by code.
    pub fn regions(&self) -> &'static [Region] {
        region::all()
    }

    /// A Region by its code, such as `eu-west-1`.
    pub fn region(&self, code: &str) -> Option<&'static Region> {
        region::by_code(code)
    }

    /// Every endpoint service, sorted by id.
    pub fn services(&self) -> &'static [Service] {
        service::all()
    }

    /// An endpoint service by its id: `s3`, `ecr.dkr`.
    pub fn service(&self, id: &str) -> Option<&'static Service> {
        service::by_id(id)
    }

    /// The endpoint services in which every word of `text` occurs (id, title, label, IAM prefix), best first.
    pub fn search_services(&self, text: &str) -> Vec<&'static Service> {
        service::search(text)
    }

    /// What the palette offers, in the order shown.
    pub fn palette(&self) -> &'static [PaletteService] {
        palette::all()
    }

    /// An EC2 instance type, such as `m7g.large`.
    pub fn instance_type(&self, name: &str) -> Option<&'static InstanceType> {
        instance::by_name(name)
    }

    /// Every instance type, by family, then size.
    pub fn instance_types(&self) -> &'static [InstanceType] {
        instance::all()
    }

    /// Every instance family: those AWS calls current first, then by name.
    pub fn instance_families(&self) -> Vec<InstanceFamily> {
        instance::families()
    }

    /// Every quota, sorted by id.
    pub fn quotas(&self) -> &'static [Quota] {
        quota::all()
    }

    /// A quota by its id in `quotas.tsv`, such as `sg_rules`.
    pub fn quota(&self, id: &str) -> Option<&'static Quota> {
        quota::by_id(id)
    }

    /// All prices.
    pub fn prices(&self) -> &PriceTable {
        match &self.prices {
            Some(prices) => prices,
            None => PriceTable::bundled(),
        }
    }

    /// A price in a Region; `None` where it is not known (which is not the same as free).
    pub fn price(&self, region: &str, meter: Meter) -> Option<&Price> {
        self.prices().price(region, meter)
    }
}
