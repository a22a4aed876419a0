//! Modules as they are called: instances with their variables, the keys of counted things, and the bounds that evaluation keeps.

use super::files::{Declared, File, Module};
use crate::interchange::imported::ImportError;
use crate::interchange::item::{Index, Open, Val};
use crate::ordered::BTreeMap;
use crate::text;
use crate::text::code;
use hcl_edit::expr::Expression;
use hcl_edit::structure::Block;
use hcl_edit::template::Template;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Expressions that one import may evaluate.
const FUEL: u64 = 20_000_000;
/// Bytes of text and values that evaluation may make.
const ROOM: u64 = 96 * 1024 * 1024;
/// Expressions inside expressions, through locals, variables and modules.
const DEPTH: u32 = 200;
/// Instances of resources and modules.
pub const MAX_INSTANCES: usize = 20_000;

/// Texts of files by name.
pub type Texts = BTreeMap<String, String>;
/// Those that are templates, with what tells places in them.
pub type Templates = BTreeMap<String, (File, Template)>;

/// What all files are refused for.
pub type Stop = ImportError;

/// One module as it is called.
#[derive(Debug)]
pub struct Instance<'a> {
    pub number: usize,
    pub module: &'a Module<'a>,
    /// `module.vpc["a"].`; empty for a root.
    pub path: String,
    /// Names of the modules on the way, for names of what is in it.
    pub labels: Vec<String>,
    /// The names of the calls on the way.
    pub calls: String,
    /// Who called it, and how.
    pub parent: Option<(Rc<Instance<'a>>, Declared<'a, Block>, Each)>,
    /// Providers by their name here: `aws`, `aws.west`.
    pub providers: BTreeMap<String, Provider>,
}

/// What a provider's configuration says of everything that is made with it.
#[derive(Clone, Debug, Default)]
pub struct Provider {
    pub region: Val,
    /// Tags of all that has none of the same name.
    pub tags: Val,
}

/// What `each` and `count` are.
#[derive(Clone, Debug, Default)]
pub struct Each {
    pub index: Option<Index>,
    pub value: Val,
}

/// How often something is there.
#[derive(Clone, Debug)]
pub enum Keys {
    One,
    Many(Rc<Vec<Each>>),
    Open(Rc<Open>),
}

/// The instances of one call; none where the module is not among the files.
pub type Children<'a> = Option<Rc<Vec<Rc<Instance<'a>>>>>;

/// A resource instance, by which references find it again.
#[derive(Clone, Debug)]
pub struct Known<'a> {
    pub instance: Rc<Instance<'a>>,
    pub kind: String,
    pub block: Declared<'a, Block>,
    pub each: Each,
}

#[derive(Clone, Debug)]
pub enum Memo {
    Running,
    Done(Val),
}

pub struct World<'a> {
    pub modules: &'a BTreeMap<String, Module<'a>>,
    /// Values from files of values, for the root.
    pub values: &'a BTreeMap<&'a str, Declared<'a, Expression>>,
    pub given: &'a BTreeMap<String, String>,
    /// Folders of fetched modules, by the calls that lead to them: `vpc`, `vpc.endpoints`.
    pub fetched: &'a BTreeMap<String, String>,
    /// Files beside the source, which functions read.
    pub texts: &'a Texts,
    pub templates: &'a Templates,
    /// Where Terraform runs, as far as the files say.
    pub home: String,
    /// Where things are whose provider does not say it.
    pub region: Option<String>,
    pub memo: RefCell<BTreeMap<(usize, String), Memo>>,
    pub keys: RefCell<BTreeMap<(usize, String), Option<Keys>>>,
    pub known: RefCell<BTreeMap<Rc<str>, Known<'a>>>,
    /// Child instances by caller and call.
    pub children: RefCell<BTreeMap<(usize, String), Children<'a>>>,
    /// Child instances by path, without the final dot.
    pub paths: RefCell<BTreeMap<String, Rc<Instance<'a>>>>,
    pub count: Cell<usize>,
    fuel: Cell<u64>,
    room: Cell<u64>,
    depth: Cell<u32>,
}

impl<'a> World<'a> {
    pub fn new(
        modules: &'a BTreeMap<String, Module<'a>>,
        values: &'a BTreeMap<&'a str, Declared<'a, Expression>>,
        given: &'a BTreeMap<String, String>,
        fetched: &'a BTreeMap<String, String>,
        (texts, templates): (&'a Texts, &'a Templates),
        home: &str,
        region: Option<String>,
    ) -> Self {
        Self {
            modules,
            values,
            given,
            fetched,
            texts,
            templates,
            home: home.to_string(),
            region,
            memo: RefCell::default(),
            keys: RefCell::default(),
            known: RefCell::default(),
            children: RefCell::default(),
            paths: RefCell::default(),
            count: Cell::new(0),
            fuel: Cell::new(FUEL),
            room: Cell::new(ROOM),
            depth: Cell::new(0),
        }
    }

