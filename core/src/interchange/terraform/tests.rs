//! The export of whole designs: what must hold whatever the design is.

use super::{Files, write};
use crate::catalogue::Catalogue;
use crate::document::{Document, Kind, Model, NodeId, Subnet};
use crate::edit::Command;
use crate::fixture::parse;
use crate::interchange::lower::lower;
use crate::ordered::BTreeSet;

/// Every kind of resource, as the oracle plans and builds it.
const EVERYTHING: &str = include_str!("../../../../tests/oracle/designs/everything.txt");
const NETWORK: &str = include_str!("../../../../tests/oracle/designs/network.txt");
const HOSTILE: &str = include_str!("../../../../tests/oracle/designs/hostile.txt");

fn design(text: &str) -> Document {
    parse(text).unwrap_or_else(|e| panic!("{e}"))
}

fn export(text: &str) -> Files {
    write(&design(text), Catalogue::bundled())
}

fn files(doc: &Document) -> Files {
    write(doc, Catalogue::bundled())
}

fn named(model: &Model, kind: Kind, name: &str) -> NodeId {
    model.of_kind(kind).find(|(_, n)| n.meta.name == name).unwrap().0
}

/// Every line of every file of code.
fn lines(files: &Files) -> BTreeSet<String> {
    files.iter().filter(|(n, _)| !is_paper(n)).flat_map(|(n, text)| text.lines().map(move |l| format!("{n}: {}", squeezed(l)))).collect()
}

/// What is for people's eyes.
fn is_paper(name: &str) -> bool {
    name == "README.md" || name == "diagram.svg"
}

