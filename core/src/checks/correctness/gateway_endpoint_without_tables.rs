//! Gateway endpoints that no route table is associated with.

use crate::checks::{Found, check, set};
use crate::document::{GatewayEndpoint, RouteTable};
use crate::facts::Facts;
use crate::propose::private_tables;
use crate::text;
use crate::text::Arg;

check! {
    /// A gateway endpoint works by routes alone: AWS adds one with the service's prefix list to each associated route table.
    /// Without an association there is no route, and every packet goes on as if the endpoint were not there.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   gateway-endpoint s3
    /// ```
    ///
    /// ## What to do
    ///
    /// Associate the tables of the subnets that call the service. It costs nothing, so associating all private tables is a
    /// good start; connections that are open at that moment are cut once.
    ///
    /// AWS: "Gateway endpoints" (AWS PrivateLink Guide)
    "gateway-endpoint-without-route-table", "Gateway endpoint without a route table", Correctness, Warning
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let idle = model.all::<GatewayEndpoint>().filter(|(_, e)| e.tables.is_empty());
    idle.map(|(id, e)| {
        let private = private_tables(model, e.vpc);
        let all: Vec<_> = model.all::<RouteTable>().filter(|(_, t)| t.vpc == e.vpc && t.edge.is_none()).map(|(t, _)| t).collect();
        let names = private.iter().copied().collect::<Arg>();
        Found::new(id, text!("{endpoint} is associated with no route table, so nothing uses it.", endpoint = id))
            .because(text!("A gateway endpoint is reached only by the route that AWS adds to each associated table."))
            .fix(
                text!("Associate {tables}, which serve private subnets", tables = names),
                (!private.is_empty()).then(|| set(id, "tables", &private)),
            )
            .option(
                text!("Associate every route table of {vpc}", vpc = e.vpc),
                (all.len() > private.len()).then(|| set(id, "tables", &all)),
            )
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    const TEXT: &str = "vpc main 10.0.0.0/16\n  table p\n  table q\n  subnet a a 10.0.0.0/24 table p\n  subnet b b 10.0.1.0/24 table q public-ip\n  gateway-endpoint s3 #! s3-gw is associated with no route table\n  gateway-endpoint dynamodb tables p";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Associate p, which serve private subnets", "Associate every route table of main"]);
        mends(&CHECK, "vpc main 10.0.0.0/16\n  gateway-endpoint s3", &["Associate every route table of main"]);
    }
}
