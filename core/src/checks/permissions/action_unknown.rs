//! Actions that AWS does not have.

use super::held::findings;
use crate::checks::{Found, check};
use crate::facts::Facts;
use crate::finding::Severity;
use crate::policy::{Fault, Path, Step};
use crate::text;
use crate::text::code;
use serde_json::{Map, Value};

check! {
    /// An action that does not exist allows and denies nothing, and AWS stores the policy without a word. Often it is the name of an
    /// API call or of a CLI command, which are not always the name of the action: `s3:ListObjects` is `s3:ListBucket`.
    ///
    /// ## Example
    ///
    /// ```text
    /// role app: read {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObjects", "Resource": "*"}]}
    /// ```
    ///
    /// ## What to do
    ///
    /// Mend the name. Of services that Portico has no list of, nothing is said.
    ///
    /// AWS: "Actions, resources, and condition keys for AWS services" (Service Authorization Reference)
    "action-unknown", "Action that AWS does not have", Permissions, Warning
}

fn run(facts: &Facts) -> Vec<Found> {
    findings(
        facts,
        Severity::Warning,
        |f| matches!(f, Fault::UnknownAction { .. }),
        |held, problem, found| match &problem.fault {
            Fault::UnknownAction { nearest: Some(near), .. } => found
                .option(text!("Make it {action}", action = code(near)), held.with_statement(&problem.at, |s| rename(s, &problem.at, near))),
            _ => found,
        },
    )
}

fn rename(statement: &mut Map<String, Value>, at: &Path, new: &str) -> Option<()> {
    let [.., Step::Key(element), Step::Index(index)] = at.0.as_slice() else { return None };
    let value = statement.get_mut(element)?;
    let slot = if value.is_array() { value.get_mut(*index)? } else { value };
    *slot = Value::String(new.to_owned());
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, fixed, mends};

    const TEXT: &str = r#"role app: read {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObjects", "s3:Get*", "madeup:Do"], "Resource": "*"}]} #! In the policy read of app, Statement[0].Action[0]
"#;

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        mends(&CHECK, TEXT, &["Make it s3:GetObject"]);
        assert!(fixed(&CHECK, TEXT, 0, "role app").contains(r#""s3:GetObject""#));
    }
}
