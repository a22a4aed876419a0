//! A template: parameters, conditions, resources, outputs, and how they are written.

use super::value::{Map, Value, map};
use crate::document::NodeId;
use crate::ordered::{BTreeMap, BTreeSet};

/// One template, for one region.
#[derive(Clone, Debug, Default)]
pub struct Template {
    pub description: String,
    pub parameters: BTreeMap<String, Parameter>,
    pub resources: Vec<Resource>,
    pub outputs: BTreeMap<String, Output>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    pub kind: &'static str,
    pub description: String,
    /// None where nobody but the person knows.
    pub default: Option<String>,
    /// What the file of example values has.
    pub example: String,
    /// It comes out of another stack or another step: until then it is empty, and what needs it is not made.
    pub later: bool,
}

#[derive(Clone, Debug)]
pub struct Resource {
    pub id: String,
    pub kind: &'static str,
    pub properties: Map,
    pub after: BTreeSet<String>,
    pub deletion: Option<&'static str>,
    pub of: Option<NodeId>,
}

impl Resource {
    pub fn new(id: impl Into<String>, kind: &'static str, properties: Map) -> Self {
        Self { id: id.into(), kind, properties, after: BTreeSet::new(), deletion: None, of: None }
    }

    /// Everything that it refers to.
    fn names(&self) -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        self.properties.iter().for_each(|(_, v)| v.names(&mut |n| out.extend([n.to_string()])));
        out
    }
}

#[derive(Clone, Debug)]
pub struct Output {
    pub description: String,
    pub value: Value,
}

impl Template {
    pub fn resource(&mut self, id: &str) -> Option<&mut Resource> {
        self.resources.iter_mut().find(|r| r.id == id)
    }

    /// The parameters that come later, by the resource that needs them, itself or through what it refers to.
    fn waiting(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let later: BTreeSet<&str> = self.parameters.iter().filter(|(_, p)| p.later).map(|(n, _)| n.as_str()).collect();
        let mut out: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        if later.is_empty() {
            return out;
        }
        let names: Vec<(&str, BTreeSet<String>)> = self.resources.iter().map(|r| (r.id.as_str(), r.names())).collect();
        let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (id, all) in &names {
            all.iter().for_each(|n| users.entry(n.as_str()).or_default().push(id));
        }
        for parameter in later {
            let mut open = vec![parameter];
            while let Some(name) = open.pop() {
                for user in users.get(name).into_iter().flatten().copied() {
                    if out.entry(user).or_default().insert(parameter) {
                        open.push(user);
                    }
                }
            }
        }
        out
    }

    /// The template as it is written.
    pub fn to_map(&self) -> Map {
        let waiting = self.waiting();
        let mut conditions: BTreeMap<String, Value> = BTreeMap::new();
        let mut condition = |names: &BTreeSet<&str>| {
            for n in names {
                let given = Value::Call("Not", vec![Value::Call("Equals", vec![Value::Ref((*n).into()), "".into()])]);
                conditions.insert(format!("Has{n}"), given);
            }
            let all: Vec<String> = names.iter().map(|n| format!("Has{n}")).collect();
            let [one] = all.as_slice() else {
                let name = format!("Has{}", names.iter().copied().collect::<Vec<_>>().join("And"));
                let each = all.iter().map(|n| Value::Condition(n.clone())).collect();
                conditions.insert(name.clone(), Value::Call("And", each));
                return name;
            };
            one.clone()
        };
        let mut resources = Map::new();
        for r in &self.resources {
            let mut entry: Map = vec![("Type".into(), r.kind.into())];
            if let Some(names) = waiting.get(r.id.as_str()) {
                entry.push(("Condition".into(), condition(names).into()));
            }
            let refers = r.names();
            // What is referred to comes first without a word.
            let after: Vec<Value> = r.after.iter().filter(|a| !refers.contains(*a)).map(|a| a.as_str().into()).collect();
            match after.as_slice() {
                [] => {}
                [one] => entry.push(("DependsOn".into(), one.clone())),
                _ => entry.push(("DependsOn".into(), Value::List(after))),
            }
            if let Some(policy) = r.deletion {
                entry.push(("DeletionPolicy".into(), policy.into()));
                entry.push(("UpdateReplacePolicy".into(), policy.into()));
            }
            if !r.properties.is_empty() {
                entry.push(("Properties".into(), Value::Map(r.properties.clone())));
            }
            resources.push((r.id.clone(), Value::Map(entry)));
        }
        let mut outputs = Map::new();
        for (name, o) in &self.outputs {
            let mut entry: Map = vec![("Description".into(), o.description.as_str().into())];
            let mut names = BTreeSet::new();
            o.value.names(&mut |n| names.extend(waiting.get(n).into_iter().flatten().copied()));
            if !names.is_empty() {
                entry.push(("Condition".into(), condition(&names).into()));
            }
            entry.push(("Value".into(), o.value.clone()));
            entry.push(("Export".into(), map([("Name", Value::Sub(format!("${{AWS::StackName}}-{name}")))])));
            outputs.push((name.clone(), Value::Map(entry)));
        }
        let mut out: Map =
            vec![("AWSTemplateFormatVersion".into(), "2010-09-09".into()), ("Description".into(), self.description.as_str().into())];
        let parameters: Map = self.parameters.iter().map(|(n, p)| (n.clone(), p.value())).collect();
        let conditions: Map = conditions.into_iter().collect();
        for (name, section) in [("Parameters", parameters), ("Conditions", conditions), ("Resources", resources), ("Outputs", outputs)] {
            if !section.is_empty() {
                out.push((name.into(), tamed(Value::Map(section))));
            }
        }
        out
    }
}

impl Parameter {
    fn value(&self) -> Value {
        let mut out: Map = vec![("Type".into(), self.kind.into()), ("Description".into(), self.description.as_str().into())];
        if let Some(default) = self.default.as_deref().or(self.later.then_some("")) {
            out.push(("Default".into(), default.into()));
        }
        Value::Map(out)
    }
}

/// Text that CloudFormation would look up (`{{resolve:…}}`) is text: nothing here means it.
fn tamed(value: Value) -> Value {
    let text = |s: String| if s.contains("{{resolve") { s.replace("{{resolve", "{ {resolve") } else { s };
    match value {
        Value::Text(s) => Value::Text(text(s)),
        Value::List(all) => Value::List(all.into_iter().map(tamed).collect()),
        Value::Map(all) => Value::Map(all.into_iter().map(|(k, v)| (text(k), tamed(v))).collect()),
        Value::Call(name, all) => Value::Call(name, all.into_iter().map(tamed).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_has_a_condition_and_so_has_what_needs_it() {
        let later = |later| Parameter { kind: "String", description: "d".into(), default: None, example: "e".into(), later };
        let r = |id: &str, to: &str| Resource::new(id, "T", vec![("X".into(), Value::Ref(to.into()))]);
        let mut t = Template::default();
        t.parameters.insert("L".into(), later(true));
        t.parameters.insert("N".into(), later(false));
        t.resources = vec![r("A", "L"), r("B", "A"), r("C", "N")];
        t.outputs.insert("O".into(), Output { description: "o".into(), value: Value::Ref("B".into()) });
        let text = super::super::print::yaml(&t.to_map());
        assert_eq!(text.matches("Condition: HasL").count(), 3, "{text}");
        assert!(text.contains("  HasL: !Not [!Equals [!Ref L, \"\"]]"), "{text}");
    }

    #[test]
    fn text_is_never_looked_up() {
        assert_eq!(tamed("{{resolve:ssm:x}}".into()), "{ {resolve:ssm:x}}".into());
    }
}
