//! The README of an export: how to deploy it, what was assumed, what is missing.

use super::limits;
use super::template::Template;
use crate::document::{Document, Model};
use crate::interchange::lower::{Lowered, Note};
use crate::interchange::markdown::{lines, plain, section};
use crate::ordered::BTreeMap;
use crate::text::Text;

const BORN: &str = "\
AWS makes a main route table, a default security group and a default network ACL with every VPC, and CloudFormation
cannot take them over. Where the design changes one of them, another one is made here and used in its place in so many
words: subnets are associated with the table or the ACL, and what had the default group has the group made here. AWS's
own then stand unused beside them, as AWS makes them. A subnet that is made later by hand gets AWS's own, not these.

Local routes, and the prefix-list routes of gateway endpoints (they follow from `RouteTableIds`), are AWS's own.

A security group without rules out has one to 127.0.0.1/32, which lets nothing out: without any, AWS lets everything out.
Rules from and to other groups are resources of their own, so that groups may name each other.

Databases leave a snapshot when they go; buckets and tables stay.

Flows, AWS services as destinations, and accounts are part of the design and have no resource here.
";

/// One template with its file's name and size.
pub struct Written<'a> {
    pub region: &'a str,
    pub file: String,
    pub template: &'a Template,
    pub bytes: usize,
}

pub fn readme(doc: &Document, lowered: &Lowered, written: &[Written], left_out: &[Note], broken: &[Text], findings: &[String]) -> String {
    let mut out = format!(
        "# {}\n\nCloudFormation of a network design made with Portico, one template for each region.\n",
        plain(&doc.assumptions.title)
    );
    if !broken.is_empty() {
        section(&mut out, "Too large", "", &broken.iter().map(|s| plain(&s.to_string())).collect::<Vec<_>>());
    }
    out.push_str("\n## Deploy\n\n");
    if written.is_empty() {
        out.push_str("There is nothing to make.\n");
    }
    for w in written {
        out.push_str(&deploy(w));
    }
    if written.len() > 1 {
        out.push_str(
            "What one stack has and another needs comes by a parameter of the name of the output. Deploy every stack with those left\n\
             empty, then again with what the others put out, until none is empty: what needs one is made once it is there.\n",
        );
    }
    out.push_str(
        "\nLogical ids are made from export keys, which a rename in the design does not change: change the design, export again, and\n\
         deploy. `--capabilities CAPABILITY_NAMED_IAM` is needed where roles are made.\n",
    );
    parameters(&mut out, written);
    out.push_str("\n## What AWS makes by itself\n\n");
    out.push_str(BORN);
    let model: &Model = &doc.model;
    section(&mut out, "Not exported", "Nothing: all of the design is here.", &lines(model, left_out));
    section(&mut out, "Assumptions", "None.", &lines(model, &lowered.assumed));
    let findings: Vec<String> = findings.iter().map(|f| plain(f)).collect();
    section(&mut out, "Findings not mended", "None at the time of export, or none were asked for.", &findings);
    out
}

fn deploy(w: &Written) -> String {
    let mut command = format!("aws cloudformation deploy --region {} --template-file {} --stack-name network", w.region, w.file);
    if w.bytes > limits::DIRECT {
        command.push_str(" --s3-bucket BUCKET");
    }
    if w.template.resources.iter().any(|r| r.kind.starts_with("AWS::IAM::")) {
        command.push_str(" --capabilities CAPABILITY_NAMED_IAM");
    }
    if !w.template.parameters.is_empty() {
        command.push_str(&format!(" --parameter-overrides file://parameters-{}.json", w.region));
    }
    format!("    {command}\n\n")
}

fn parameters(out: &mut String, written: &[Written]) {
    let mut all: BTreeMap<&str, (&str, bool, bool)> = BTreeMap::new();
    for (name, p) in written.iter().flat_map(|w| &w.template.parameters) {
        all.insert(name, (&p.description, p.default.is_none() && !p.later, p.later));
    }
    if all.is_empty() {
        return;
    }
    out.push_str("\n## Parameters\n\nPut your values into the `parameters-REGION.json`; those marked * have no default that works.\n\n");
    for (name, (about, asked, later)) in all {
        let mark = if asked { " *" } else { "" };
        let when = if later { " (later; empty until then)" } else { "" };
        out.push_str(&format!("- `{name}`{mark}: {}{when}\n", plain(about)));
    }
}
