//! Splits a module of WebAssembly in two: what a page needs to start, and the rest, which is loaded behind it.
//!
//! Both parts share memory, tables and globals. A function that moved leaves a door in the first part: it loads the rest if that is
//! not there yet, and goes through the table. Which functions move is a question of size only; any choice gives the same program.

mod bundle;
mod first;
mod late;
mod module;
mod rest;

pub use bundle::complete;

use crate::Result;
use first::First;
use late::Late;
use module::Module;
use rest::Rest;
use std::collections::BTreeSet;
use wasm_encoder as enc;
use wasm_encoder::reencode::{self, Reencode};
use wasmparser as wp;

/// The module and function that the first part imports to have the rest loaded, and the prefix of what it exports for the rest.
pub const LOADER: (&str, &str) = ("rest", "load");
/// What the first part exports to the rest; the global that is set once the rest is there.
pub const LOADED: &str = "rest:loaded";

/// Bytes of a function that is not worth a door.
const SMALL: u64 = 64;

/// The two modules.
struct Parts {
    pub first: Vec<u8>,
    pub rest: Vec<u8>,
    /// How many functions moved, and how many of them have doors.
    pub moved: usize,
    pub doors: usize,
}

/// Splits `wasm`: what is `late` by its name moves, with all that nothing else uses.
fn split(wasm: &[u8], late: &Late) -> Result<Parts> {
    let module = Module::read(wasm).map_err(|e| e.to_string())?;
    if module.names.is_empty() {
        return Err("the module has no names of functions to split it by".into());
    }
    Splitter::new(&module, late).and_then(|s| s.parts(wasm))
}

struct Splitter<'m, 'a> {
    m: &'m Module<'a>,
    /// The functions that move, in order.
    moved: Vec<u32>,
    /// Those of them that the first part calls or has in a table, in order: each has a place in the table behind those there were.
    doors: Vec<u32>,
    /// The functions that stay and that the rest calls, in order.
    lent: Vec<u32>,
}

impl<'m, 'a> Splitter<'m, 'a> {
    fn new(m: &'m Module<'a>, rule: &Late) -> Result<Self> {
        let go = || -> wp::Result<Self> {
            let in_tables = m.in_tables()?;
            let listed: BTreeSet<u32> = in_tables.iter().copied().collect();
            let is_late = |(f, name): (u32, &&str)| {
                // A small one is no smaller as a door.
                let small = m.body(f).is_none_or(|b| b.range().end - b.range().start < SMALL);
                !small && if listed.contains(&f) { rule.is_in_table(name) } else { rule.is(name) }
            };
            let is_late: Vec<bool> = (0..).zip(&m.names).map(is_late).collect();
            let late = |f: u32| is_late.get(f as usize).copied().unwrap_or(false);
            let exported = m.exports.iter().filter(|e| matches!(e.kind, wp::ExternalKind::Func)).map(|e| e.index);
            let mut open: Vec<u32> = exported.chain(m.start).collect();
            open.extend(in_tables.iter().copied().filter(|f| !late(*f)));
            let mut stays: BTreeSet<u32> = open.iter().copied().collect();
            let (mut called, mut lent) = (BTreeSet::new(), BTreeSet::new());
            while let Some(function) = open.pop() {
                for callee in m.calls(function)? {
                    if late(callee) && !stays.contains(&callee) {
                        called.insert(callee);
                    } else if stays.insert(callee) {
                        open.push(callee);
                    }
                }
            }
            let imported = u32::try_from(m.imported).unwrap_or(u32::MAX);
            let all = u32::try_from(m.functions.len()).unwrap_or(u32::MAX);
            let moved: Vec<u32> = (imported..all).filter(|f| !stays.contains(f)).collect();
            let moves = |f: &u32| moved.binary_search(f).is_ok();
            for function in &moved {
                lent.extend(m.calls(*function)?.into_iter().filter(|f| !moves(f)));
            }
            let doors: BTreeSet<u32> = called.into_iter().chain(in_tables).filter(moves).collect();
            Ok(Self { m, doors: doors.into_iter().collect(), lent: lent.into_iter().collect(), moved })
        };
        go().map_err(|e| e.to_string())
    }

    fn moves(&self, function: u32) -> bool {
        self.moved.binary_search(&function).is_ok()
    }

    fn parts(&self, wasm: &[u8]) -> Result<Parts> {
        let said = |e: reencode::Error<String>| match e {
            reencode::Error::UserError(e) => e,
            other => other.to_string(),
        };
        Ok(Parts {
            first: self.first(wasm).map_err(said)?,
            rest: self.rest().map_err(said)?,
            moved: self.moved.len(),
            doors: self.doors.len(),
        })
    }

    /// How long the table was: the doors come behind.
    fn table_length(&self) -> u32 {
        self.m.tables.first().map_or(0, |t| u32::try_from(t.initial).unwrap_or(u32::MAX))
    }

    fn first(&self, wasm: &[u8]) -> std::result::Result<Vec<u8>, reencode::Error<String>> {
        let mut module = enc::Module::new();
        let mut first = First::new(self, self.indices_in_first());
        first.parse_core_module(&mut module, wp::Parser::new(0), wasm)?;
        Ok(module.finish())
    }

