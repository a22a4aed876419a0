//! The arguments. `portico --help` is made from this file, so it is written to be read.

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use portico_core::compare::Priority;
use portico_core::document::Region;
use portico_core::net::Protocol;
use std::net::IpAddr;
use std::path::PathBuf;

const WHAT: &str = "\
WHAT names a thing of the design:
  api-1                       a display name (an error lists the candidates if several have it)
  i-0abc… eni-0… vpce-0…      an AWS id; subnet-…, vpc-… and sg-… are all interfaces there, igw-… is the internet
                              by that gateway, vgw-…, vpn-… and cgw-… the networks behind them
                              (where it has addresses of both versions, the IPv4 one is meant)
  10.0.16.24  10.0.0.0/16     an address, or every address of a block; 2600:… the same in IPv6
  internet                    anywhere on the internet
  on-prem:NAME                an on-premises network
  service:s3                  an AWS service in the region of the other end

Exit status: 0 done and nothing wrong; 1 done and errors found (findings, a blocked trace);
2 the input or the arguments are unusable, with what is wrong on standard error.

DESIGN is a file NAME.portico.json, or - for standard input.";

const IMPORT: &str = "\
Examples:
  portico import snapshot/ -o account.portico.json      a folder of JSON files, one per answer, by region or flat
  portico import snapshot.zip -o account.portico.json
  aws ec2 describe-vpcs | portico import - --region eu-west-1 -o account.portico.json
  portico import infra/ --set var.vpc_cidr=10.0.0.0/16 -o infra.portico.json       Terraform source: a root module
  terraform show -json plan.bin | portico import - -o plan.portico.json             what a plan makes
  portico import vpc.yaml --region eu-west-1 -o stack.portico.json                 a CloudFormation template

Files are known by their content; any may be missing. What is guessed, not known and left out is listed. What is not known
can be given: --set NAME=VALUE, with the name that the list has.";

const DIFF: &str = "\
Example: portico diff before.portico.json after.portico.json

Resources are the same where they have the same AWS id, else the same kind and export key. Exit status 1 where anything differs.";

const PRICES: &str = "\
The table is a text file of its own: no design has prices in it. Name it with --prices where it should count:
  portico prices import vpc-eu-west-1.json ec2-eu-west-1.csv -o prices.tsv
  portico cost design.portico.json --prices prices.tsv

Where AWS keeps the files: the AWS Billing guide, \"Getting price list files manually\".";

/// Judge an AWS network design: what is wrong with it, what reaches what and why, what a month costs, and its Terraform.
#[derive(Parser, Debug)]
#[command(name = "portico", version, after_help = WHAT, max_term_width = 110)]
pub struct Args {
    /// One JSON value on standard output.
    #[arg(long, global = true)]
    pub json: bool,
    /// Say nothing; the exit status tells.
    #[arg(long, global = true)]
    pub quiet: bool,
    /// Go by this table of prices, made by `portico prices import`, laid over the bundled one.
    #[arg(long, global = true, value_name = "FILE")]
    pub prices: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Run every check and list the findings, with why and how to mend them.
    Check(Check),
    /// Ask whether one thing reaches another, and see the path or everything that blocks it.
    #[command(after_help = "Example: portico trace examples/private-s3.portico.json --from api-1 --to service:s3 --port 443")]
    Trace(Trace),
    /// List who reaches whom on what, for all pairs, by classes of interfaces that no rule can tell apart.
    Matrix(Matrix),
    /// List what the internet reaches: by routes, gateways, addresses, ACLs and groups together.
    Exposed(Exposed),
    /// Ask about everyone at once: who reaches a thing, by which ways a service is reached, which rules decide nothing.
    Ask {
        #[command(subcommand)]
        command: Ask,
    },
    /// Price a month, line by line, along the ways that packets take.
    Cost(Cost),
    /// Weigh every way that a workload could reach a service: month, ceiling, failures, controls, steps.
    #[command(after_help = "Example: portico compare examples/three-tier.portico.json --from api --service s3 --by survival,cost")]
    Compare(Compare),
    /// Take down zones, NAT gateways, endpoint interfaces, tunnels and peerings, one at a time, and say which flows are lost.
    Drill(Drill),
    /// Find the cheapest endpoints and placements that keep what works, what survives and what is intended.
    Optimise(Optimise),
    /// Bring the price table up to date.
    #[command(subcommand)]
    Prices(Prices),
    /// Write the design as infrastructure code, as a drawing, or as a sheet.
    Export(Export),
    /// Make a design of Terraform, CloudFormation, or what an account holds: the answers of `aws ec2 describe-vpcs` and its like.
    #[command(after_help = IMPORT)]
    Import(Import),
    /// Tell two designs apart: resources, who reaches whom, what a month costs.
    #[command(after_help = DIFF)]
    Diff(Diff),
    /// Decide requests by IAM policies, compare what policies allow, and find what is wrong in one.
    Policy {
        #[command(subcommand)]
        command: Policy,
    },
}

