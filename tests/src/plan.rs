//! A plan as `terraform show -json` writes it, of about a wanted size: VPCs of one module, again and again, with what is known after apply.
use serde_json::{Map, Value, json};

/// One resource of the module: its type and name, how many there are, and its arguments by number.
struct Made {
    kind: &'static str,
    name: &'static str,
    count: usize,
    values: fn(usize, usize) -> Value,
    /// Arguments that refer to another resource: name, and what stands in the configuration.
    refers: &'static [(&'static str, &'static str)],
}

const MODULE: &[Made] = &[
    Made {
        kind: "aws_vpc",
        name: "this",
        count: 1,
        values: |v, _| json!({"cidr_block": format!("10.{}.0.0/16", v % 256), "enable_dns_support": true, "enable_dns_hostnames": true, "instance_tenancy": "default"}),
        refers: &[],
    },
    Made { kind: "aws_internet_gateway", name: "this", count: 1, values: |_, _| json!({}), refers: &[("vpc_id", "aws_vpc.this[0].id")] },
    Made {
        kind: "aws_subnet",
        name: "all",
        count: 6,
        values: |v, n| json!({"cidr_block": format!("10.{}.{n}.0/24", v % 256), "availability_zone": format!("us-east-1{}", ["a", "b", "c"][n % 3]), "map_public_ip_on_launch": n < 3, "assign_ipv6_address_on_creation": false}),
        refers: &[("vpc_id", "aws_vpc.this[0].id")],
    },
    Made {
        kind: "aws_route_table",
        name: "all",
        count: 6,
        values: |_, _| json!({"propagating_vgws": []}),
        refers: &[("vpc_id", "aws_vpc.this[0].id")],
    },
    Made {
        kind: "aws_route_table_association",
        name: "all",
        count: 6,
        values: |_, _| json!({"gateway_id": null}),
        refers: &[("subnet_id", "aws_subnet.all"), ("route_table_id", "aws_route_table.all")],
    },
    Made {
        kind: "aws_route",
        name: "out",
        count: 6,
        values: |_, _| json!({"destination_cidr_block": "0.0.0.0/0", "destination_ipv6_cidr_block": null}),
        refers: &[("route_table_id", "aws_route_table.all"), ("gateway_id", "aws_internet_gateway.this[0].id")],
    },
    Made {
        kind: "aws_security_group",
        name: "all",
        count: 4,
        values: |_, n| json!({"name": format!("g{n}"), "description": "Managed by Terraform", "revoke_rules_on_delete": false, "ingress": [], "egress": []}),
        refers: &[("vpc_id", "aws_vpc.this[0].id")],
    },
    Made {
        kind: "aws_vpc_security_group_ingress_rule",
        name: "all",
        count: 12,
        values: |_, n| json!({"ip_protocol": "tcp", "from_port": 1000 + n, "to_port": 1000 + n, "cidr_ipv4": "10.0.0.0/8", "cidr_ipv6": null, "description": null}),
        refers: &[("security_group_id", "aws_security_group.all")],
    },
];

/// The text of a plan of about so many kilobytes.
pub fn of_kilobytes(wanted: usize) -> String {
    let (mut children, mut changes, mut size, mut v) = (Vec::new(), Vec::new(), 0, 0);
    while size < wanted * 1000 {
        let mut resources = Vec::new();
        for m in MODULE {
            for n in 0..m.count {
                let address = format!("module.vpc[\"v{v}\"].{}.{}[{n}]", m.kind, m.name);
                let mut values = (m.values)(v, n);
                values["region"] = json!("us-east-1");
                values["tags"] = json!({"Name": format!("v{v}-{}-{n}", m.name)});
                values["tags_all"] = json!({"Name": format!("v{v}-{}-{n}", m.name), "Project": "bench"});
                let unknown: Map<String, Value> =
                    ["id", "arn"].into_iter().chain(m.refers.iter().map(|(a, _)| *a)).map(|a| (a.into(), json!(true))).collect();
                let plain = json!({"address": address, "mode": "managed", "type": m.kind, "name": m.name, "index": n, "provider_name": "registry.terraform.io/hashicorp/aws", "schema_version": 1, "values": values, "sensitive_values": {"tags": {}, "tags_all": {}}});
                let change = json!({"address": address, "module_address": format!("module.vpc[\"v{v}\"]"), "mode": "managed", "type": m.kind, "name": m.name, "index": n, "provider_name": "registry.terraform.io/hashicorp/aws", "change": {"actions": ["create"], "before": null, "after": values, "after_unknown": unknown, "before_sensitive": false, "after_sensitive": {"tags": {}, "tags_all": {}}}});
                size += plain.to_string().len() + change.to_string().len();
                resources.push(plain);
                changes.push(change);
            }
        }
        children.push(json!({"resources": resources, "address": format!("module.vpc[\"v{v}\"]")}));
        v += 1;
    }
    let configured: Vec<Value> = MODULE.iter().map(|m| {
        let expressions: Map<String, Value> = m.refers.iter().map(|(a, to)| (a.to_string(), json!({"references": [to, to.trim_end_matches(".id"), "count.index"]}))).collect();
        json!({"address": format!("{}.{}", m.kind, m.name), "mode": "managed", "type": m.kind, "name": m.name, "provider_config_key": "aws", "expressions": expressions, "count_expression": {"constant_value": m.count}})
    }).collect();
    json!({
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"child_modules": children}},
        "resource_changes": changes,
        "configuration": {
            "provider_config": {"aws": {"name": "aws", "expressions": {"region": {"constant_value": "us-east-1"}}}},
            "root_module": {"module_calls": {"vpc": {"source": "./vpc", "for_each_expression": {}, "module": {"resources": configured}}}}
        }
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::of_kilobytes;
    use portico_core::document::{RouteTable, SecurityGroup, Subnet, Vpc};
    use portico_core::interchange::imported::Options;
    use portico_core::interchange::terraform_json;

    #[test]
    fn all_of_it_is_read() {
        let text = of_kilobytes(200);
        let out = terraform_json::read([("plan.json".to_string(), text.into_bytes())].into(), &Options::default()).unwrap();
        let model = &out.design.model;
        let vpcs = model.all::<Vpc>().count();
        assert!(vpcs > 1, "{:?}", out.left_out);
        assert_eq!(model.all::<Subnet>().count(), vpcs * 6);
        assert!(
            model.all::<Subnet>().all(|(_, s)| s.table.is_some_and(|t| model.get(t).is_some_and(|t: &RouteTable| t.routes.len() == 1)))
        );
        let rules: usize = model.all::<SecurityGroup>().map(|(_, g)| g.ingress.len()).sum();
        assert!(rules >= vpcs * 12, "{rules} in {vpcs}");
    }
}
