//! Tests of the service table: every row, and the names that surprise.

use super::*;
use crate::catalogue::Catalogue;

fn region(code: &str) -> &'static Region {
    Catalogue::bundled().region(code).unwrap()
}

fn service(id: &str) -> &'static Service {
    by_id(id).unwrap_or_else(|| panic!("no service {id}"))
}

fn private(id: &str, code: &str) -> Vec<String> {
    service(id).private_dns_names(region(code)).unwrap().value
}

#[test]
fn every_row_is_read_and_well_formed() {
    assert_eq!(read().rejected, [] as [usize; 0]);
    assert_eq!(all().len(), 500);
    assert!(all().is_sorted_by(|a, b| a.id < b.id), "services.tsv is not sorted");
    let label = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.{}".contains(c);
    for service in all() {
        let id = service.id;
        assert!(id.chars().all(label) && !id.starts_with('.') && !id.contains(".."), "{id}");
        assert!(!service.ports.value.is_empty() && !service.ports.value.contains(&0), "{id}");
        assert_eq!(service.fips, id.contains("fips"), "{id}");
        assert!(!service.sources.is_empty(), "{id}");
        for region in Catalogue::bundled().regions() {
            for kind in &service.kinds {
                if let Some(name) = service.service_name(region, *kind) {
                    assert!(name.chars().all(label) && name.contains(id.split('.').next().unwrap()), "{id}: {name}");
                    assert!(name.split('.').count() >= 3 && !name.contains("{region}"), "{id}: {name}");
                }
            }
            let dns = [service.private_dns_names(region), service.public_dns_names(region)];
            for name in dns.into_iter().flatten().flat_map(|names| names.value).chain(service.dualstack_dns_name(region)) {
                let name = name.strip_prefix("*.").unwrap_or(&name).to_owned();
                assert!(name.chars().all(label) && !name.contains("{region}") && name.contains(".a"), "{id}: {name}");
                assert_eq!(name.ends_with(".cn"), region.partition == Partition::China, "{id}: {name}");
            }
        }
    }
}

#[test]
fn s3_by_both_kinds_in_both_worlds() {
    let s3 = service("s3");
    assert_eq!(s3.kinds, [ServiceKind::Gateway, ServiceKind::Interface]);
    for (code, gateway, interface) in [
        ("eu-west-1", "com.amazonaws.eu-west-1.s3", "com.amazonaws.eu-west-1.s3"),
        ("cn-north-1", "com.amazonaws.cn-north-1.s3", "cn.com.amazonaws.cn-north-1.s3"),
    ] {
        assert_eq!(s3.service_name(region(code), ServiceKind::Gateway).unwrap(), gateway);
        assert_eq!(s3.prefix_list_name(region(code)).unwrap(), gateway);
        assert_eq!(s3.service_name(region(code), ServiceKind::Interface).unwrap(), interface);
    }
    assert_eq!(s3.public_dns_name(region("cn-north-1")).unwrap(), "s3.cn-north-1.amazonaws.com.cn");
    assert!(private("s3", "us-east-1").contains(&"*.s3.us-east-1.amazonaws.com".to_owned()));
}

#[test]
fn dynamodb_has_a_public_name_and_no_private_dns() {
    assert_eq!(private("dynamodb", "eu-west-1"), [] as [String; 0]);
    let name = service("dynamodb").public_dns_name(region("eu-west-1"));
    assert_eq!(name.unwrap(), "dynamodb.eu-west-1.amazonaws.com");
}

#[test]
fn names_that_follow_no_pattern() {
    let name = |id, code| service(id).service_name(region(code), ServiceKind::Interface);
    assert_eq!(name("ecr.dkr", "eusc-de-east-1").unwrap(), "eu.amazonaws.eusc-de-east-1.ecr.dkr");
    assert_eq!(name("sqs", "eusc-de-east-1").unwrap(), "com.amazonaws.eusc-de-east-1.sqs");
    assert_eq!(name("transcribe", "cn-north-1").unwrap(), "cn.com.amazonaws.cn-north-1.transcribe.cn");
    assert_eq!(name("account", "cn-north-1").unwrap(), "com.amazonaws.cn-north-1.account");
    assert_eq!(name("account", "cn-northwest-1").unwrap(), "cn.com.amazonaws.cn-northwest-1.account");
    assert_eq!(name("freetier", "us-east-1").unwrap(), "aws.api.us-east-1.freetier");
    assert_eq!(name("iam", "eu-west-1").unwrap(), "com.amazonaws.iam");
    assert_eq!(name("iam", "cn-north-1"), None);
    assert_eq!(name("opensearch", "eu-west-1"), None);
    assert_eq!(name("s3express", "eu-west-1"), None);
    assert_eq!(private("ecr.dkr", "eu-west-1"), ["*.dkr.ecr.eu-west-1.amazonaws.com"]);
    assert_eq!(private("ecr.api", "cn-north-1"), ["api.ecr.cn-north-1.amazonaws.com.cn"]);
    assert_eq!(private("kinesis-streams", "eu-west-1"), ["kinesis.eu-west-1.amazonaws.com"]);
    let dualstack = service("sqs").dualstack_dns_name(region("cn-north-1"));
    assert!(dualstack.is_none_or(|name| name.ends_with(".api.amazonwebservices.com.cn")));
    let zonal = service("ssm").endpoint_dns_name(region("eu-west-1"), "vpce-0a-9z", Some("eu-west-1b"));
    assert_eq!(zonal, "vpce-0a-9z-eu-west-1b.ssm.eu-west-1.vpce.amazonaws.com");
}

#[test]
fn policy_support_says_how_it_is_known() {
    let s3 = service("s3").policy_supported.unwrap();
    assert!(s3.value && s3.is_verified());
    let refuses = service("appmesh-envoy-management").policy_supported.unwrap();
    assert!(!refuses.value);
    assert_eq!(service("iot.data").policy_supported, None);
    let verified = all().iter().filter(|s| s.policy_supported.is_some_and(|p| p.is_verified())).count();
    assert_eq!(verified, 126);
}

#[test]
fn search_finds_what_people_type() {
    let first = |text| search(text).first().map(|s| s.id);
    assert_eq!(first("s3"), Some("s3"));
    assert_eq!(first("dynamo"), Some("dynamodb"));
    assert_eq!(first("docker registry"), Some("ecr.dkr"));
    assert_eq!(first("secrets"), Some("secretsmanager"));
    assert_eq!(first("CloudWatch Logs"), Some("logs"));
    assert_eq!(first("no such service"), None);
    assert_eq!(search("").len(), 500);
}
