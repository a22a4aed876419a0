//! One way in for everything that can be imported: what files are, by their content, and the design that they make.
//!
//! Readers are reached from here alone, so that a bundle without imports has none of them.

use super::imported::{ImportError, Imported, Options, Sources};
use super::{aws_cli, cloudformation_in, save, terraform_json, terraform_source};
use crate::text;
use crate::text::code;

/// What files are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Answers of the AWS CLI or of an SDK.
    AwsCli,
    /// Terraform source.
    Terraform,
    /// `terraform show -json` of a plan or a state, or a state file.
    TerraformJson,
    CloudFormation,
    /// A design of Portico.
    Portico,
}

impl Form {
    pub const ALL: [Self; 5] = [Self::AwsCli, Self::Terraform, Self::TerraformJson, Self::CloudFormation, Self::Portico];

    /// In words, for what an import tells.
    pub fn label(self) -> &'static str {
        match self {
            Self::AwsCli => "answers of the AWS CLI",
            Self::Terraform => "Terraform source",
            Self::TerraformJson => "Terraform's JSON of a plan or a state",
            Self::CloudFormation => "CloudFormation",
            Self::Portico => "a design of Portico",
        }
    }
}

/// What some files are. Whatever is nothing else is taken for answers of the AWS CLI, whose reader says what it misses.
pub fn recognise(files: &Sources) -> Form {
    if files.keys().any(|n| terraform_source::is_source(n)) {
        return Form::Terraform;
    }
    let mut found = None;
    for bytes in files.values() {
        // What is not text is nothing here; UTF-16 is only ever JSON of the AWS CLI.
        let Ok(text) = std::str::from_utf8(bytes) else { continue };
        let form = of_text(text, files.len() == 1);
        match form {
            Some(Form::AwsCli) | None => found = found.or(form),
            other => return other.unwrap_or(Form::AwsCli),
        }
    }
    found.unwrap_or(Form::AwsCli)
}

fn of_text(text: &str, alone: bool) -> Option<Form> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let json = start.starts_with('{') || start.starts_with('[');
    // Keys are looked for as text: a big file is not read twice.
    let has = |key: &str| text.contains(&format!("\"{key}\""));
    if json && has("terraform_version") && (has("planned_values") || has("values") || has("lineage") || has("format_version")) {
        return Some(Form::TerraformJson);
    }
    if cloudformation_in::is_one(text) {
        return Some(Form::CloudFormation);
    }
    if json && has("portico") && has("nodes") && alone {
        return Some(Form::Portico);
    }
    if json {
        return Some(Form::AwsCli);
    }
    let block = |l: &str| ["resource \"", "module \"", "variable \"", "provider \"", "data \""].iter().any(|b| l.starts_with(b));
    (alone && text.lines().any(block)).then_some(Form::Terraform)
}

/// Reads files as what they are, or as what the user says.
pub fn read(files: Sources, form: Option<Form>, options: &Options) -> Result<Imported, ImportError> {
    match form.unwrap_or_else(|| recognise(&files)) {
        Form::AwsCli => aws_cli::read(files, options),
        Form::Terraform => terraform_source::read(files, options),
        Form::TerraformJson => terraform_json::read(files, options),
        Form::CloudFormation => cloudformation_in::read(files, options),
        Form::Portico => portico(&files),
    }
}

