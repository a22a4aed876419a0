//! A module of WebAssembly, as far as it must be known to split it.
use wasmparser as wp;

/// A module as it was read.
pub struct Module<'a> {
    pub types: Vec<wp::FuncType>,
    pub type_section: Option<wp::TypeSectionReader<'a>>,
    pub imports: Vec<wp::Import<'a>>,
    /// The type of each function, imported ones first.
    pub functions: Vec<u32>,
    pub imported: usize,
    pub tables: Vec<wp::TableType>,
    pub memories: Vec<wp::MemoryType>,
    pub globals: Vec<wp::GlobalType>,
    pub exports: Vec<wp::Export<'a>>,
    pub start: Option<u32>,
    pub elements: Vec<wp::Element<'a>>,
    pub bodies: Vec<wp::FunctionBody<'a>>,
    pub names: Vec<&'a str>,
}

impl<'a> Module<'a> {
    pub fn read(wasm: &'a [u8]) -> wp::Result<Self> {
        let mut m = Self {
            types: Vec::new(),
            type_section: None,
            imports: Vec::new(),
            functions: Vec::new(),
            imported: 0,
            tables: Vec::new(),
            memories: Vec::new(),
            globals: Vec::new(),
            exports: Vec::new(),
            start: None,
            elements: Vec::new(),
            bodies: Vec::new(),
            names: Vec::new(),
        };
        for payload in wp::Parser::new(0).parse_all(wasm) {
            match payload? {
                wp::Payload::TypeSection(s) => {
                    m.types = s.clone().into_iter_err_on_gc_types().collect::<wp::Result<_>>()?;
                    m.type_section = Some(s);
                }
                wp::Payload::ImportSection(s) => {
                    for import in s.into_imports() {
                        let import = import?;
                        match import.ty {
                            wp::TypeRef::Func(t) => m.functions.push(t),
                            wp::TypeRef::Table(t) => m.tables.push(t),
                            wp::TypeRef::Memory(t) => m.memories.push(t),
                            wp::TypeRef::Global(t) => m.globals.push(t),
                            _ => {}
                        }
                        m.imports.push(import);
                    }
                    m.imported = m.functions.len();
                }
                wp::Payload::FunctionSection(s) => m.functions.extend(s.into_iter().collect::<wp::Result<Vec<_>>>()?),
                wp::Payload::TableSection(s) => {
                    for table in s {
                        m.tables.push(table?.ty);
                    }
                }
                wp::Payload::MemorySection(s) => m.memories.extend(s.into_iter().collect::<wp::Result<Vec<_>>>()?),
                wp::Payload::GlobalSection(s) => {
                    for global in s {
                        m.globals.push(global?.ty);
                    }
                }
                wp::Payload::ExportSection(s) => m.exports = s.into_iter().collect::<wp::Result<_>>()?,
                wp::Payload::StartSection { func, .. } => m.start = Some(func),
                wp::Payload::ElementSection(s) => m.elements = s.into_iter().collect::<wp::Result<_>>()?,
                wp::Payload::CodeSectionEntry(body) => m.bodies.push(body),
                wp::Payload::CustomSection(s) => {
                    if let wp::KnownCustom::Name(names) = s.as_known() {
                        for name in names {
                            if let wp::Name::Function(map) = name? {
                                m.names = vec![""; m.functions.len()];
                                for naming in map {
                                    let naming = naming?;
                                    if let Some(place) = m.names.get_mut(naming.index as usize) {
                                        *place = naming.name;
                                    }
                                }
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(m)
    }

    pub fn body(&self, function: u32) -> Option<&wp::FunctionBody<'a>> {
        (function as usize).checked_sub(self.imported).and_then(|i| self.bodies.get(i))
    }

    /// The functions that `function` calls by name.
    pub fn calls(&self, function: u32) -> wp::Result<Vec<u32>> {
        let mut calls = Vec::new();
        if let Some(body) = self.body(function) {
            for operator in body.get_operators_reader()? {
                match operator? {
                    wp::Operator::Call { function_index }
                    | wp::Operator::ReturnCall { function_index }
                    | wp::Operator::RefFunc { function_index } => {
                        calls.push(function_index);
                    }
                    _ => {}
                }
            }
        }
        Ok(calls)
    }

    /// The functions that stand in tables.
    pub fn in_tables(&self) -> wp::Result<Vec<u32>> {
        let mut all = Vec::new();
        for element in &self.elements {
            if let wp::ElementItems::Functions(functions) = &element.items {
                for function in functions.clone() {
                    all.push(function?);
                }
            }
        }
        Ok(all)
    }
}
