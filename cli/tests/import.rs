//! `portico import` as programs call it: a folder, a zip, one file, standard input; what it tells; what it refuses.

mod common;

use common::{Place, portico};
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};

fn fixture() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/aws-cli")
}

fn import(path: &Path, out: &Path, input: &[u8]) -> Value {
    let o = portico(&["import", &path.to_string_lossy(), "-o", &out.to_string_lossy(), "--json"], input);
    assert_eq!(o.status.code(), Some(0), "{}", String::from_utf8_lossy(&o.stderr));
    serde_json::from_slice(&o.stdout).unwrap()
}

#[test]
fn a_folder_becomes_a_design_that_answers() {
    let dir = Place::new("import-folder");
    let design = dir.join("account.portico.json");
    let v = import(&fixture(), &design, b"");
    let want = json!({
        "account": 1, "vpc": 2, "subnet": 12, "route-table": 6, "internet-gateway": 1, "nat-gateway": 3, "elastic-ip": 3,
        "security-group": 4, "network-acl": 3, "prefix-list": 6, "gateway-endpoint": 2, "interface-endpoint": 4, "network-interface": 15,
    });
    assert_eq!(v["understood"], want, "{v:#}");
    assert_eq!(v["left_out"], json!([]));
    assert_eq!(v["guessed"].as_array().unwrap().len(), 1, "{v:#}");
    assert_eq!(v["design"], json!(design));
    let design = design.to_string_lossy().into_owned();
    // A NAT gateway opens no connections of its own; that its interface has a route to the internet gateway is told all the same.
    let o = portico(&["trace", &design, "--from", "prod-nat-a", "--to", "internet", "--port", "443", "--json"], b"");
    let t: Value = serde_json::from_slice(&o.stdout).unwrap();
    let hops = t["forward"]["hops"].as_array().unwrap();
    assert_eq!(t["verdict"], "blocked", "{t:#}");
    assert_eq!(hops.iter().filter(|h| h["code"] != Value::Null).map(|h| &h["code"]).collect::<Vec<_>>(), ["NO_PATH"], "{t:#}");
    assert_eq!(hops.last().unwrap()["at"], "prod-igw", "{t:#}");
    // A second import gives the same bytes.
    let again = dir.join("again.portico.json");
    import(&fixture(), &again, b"");
    let read = |p: &Path| std::fs::read_to_string(p).unwrap();
    assert_eq!(read(Path::new(&design)), read(&again));
    // And a design is a design.
    assert_eq!(import(&again, &dir.join("third.portico.json"), b"")["understood"]["vpc"], 2);
}

#[test]
fn a_zip_and_one_merged_file_give_the_same() {
    let dir = Place::new("import-zip");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut merged = serde_json::Map::new();
    let mut pages = Vec::new();
    let mut files: Vec<_> = std::fs::read_dir(fixture()).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    for f in files {
        let bytes = std::fs::read(&f).unwrap();
        let Value::Object(o) = serde_json::from_slice(&bytes).unwrap() else { panic!("{}", f.display()) };
        zip.start_file(f.file_name().unwrap().to_string_lossy(), zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(&bytes).unwrap();
        merged.extend(o);
        pages.extend(bytes);
    }
    let archive = dir.join("snapshot.zip");
    std::fs::write(&archive, zip.finish().unwrap().into_inner()).unwrap();
    let folder = import(&fixture(), &dir.join("a"), b"");
    for (path, input) in [(archive.as_path(), Vec::new()), (Path::new("-"), serde_json::to_vec(&merged).unwrap()), (Path::new("-"), pages)]
    {
        let v = import(path, &dir.join("b"), &input);
        assert_eq!(v["understood"], folder["understood"], "{}", path.display());
        assert_eq!(v["left_out"], json!([]));
    }
}

#[test]
fn a_design_on_standard_output_and_its_report_beside_it() {
    let answer = br#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "OwnerId": "111111111111"}]}"#;
    for extra in [&[][..], &["--quiet"], &["--json"]] {
        let o = portico(&[&["import", "-", "--region", "eu-west-1", "-o", "-"], extra].concat(), answer);
        assert_eq!(o.status.code(), Some(0), "{extra:?}");
        let design: Value = serde_json::from_slice(&o.stdout).unwrap();
        assert!(design["nodes"].is_array(), "{extra:?}");
        assert_eq!(o.stderr.is_empty(), extra == ["--quiet"], "{extra:?}");
        // It is what a command reads.
        assert_eq!(portico(&["matrix", "-"], &o.stdout).status.code(), Some(0));
    }
    assert!(!Path::new("-").exists());
}

#[test]
fn an_empty_answer_is_a_design_with_nothing_in_it() {
    let dir = Place::new("import-empty");
    let v = import(Path::new("-"), &dir.join("d"), b"{\"Vpcs\": []}");
    assert!(v["understood"].as_object().unwrap().is_empty() && v["guessed"].to_string().contains("empty"), "{v:#}");
}

#[test]
fn a_region_is_one_that_can_be() {
    let dir = Place::new("import-region");
    let out = dir.join("d").to_string_lossy().into_owned();
    let run = |region: &str| portico(&["import", "-", "--region", region, "-o", &out, "--json"], "{\"Vpcs\": []}");
    let o = run("mars-1");
    assert!(o.status.code() == Some(2) && String::from_utf8_lossy(&o.stderr).contains("mars-1"));
    // One that AWS may open is taken, and told.
    let said = |region: &str| String::from_utf8_lossy(&run(region).stdout).contains("no region that Portico knows");
    assert!(said("us-mars-1") && !said("us-east-1"));
}

#[test]
fn what_cannot_be_read_is_refused_with_its_place() {
    let dir = Place::new("import-bad");
    let out = dir.join("x").to_string_lossy().into_owned();
    for (input, says) in [
        ("{\"Vpcs\": [", "line 1, column 10"),
        ("{\"Vpcs\": [], \"Vpcs\": []}", "stands twice"),
        ("{\"a\": 1}", "nothing in these files"),
        ("PK\u{3}\u{4}", "zip archive cannot be read"),
    ] {
        let o = portico(&["import", "-", "-o", &out], input.as_bytes());
        let error = String::from_utf8_lossy(&o.stderr);
        assert_eq!(o.status.code(), Some(2), "{input}");
        assert!(error.contains(says), "{input}: {error}");
    }
    for path in ["no/such/folder", &dir.to_string_lossy()] {
        assert_eq!(portico(&["import", path, "-o", &out], b"").status.code(), Some(2));
    }
    assert!(!Path::new(&out).exists());
}