fn portico(files: &Sources) -> Result<Imported, ImportError> {
    let Some((name, bytes)) = files.iter().next().filter(|_| files.len() == 1) else {
        return Err(ImportError::new("", text!("a design of Portico is one file")));
    };
    let text = std::str::from_utf8(bytes).map_err(|_| ImportError::new(name.clone(), text!("this is not UTF-8 text")))?;
    let design = save::read(text).map_err(|e| ImportError::new(name.clone(), text!("{fault}", fault = code(e))))?;
    Ok(Imported::whole(design))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(files: &[(&str, &str)]) -> Form {
        recognise(&files.iter().map(|(n, t)| ((*n).to_string(), t.as_bytes().to_vec())).collect())
    }

    #[test]
    fn files_are_known_by_what_is_in_them() {
        let plan = "{\"format_version\": \"1.2\", \"terraform_version\": \"1.9\", \"planned_values\": {}}";
        for (files, want) in [
            (&[("x", plan)][..], Form::TerraformJson),
            (&[("x.tfstate", "{\"version\": 4, \"terraform_version\": \"1\", \"lineage\": \"l\"}")], Form::TerraformJson),
            (&[("standard input", "resource \"aws_vpc\" \"v\" {\n}\n")], Form::Terraform),
            (&[("main.tf", ""), ("a.json", plan)], Form::Terraform),
            (&[("t.yml", "AWSTemplateFormatVersion: 2010-09-09\nResources: {}\n")], Form::CloudFormation),
            (&[("t", "{\n  \"Resources\": {\"V\": {\"Type\": \"AWS::EC2::VPC\"}}}")], Form::CloudFormation),
            (&[("a.json", "{\"Vpcs\": []}"), ("b.json", "{\"Subnets\": []}")], Form::AwsCli),
            (&[("d", "{\"portico\": 1, \"next\": 1, \"nodes\": []}")], Form::Portico),
            (&[("x", "nothing that is known")], Form::AwsCli),
        ] {
            assert_eq!(form(files), want, "{files:?}");
        }
    }

    const SAMPLES: [(Form, &str); 3] = [
        (
            Form::Terraform,
            "variable \"c\" {\n  default = [\"10.0.0.0/16\", 8, { a = true }]\n}\nresource \"aws_vpc\" \"v\" {\n  count      = length(var.c) > 2 ? 1 : 0\n  cidr_block = var.c[0]\n}\nresource \"aws_subnet\" \"s\" {\n  for_each          = { for k, z in [\"a\", \"b\"] : z => k }\n  vpc_id            = one(aws_vpc.v[*].id)\n  cidr_block        = cidrsubnet(var.c[0], var.c[1], each.value)\n  availability_zone = \"us-east-1${each.key}\"\n}\nresource \"aws_security_group\" \"g\" {\n  vpc_id = aws_vpc.v[0].id\n  dynamic \"ingress\" {\n    for_each = [22, 443]\n    content {\n      from_port   = ingress.value\n      to_port     = ingress.value\n      protocol    = \"tcp\"\n      cidr_blocks = [\"0.0.0.0/0\"]\n    }\n  }\n}\n",
        ),
        (
            Form::CloudFormation,
            "Parameters:\n  C: {Type: String, Default: 10.0.0.0/16}\nConditions:\n  Yes: !Equals [!Ref C, 10.0.0.0/16]\nResources:\n  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Ref C}}\n  S: {Type: AWS::EC2::Subnet, Condition: Yes, Properties: {VpcId: !Ref V, CidrBlock: !Select [0, !Cidr [!Ref C, 2, 8]], AvailabilityZone: !Select [0, !GetAZs '']}}\n  G: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: !Sub '${C}-g', VpcId: !Ref V, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 1, ToPort: 2, CidrIp: !Ref C}]}}\n",
        ),
        (
            Form::TerraformJson,
            "{\"format_version\": \"1.2\", \"terraform_version\": \"1.9\", \"planned_values\": {\"root_module\": {\"resources\": [{\"address\": \"aws_vpc.v[0]\", \"type\": \"aws_vpc\", \"name\": \"v\", \"index\": 0, \"values\": {\"cidr_block\": \"10.0.0.0/16\"}}, {\"address\": \"aws_subnet.s\", \"type\": \"aws_subnet\", \"name\": \"s\", \"values\": {\"cidr_block\": \"10.0.0.0/24\"}}]}}, \"resource_changes\": [{\"address\": \"aws_subnet.s\", \"change\": {\"after_unknown\": {\"vpc_id\": true}}}], \"configuration\": {\"root_module\": {\"resources\": [{\"address\": \"aws_subnet.s\", \"expressions\": {\"vpc_id\": {\"references\": [\"aws_vpc.v[0].id\", \"aws_vpc.v[0]\", \"aws_vpc.v\"]}}}]}}}",
        ),
    ];

    fn one(form: Form, text: Vec<u8>) -> Result<Imported, ImportError> {
        read([("file".to_string(), text)].into(), Some(form), &Options::default())
    }

    #[test]
    fn damaged_files_are_read_or_refused_and_nothing_else() {
        for (form, text) in SAMPLES {
            let whole = one(form, text.into()).unwrap();
            assert!(whole.design.model.all::<crate::document::Subnet>().count() > 0, "{form:?}: {:?}", whole.left_out);
            let mut seed = 0x9e37_79b9_u32;
            let mut next = |n: usize| {
                seed ^= seed << 13;
                seed ^= seed >> 17;
                seed ^= seed << 5;
                seed as usize % n.max(1)
            };
            for _ in 0..400 {
                let mut bytes = text.as_bytes().to_vec();
                for _ in 0..=next(3) {
                    if bytes.is_empty() {
                        bytes.push(b' ');
                    }
                    let at = next(bytes.len());
                    match next(5) {
                        0 => drop(bytes.remove(at)),
                        1 => bytes.insert(at, b"{}[]()\"'${%,:=!&*\n#-0e\\"[next(23)]),
                        2 => bytes.truncate(at.max(1)),
                        3 => {
                            let to = (at + next(60)).min(bytes.len());
                            let piece = bytes[at..to].to_vec();
                            let into = next(bytes.len());
                            bytes.splice(into..into, piece);
                        }
                        _ => bytes[at] = next(256) as u8,
                    }
                }
                let _ = one(form, bytes);
            }
        }
    }
}
