//! What one template takes. [CloudFormation quotas]

use super::template::Template;
use crate::text;
use crate::text::{Text, code};

pub const RESOURCES: usize = 500;
pub const PARAMETERS: usize = 200;
pub const OUTPUTS: usize = 200;
/// Bytes of a template that lies in a bucket.
pub const BYTES: usize = 1_048_576;
/// Bytes of a template that is sent with the call.
pub const DIRECT: usize = 51_200;

/// Sentences on the limits that a template breaks.
pub fn broken(file: &str, template: &Template, written: &str) -> Vec<Text> {
    let over = |n: usize, most: usize| (n > most).then_some((file.to_owned(), n, most));
    let resources = over(template.resources.len(), RESOURCES).map(|(file, n, most)| {
        text!(
            "{file} has {n} resources, and CloudFormation takes {most}: it cannot be deployed as one stack.",
            file = code(file),
            n = n,
            most = most
        )
    });
    let parameters = over(template.parameters.len(), PARAMETERS).map(|(file, n, most)| {
        text!(
            "{file} has {n} parameters, and CloudFormation takes {most}: it cannot be deployed as one stack.",
            file = code(file),
            n = n,
            most = most
        )
    });
    let bytes = over(written.len(), BYTES).map(|(file, n, most)| {
        text!(
            "{file} has {n} bytes, and CloudFormation takes {most}: it cannot be deployed as one stack.",
            file = code(file),
            n = n,
            most = most
        )
    });
    [resources, parameters, bytes].into_iter().flatten().collect()
}
