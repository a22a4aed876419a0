//! The steps of a way: each edit with what it says, as it is made.

use crate::document::{Id, NodeId, Resource, Shape};
use crate::edit::{Draft, EditError};
use crate::propose::Refusal;
use crate::text::Text;

/// What has to be done, in order.
#[derive(Clone, Default)]
pub(super) struct Steps(pub Vec<Text>);

pub(super) fn refused(e: EditError) -> Text {
    Refusal::from(e).0
}

impl Steps {
    pub fn say(&mut self, said: Text) {
        self.0.push(said);
    }

    pub fn run(&mut self, draft: &mut Draft, said: Text, edit: impl FnOnce(&mut Draft) -> Result<(), EditError>) -> Result<(), Text> {
        edit(draft).map_err(refused)?;
        self.say(said);
        Ok(())
    }

    pub fn set(&mut self, draft: &mut Draft, node: impl Into<NodeId>, field: &str, value: &impl Shape, said: Text) -> Result<(), Text> {
        draft.set(node, field, value).map_err(refused)?;
        self.say(said);
        Ok(())
    }

    /// What goes without saying beside another step.
    pub fn quiet(&mut self, draft: &mut Draft, node: impl Into<NodeId>, field: &str, value: &impl Shape) -> Result<(), Text> {
        draft.set(node, field, value).map_err(refused)
    }

    pub fn add<T: Resource>(&mut self, draft: &mut Draft, body: T, said: Text) -> Result<Id<T>, Text> {
        let id = draft.add(None, body).map_err(refused)?;
        self.say(said);
        Ok(id)
    }

    pub fn add_named<T: Resource>(&mut self, draft: &mut Draft, name: &str, body: T, said: Text) -> Result<Id<T>, Text> {
        let id = draft.add(Some(name), body).map_err(refused)?;
        self.say(said);
        Ok(id)
    }
}
