//! What one template takes. [CloudFormation quotas]

use super::template::Template;

pub const RESOURCES: usize = 500;
pub const PARAMETERS: usize = 200;
pub const OUTPUTS: usize = 200;
/// Bytes of a template that lies in a bucket.
pub const BYTES: usize = 1_048_576;
/// Bytes of a template that is sent with the call.
pub const DIRECT: usize = 51_200;

/// Sentences on the limits that a template breaks.
pub fn broken(file: &str, template: &Template, text: &str) -> Vec<String> {
    let counts = [
        (template.resources.len(), RESOURCES, "resources"),
        (template.parameters.len(), PARAMETERS, "parameters"),
        (text.len(), BYTES, "bytes"),
    ];
    let over = counts.into_iter().filter(|(n, most, _)| n > most);
    over.map(|(n, most, what)| format!("{file} has {n} {what}, and CloudFormation takes {most}: it cannot be deployed as one stack."))
        .collect()
}
