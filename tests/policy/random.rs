//! Random policies, pairs and cases, the same at every run.
use serde_json::{Map, Value, json};

/// A linear congruential generator: enough for tests, and no dependency.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % n.max(1)
    }

    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn some(&mut self, from: &[&str]) -> Vec<Value> {
        (0..1 + self.below(2)).map(|_| json!(self.pick(from))).collect()
    }
}

const ACTIONS: &[&str] = &["s3:GetObject", "s3:Get*", "s3:*", "S3:getobjectacl", "*", "s3:?etObject", "sqs:*", "s3:*Object*"];
const RESOURCES: &[&str] = &[
    "*",
    "arn:aws:s3:::a/*",
    "arn:aws:s3:::a/x*",
    "arn:aws:s3:::a/*/y",
    "arn:aws:s3:::?",
    "arn:aws:s3:*:*:*",
    "arn:aws:sqs:*:111122223333:q",
];
/// ARNs that lack fields.
const SHORT: &[&str] = &["arn:aws:s3:*", "arn:aws:sqs:*:q"];
const BLOCKS: &[&str] = &["10.0.0.0/8", "10.1.0.0/16", "10.128.0.0/9", "192.0.2.1", "0.0.0.0/1"];
const TEXTS: &[&str] = &["a", "ab", "a*", "*b", "a?", "*", "*ab*"];

fn condition(dice: &mut Dice) -> Value {
    let (operator, key, values): (&str, &str, &[&str]) = match dice.below(6) {
        0 | 1 => (
            dice.pick(&["StringEquals", "StringNotEquals", "StringEqualsIfExists", "StringNotEqualsIfExists"]),
            dice.pick(&["s3:prefix", "aws:PrincipalOrgID"]),
            &["a", "ab", "b"],
        ),
        2 => (dice.pick(&["StringLike", "StringNotLike", "StringLikeIfExists"]), dice.pick(&["s3:prefix", "aws:PrincipalOrgID"]), TEXTS),
        3 => (dice.pick(&["IpAddress", "NotIpAddress", "IpAddressIfExists"]), "aws:SourceIp", BLOCKS),
        4 => (dice.pick(&["NumericLessThan", "NumericGreaterThanEquals", "NumericNotEquals"]), "s3:max-keys", &["1", "2", "1.5"]),
        _ => ("Null", dice.pick(&["s3:prefix", "aws:SourceIp", "aws:PrincipalOrgID"]), &["true", "false"]),
    };
    let values: Vec<Value> = if operator == "Null" { vec![json!(dice.pick(values))] } else { dice.some(values) };
    json!({operator: {key: values}})
}

fn statement(dice: &mut Dice, principal: Option<Value>, plain: bool) -> Value {
    // iam-simulate refuses wildcards in the name of a service, and has rules of its own for ARNs that lack fields.
    let actions = if plain { ACTIONS.to_vec() } else { [ACTIONS, &["*:Get*"]].concat() };
    let resources = if plain { RESOURCES.to_vec() } else { [RESOURCES, SHORT].concat() };
    let mut out = Map::new();
    out.insert("Effect".into(), json!(if dice.below(4) == 0 { "Deny" } else { "Allow" }));
    if let Some(principal) = principal {
        out.insert("Principal".into(), principal);
    }
    out.insert(if dice.below(8) == 0 { "NotAction" } else { "Action" }.into(), Value::Array(dice.some(&actions)));
    out.insert(if dice.below(8) == 0 { "NotResource" } else { "Resource" }.into(), Value::Array(dice.some(&resources)));
    if dice.below(3) > 0 {
        out.insert("Condition".into(), condition(dice));
    }
    Value::Object(out)
}

pub fn statements(dice: &mut Dice) -> Vec<Value> {
    list(dice, &[], false)
}

fn list(dice: &mut Dice, principals: &[Value], plain: bool) -> Vec<Value> {
    (0..1 + dice.below(3))
        .map(|_| {
            let principal = (!principals.is_empty()).then(|| principals[dice.below(principals.len())].clone());
            statement(dice, principal, plain)
        })
        .collect()
}

pub fn policy(statements: &[Value]) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

/// A case as `portico policy decide` reads it.
pub fn case(dice: &mut Dice) -> Value {
    let who = dice.pick(&[
        "arn:aws:iam::111122223333:user/rosa",
        "arn:aws:sts::111122223333:assumed-role/app/s",
        "arn:aws:sts::444455556666:assumed-role/app/s",
    ]);
    let principals = [
        json!("*"),
        json!({"AWS": "111122223333"}),
        json!({"AWS": "arn:aws:iam::111122223333:user/rosa"}),
        json!({"AWS": ["arn:aws:iam::111122223333:role/app", "444455556666"]}),
        json!({"AWS": "arn:aws:sts::111122223333:assumed-role/app/s"}),
    ];
    let (action, resource) = match dice.below(3) {
        0 => ("s3:GetObject", dice.pick(&["arn:aws:s3:::a/x", "arn:aws:s3:::a/x/y", "arn:aws:s3:::b/x"])),
        1 => ("s3:ListBucket", dice.pick(&["arn:aws:s3:::a", "arn:aws:s3:::b"])),
        _ => ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q"),
    };
    let mut context = Map::new();
    if dice.below(2) == 0 {
        context.insert("aws:SourceIp".into(), json!(dice.pick(&["10.0.0.1", "10.1.0.1", "192.0.2.1"])));
    }
    if dice.below(2) == 0 {
        context.insert("aws:PrincipalOrgID".into(), json!(dice.pick(&["a", "ab", "c"])));
    }
    if action == "s3:ListBucket" && dice.below(2) == 0 {
        context.insert("s3:prefix".into(), json!(dice.pick(&["a", "ab", "b"])));
        context.insert("s3:max-keys".into(), json!(dice.pick(&["1", "2"])));
    }
    let mut policies = Map::new();
    let one = |dice: &mut Dice, principals: &[Value]| policy(&list(dice, principals, true));
    let some = |dice: &mut Dice, principals: &[Value]| json!([one(dice, principals)]);
    policies.insert("identity".into(), some(dice, &[]));
    if dice.below(2) == 0 {
        policies.insert("resource".into(), one(dice, &principals));
    }
    if dice.below(3) == 0 {
        policies.insert("boundary".into(), some(dice, &[]));
    }
    if dice.below(3) == 0 {
        policies.insert("endpoint".into(), some(dice, &[json!("*")]));
    }
    if dice.below(3) == 0 {
        policies.insert("scp".into(), json!([some(dice, &[])]));
    }
    json!({
        "request": {"principal": who, "action": action, "resource": resource, "resourceAccount": "111122223333", "context": context},
        "policies": policies,
    })
}
