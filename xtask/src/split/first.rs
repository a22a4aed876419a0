//! Writes the first part: the module as it was, with doors where functions stood.
use super::{LOADED, LOADER, Splitter};
use wasm_encoder as enc;
use wasm_encoder::reencode::{self, Reencode};
use wasmparser as wp;

pub struct First<'s, 'm, 'a> {
    s: &'s Splitter<'m, 'a>,
    new: Vec<Option<u32>>,
    /// How many bodies were read.
    at: usize,
}

impl<'s, 'm, 'a> First<'s, 'm, 'a> {
    /// `new` is the index of each function there.
    pub fn new(s: &'s Splitter<'m, 'a>, new: Vec<Option<u32>>) -> Self {
        Self { s, new, at: 0 }
    }

    fn loader(&self) -> u32 {
        u32::try_from(self.s.m.imported).unwrap_or(u32::MAX)
    }

    fn loaded(&self) -> u32 {
        u32::try_from(self.s.m.globals.len()).unwrap_or(u32::MAX)
    }

    /// Loads the rest if it is not there, and calls what stands at the door's place in the table.
    fn door(&self, function: u32, place: u32) -> enc::Function {
        let ty = self.s.type_of(function);
        let arguments = self.s.m.types.get(ty as usize).map_or(0, |t| t.params().len());
        let mut body = enc::Function::new([]);
        let mut code = body.instructions();
        code.global_get(self.loaded()).i32_eqz().if_(enc::BlockType::Empty).call(self.loader()).end();
        for argument in 0..u32::try_from(arguments).unwrap_or(0) {
            code.local_get(argument);
        }
        code.i32_const(i32::try_from(self.s.table_length() + place).unwrap_or(0)).call_indirect(0, ty).end();
        body
    }
}

impl Reencode for First<'_, '_, '_> {
    type Error = String;

    fn function_index(&mut self, function: u32) -> std::result::Result<u32, reencode::Error<String>> {
        let new = self.new.get(function as usize).copied().flatten();
        new.ok_or_else(|| reencode::Error::UserError(format!("function {function} moved and is still called")))
    }

    fn parse_import_section(
        &mut self,
        imports: &mut enc::ImportSection,
        section: wp::ImportSectionReader<'_>,
    ) -> std::result::Result<(), reencode::Error<String>> {
        reencode::utils::parse_import_section(self, imports, section)?;
        // Of a type without arguments and results; wasm-bindgen's start always has it.
        let none = |t: &wp::FuncType| t.params().is_empty() && t.results().is_empty();
        let ty = self.s.m.types.iter().position(none).and_then(|t| u32::try_from(t).ok());
        let ty = ty.ok_or_else(|| reencode::Error::UserError("no function type () -> ()".into()))?;
        imports.import(LOADER.0, LOADER.1, enc::EntityType::Function(ty));
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut enc::FunctionSection,
        _: wp::FunctionSectionReader<'_>,
    ) -> std::result::Result<(), reencode::Error<String>> {
        for (f, new) in (0u32..).zip(&self.new).skip(self.s.m.imported) {
            if new.is_some() {
                functions.function(self.s.type_of(f));
            }
        }
        Ok(())
    }

    fn parse_table_section(
        &mut self,
        tables: &mut enc::TableSection,
        section: wp::TableSectionReader<'_>,
    ) -> std::result::Result<(), reencode::Error<String>> {
        for (i, table) in section.into_iter().enumerate() {
            let mut ty = self.table_type(table?.ty)?;
            if i == 0 {
                self.s.lengthen(&mut ty);
            }
            tables.table(ty);
        }
        Ok(())
    }

    fn parse_global_section(
        &mut self,
        globals: &mut enc::GlobalSection,
        section: wp::GlobalSectionReader<'_>,
    ) -> std::result::Result<(), reencode::Error<String>> {
        reencode::utils::parse_global_section(self, globals, section)?;
        globals.global(enc::GlobalType { val_type: enc::ValType::I32, mutable: true, shared: false }, &enc::ConstExpr::i32_const(0));
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut enc::ExportSection,
        section: wp::ExportSectionReader<'_>,
    ) -> std::result::Result<(), reencode::Error<String>> {
        reencode::utils::parse_export_section(self, exports, section)?;
        let m = self.s.m;
        let mut lend = |kind, sign: &str, count: usize| {
            for i in 0..count {
                exports.export(&format!("{}:{sign}{i}", LOADER.0), kind, u32::try_from(i).unwrap_or(0));
            }
        };
        lend(enc::ExportKind::Table, "t", m.tables.len());
        lend(enc::ExportKind::Memory, "m", m.memories.len());
        lend(enc::ExportKind::Global, "g", m.globals.len());
        for (i, function) in self.s.lent.iter().enumerate() {
            exports.export(&format!("{}:{i}", LOADER.0), enc::ExportKind::Func, self.function_index(*function)?);
        }
        exports.export(LOADED, enc::ExportKind::Global, self.loaded());
        Ok(())
    }

    fn parse_function_body(
        &mut self,
        code: &mut enc::CodeSection,
        body: wp::FunctionBody<'_>,
    ) -> std::result::Result<(), reencode::Error<String>> {
        let function = u32::try_from(self.s.m.imported + self.at).unwrap_or(u32::MAX);
        self.at += 1;
        if !self.s.moves(function) {
            return reencode::utils::parse_function_body(self, code, body);
        }
        if let Ok(place) = self.s.doors.binary_search(&function) {
            code.function(&self.door(function, u32::try_from(place).unwrap_or(0)));
        }
        Ok(())
    }

    fn parse_custom_section(
        &mut self,
        module: &mut enc::Module,
        section: wp::CustomSectionReader<'_>,
    ) -> std::result::Result<(), reencode::Error<String>> {
        // Names have done their work; what the module asks of the browser stays said.
        if section.name() == "target_features" { reencode::utils::parse_custom_section(self, module, section) } else { Ok(()) }
    }
}
