//! What stands in a template: data, and calls of CloudFormation's functions.

/// A value of a template. Whatever a person typed is [`Value::Text`] or a map's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Bool(bool),
    Int(i64),
    Text(String),
    List(Vec<Value>),
    Map(Map),
    /// A parameter, a pseudo parameter, or what a resource is referred to by.
    Ref(String),
    /// An attribute of a resource.
    GetAtt(String, String),
    /// Text with `${…}` in it. Never user text.
    Sub(String),
    /// `Fn::` with its arguments.
    Call(&'static str, Vec<Value>),
    /// Another condition, in a condition.
    Condition(String),
}

/// Entries in the order in which they are written.
pub type Map = Vec<(String, Value)>;

impl From<&str> for Value {
    fn from(s: &str) -> Self {
        Self::Text(s.into())
    }
}

impl From<String> for Value {
    fn from(s: String) -> Self {
        Self::Text(s)
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Self::Bool(b)
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Self {
        Self::Int(n)
    }
}

/// A map of a few entries.
pub fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Map(entries.into_iter().map(|(k, v)| (k.to_string(), v)).collect())
}

/// Puts a value at a path such as `Options.ApplianceModeSupport`; `Certificates[].CertificateArn` is a list of one map.
pub fn put(map: &mut Map, path: &str, value: Value) {
    let Some((head, rest)) = path.split_once('.') else {
        match path.strip_suffix("[]") {
            Some(name) => map.push((name.into(), Value::List(vec![value]))),
            None => map.push((path.into(), value)),
        }
        return;
    };
    let (name, list) = head.strip_suffix("[]").map_or((head, false), |n| (n, true));
    if !map.iter().any(|(k, _)| k == name) {
        let empty = Value::Map(Map::new());
        map.push((name.into(), if list { Value::List(vec![empty]) } else { empty }));
    }
    let inner = match map.iter_mut().find(|(k, _)| k == name) {
        Some((_, Value::Map(inner))) => Some(inner),
        Some((_, Value::List(all))) => match all.first_mut() {
            Some(Value::Map(inner)) => Some(inner),
            _ => None,
        },
        _ => None,
    };
    if let Some(inner) = inner {
        put(inner, rest, value);
    }
}

impl Value {
    /// Calls `see` with every name that is referred to: parameters, pseudo parameters, resources.
    pub fn names(&self, see: &mut impl FnMut(&str)) {
        match self {
            Self::Bool(_) | Self::Int(_) | Self::Text(_) | Self::Condition(_) => {}
            Self::List(all) | Self::Call(_, all) => all.iter().for_each(|v| v.names(see)),
            Self::Map(all) => all.iter().for_each(|(_, v)| v.names(see)),
            Self::Ref(name) | Self::GetAtt(name, _) => see(name),
            Self::Sub(text) => text.split("${").skip(1).filter_map(|s| s.split_once('}')).for_each(|(name, _)| {
                see(name.split('.').next().unwrap_or(name));
            }),
        }
    }

    /// Whether an attribute of this name is read anywhere in it.
    pub fn gets(&self, attribute: &str) -> bool {
        match self {
            Self::GetAtt(_, name) => name == attribute,
            Self::List(all) | Self::Call(_, all) => all.iter().any(|v| v.gets(attribute)),
            Self::Map(all) => all.iter().any(|(_, v)| v.gets(attribute)),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_make_maps_and_lists_of_one() {
        let mut m = Map::new();
        put(&mut m, "A.B", 1.into());
        put(&mut m, "A.C", 2.into());
        put(&mut m, "L[].X", 3.into());
        put(&mut m, "P[]", 4.into());
        let want = vec![
            ("A".into(), map([("B", 1.into()), ("C", 2.into())])),
            ("L".into(), Value::List(vec![map([("X", 3.into())])])),
            ("P".into(), Value::List(vec![4.into()])),
        ];
        assert_eq!(m, want);
    }

    #[test]
    fn names_are_seen_wherever_they_are() {
        let v = map([
            ("a", Value::List(vec![Value::Ref("One".into()), Value::GetAtt("Two".into(), "Id".into())])),
            ("b", Value::Sub("x${Three.Arn}y${AWS::Region}".into())),
            ("c", Value::Call("Select", vec![0.into(), Value::Ref("Four".into())])),
        ]);
        let mut seen = Vec::new();
        v.names(&mut |n| seen.push(n.to_string()));
        assert_eq!(seen, ["One", "Two", "Three", "AWS::Region", "Four"]);
    }
}
