//! The inspector: what the selected thing is, its fields as forms, what is wrong with it and what it costs.
//!
//! First computed as plain data (`kind/` gives a [`form::Form`]), then drawn (`draw/`). Every control says which command
//! it would run, so that tests drive the data without a browser.
//!
//! `data-testid`s, all stable; an edit commits on Enter or when the field is left:
//!
//! - `inspector-name`, `inspector-kind`, `delete`, `section-{id}`;
//! - `field-{name}` for each field, in kebab-case: `field-cidr`, `field-zone`, `field-table`, `field-private-dns`,
//!   `field-instance-type`, `field-groups` (chips; `field-groups-add` is a menu, its items `field-groups-add-0` …;
//!   `field-groups-remove-0`), `field-tables-{number}` (check boxes); what a field says is in `field-{name}-said`;
//! - routes: `route-row-0`, `field-route-0-destination`, `field-route-0-target`, `route-0-remove`; AWS's own `local-row-0`,
//!   `aws-row-0`; menu `add-route`, items `add-route-0` …;
//! - groups: `rule-in-row-0`, `field-rule-in-0-protocol`, `-ports`, `-peer`, `-description`, `rule-in-0-remove`, menu
//!   `rule-in-add`; the same with `out`;
//! - ACLs: `entry-in-row-0`, `field-entry-in-0-number`, `-action`, `-protocol`, `-ports`, `-cidr`, menu `entry-in-add`;
//! - interface endpoints: `field-zone-a-subnet`, `field-interface-0-address`; policies: `policy-open`, and
//!   what `crate::policy` lists;
//! - flows: menu `add-flow`, `flow-row-0`, `field-flow-0-to`, `-port`, `-gb`, `flow-0-open`, `flow-0-remove`;
//! - who reaches it: `reach-internet`, `reach-from`, `reach-to`, `reach-map`; beside each route, rule and entry `{row}-what-if`;
//! - the plan: `address-plan`, `plan-sort-{column}`, `plan-copy`, `plan-wide`.

mod draw;
mod edit;
mod form;
mod kind;
mod make;
mod plan;
mod problem;
mod rule;
mod spare;
mod subject;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod words;

pub use draw::Inspector;
pub use form::Policy;
