//! Several commands as one step, where later ones name what earlier ones add.

use super::{Command, EditError};
use crate::document::id::Resource;
use crate::document::shape::Shape;
use crate::document::{Document, Id, NodeId, Place, Rect};

/// A document with commands tried on it, kept as they succeed.
#[derive(Clone, Debug)]
pub struct Draft {
    pub doc: Document,
    commands: Vec<Command>,
}

impl Draft {
    pub fn new(doc: &Document) -> Self {
        Self { doc: doc.clone(), commands: Vec::new() }
    }

    /// Applies a command and keeps it.
    pub fn run(&mut self, command: Command) -> Result<(), EditError> {
        self.doc = self.doc.apply(&command)?;
        self.commands.push(command);
        Ok(())
    }

    /// Adds a resource and gives its id.
    pub fn add<T: Resource>(&mut self, name: Option<&str>, resource: T) -> Result<Id<T>, EditError> {
        let id = Id::new(self.doc.next);
        self.run(Command::Add { name: name.map(Into::into), body: resource.into_body(), at: None })?;
        Ok(id)
    }

    /// As [`Draft::add`], with its box.
    pub fn add_at<T: Resource>(&mut self, name: Option<&str>, resource: T, at: Rect) -> Result<Id<T>, EditError> {
        let id = self.add(name, resource)?;
        self.run(Command::Put { boxes: vec![(Place::Node(id.node()), at)] })?;
        Ok(id)
    }

    /// Sets a field to a typed value.
    pub fn set(&mut self, node: impl Into<NodeId>, field: &str, value: &impl Shape) -> Result<(), EditError> {
        self.run(Command::Set { node: node.into(), field: field.into(), value: value.to_value() })
    }

    pub fn finish(self) -> Command {
        match <[Command; 1]>::try_from(self.commands) {
            Ok([one]) => one,
            Err(many) => Command::All(many),
        }
    }
}
