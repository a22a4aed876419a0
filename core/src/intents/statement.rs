//! Intents in words.

use crate::document::{Claim, Intent, NodeId};
use crate::text;
use crate::text::{Arg, Text};

/// The statement in words.
pub fn statement(i: &Intent) -> Text {
    let end = |n: Option<NodeId>, else_: &str| n.map_or_else(|| Arg::Plain(else_.into()), Arg::Node);
    let from = || end(i.from, "every workload");
    let to = || end(i.to, "whatever it calls");
    let on: Arg = match (i.protocol.has_ports(), i.port) {
        (true, Some(port)) => text!(" on {protocol} {port}", protocol = i.protocol.to_string(), port = u32::from(port)).into(),
        _ => Arg::Plain(String::new()),
    };
    match i.claim {
        Claim::Reaches => text!("{from} reaches {to}{on}", from = from(), to = to(), on = on),
        Claim::ReachesPrivately => text!("{from} reaches {to}{on} privately", from = from(), to = to(), on = on),
        Claim::NeverReaches => text!("{from} never reaches {to}{on}", from = from(), to = to(), on = on),
        Claim::NeverReachesInternet => text!("{from} never reaches the internet", from = from()),
        Claim::SurvivesAnyZone if i.from.is_none() && i.to.is_none() => text!("every flow survives the loss of any one zone"),
        Claim::SurvivesAnyZone => text!("flows from {from} to {to} survive the loss of any one zone", from = from(), to = to()),
        Claim::MonthUnder => text!("a typical month costs at most ${limit}", limit = i.limit.unwrap_or(0)),
    }
}
