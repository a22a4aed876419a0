//! The README of an export: what is here, what was assumed, what is missing.

use super::variables;
use crate::document::{Document, Model};
use crate::interchange::lower::Lowered;
use crate::interchange::markdown::{lines, plain, section};

const ABOUT: &[(&str, &str)] = &[
    ("versions.tf", "Terraform and provider versions"),
    ("providers.tf", "the AWS provider and its region"),
    ("variables.tf", "what a design cannot know, with defaults that plan"),
    ("locals.tf", "the design as data: one map for each kind of resource"),
    ("vpc.tf", "VPCs and peering connections"),
    ("subnets.tf", "subnets"),
    ("routing.tf", "route tables, one resource for each route, associations, prefix lists"),
    ("gateways.tf", "internet, NAT, egress-only, VPN and transit gateways, Elastic IP addresses"),
    ("endpoints.tf", "VPC endpoints"),
    ("security_groups.tf", "security groups, one resource for each rule"),
    ("network_acls.tf", "network ACLs, one resource for each entry"),
    ("policies.tf", "IAM roles and every policy"),
    ("workloads.tf", "instances, functions, container services, databases, load balancers, buckets, tables"),
    ("dns.tf", "private hosted zones and Resolver endpoints"),
    ("outputs.tf", "ids and addresses; what refers to what (`references`), for who reads a plan"),
    ("imports.tf", "what exists already and is taken over; read its comments"),
    ("tests/intents.tftest.hcl", "the design's intents for `terraform test`, as far as a plan decides them"),
    ("terraform.tfvars.example", "values to put in"),
    ("diagram.svg", "the drawing of the design"),
];

const BORN: &str = "\
AWS makes a main route table, a default security group and a default network ACL with every VPC.

- **Main route table**: not taken over. Its routes are resources of their own (`aws_route`) on the table that AWS made;
  its name and tags are not written.
- **Default security group** and **default network ACL**: left alone where the design has them as AWS makes them. Where
  the design differs they are taken over whole (`aws_default_security_group`, `aws_default_network_acl`), and every rule
  that is not in the design is removed. Back to AWS's own rules in the design, Terraform lets go of them and leaves the
  rules as they last were.
- **Local routes**, and the prefix-list routes of gateway endpoints (they follow from `route_table_ids`), are AWS's own.

Descriptions of groups and rules have the characters that EC2 takes: quotes are left out, others become hyphens.

Where a route's target becomes one of another kind, Terraform removes the route and makes it again, in no certain order:
should AWS say that the route exists, apply once more.

Flows, AWS services as destinations, and accounts are part of the design and have no resource here.
";

pub fn readme<'a>(doc: &Document, lowered: &Lowered, files: impl Iterator<Item = &'a str>, findings: &[String]) -> String {
    let files: Vec<&str> = files.collect();
    let mut out = format!("# {}\n\n", plain(&doc.assumptions.title));
    out.push_str("![The design](diagram.svg)\n\n");
    out.push_str("Terraform of a network design made with Portico. It plans as it is:\n\n    terraform init\n    terraform plan\n\n");
    out.push_str(
        "Addresses are export keys, which a rename in the design does not change: no `moved` block is ever needed. Change the maps in\n",
    );
    out.push_str("`locals.tf`, or change the design and export again.\n\n## Files\n\n| file | holds |\n| --- | --- |\n");
    for (name, about) in ABOUT.iter().filter(|(n, _)| files.contains(n)) {
        out.push_str(&format!("| `{name}` | {about} |\n"));
    }
    let variables = variables::described(lowered);
    if !variables.is_empty() {
        out.push_str("\n## Before you apply\n\nSet these variables (`terraform.tfvars.example` shows how):\n\n");
        for (name, about) in variables {
            out.push_str(&format!("- `{name}`: {about}\n"));
        }
    }
    out.push_str("\n## What AWS makes by itself\n\n");
    out.push_str(BORN);
    let model: &Model = &doc.model;
    section(&mut out, "Not exported", "Nothing: all of the design is here.", &lines(model, &lowered.left_out));
    section(&mut out, "Assumptions", "None.", &lines(model, &lowered.assumed));
    let findings: Vec<String> = findings.iter().map(|f| plain(f)).collect();
    section(&mut out, "Findings not mended", "None at the time of export, or none were asked for.", &findings);
    out
}
