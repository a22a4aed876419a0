//! Tests of the price table: every line, and figures that can be checked by hand.

use super::*;
use crate::catalogue::Catalogue;

fn table() -> &'static PriceTable {
    PriceTable::bundled()
}

fn price(region: &str, meter: Meter) -> &'static Price {
    table().price(region, meter).unwrap_or_else(|| panic!("no price of {} in {region}", meter.key()))
}

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

#[test]
fn every_line_is_read() {
    let (table, rejected) = read();
    assert_eq!(rejected, [] as [usize; 0]);
    assert_eq!(table.regions().count(), 32);
    assert_eq!(table.stand_ins.len(), 5);
    for code in table.regions() {
        let region = Catalogue::bundled().region(code);
        assert!(region.is_some(), "prices of an unknown Region {code}");
        assert!(table.price(code, Meter::InterfaceEndpointHour).is_some(), "{code}");
    }
    for (code, other) in &table.stand_ins {
        assert!(table.price(other, Meter::NatHour).is_some(), "{code}: {other} has no prices either");
    }
    for region in Catalogue::bundled().regions() {
        let known = table.price(region.code, Meter::NatHour).is_some() || table.stand_ins.contains_key(region.code);
        assert_eq!(known, region.currency() == Currency::Usd, "{}", region.code);
    }
}

#[test]
fn the_price_of_nat_in_virginia() {
    let nat = price("us-east-1", Meter::NatHour);
    assert_eq!(nat.amount(), money("0.045"));
    assert_eq!((nat.unit, nat.currency, nat.confidence()), (Unit::Hour, Currency::Usd, Confidence::Verified));
    assert_eq!(nat.as_of.as_deref(), Some("2026"));
    assert!(nat.sources.iter().any(|source| source.contains("Amazon EC2 User Guide")));
    assert_eq!(nat.charge(Quantity::whole(730)), money("32.85"));
}

#[test]
fn unknown_recalled_and_free_are_three_things() {
    assert_eq!(table().price("af-south-1", Meter::TgwAttachmentHour), None);
    assert_eq!(table().quote("af-south-1", Meter::TgwAttachmentHour), None);
    assert_eq!(price("af-south-1", Meter::NatHour).confidence(), Confidence::Recalled);
    assert_eq!(price("af-south-1", Meter::NatHour).sources.len(), 0);
    let gateway = price("cn-north-1", Meter::GatewayEndpointGb);
    assert_eq!((gateway.amount(), gateway.confidence()), (Money::ZERO, Confidence::Verified));
    assert_eq!(table().price("cn-north-1", Meter::InterfaceEndpointGb), None);
    assert_eq!(table().price("xx-nowhere-1", Meter::NatHour), None);
}

#[test]
fn a_region_without_figures_borrows_and_says_so() {
    assert_eq!(table().price("mx-central-1", Meter::NatHour), None);
    let quote = table().quote("mx-central-1", Meter::NatHour).unwrap();
    assert_eq!((quote.stands_in, quote.price.amount()), (Some("us-east-1"), money("0.045")));
    assert_eq!(table().quote("us-east-1", Meter::NatHour).unwrap().stands_in, None);
    assert_eq!(table().quote("cn-north-1", Meter::NatHour), None);
}

#[test]
fn tiers_add_up() {
    let data = price("us-east-1", Meter::InterfaceEndpointGb);
    assert_eq!(data.tiers().len(), 3);
    assert_eq!(data.charge(Quantity::whole(100)), money("1"));
    let petabyte = money("10485.76");
    assert_eq!(data.charge(Quantity::whole(1_048_576)), petabyte);
    assert_eq!(data.charge(Quantity::whole(1_048_676)), petabyte + money("0.6"));
    let all = petabyte + money("0.006").times(4_194_304) + money("0.004").times(1000);
    assert_eq!(data.charge(Quantity::whole(5_243_880)), all);
    let egress = price("us-east-1", Meter::InternetEgressGb);
    assert_eq!(egress.confidence(), Confidence::Recalled);
    assert_eq!(egress.tiers()[0].confidence, Confidence::Verified);
    assert_eq!(egress.charge(Quantity::whole(10_241)), money("921.6") + money("0.085"));
}

#[test]
fn tiers_with_gaps_are_refused() {
    let tier = |from, to| Tier { from, to, amount: Money::ZERO, confidence: Confidence::Recalled };
    let tiered = |tiers| Price::tiered(tiers, Unit::Gb, Currency::Usd);
    assert!(tiered(vec![tier(0, Some(10)), tier(10, None)]).is_some());
    assert_eq!(tiered(vec![]), None);
    assert_eq!(tiered(vec![tier(0, Some(10)), tier(11, None)]), None);
    assert_eq!(tiered(vec![tier(1, None)]), None);
    assert_eq!(tiered(vec![tier(0, Some(10))]), None);
}

#[test]
fn between_regions_only_the_quoted_pair_is_verified() {
    let of = |from, to| table().inter_region(from, to).map(|p| (p.amount(), p.confidence()));
    assert_eq!(of("eu-west-1", "us-west-1"), Some((money("0.02"), Confidence::Verified)));
    assert_eq!(of("eu-west-1", "eu-central-1"), Some((money("0.02"), Confidence::Recalled)));
    assert_eq!(of("us-east-1", "us-east-2"), Some((money("0.01"), Confidence::Recalled)));
    assert_eq!(of("me-central-1", "eu-west-1"), None);
}

#[test]
fn free_egress_is_not_everywhere() {
    assert_eq!(table().free_egress_gb("us-east-1").map(|gb| gb.value), Some(100));
    assert_eq!(table().free_egress_gb("us-gov-west-1"), None);
}

#[test]
fn a_regional_nat_gateway_costs_as_a_zonal_one() {
    assert_eq!(price("eu-west-1", Meter::RegionalNatHour).confidence(), Confidence::Verified);
    let virginia = price("us-east-1", Meter::RegionalNatHour);
    assert_eq!((virginia.amount(), virginia.confidence()), (money("0.045"), Confidence::Recalled));
}

#[test]
fn an_imported_price_lies_over_the_bundled_one() {
    let mut imported = table().clone();
    let tier = Tier { from: 0, to: None, amount: money("0.05"), confidence: Confidence::Verified };
    imported.set("cn-north-1", Meter::NatHour, Price::tiered(vec![tier], Unit::Hour, Currency::Cny).unwrap());
    let catalogue = Catalogue::bundled().with_prices(imported);
    assert_eq!(catalogue.price("cn-north-1", Meter::NatHour).unwrap().currency, Currency::Cny);
    assert_eq!(catalogue.price("us-east-1", Meter::NatHour), Catalogue::bundled().price("us-east-1", Meter::NatHour));
    assert_ne!(&catalogue, Catalogue::bundled());
}