    /// One step of evaluation.
    pub fn step(&self, at: &dyn Fn() -> String) -> Result<(), Stop> {
        match self.fuel.get().checked_sub(1) {
            Some(left) => {
                self.fuel.set(left);
                Ok(())
            }
            None => Err(Stop::new(at(), text!("evaluating these files takes too long: they ask for too many values"))),
        }
    }

    /// Room for a value of this size.
    pub fn take(&self, bytes: usize, at: &dyn Fn() -> String) -> Result<(), Stop> {
        match self.room.get().checked_sub(bytes as u64 + 16) {
            Some(left) => {
                self.room.set(left);
                Ok(())
            }
            None => Err(Stop::new(at(), text!("evaluating these files takes too much memory: they ask for too many values"))),
        }
    }

    /// Runs one level deeper.
    pub fn deeper<T>(&self, at: &dyn Fn() -> String, run: impl FnOnce() -> Result<T, Stop>) -> Result<T, Stop> {
        let depth = self.depth.get();
        if depth >= DEPTH {
            return Err(Stop::new(at(), text!("expressions here lead into one another too deeply")));
        }
        self.depth.set(depth + 1);
        let out = run();
        self.depth.set(depth);
        out
    }

    /// One more instance of a resource or a module.
    pub fn another(&self, n: usize, at: &dyn Fn() -> String) -> Result<(), Stop> {
        let all = self.count.get().saturating_add(n);
        self.count.set(all);
        if all > MAX_INSTANCES {
            let why = text!("with this there are more than {most} resources here; nobody draws that many", most = MAX_INSTANCES);
            return Err(Stop::new(at(), why));
        }
        Ok(())
    }

    /// A value that is worked out once; one that needs itself is refused.
    pub fn once(&self, number: usize, name: String, at: &dyn Fn() -> String, run: impl FnOnce() -> Result<Val, Stop>) -> Result<Val, Stop> {
        let key = (number, name);
        match self.memo.borrow().get(&key) {
            Some(Memo::Done(v)) => return Ok(v.clone()),
            Some(Memo::Running) => {
                return Err(Stop::new(at(), text!("{key} needs itself: these expressions go in a circle", key = code(&key.1))));
            }
            None => {}
        }
        self.memo.borrow_mut().insert(key.clone(), Memo::Running);
        let out = self.deeper(at, run)?;
        self.memo.borrow_mut().insert(key, Memo::Done(out.clone()));
        Ok(out)
    }

    /// What the user says of something that the files leave open.
    pub fn given(&self, name: &str) -> Option<Val> {
        self.given.get(name).map(|text| match serde_json::from_str::<serde_json::Value>(text) {
            Ok(json) => from_json(&json),
            Err(_) => Val::from(text.as_str()),
        })
    }

    /// Whether a value is being worked out just now.
    pub fn is_running(&self, number: usize, name: &str) -> bool {
        matches!(self.memo.borrow().get(&(number, name.to_string())), Some(Memo::Running))
    }
}

/// `aws_subnet.a["x"]`
pub fn address(path: &str, kind: &str, name: &str, index: Option<&Index>) -> Rc<str> {
    match index {
        None => format!("{path}{kind}.{name}").into(),
        Some(Index::Number(n)) => format!("{path}{kind}.{name}[{n}]").into(),
        Some(Index::Key(k)) => format!("{path}{kind}.{name}[\"{k}\"]").into(),
    }
}

/// A value of JSON text.
pub fn from_json(json: &serde_json::Value) -> Val {
    match json {
        serde_json::Value::Null => Val::Null,
        serde_json::Value::Bool(b) => Val::Bool(*b),
        serde_json::Value::Number(n) => match (n.as_i64(), n.as_f64()) {
            (Some(n), _) => Val::Int(n),
            (_, Some(x)) => Val::Float(x),
            _ => Val::Null,
        },
        serde_json::Value::String(s) => Val::from(s.as_str()),
        serde_json::Value::Array(all) => Val::list(all.iter().map(from_json).collect()),
        serde_json::Value::Object(all) => Val::map(all.iter().map(|(k, v)| (k.as_str().into(), from_json(v))).collect()),
    }
}
