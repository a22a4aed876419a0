//! Variables for what a design cannot know: `variables.tf` and `terraform.tfvars.example`.

use super::source::value;
use crate::interchange::hcl::{Block, Expr, Item, print};
use crate::interchange::lower::Lowered;

/// Name, type and description of a variable; every one is a map by key.
struct Variable {
    name: &'static str,
    kind: &'static str,
    description: &'static str,
}

const VARIABLES: &[Variable] = &[
    Variable {
        name: "amis",
        kind: "map(string)",
        description: "The machine image of each EC2 instance. The default plans, and AWS refuses it.",
    },
    Variable {
        name: "functions",
        kind: "map(object({ filename = string, handler = string, runtime = string }))",
        description: "The package of each Lambda function: a zip file beside this one, its handler and its runtime.",
    },
    Variable {
        name: "containers",
        kind: "map(object({ image = string, cpu = number, memory = number }))",
        description: "The image of each container service, with CPU units and MiB of memory as Fargate takes them.",
    },
    Variable {
        name: "databases",
        kind: "map(object({ engine = string, instance_class = string, allocated_storage = number, username = string }))",
        description: "The engine, size and administrator of each database. AWS Secrets Manager makes and keeps the password.",
    },
    Variable {
        name: "table_keys",
        kind: "map(object({ name = string, type = string }))",
        description: "The partition key of each DynamoDB table; the type is S, N or B.",
    },
    Variable {
        name: "certificate_arns",
        kind: "map(string)",
        description: "The certificate of each HTTPS and TLS listener. The default plans, and AWS refuses it.",
    },
    Variable {
        name: "customer_gateway_addresses",
        kind: "map(string)",
        description: "The public address of the VPN device of each on-premises network. The default is an address for documentation.",
    },
    Variable {
        name: "endpoint_services",
        kind: "map(string)",
        description: "The endpoint service behind each Gateway Load Balancer endpoint. The default plans, and AWS refuses it.",
    },
    Variable {
        name: "resource_configurations",
        kind: "map(string)",
        description: "The ARN of the resource configuration behind each resource endpoint. The default plans, and AWS refuses it.",
    },
    Variable { name: "external_ids", kind: "map(string)", description: "Ids of what other accounts own." },
    Variable { name: "account_ids", kind: "map(string)", description: "Ids of other accounts." },
];

fn used(lowered: &Lowered) -> impl Iterator<Item = (&'static Variable, Expr)> {
    VARIABLES.iter().filter_map(|v| {
        let defaults = lowered.inputs.get(v.name)?;
        Some((v, Expr::Object(defaults.iter().map(|(k, e)| (k.clone(), value(e))).collect())))
    })
}

pub fn declarations(lowered: &Lowered) -> Vec<Block> {
    used(lowered)
        .map(|(v, default)| {
            Block::new("variable", &[v.name])
                .set("description", v.description)
                .set("type", Expr::code(v.kind))
                .set("default", Expr::Wide(Box::new(default)))
        })
        .collect()
}

/// `terraform.tfvars.example`: none where there is nothing to set.
pub fn example(lowered: &Lowered) -> Option<String> {
    let mut items = vec![Item::Comment("Copy to terraform.tfvars and put in what is yours.".into())];
    for (v, default) in used(lowered) {
        items.push(Item::Blank);
        items.push(Item::Comment(v.description.into()));
        items.push(Item::Attribute(v.name.into(), Expr::Wide(Box::new(default))));
    }
    (items.len() > 1).then(|| print(&items))
}

/// Names and descriptions of the variables that an export has.
pub fn described(lowered: &Lowered) -> Vec<(&'static str, &'static str)> {
    used(lowered).map(|(v, _)| (v.name, v.description)).collect()
}
