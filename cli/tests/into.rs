//! `portico export --into` and `portico import --var-file`: Terraform source changed in place, and read with the values it is run with.

mod common;

use common::{Place, portico};
use serde_json::{Value, json};
use std::path::PathBuf;

const MAIN: &str = "# hands off
provider \"aws\" {
  region = var.region
}
variable \"region\" {}

resource \"aws_vpc\" \"v\" {
  cidr_block = \"10.0.0.0/16\" # agreed
  tags       = { Name = \"shop\" }
}

resource \"aws_subnet\" \"s\" {
  vpc_id            = aws_vpc.v.id
  cidr_block        = \"10.0.1.0/24\"
  availability_zone = \"eu-west-1a\"
}
";

#[test]
fn source_is_edited_in_place_and_its_values_come_from_a_file() {
    let dir = Place::new("into-edit");
    let infra = dir.join("infra");
    std::fs::create_dir_all(&infra).unwrap();
    std::fs::write(infra.join("main.tf"), MAIN).unwrap();
    let values = dir.join("prod.tfvars");
    std::fs::write(&values, "region = \"eu-west-1\"\n").unwrap();
    let text = |p: &PathBuf| p.to_string_lossy().into_owned();
    let design = text(&dir.join("d.portico.json"));
    let import = |values: Option<&PathBuf>| -> Value {
        let (infra, file) = (text(&infra), values.map(text));
        let mut args = vec!["import", &infra, "-o", &design, "--json"];
        args.extend(file.iter().flat_map(|f| ["--var-file", f]));
        let o = portico(&args, b"");
        assert_eq!(o.status.code(), Some(0), "{}", String::from_utf8_lossy(&o.stderr));
        serde_json::from_slice(&o.stdout).unwrap()
    };
    assert!(import(None)["unknown"].as_array().unwrap().iter().any(|u| u["name"] == "var.region"));
    assert_eq!(import(Some(&values)).get("unknown"), None);
    let saved = std::fs::read_to_string(&design).unwrap();
    let changed = saved.replace("10.0.1.0/24", "10.0.2.0/24").replace("eu-west-1a", "eu-west-1b");
    assert_ne!(saved, changed);
    std::fs::write(&design, changed).unwrap();
    let args = ["export", &design, "--to", "terraform", "--into", &text(&infra), "--set", "var.region=eu-west-1", "--json"];
    let o = portico(&args, b"");
    assert_eq!(o.status.code(), Some(0), "{}", String::from_utf8_lossy(&o.stderr));
    let told: Value = serde_json::from_slice(&o.stdout).unwrap();
    assert_eq!((&told["files"], &told["left"]), (&json!(["main.tf"]), &json!([])), "{told:#}");
    let want = MAIN.replace("10.0.1.0/24", "10.0.2.0/24").replace("eu-west-1a", "eu-west-1b");
    assert_eq!(std::fs::read_to_string(infra.join("main.tf")).unwrap(), want);
    // What was edited reads back as the design: nothing is left to change.
    let o = portico(&args, b"");
    let told: Value = serde_json::from_slice(&o.stdout).unwrap();
    assert_eq!((&told["files"], &told["placed"], &told["left"]), (&json!([]), &json!([]), &json!([])), "{told:#}");
    assert_eq!(portico(&["export", &design, "--to", "svg", "--into", &text(&infra)], b"").status.code(), Some(2));
}
