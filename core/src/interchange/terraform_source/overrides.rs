//! Override files: their blocks are put over those of the same name in the other files of their folder. [Override Files]

use super::files::{File, folder, one};
use crate::interchange::imported::ImportError;
use crate::interchange::notes::Notes;
use hcl_edit::structure::{Block, Body, Structure};
use std::rc::Rc;

/// Puts override files over the others, in order; what they name anew stands for itself.
pub fn put_over(files: &mut Vec<File>, over: Vec<(String, String)>, notes: &mut Notes) -> Result<(), ImportError> {
    for (name, text) in over {
        let home = folder(&name).to_string();
        let pad = files.iter().filter(|f| folder(&f.name) == home).map(|f| f.end).max().unwrap_or(0) + 1;
        let mut file = one(&name, &text, false, pad, notes)?;
        let all: Vec<Structure> = std::mem::replace(&mut file.body, Body::new()).into_iter().collect();
        let end = file.end;
        let mut own = Body::new();
        for s in all {
            match s {
                Structure::Block(b) => {
                    if let Some(b) = merged(files, &home, b) {
                        own.push(b);
                    }
                }
                attribute => own.push(attribute),
            }
        }
        let names = Rc::new(File { body: Body::new(), ..file });
        for f in files.iter_mut().filter(|f| folder(&f.name) == home) {
            f.more.push((pad, names.clone()));
            f.end = f.end.max(end);
        }
        if !own.is_empty() {
            files.push(File { body: own, more: vec![(0, names)], ..File::new(name, "", Body::new(), Vec::new(), end) });
        }
    }
    Ok(())
}

/// Puts a block over the one of its name; what has none comes back.
fn merged(files: &mut [File], home: &str, b: Block) -> Option<Block> {
    let mut inside = files.iter_mut().filter(|f| folder(&f.name) == home).flat_map(|f| f.body.blocks_mut());
    if b.ident.as_str() == "locals" {
        return locals(inside.filter(|o| o.ident.as_str() == "locals").collect(), b);
    }
    let labels: Vec<&str> = b.labels.iter().map(|l| l.as_str()).collect();
    let same = |o: &Block| o.ident.as_str() == b.ident.as_str() && o.labels.iter().map(|l| l.as_str()).eq(labels.iter().copied());
    match inside.find(|o| same(o)) {
        Some(base) => {
            let over = b.body.clone();
            let mut replaced: Vec<String> = Vec::new();
            for s in over {
                match s {
                    Structure::Attribute(a) => {
                        base.body.remove_attribute(a.key.as_str());
                        let _ = base.body.try_push(a);
                    }
                    Structure::Block(inner) => {
                        // All blocks of a kind take the place of all of that kind.
                        let kind = kind_of(&inner).to_string();
                        if !replaced.contains(&kind) {
                            let kept: Vec<Structure> = std::mem::replace(&mut base.body, Body::new()).into_iter().collect();
                            for s in kept {
                                if !matches!(&s, Structure::Block(o) if kind_of(o) == kind) {
                                    let _ = base.body.try_push(s);
                                }
                            }
                            replaced.push(kind);
                        }
                        let _ = base.body.try_push(inner);
                    }
                }
            }
            None
        }
        None => Some(b),
    }
}

/// What a nested block makes: a `dynamic` one makes those of its label.
fn kind_of(b: &Block) -> &str {
    if b.ident.as_str() == "dynamic" { b.labels.first().map_or("dynamic", |l| l.as_str()) } else { b.ident.as_str() }
}

fn locals(mut bases: Vec<&mut Block>, b: Block) -> Option<Block> {
    let mut rest = Body::new();
    let mut any = false;
    for s in b.body.clone() {
        let Structure::Attribute(a) = s else { continue };
        match bases.iter_mut().find(|base| base.body.has_attribute(a.key.as_str())) {
            Some(base) => {
                base.body.remove_attribute(a.key.as_str());
                let _ = base.body.try_push(a);
            }
            None => {
                any = true;
                let _ = rest.try_push(a);
            }
        }
    }
    let mut own = b;
    own.body = rest;
    any.then_some(own)
}
