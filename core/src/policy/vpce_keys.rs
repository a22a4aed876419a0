//! Condition keys that requests through a VPC endpoint have for listed services only.

const TABLE: &str = include_str!("../../data/vpce-keys.tsv");

/// The keys that are there for some services, as AWS spells them.
pub const SOME_SERVICES: [&str; 4] = ["aws:SourceVpcArn", "aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths"];

/// Whether a request for this action has the key when it passes an endpoint.
#[must_use]
pub fn endpoint_key(action: &str, key: &str) -> bool {
    let service = action.split(':').next().unwrap_or_default();
    if action.eq_ignore_ascii_case("iam:PassRole") {
        return false;
    }
    let row = TABLE.lines().filter_map(|line| line.split_once('\t')).find(|(name, _)| name.eq_ignore_ascii_case(service));
    row.is_some_and(|(_, keys)| keys.split(' ').any(|listed| listed.eq_ignore_ascii_case(key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_there_for_listed_services() {
        assert!(endpoint_key("s3:GetObject", "aws:VpceAccount") && endpoint_key("S3:GetObject", "aws:sourcevpcarn"));
        assert!(endpoint_key("dynamodb:Query", "aws:VpceAccount") && !endpoint_key("dynamodb:Query", "aws:SourceVpcArn"));
        assert!(endpoint_key("sqs:SendMessage", "aws:VpceOrgID") && !endpoint_key("sqs:SendMessage", "aws:VpceOrgPaths"));
        assert!(endpoint_key("iam:GetRole", "aws:VpceAccount") && !endpoint_key("iam:PassRole", "aws:VpceAccount"));
        assert!(!endpoint_key("ssm:GetParameter", "aws:VpceAccount"));
    }

    #[test]
    fn the_table_is_in_order() {
        let rows: Vec<&str> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(rows.len() > 40 && rows.is_sorted());
        for row in rows {
            let (_, keys) = row.split_once('\t').unwrap();
            assert!(keys.split(' ').all(|key| SOME_SERVICES.contains(&key)), "{row}");
        }
    }
}