impl Command {
    /// Whether standard output is what it is called for: answers line by line, or a design.
    pub fn must_print(&self) -> bool {
        let batch = match self {
            Self::Import(i) => return i.output.as_os_str() == "-",
            Self::Trace(t) => &t.batch,
            Self::Policy { command: Policy::Decide { batch, .. } | Policy::Contained { batch, .. } | Policy::Lint { batch, .. } } => batch,
            _ => return false,
        };
        batch.is_some()
    }
}

const CASE: &str = "\
CASE is {\"request\": {\"principal\": ARN, \"action\": \"s3:GetObject\", \"resource\": ARN, \"resourceAccount\": ID,
\"context\": {KEY: VALUE or [VALUE…]}}, \"policies\": {\"identity\": [POLICY…], \"resource\": POLICY, \"endpoint\": [POLICY…],
\"boundary\": [POLICY…], \"session\": [POLICY…], \"scp\": [[POLICY…]…], \"rcp\": [[POLICY…]…]}}; leave out what there is not.

Keys that the context does not name are not in the request (but for the time); null: there or not, and not known with which value.
\"endpointType\": \"Gateway\" beside the policies reads the endpoint's as a gateway endpoint's.";

#[derive(Subcommand, Debug)]
pub enum Policy {
    /// Decide a request by all policies that bear on it, with the statements that decide.
    #[command(after_help = CASE)]
    Decide {
        #[arg(required_unless_present = "batch")]
        case: Option<PathBuf>,
        /// JSON Lines of cases: one JSON line each in answer.
        #[arg(long, value_name = "FILE", conflicts_with = "case")]
        batch: Option<PathBuf>,
    },
    /// Tell whether everything that policy A allows is allowed by policy B too; if not, by a request.
    Contained {
        #[arg(required_unless_present = "batch")]
        a: Option<PathBuf>,
        #[arg(required_unless_present = "batch")]
        b: Option<PathBuf>,
        /// JSON Lines of pairs {"a": POLICY, "b": POLICY}: one JSON line each in answer.
        #[arg(long, value_name = "FILE", conflicts_with_all = ["a", "b"])]
        batch: Option<PathBuf>,
    },
    /// List what is wrong or doubtful in a policy, by line.
    Lint {
        #[arg(required_unless_present = "batch")]
        file: Option<PathBuf>,
        /// What the policy is attached to; left out: a resource if it names principals, else an identity.
        #[arg(long = "as", value_enum, value_name = "KIND")]
        kind: Option<PolicyKind>,
        /// JSON Lines of policies: one JSON line each in answer.
        #[arg(long, value_name = "FILE", conflicts_with = "file")]
        batch: Option<PathBuf>,
    },
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyKind {
    GatewayEndpoint,
    InterfaceEndpoint,
    Resource,
    Identity,
    Boundary,
    Session,
    Scp,
    Rcp,
}

#[derive(ClapArgs, Debug)]
pub struct Check {
    pub design: PathBuf,
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
    /// The least severity that makes the exit status 1.
    #[arg(long, value_enum, default_value = "error")]
    pub fail_on: FailOn,
    /// The infrastructure code that the design came from: SARIF then tells files and lines of it.
    #[arg(long, value_name = "PATH")]
    pub source: Option<PathBuf>,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Text,
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailOn {
    Error,
    Warning,
}

#[derive(ClapArgs, Debug)]
pub struct Trace {
    pub design: PathBuf,
    /// Where packets start.
    #[arg(long, value_name = "WHAT", required_unless_present = "batch")]
    pub from: Option<String>,
    /// Where they should arrive.
    #[arg(long, value_name = "WHAT", required_unless_present = "batch")]
    pub to: Option<String>,
    /// tcp, udp, icmp, icmpv6, a number, or any.
    #[arg(long, default_value = "tcp")]
    pub protocol: Protocol,
    /// The destination port; left out, the answer lists what passes.
    #[arg(long)]
    pub port: Option<u16>,
    /// One address of the source.
    #[arg(long)]
    pub source_ip: Option<IpAddr>,
    /// The source port; left out, every ephemeral one.
    #[arg(long)]
    pub source_port: Option<u16>,
    /// The ICMP type, or type and code: 8, 3/4; left out, an echo request.
    #[arg(long)]
    pub icmp: Option<String>,
    /// Ask for the way there only, not for the replies.
    #[arg(long)]
    pub one_way: bool,
    /// JSON Lines of questions {"from", "to", "protocol", "port", "source_ip", "source_port", "icmp"}: one JSON line each in answer.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["from", "to"])]
    pub batch: Option<PathBuf>,
}

#[derive(ClapArgs, Debug)]
pub struct Matrix {
    pub design: PathBuf,
    #[arg(long, value_enum, default_value = "csv")]
    pub format: MatrixFormat,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatrixFormat {
    Csv,
    Json,
}

#[derive(ClapArgs, Debug)]
pub struct Exposed {
    pub design: PathBuf,
}

#[derive(Subcommand, Debug)]
pub enum Ask {
    /// Everyone who reaches a thing, or may, by which way and on what.
    Who {
        design: PathBuf,
        #[arg(long, value_name = "WHAT")]
        to: String,
        /// tcp, udp, icmp, icmpv6, a number, or any.
        #[arg(long, default_value = "tcp")]
        protocol: Protocol,
        /// The destination port; left out, the answer lists what passes.
        #[arg(long)]
        port: Option<u16>,
    },
    /// Which workloads reach a service, a bucket or a table, by way: gateway endpoint, interface endpoint, NAT, internet gateway.
    Ways {
        design: PathBuf,
        #[arg(long, value_name = "WHAT")]
        to: String,
        #[arg(long, default_value_t = 443)]
        port: u16,
    },
    /// Which subnets are public, private or isolated, by what packets do and not by their names.
    Subnets { design: PathBuf },
    /// The group rules, ACL entries and routes that decide nothing: dead, shadowed, redundant. Those of one list can go together.
    Spare { design: PathBuf },
    /// What would change if a rule, an entry or a route went: who reaches whom, and what the internet reaches.
    #[command(after_help = "Example: portico ask without design.portico.json --of web --rule in:1")]
    Without {
        design: PathBuf,
        /// The security group, network ACL or route table.
        #[arg(long, value_name = "WHAT")]
        of: String,
        /// in:N or out:N of a group, counted from 1; in:NUMBER or out:NUMBER of an ACL's entry; of a route table N, counted from 1.
        #[arg(long, value_name = "RULE")]
        rule: String,
    },
}

#[derive(ClapArgs, Debug)]
pub struct Cost {
    pub design: PathBuf,
    /// Monthly usage by flow name: {"api to s3": {"gb": {"low": 10, "typical": 100, "high": 1000}, "percent_out": 50}}.
    #[arg(long, value_name = "FILE")]
    pub usage: Option<PathBuf>,
    /// As text, as JSON, as CSV for a sheet, or in Markdown.
    #[arg(long, value_enum, default_value_t = BillFormat::Text)]
    pub format: BillFormat,
    /// An earlier version of the design: Markdown then tells what changed, line by line.
    #[arg(long, value_name = "DESIGN")]
    pub since: Option<PathBuf>,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum BillFormat {
    Text,
    Json,
    Csv,
    Markdown,
}

#[derive(ClapArgs, Debug)]
pub struct Compare {
    pub design: PathBuf,
    /// The workload that calls.
    #[arg(long, value_name = "WHAT")]
    pub from: String,
    /// The service that it calls, such as s3 or ecr.dkr.
    #[arg(long, value_name = "ID")]
    pub service: String,
    /// What matters, in this order: cost, difference, survival, throughput, privacy, control, sharing, simplicity.
    #[arg(long, value_delimiter = ',', value_name = "LIST")]
    pub by: Vec<Priority>,
    /// GB a month, in the place of the flow's own usage: 100, or low/typical/high.
    #[arg(long)]
    pub gb: Option<String>,
    /// Write the design with the way of this name chosen, such as gateway-endpoint.
    #[arg(long, value_name = "WAY", requires = "output")]
    pub choose: Option<String>,
    #[arg(short, long, value_name = "DESIGN", requires = "choose")]
    pub output: Option<PathBuf>,
}

#[derive(ClapArgs, Debug)]
pub struct Drill {
    pub design: PathBuf,
    /// Take down all of these at once instead of each thing alone: us-east-1a, nat-a, endpoint@subnet, vpn#1, a peering's name.
    #[arg(long, value_delimiter = ',', value_name = "LIST")]
    pub fail: Vec<String>,
}

#[derive(ClapArgs, Debug)]
pub struct Optimise {
    pub design: PathBuf,
    /// NAT gateways that no drawn flow would use go too. Whatever is not drawn may need them.
    #[arg(long)]
    pub remove_nat: bool,
    /// Write the cheapest design.
    #[arg(short, long, value_name = "DESIGN")]
    pub output: Option<PathBuf>,
}

#[derive(Subcommand, Debug)]
pub enum Prices {
    /// Take prices from AWS's public price list files (JSON or CSV, of any size) or answers of its Pricing API.
    #[command(after_help = PRICES)]
    Import(PricesImport),
}

#[derive(ClapArgs, Debug)]
pub struct PricesImport {
    /// Files of AmazonVPC, AmazonEC2 or AWSDataTransfer; - for standard input.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The table to write; prices that it has already and that are not in the files stay.
    #[arg(short, long, value_name = "TABLE", default_value = "portico-prices.tsv")]
    pub output: PathBuf,
}

#[derive(ClapArgs, Debug)]
pub struct Export {
    pub design: PathBuf,
    #[arg(long, value_enum)]
    pub to: ExportFormat,
    /// For Terraform and CloudFormation the folder to write into; made where it is missing, and files of other names in it are
    /// left alone. Else the file, or - for standard output.
    #[arg(short, long, value_name = "OUT", required_unless_present = "into")]
    pub output: Option<PathBuf>,
    /// For Terraform, in place of -o: the source that the design was imported from. Values and references that stand there in so many
    /// words are changed where the design has them otherwise, new resources are written by the names that the source has, those that
    /// are gone are taken out; not a byte beside them changes, and what has no place there is told.
    #[arg(long, value_name = "DIR", conflicts_with = "output")]
    pub into: Option<PathBuf>,
    /// With --into: what was given when the source was imported.
    #[arg(long = "set", value_name = "NAME=VALUE", requires = "into")]
    pub given: Vec<String>,
    /// How CloudFormation templates are written.
    #[arg(long, value_enum, default_value = "yaml")]
    pub notation: Notation,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    Terraform,
    /// One template for each region.
    Cloudformation,
    /// The drawing.
    Svg,
    /// The drawing for draw.io.
    Drawio,
    /// CSV: what each subnet has, uses and has left.
    AddressPlan,
    /// CSV: what a month has, and what it costs.
    Bill,
    /// Markdown: what the design has, what a month costs, what is wrong.
    Report,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    Yaml,
    Json,
}

#[derive(ClapArgs, Debug)]
pub struct Import {
    /// A file, a folder, a zip archive, or - for standard input.
    pub path: PathBuf,
    /// What the files are; recognised when left out.
    #[arg(long = "as", value_enum, value_name = "FORMAT")]
    pub form: Option<ImportFormat>,
    /// The region of what does not say where it is.
    #[arg(long)]
    pub region: Option<Region>,
    /// A value for what the files leave open, as the list of an import names it; JSON, or else a text.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub given: Vec<String>,
    /// A file of values that Terraform is run with.
    #[arg(long, value_name = "FILE")]
    pub var_file: Vec<PathBuf>,
    /// The design file to write, or - for standard output: what was understood goes to standard error then.
    #[arg(short, long, value_name = "DESIGN")]
    pub output: PathBuf,
}

#[derive(ClapArgs, Debug)]
pub struct Diff {
    pub before: PathBuf,
    pub after: PathBuf,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportFormat {
    /// Answers of the AWS CLI or an SDK, as JSON.
    AwsCli,
    /// Terraform source: a file, or the folder of a root module.
    Terraform,
    /// What `terraform show -json` prints of a plan or a state, or a state file.
    TerraformJson,
    /// A template, YAML or JSON.
    Cloudformation,
    /// A design of Portico.
    Portico,
}
