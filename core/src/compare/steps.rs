//! The steps of a way: each edit with what it says, as it is made.

use crate::document::{Id, NodeId, Resource, Shape};
use crate::edit::{Draft, EditError};
use crate::propose::Refusal;
use crate::text::Text;

/// What has to be done, in order.
#[derive(Default)]
pub(super) struct Steps(pub Vec<Text>);

fn refused(e: EditError) -> Text {
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

    pub fn add<T: Resource>(&mut self, draft: &mut Draft, body: T, said: Text) -> Result<Id<T>, Text> {
        let id = draft.add(None, body).map_err(refused)?;
        self.say(said);
        Ok(id)
    }
}
