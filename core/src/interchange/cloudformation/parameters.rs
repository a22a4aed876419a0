//! Parameters: what a design cannot know, as the variables of the Terraform export have it.

use super::names::part;
use super::template::Parameter;
use crate::interchange::block::Expr;

/// One field of a variable as a parameter.
struct Row {
    variable: &'static str,
    field: Option<&'static str>,
    suffix: &'static str,
    kind: &'static str,
    about: &'static str,
    /// The design's placeholder is a value that works.
    works: bool,
}

const fn row(variable: &'static str, field: Option<&'static str>, suffix: &'static str, about: &'static str, works: bool) -> Row {
    Row { variable, field, suffix, kind: "String", about, works }
}

const ROWS: &[Row] = &[
    Row { kind: "AWS::EC2::Image::Id", ..row("amis", None, "Ami", "The machine image of EC2 instance", false) },
    row("functions", Some("filename"), "CodeKey", "The zip file in the bucket CodeBucket that holds the code of Lambda function", true),
    row("functions", Some("handler"), "Handler", "The handler of Lambda function", true),
    row("functions", Some("runtime"), "Runtime", "The runtime of Lambda function", true),
    row("containers", Some("image"), "Image", "The image of container service", false),
    row("containers", Some("cpu"), "Cpu", "CPU units, as Fargate takes them, of container service", true),
    row("containers", Some("memory"), "Memory", "MiB of memory, as Fargate takes them, of container service", true),
    row("databases", Some("engine"), "Engine", "The engine of database", true),
    row("databases", Some("instance_class"), "DatabaseClass", "The instance class of database", true),
    row("databases", Some("allocated_storage"), "Storage", "GiB of storage of database", true),
    row(
        "databases",
        Some("username"),
        "Username",
        "The administrator (AWS Secrets Manager makes and keeps the password) of database",
        true,
    ),
    row("table_keys", Some("name"), "KeyName", "The name of the partition key of DynamoDB table", true),
    row("table_keys", Some("type"), "KeyType", "The type (S, N or B) of the partition key of DynamoDB table", true),
    row("certificate_arns", None, "CertificateArn", "The ARN of the certificate of listener", false),
    row("customer_gateway_addresses", None, "DeviceAddress", "The public address of the VPN device of on-premises network", false),
    row("endpoint_services", None, "EndpointService", "The endpoint service behind Gateway Load Balancer endpoint", false),
    row("resource_configurations", None, "ConfigurationArn", "The ARN of the resource configuration behind resource endpoint", false),
    row("external_ids", None, "ExternalId", "The id, in the account that owns it, of", false),
    row("account_ids", None, "AccountId", "The id of account", false),
];

/// The parameter of an input, with its name; none for an input that this table does not know.
pub fn of(variable: &str, key: &str, field: Option<&str>, default: Option<&Expr>) -> Option<(String, Parameter)> {
    let row = ROWS.iter().find(|r| r.variable == variable && r.field == field)?;
    let default = match (default, field) {
        (Some(Expr::Map(all)), Some(field)) => all.iter().find(|(k, _)| k == field).map(|(_, v)| v),
        (other, _) => other,
    };
    let example = match default {
        Some(Expr::Text(s)) => s.clone(),
        Some(Expr::Int(n)) => n.to_string(),
        _ => String::new(),
    };
    // The id of what another account owns may be in the design.
    let works = row.works || (variable == "external_ids" && !example.ends_with("-00000000000000000"));
    let parameter = Parameter {
        kind: row.kind,
        description: format!("{} {key}", row.about),
        default: works.then(|| example.clone()),
        example,
        later: false,
    };
    Some((format!("{}{}", part(key), row.suffix), parameter))
}

/// A parameter that nothing but a person or a look at AWS gives.
pub fn asked(description: String, example: &str) -> Parameter {
    Parameter { kind: "String", description, default: None, example: example.into(), later: false }
}

/// A parameter that another stack or another step gives.
pub fn later(description: String) -> Parameter {
    Parameter { kind: "String", description, default: None, example: String::new(), later: true }
}