    /// The index of each function in the first part: one import more, then what stays and the doors.
    fn indices_in_first(&self) -> Vec<Option<u32>> {
        let mut next = 0;
        (0u32..)
            .take(self.m.functions.len())
            .map(|f| {
                if f as usize == self.m.imported {
                    next += 1;
                }
                let there = !self.moves(f) || self.doors.binary_search(&f).is_ok();
                there.then(|| {
                    next += 1;
                    next - 1
                })
            })
            .collect()
    }

    fn rest(&self) -> std::result::Result<Vec<u8>, reencode::Error<String>> {
        let mut module = enc::Module::new();
        let mut rest = Rest::new(self);
        if let Some(section) = &self.m.type_section {
            let mut types = enc::TypeSection::new();
            rest.parse_type_section(&mut types, section.clone())?;
            module.section(&types);
        }
        let mut imports = enc::ImportSection::new();
        for (i, ty) in self.m.tables.iter().enumerate() {
            let mut ty = rest.table_type(*ty)?;
            if i == 0 {
                self.lengthen(&mut ty);
            }
            imports.import(LOADER.0, &format!("t{i}"), ty);
        }
        for (i, ty) in self.m.memories.iter().enumerate() {
            imports.import(LOADER.0, &format!("m{i}"), rest.memory_type(*ty)?);
        }
        for (i, ty) in self.m.globals.iter().enumerate() {
            imports.import(LOADER.0, &format!("g{i}"), rest.global_type(*ty)?);
        }
        for (i, function) in self.lent.iter().enumerate() {
            imports.import(LOADER.0, &format!("{i}"), enc::EntityType::Function(self.type_of(*function)));
        }
        module.section(&imports);
        let mut functions = enc::FunctionSection::new();
        for function in &self.moved {
            functions.function(self.type_of(*function));
        }
        module.section(&functions);
        let mut elements = enc::ElementSection::new();
        let doors = self.doors.iter().map(|f| rest.function_index(*f)).collect::<std::result::Result<Vec<_>, _>>()?;
        let offset = enc::ConstExpr::i32_const(i32::try_from(self.table_length()).unwrap_or(0));
        elements.active(None, &offset, enc::Elements::Functions(doors.into()));
        module.section(&elements);
        let mut code = enc::CodeSection::new();
        for function in &self.moved {
            if let Some(body) = self.m.body(*function) {
                rest.parse_function_body(&mut code, body.clone())?;
            }
        }
        module.section(&code);
        Ok(module.finish())
    }

    fn type_of(&self, function: u32) -> u32 {
        self.m.functions.get(function as usize).copied().unwrap_or(0)
    }

    fn lengthen(&self, table: &mut enc::TableType) {
        let more = self.doors.len() as u64;
        table.minimum += more;
        table.maximum = table.maximum.map(|m| m + more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `main` stays; `far` moves with `helper`, which only `far` calls; `both` is lent; `listed` is late and stands in the table.
    const MODULE: &str = r#"(module
        (import "js" "tell" (func $portico_app::tell (param i32)))
        (memory (export "memory") 1)
        (table 3 3 funcref)
        (global $stack (mut i32) (i32.const 1024))
        (elem (i32.const 1) $portico_app::both $portico_app::listed)
        (func $portico_app::main (export "main") (call $portico_app::both (i32.const 1)) (call $portico_app::far (i32.const 2) (i64.const 3)))
        (func $portico_app::both (param i32) (call $portico_app::tell (local.get 0)))
        (func $portico_app::far (param i32 i64) LONG (call $portico_app::helper (local.get 0)))
        (func $portico_app::helper (param i32) (global.set $stack (local.get 0)) (call $portico_app::both (global.get $stack)))
        (func $portico_app::listed (param i32) LONG (call $portico_app::tell (i32.const 9))))"#;

    fn parts(late: &str) -> Parts {
        let parts = split(&wat::parse_str(MODULE.replace("LONG", &"(nop)".repeat(99))).unwrap(), &Late::of(late)).unwrap();
        for part in [&parts.first, &parts.rest] {
            wp::Validator::new().validate_all(part).unwrap();
        }
        parts
    }

    #[test]
    fn what_only_late_functions_use_goes_with_them() {
        let parts = parts("portico_app::far\nportico_app::listed");
        assert_eq!((parts.moved, parts.doors), (3, 2));
        let first = Module::read(&parts.first).unwrap();
        // One import and the two doors: `helper` is gone.
        assert_eq!((first.imported, first.bodies.len()), (2, 4));
        assert_eq!((first.tables[0].initial, first.tables[0].maximum), (5, Some(5)));
        assert!(first.exports.iter().any(|e| e.name == LOADED));
    }

    #[test]
    fn the_rest_asks_for_what_the_first_part_lends() {
        let parts = parts("portico_app::far\nportico_app::listed");
        let (first, rest) = (Module::read(&parts.first).unwrap(), Module::read(&parts.rest).unwrap());
        for import in &rest.imports {
            let lent = format!("{}:{}", import.module, import.name);
            assert!(first.exports.iter().any(|e| e.name == lent), "{lent} is not lent");
        }
        assert_eq!(rest.bodies.len(), 3);
    }

    #[test]
    fn an_exported_function_stays() {
        let parts = parts("portico_app::main");
        assert_eq!((parts.moved, parts.doors), (0, 0));
    }

    #[test]
    fn a_module_without_names_is_refused() {
        let bare = wat::parse_str("(module (func))").unwrap();
        assert!(split(&bare, &Late::of("portico_app")).is_err());
    }
}