/// Without the spaces that align.
fn squeezed(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn same_design_same_bytes() {
    let doc = design(EVERYTHING);
    assert_eq!(files(&doc), files(&doc));
    let again = crate::interchange::save::read(&crate::interchange::save::write(&doc)).unwrap();
    assert_eq!(files(&doc), files(&again));
}

#[test]
fn a_rename_changes_names_and_nothing_else() {
    for text in [EVERYTHING, NETWORK] {
        let before = design(text);
        let mut after = before.clone();
        for (n, (id, _)) in before.model.nodes().enumerate() {
            after = after.apply(&Command::Rename { node: id, name: format!("renamed {n}") }).unwrap();
        }
        let nameless = |doc: &Document| {
            let mut lowered = lower(doc, Catalogue::bundled());
            let names = lowered.blocks.iter_mut().filter_map(|b| b.name.take()).collect::<Vec<_>>();
            (lowered.blocks, lowered.documents, lowered.inputs, names)
        };
        let ((a, b, c, old), (x, y, z, new)) = (nameless(&before), nameless(&after));
        assert_eq!((a, b, c), (x, y, z));
        assert!(old.iter().zip(&new).all(|(o, n)| o != n || o == "ecs-execution"), "a name is not a tag: {old:?}");
    }
}

#[test]
fn another_zone_adds_lines_and_takes_none() {
    let more = "  subnet app-c c 10.0.12.0/24 table app-a acl app\n  subnet public-c c 10.0.2.0/24 table public public-ip\n    nat nat-c\n";
    let grown = NETWORK.replace("vpc hub", &format!("{more}vpc hub"));
    let (before, after) = (export(NETWORK), export(&grown));
    let lost: Vec<_> = lines(&before).difference(&lines(&after)).cloned().collect();
    assert_eq!(lost, Vec::<String>::new());
    assert!(after["locals.tf"].contains("app_c = {"), "{}", after["locals.tf"]);
}

#[test]
fn every_kind_is_exported_or_has_nothing_to_make() {
    let doc = design(EVERYTHING);
    let lowered = lower(&doc, Catalogue::bundled());
    let done: BTreeSet<Kind> = lowered.blocks.iter().filter_map(|b| b.of).map(NodeId::kind).collect();
    let without = [Kind::Account, Kind::Service, Kind::Flow, Kind::Intent, Kind::EgressOnlyGateway, Kind::DirectConnect];
    let missing: Vec<_> = Kind::ALL.iter().filter(|k| !done.contains(k) && !without.contains(k)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn what_aws_makes_is_left_alone_until_it_differs() {
    let plain = export("vpc v 10.0.0.0/16\n  subnet s a 10.0.0.0/24");
    assert!(!plain.contains_key("network_acls.tf"));
    assert!(!plain["security_groups.tf"].contains("resource"));
    assert!(
        plain["routing.tf"].contains("main = aws_vpc.this[\"v\"].default_route_table_id")
            || plain["routing.tf"].contains("default_route_table_id")
    );
    let changed =
        export("vpc v 10.0.0.0/16\n  default-group: out any to 0.0.0.0/0\n  default-acl:\n  main-table: 10.9.0.0/16 -> igw\n  igw igw");
    assert!(changed["security_groups.tf"].contains("resource \"aws_default_security_group\""));
    assert!(changed["locals.tf"].contains("ingress = []"), "{}", changed["locals.tf"]);
    assert!(changed["network_acls.tf"].contains("resource \"aws_default_network_acl\""));
    assert!(changed["network_acls.tf"].contains("ignore_changes = [subnet_ids]"));
    assert!(changed["locals.tf"].contains("route_table = \"v_main\""));
    assert!(!changed["routing.tf"].contains("aws_default_route_table"));
    let six = export("vpc v 10.0.0.0/16 ipv6 2001:db8::/56");
    assert!(!six.contains_key("network_acls.tf"), "a default ACL with IPv6 is as AWS makes it");
}

#[test]
fn endpoints_say_type_and_private_dns_and_wait_for_the_gateway() {
    let files = export(NETWORK);
    let text = &files["endpoints.tf"];
    assert_eq!(text.matches("vpc_endpoint_type ").count(), text.matches("resource ").count());
    assert_eq!(text.matches("private_dns_enabled ").count(), text.matches("resource ").count());
    assert!(text.contains("depends_on = [aws_vpc_endpoint.gateway]"));
    assert!(files["locals.tf"].contains("private_dns_only_for_inbound_resolver_endpoint = true"));
    assert!(!files.values().any(|f| f.contains("aws_vpc_endpoint_route_table_association")));
    // No route resource has the endpoint's prefix list: AWS adds those.
    assert!(!files["locals.tf"].contains("/pl:aws:s3\" = { route_table"));
}

#[test]
fn resource_endpoints_name_their_configuration_or_ask_for_it() {
    let files = export(EVERYTHING);
    assert!(files["endpoints.tf"].contains("resource \"aws_vpc_endpoint\" \"resource\""), "{}", files["endpoints.tf"]);
    assert!(files["endpoints.tf"].contains("= \"Resource\""));
    assert!(files["endpoints.tf"].contains("resource_configuration_arn"));
    assert!(files["locals.tf"].contains("arn:aws:vpc-lattice:us-east-1:444455556666:resourceconfiguration/rcfg-0a1b2c3d4e5f67890"));
    let asked = &files["variables.tf"];
    assert!(asked.contains("variable \"resource_configurations\""));
    assert!(asked.contains("arn:aws:vpc-lattice:us-east-1:000000000000:resourceconfiguration/rcfg-0fedcba9876543210"), "{asked}");
    assert!(asked.contains("arn:aws:vpc-lattice:us-east-1:000000000000:resourceconfiguration/rcfg-00000000000000000"));
}

#[test]
fn rules_are_keyed_by_what_they_say() {
    let text = "vpc v 10.0.0.0/16\n  group web: in tcp 443 from 10.0.0.0/8, in tcp 443 from 10.0.0.0/8 \"again\", in icmp 8/-1 from other, in udp from 0.0.0.0/0\n  group other";
    let files = export(text);
    for key in ["\"web/tcp/443/10.0.0.0/8\"", "\"web/icmp/8.-1/group:other\"", "\"web/udp/0-65535/0.0.0.0/0\""] {
        assert_eq!(files["locals.tf"].matches(key).count(), 1, "{key}");
    }
}

#[test]
fn what_cannot_be_said_is_told() {
    let readme = &export(EVERYTHING)["README.md"];
    for part in [
        "The route of **app-a** to `10.99.0.0/16` led to `old nat`, which was deleted.",
        "The bucket policy of **unnamed** is no policy (line 1, column 1)",
        "IAM role **theirs** belongs to another account",
        "**partner** waits for the other account to accept it.",
        "# Everything &amp; &lt;b&gt;more&lt;/b&gt;",
    ] {
        assert!(readme.contains(part), "{part}\n{readme}");
    }
    let with = super::write_with(&design(NETWORK), Catalogue::bundled(), &["a <b> of it".into()]);
    assert!(with["README.md"].contains("## Findings not mended\n\n- a &lt;b&gt; of it\n"));
}

#[test]
fn hostile_text_is_never_code() {
    for (name, text) in export(HOSTILE) {
        let bytes = text.as_bytes();
        for (i, _) in text.match_indices("${").chain(text.match_indices("%{")) {
            let escaped = i > 0 && bytes[i - 1] == bytes[i];
            assert!(escaped || is_paper(&name), "{name}: {}", &text[i.saturating_sub(40)..]);
        }
        assert!(is_paper(&name) || !text.lines().any(|l| l.trim_start().starts_with("resource \"x\"")), "{name}");
    }
}

#[test]
fn what_exists_is_imported_and_its_parts_are_offered() {
    let text = "vpc v 10.0.0.0/16 existing aws-id vpc-1\n  igw i existing aws-id igw-1\n  table t existing aws-id rtb-1: 0.0.0.0/0 -> i\n  group g existing aws-id sg-1: in tcp 443 from 10.0.0.0/8\n  subnet s a 10.0.0.0/24 table t existing\nrole r existing aws-id arn:aws:iam::111122223333:role/path/app";
    let files = export(text);
    let imports = &files["imports.tf"];
    assert!(imports.contains("import {\n  to = aws_vpc.this[\"v\"]\n  id = \"vpc-1\"\n}\n"), "{imports}");
    assert!(imports.contains("#   to = aws_route.internet_gateway[\"t/0.0.0.0/0\"]\n#   id = \"rtb-1_0.0.0.0/0\"\n"), "{imports}");
    assert!(imports.contains("  to = aws_iam_role.this[\"r\"]\n  id = \"app\"\n"), "{imports}");
    assert!(files["security_groups.tf"].contains("ignore_changes        = [name, name_prefix]"), "{}", files["security_groups.tf"]);
    assert!(files["README.md"].contains("**s** exists already, but its AWS id is not known"));
}

#[test]
fn addresses_of_ipv6_are_parts_of_what_aws_picks() {
    let text = "vpc v 10.0.0.0/16 ipv6 2001:db8:0:100::/56\n  subnet s a 10.0.0.0/24 ipv6 2001:db8:0:1ff::/64\n  group g: in tcp 443 from 2001:db8:0:100::/56, in tcp 1 from 2001:db9::/32";
    let locals = squeezed(&export(text)["locals.tf"]);
    assert!(locals.contains("cidrsubnet(aws_vpc.this[\"v\"].ipv6_cidr_block, 8, 255)"), "{locals}");
    assert!(locals.contains("cidr_ipv6 = aws_vpc.this[\"v\"].ipv6_cidr_block "), "{locals}");
    assert!(locals.contains("cidr_ipv6 = \"2001:db9::/32\""), "{locals}");
}

#[test]
fn a_policy_is_a_document_with_its_variables_kept() {
    let policies = &export(EVERYTHING)["policies.tf"];
    assert!(policies.contains("resources = [\"arn:aws:s3:::home/$${aws:username}/*\"]"), "{policies}");
    assert!(policies.contains("not_actions = [\"iam:*\", \"sts:*\"]"));
    assert!(policies.contains("    condition {\n      test     = \"StringNotEquals\"\n      variable = \"aws:SourceVpce\"\n      values   = [\"vpce-1\", \"vpce-2\"]\n    }"));
}

#[test]
fn what_goes_by_its_own_key_says_so_once() {
    let files = export(NETWORK);
    assert!(files["routing.tf"].contains("subnet_id      = aws_subnet.this[each.key].id"), "{}", files["routing.tf"]);
    assert!(files["locals.tf"].contains("    app_a    = { route_table = \"app_a\" }"), "{}", files["locals.tf"]);
}

#[test]
fn an_empty_design_exports() {
    let files = files(&Document::default());
    assert_eq!(files.keys().map(String::as_str).collect::<Vec<_>>(), ["README.md", "diagram.svg", "providers.tf", "versions.tf"]);
}

#[test]
fn a_renamed_subnet_keeps_its_address() {
    let doc = design(NETWORK);
    let id = named(&doc.model, Kind::Subnet, "app-a");
    let renamed = doc.apply(&Command::Rename { node: id, name: "other".into() }).unwrap();
    let locals = files(&renamed)["locals.tf"].clone();
    assert!(locals.contains("app_a = {\n      name                    = \"other\""), "{locals}");
    assert_eq!(renamed.model.all::<Subnet>().count(), doc.model.all::<Subnet>().count());
}
