//! Round trips, and files that must be refused.

use super::{read, write};
use crate::document::id::Resource;
use crate::document::*;
use crate::edit::{Command, Draft};
use proptest::prelude::*;

fn sample() -> Document {
    let mut d = Draft::new(&Document::default());
    let vpc = Id::<Vpc>::new(d.doc.next);
    let body = Vpc {
        account: None,
        region: Region::default(),
        cidrs: vec!["10.0.0.0/16".parse().unwrap()],
        ipv6: vec![],
        dns_support: true,
        dns_hostnames: false,
        main_table: Id::new(0),
        default_group: Id::new(0),
        default_acl: Id::new(0),
        opaque: false,
        sparse: false,
        block_public_access: BlockMode::Off,
    };
    d.run(Command::Add { name: Some("<b>main</b>".into()), body: body.into_body(), at: Some(Rect::new(-5, 10, 600, 400)) }).unwrap();
    let subnet = d
        .add(
            Some("app-a"),
            Subnet {
                vpc,
                zone: Zone::of(&Region::default(), 'a'),
                cidr: "10.0.16.0/20".parse().ok(),
                ipv6: None,
                table: None,
                acl: None,
                public_ip_on_launch: false,
                block_public_access: None,
            },
        )
        .unwrap();
    let w = d
        .add(
            None,
            Workload {
                compute: Compute::Instance,
                subnets: vec![subnet],
                groups: vec![],
                role: None,
                instance_type: Some("c7g.large".into()),
                private_ip: None,
                elastic_ip: None,
                public_ip: None,
                source_dest_check: true,
                forwards: Forwarding::Unknown,
                count: 1,
                port: None,
            },
        )
        .unwrap();
    let s3 = d.add(None, Service { region: Region::default(), service: ServiceId::s3() }).unwrap();
    let flow =
        d.add(None, Flow { from: w.node(), to: s3.node(), protocol: crate::net::Protocol::TCP, port: Some(443), request: None }).unwrap();
    d.run(Command::Use { flow, usage: Some(Usage::new(Range::new(1, 2, 3), 10)) }).unwrap();
    d.run(Command::AddZone { vpc, zone: Zone::of(&Region::default(), 'a'), at: Some(Rect::new(0, 0, 10, 10)) }).unwrap();
    d.doc
}

#[test]
fn what_is_written_is_read_back() {
    let doc = sample();
    let text = write(&doc);
    assert_eq!(read(&text).unwrap(), doc);
    assert_eq!(write(&read(&text).unwrap()), text);
}

#[test]
fn files_keep_the_oldest_version_that_can_hold_them() {
    let old = sample();
    assert!(write(&old).contains("\"portico\": 1"));
    let mut d = Draft::new(&old);
    let workload = old.model.all::<Workload>().next().unwrap().0.node();
    let private = Intent {
        claim: Claim::NeverReachesInternet,
        from: Some(workload),
        to: None,
        protocol: crate::net::Protocol::Any,
        port: None,
        limit: None,
    };
    d.add(Some("stays inside"), private).unwrap();
    let text = write(&d.doc);
    assert!(text.contains("\"portico\": 2"));
    assert_eq!(read(&text).unwrap(), d.doc);
    // A statement goes with what it is about; it must not come to speak of everything.
    let without = d.doc.apply(&Command::Delete { nodes: vec![workload] }).unwrap();
    assert_eq!(without.model.all::<Intent>().count(), 0);
    let (flow, _) = old.model.all::<Flow>().next().unwrap();
    let usage = Usage { burst_mbps: Some(Range::new(1, 2, 3)), ..Usage::default() };
    let busy = old.apply(&Command::Use { flow, usage: Some(usage) }).unwrap();
    assert!(write(&busy).contains("\"portico\": 2"));
    assert_eq!(read(&write(&busy)).unwrap(), busy);
}

#[test]
fn bad_files_are_refused_with_the_place() {
    let good = write(&sample());
    let swap = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        read(&good.replacen(from, to, 1)).unwrap_err()
    };
    assert_eq!(read(&good[..good.len() / 2]).unwrap_err().message.to_string(), "the file ends too early; it may be cut off");
    assert_eq!(read("{\"nodes\": [}").unwrap_err().at.to_string(), "line 1, column 12");
    assert!(read("[1]").unwrap_err().message.to_string().contains("not a Portico design"));
    assert!(read("{\"Vpcs\": []}").unwrap_err().message.to_string().contains("not a Portico design"));
    assert!(swap("\"portico\": 1", "\"portico\": 3").message.to_string().contains("newer"));
    assert_eq!(swap("10.0.16.0/20", "10.0.16.0/40").at.to_string(), "nodes.1.fields.cidr");
    assert_eq!(swap("\"zone\": ", "\"zonk\": ").at.to_string(), "nodes.1.fields.zonk");
    assert!(swap("\"vpc\": \"vpc:1\"", "\"vpc\": \"vpc:99\"").message.to_string().contains("not in the file"));
    assert!(swap("\"vpc\": \"vpc:1\"", "\"vpc\": \"subnet:5\"").message.to_string().contains("a VPC is wanted"));
    assert_eq!(swap("\"id\": \"subnet:5\"", "\"id\": \"subnet:1\"").at.to_string(), "nodes.1.id");
    assert_eq!(swap("-5,", "1e99,").at.to_string(), "boxes.vpc:1");
    assert!(swap("\"key\": \"app_a\"", "\"key\": \"app${a}\"").at.to_string().ends_with("key"));
    assert!(read(&format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000))).is_err());
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in ".{0,200}") {
        let _ = read(&text);
    }

    #[test]
    fn no_damage_makes_it_panic(cut in 0usize..4000, byte in any::<u8>()) {
        let mut bytes = write(&sample()).into_bytes();
        let i = cut % bytes.len();
        bytes[i] = byte;
        if let Ok(text) = String::from_utf8(bytes)
            && let Ok(doc) = read(&text)
        {
            prop_assert_eq!(read(&write(&doc)).unwrap(), doc);
        }
    }
}
