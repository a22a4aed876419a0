//! Which functions come later, by the modules of Rust that they belong to.
use crate::Result;
use std::path::Path;

/// The list in `app/late.txt`.
pub struct Late {
    /// A module and whether it comes later; a longer path says more than a shorter one.
    modules: Vec<(String, bool)>,
}

impl Late {
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
        Ok(Self::of(&text))
    }

    /// A path of Rust on each line; with `!` before it, what is under it stays. `#` begins a comment.
    pub(super) fn of(text: &str) -> Self {
        let lines = text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
        let modules = lines.map(|line| match line.strip_prefix('!') {
            Some(path) => (path.to_owned(), false),
            None => (line.to_owned(), true),
        });
        Self { modules: modules.collect() }
    }

    /// Whether the function with that mangled name comes later, being called by its name: then its own module says.
    pub fn is(&self, mangled: &str) -> bool {
        let name = demangled(mangled);
        let own = name.trim_start_matches(|c: char| !c.is_alphabetic()).trim_start_matches("mut ").trim_start_matches('<');
        self.ruling(own) == Some(true)
    }

    /// The same of one that stands in a table: a closure or a method is of every module whose types it was made for. It comes later if one of
    /// them does and none is named to stay.
    pub fn is_in_table(&self, mangled: &str) -> bool {
        let name = demangled(mangled);
        let named = name.match_indices("portico_").filter_map(|(at, _)| name.get(at..));
        named.filter_map(|path| self.ruling(path)).reduce(|all, late| all && late) == Some(true)
    }

    /// What the longest path that `name` is under says.
    fn ruling(&self, name: &str) -> Option<bool> {
        let modules = self.modules.iter().filter(|(module, _)| is_under(name, module));
        modules.max_by_key(|(module, _)| module.len()).map(|(_, late)| *late)
    }
}

fn demangled(name: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(name))
}

fn is_under(path: &str, module: &str) -> bool {
    path.strip_prefix(module).is_some_and(|more| !more.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_path_says_more() {
        let late = Late::of("# engine\nportico_core::graph\n!portico_core::graph::kind\n");
        assert!(late.is("portico_core::graph::build") && late.is("<&mut portico_core::graph::Graph as Drop>::drop"));
        assert!(!late.is("portico_core::graph::kind::name") && !late.is("portico_core::graphics::draw"));
        // Called by its name, it goes with who calls it.
        let generic = "<alloc::vec::Vec<portico_core::graph::Node>>::push";
        assert!(!late.is(generic) && late.is_in_table(generic));
        assert!(!late.is_in_table("<Memo<portico_core::graph::Node>>::new::<portico_core::graph::kind::name::{closure#0}>::{closure#0}"));
        assert!(!late.is_in_table("core::fmt::write"));
    }
}
