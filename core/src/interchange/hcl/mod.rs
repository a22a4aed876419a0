//! HCL as a small tree, and its text as `terraform fmt` would leave it.

mod expr;
mod print;
#[cfg(test)]
mod tests;

pub use expr::{Expr, quoted};
pub use print::print;

/// A line or a block of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    Attribute(String, Expr),
    Block(Block),
    /// An empty line. Two in a row, or one at an edge of a body, count as one or none.
    Blank,
    /// One line of comment; control characters in it become spaces.
    Comment(String),
}

/// A block such as `resource "aws_vpc" "this" { … }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Written as it is: never from user text.
    pub kind: String,
    pub labels: Vec<String>,
    pub body: Vec<Item>,
}

impl Block {
    pub fn new(kind: impl Into<String>, labels: &[&str]) -> Self {
        Self { kind: kind.into(), labels: labels.iter().map(|l| (*l).to_string()).collect(), body: Vec::new() }
    }

    pub fn set(mut self, name: impl Into<String>, value: impl Into<Expr>) -> Self {
        self.body.push(Item::Attribute(name.into(), value.into()));
        self
    }

    pub fn block(mut self, block: Block) -> Self {
        self.body.push(Item::Block(block));
        self
    }

    pub fn blank(mut self) -> Self {
        self.body.push(Item::Blank);
        self
    }

    pub fn comment(mut self, text: impl Into<String>) -> Self {
        self.body.push(Item::Comment(text.into()));
        self
    }
}

impl From<Block> for Item {
    fn from(b: Block) -> Self {
        Self::Block(b)
    }
}
