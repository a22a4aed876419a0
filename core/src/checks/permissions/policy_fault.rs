//! Policies that cannot be read, that AWS refuses, or that do not do what they seem to.

use crate::checks::policy_words::{fault, parse_error};
use crate::checks::{Found, check, set};
use crate::document::{Bucket, GatewayEndpoint, InterfaceEndpoint, NodeId, Role, Table};
use crate::facts::Facts;
use crate::finding::Severity;
use crate::policy::{EndpointKind, Fault, LintAs, Policy, PolicyRole, Severity as Class, lint_elements};
use crate::text;
use crate::text::{Text, code};

check! {
    /// Policies are JSON with a grammar of their own. What is wrong in one is seldom noticed before AWS refuses it, or, worse,
    /// takes it and decides otherwise than its author thought. Endpoint policies have rules beside: they must name a principal, say.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   table app
    ///   gateway-endpoint s3 tables app policy {"Statement": [{"Effect": "Alow", "Principal": "*", "Action": "*", "Resource": "*"}]}
    /// ```
    ///
    /// ## What to do
    ///
    /// The finding says the place. Mend the policy there, or take it away and begin with one of those that are offered for an
    /// endpoint that allows everything.
    ///
    /// AWS: "Control access to VPC endpoints using endpoint policies" (AWS PrivateLink Guide), "Grammar of the IAM JSON policy
    /// language" (IAM User Guide)
    "policy-fault", "Fault in a policy", Permissions, Error
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (id, e) in model.all::<GatewayEndpoint>() {
        endpoint(facts, id.node(), &e.service, e.policy.as_deref(), EndpointKind::Gateway, &mut out);
    }
    for (id, e) in model.all::<InterfaceEndpoint>() {
        endpoint(facts, id.node(), &e.service, e.policy.as_deref(), EndpointKind::Interface, &mut out);
    }
    let buckets = model.all::<Bucket>().filter_map(|(id, b)| Some((id.node(), b.policy.as_deref()?)));
    let tables = model.all::<Table>().filter_map(|(id, t)| Some((id.node(), t.policy.as_deref()?)));
    for (id, policy) in buckets.chain(tables) {
        judge(id, None, policy, LintAs::Other(PolicyRole::Resource), &mut out);
    }
    for (id, role) in model.all::<Role>() {
        for p in &role.policies {
            judge(id.node(), Some(&p.name), &p.document, LintAs::Other(PolicyRole::Identity), &mut out);
        }
        if let Some(b) = &role.boundary {
            judge(id.node(), Some("permissions boundary"), b, LintAs::Other(PolicyRole::Boundary), &mut out);
        }
    }
    out
}

fn endpoint(
    facts: &Facts,
    id: NodeId,
    service: &crate::document::ServiceId,
    policy: Option<&str>,
    kind: EndpointKind,
    out: &mut Vec<Found>,
) {
    let Some(policy) = policy else { return };
    let known = facts.catalogue.service(service.as_str());
    if let Some(s) = known.filter(|s| s.policy_supported.is_some_and(|p| !p.value)) {
        let sure = s.policy_supported.is_some_and(|p| p.is_verified());
        let said = text!("{endpoint} has a policy, and {service} supports none.", endpoint = id, service = s.display());
        out.push(
            Found::new(id, said)
                .severity(if sure { Severity::Error } else { Severity::Warning })
                .because(text!("AWS refuses a policy for a service without support for endpoint policies: access is full."))
                .fix(text!("Take the policy from {endpoint}", endpoint = id), set(id, "policy", &None::<String>)),
        );
        return;
    }
    judge(id, None, policy, LintAs::Endpoint(kind), out);
}

fn judge(id: NodeId, name: Option<&str>, document: &str, kind: LintAs, out: &mut Vec<Found>) {
    let whose = match name {
        Some(name) => text!("policy {name} of {node}", name = code(name), node = id),
        None => text!("policy of {node}", node = id),
    };
    // What an import could not read is not the fault of who wrote it.
    if let Some(what) = document.strip_prefix("not known: ") {
        let said = text!("The {policy} is not known here: {what}.", policy = whose, what = code(what));
        let why = text!("What goes by it depends on it. Put the policy in its place, or import it with what it needs.");
        out.push(Found::new(id, said).severity(Severity::Info).because(why));
        return;
    }
    let policy = match Policy::parse(document) {
        Ok(p) => p,
        Err(e) => {
            let at = text!("line {line}, column {column}", line = e.line, column = e.column);
            let said = text!("The {policy} is no policy: {at}.", policy = whose, at = at);
            out.push(Found::new(id, said).because(parse_error(&e)));
            return;
        }
    };
    for problem in lint_elements(&policy, kind) {
        if has_its_own_check(&problem.fault) {
            continue;
        }
        let severity = match problem.severity {
            Class::Error => Severity::Error,
            Class::SecurityWarning | Class::Warning => Severity::Warning,
            Class::Suggestion => Severity::Info,
        };
        let what = match severity {
            Severity::Error => "AWS refuses the {policy}: {at}.",
            _ => "The {policy} does not do what it seems to: {at}.",
        };
        let at = if problem.at.0.is_empty() { text!("as a whole") } else { text!("{path}", path = code(&problem.at)) };
        let said = Text::new(what, vec![("policy", whose.clone().into()), ("at", at.into())]);
        out.push(Found::new(id, said).severity(severity).because(fault(&problem.fault)));
    }
}

fn has_its_own_check(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::FullAccess
            | Fault::AllowsNothing
            | Fault::PrincipalNotStar
            | Fault::AccountMeansRoot { .. }
            | Fault::TooLong { .. }
            | Fault::UnknownKey { .. }
            | Fault::UnknownAction { .. }
            | Fault::SourceIpThroughEndpoint
            | Fault::TooFewBesideWildcard { .. }
            | Fault::WildcardOnIdentifier { .. }
            | Fault::NumericOnIdentifier { .. }
            | Fault::MixedAccount { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, mends};

    #[test]
    fn fires_and_stays_silent() {
        check(
            &CHECK,
            r#"role r: read {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
role s: write "not json" #! The policy write of s is no policy: line 1, column 1
role u: read "not known: data.aws_iam_policy.p.arn" #! The policy read of u is not known here
vpc v 10.0.0.0/16
  table t
  subnet a a 10.0.0.0/24
  gateway-endpoint s3 tables t policy {"Statement": [{"Effect": "Alow", "Principal": "*", "Action": "*", "Resource": "*"}]} #! The policy of s3-gw is no policy
  gateway-endpoint dynamodb tables t policy {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "GetItem", "Resource": "*"}]} #! AWS refuses the policy of dynamodb-gw: Statement[0].Action[0]
  interface-endpoint kms in a policy {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"}]}
bucket b policy {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"}]}
"#,
        );
    }

    #[test]
    fn a_policy_on_a_service_without_support() {
        let all = crate::catalogue::Catalogue::bundled().services();
        let none = all
            .iter()
            .find(|s| s.policy_supported.is_some_and(|p| !p.value && p.is_verified()) && s.offers(crate::catalogue::ServiceKind::Interface))
            .unwrap();
        let text = format!(
            "vpc v 10.0.0.0/16\n  group g: in tcp 1-65535 from 10.0.0.0/16\n  subnet a a 10.0.0.0/24\n  interface-endpoint {} as e in a groups g policy {{\"Statement\": []}}",
            none.id
        );
        mends(&CHECK, &text, &["Take the policy from e"]);
    }
}
