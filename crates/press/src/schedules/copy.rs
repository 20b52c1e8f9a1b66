//! The copy of a listing whose `std` is the crate schedule.
//!
//! As in a recorded copy, text is inserted and never a line end, so that the lines of the copy are those of the listing. The
//! copy says which statement it runs, and what each lock or number is called. Where the listing uses tokio, the copy uses the
//! part of tokio that the crate schedule offers.

use proc_macro2::Span;
use std::collections::BTreeSet;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Block, Expr, Pat, Stmt, Token};

/// What the program uses that no schedule can be made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub line: usize,
    /// In a sentence.
    pub why: String,
}

/// What is an object of many threads, and what to call it where the listing gives it no name.
const OBJECTS: [(&str, &str); 15] = [
    ("Mutex", "the mutex"),
    ("RwLock", "the lock"),
    ("Condvar", "the condition"),
    ("Barrier", "the barrier"),
    ("AtomicBool", "the flag"),
    ("AtomicI8", "the number"),
    ("AtomicI16", "the number"),
    ("AtomicI32", "the number"),
    ("AtomicI64", "the number"),
    ("AtomicIsize", "the number"),
    ("AtomicU8", "the number"),
    ("AtomicU16", "the number"),
    ("AtomicU32", "the number"),
    ("AtomicU64", "the number"),
    ("AtomicUsize", "the number"),
];

/// The copy of this source, which uses these crates.
///
/// # Errors
/// The first thing in it that no schedule can be made of, or where it is not a Rust program.
pub fn copy(source: &str, crates: &[String]) -> Result<String, Refused> {
    let file = syn::parse_file(source).map_err(|error| Refused {
        line: error.span().start().line,
        why: format!("this is not a Rust program: {error}"),
    })?;
    let mut writer = Writer {
        edits: vec![(0, 0, "#![allow(warnings)] ".to_owned())],
        refused: Vec::new(),
        name: None,
        runs: false,
        is_static: false,
        has_main: false,
        has_tasks: !crates.is_empty(),
        foreign: BTreeSet::new(),
    };
    if let Some(first) = file.items.first() {
        let mut facade =
            "#[macro_use(print, println, eprint, eprintln)] extern crate schedule as std; "
                .to_owned();
        for name in crates {
            facade.push_str(&format!("use ::std::{}; ", name.replace('-', "_")));
        }
        writer.insert(start(first), facade);
    }
    writer.visit_file(&file);
    if !writer.has_main {
        writer.refuse(Span::call_site(), "it has no `fn main`");
    }
    if let Some(refused) = writer.refused.into_iter().next() {
        return Err(refused);
    }
    let mut edits = writer.edits;
    edits.sort_by_key(|(at, _, _)| *at);
    let mut copy = String::new();
    let mut from = 0;
    for (at, len, text) in edits {
        copy.push_str(&source[from..at]);
        copy.push_str(&text);
        from = at + len;
    }
    copy.push_str(&source[from..]);
    let main = if writer.has_tasks {
        "task::main"
    } else {
        "main"
    };
    Ok(format!("{copy}fn main() {{ ::std::{main}(__main) }}\n"))
}

fn start(node: &impl Spanned) -> usize {
    node.span().byte_range().start
}

fn end(node: &impl Spanned) -> usize {
    node.span().byte_range().end
}

struct Writer {
    /// Place, length of the text that is replaced, new text.
    edits: Vec<(usize, usize, String)>,
    refused: Vec<Refused>,
    /// What an object that is made here is called.
    name: Option<String>,
    /// Whether the code here runs, and is not evaluated by the compiler.
    runs: bool,
    is_static: bool,
    has_main: bool,
    has_tasks: bool,
    /// Names that come from another crate than std.
    foreign: BTreeSet<String>,
}

/// The crates whose objects wake tasks by themselves, and are no objects of a schedule.
const FOREIGN: [&str; 2] = ["tokio", "async_std"];

impl Writer {
    fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.edits.push((at, 0, text.into()));
    }

    fn refuse(&mut self, at: Span, why: impl Into<String>) {
        self.refused.push(Refused {
            line: at.start().line,
            why: why.into(),
        });
    }

    fn function(&mut self, sig: &syn::Signature, block: &Block) {
        let runs = std::mem::replace(&mut self.runs, sig.constness.is_none());
        let name = self.name.take();
        if sig.asyncness.is_some() && !self.has_tasks {
            self.refuse(
                sig.span(),
                "`async` needs a runtime, and schedules are of threads",
            );
        }
        self.visit_block(block);
        self.runs = runs;
        self.name = name;
    }

    fn called(&mut self, name: String, visit: impl FnOnce(&mut Self)) {
        let outer = self.name.replace(name);
        visit(self);
        self.name = outer;
    }

    /// Code that the compiler evaluates.
    fn constant(&mut self, visit: impl FnOnce(&mut Self)) {
        let runs = std::mem::replace(&mut self.runs, false);
        visit(self);
        self.runs = runs;
    }

    fn root(&mut self, name: &syn::Ident) {
        if name == "core" || name == "alloc" {
            self.refuse(
                name.span(),
                format!("a schedule is of what std offers: `{name}` goes past it"),
            );
        }
    }
}

/// The names that a `use` brings in.
fn names(tree: &syn::UseTree, found: &mut BTreeSet<String>) {
    match tree {
        syn::UseTree::Path(path) => names(&path.tree, found),
        syn::UseTree::Name(name) => _ = found.insert(name.ident.to_string()),
        syn::UseTree::Rename(name) => _ = found.insert(name.rename.to_string()),
        syn::UseTree::Group(group) => group.items.iter().for_each(|tree| names(tree, found)),
        syn::UseTree::Glob(_) => {}
    }
}

/// The name that a pattern gives.
fn name_of(pat: &Pat) -> Option<String> {
    match pat {
        Pat::Ident(name) => Some(name.ident.to_string()),
        Pat::Type(typed) => name_of(&typed.pat),
        _ => None,
    }
}

impl<'ast> Visit<'ast> for Writer {
    // Types and attributes hold no code that runs.
    fn visit_type(&mut self, _: &'ast syn::Type) {}
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if item.sig.ident == "main" {
            self.has_main = true;
            let range = item.sig.ident.span().byte_range();
            self.edits
                .push((range.start, range.len(), "__main".to_owned()));
            // The copy's own `main` starts the tasks, and not that of a runtime.
            for attribute in &item.attrs {
                let range = attribute.span().byte_range();
                if self.has_tasks && attribute.path().segments.len() == 2 {
                    self.edits.push((range.start, range.len(), String::new()));
                }
            }
        }
        self.function(&item.sig, &item.block);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.sig, &item.block);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.function(&item.sig, block);
        }
    }

    fn visit_item_static(&mut self, item: &'ast syn::ItemStatic) {
        if matches!(item.mutability, syn::StaticMutability::Mut(_)) {
            self.refuse(item.span(), "a `static mut` is not made anew in each order");
        }
        self.is_static = true;
        self.constant(|w| w.called(item.ident.to_string(), |w| w.visit_expr(&item.expr)));
        self.is_static = false;
    }

    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        self.constant(|w| visit::visit_item_const(w, item));
    }

    fn visit_expr_const(&mut self, expr: &'ast syn::ExprConst) {
        self.constant(|w| visit::visit_expr_const(w, expr));
    }

    fn visit_expr_repeat(&mut self, expr: &'ast syn::ExprRepeat) {
        self.visit_expr(&expr.expr);
    }

    fn visit_block(&mut self, block: &'ast Block) {
        for stmt in &block.stmts {
            if self.runs && !matches!(stmt, Stmt::Item(_)) {
                let line = stmt.span().start().line;
                self.insert(start(stmt), format!("::std::__at({line}); "));
            }
            self.visit_stmt(stmt);
        }
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        let Some(init) = &local.init else { return };
        match (&local.pat, &*init.expr) {
            (Pat::Tuple(names), Expr::Tuple(values)) if names.elems.len() == values.elems.len() => {
                for (name, value) in names.elems.iter().zip(&values.elems) {
                    match name_of(name) {
                        Some(name) => self.called(name, |w| w.visit_expr(value)),
                        None => self.visit_expr(value),
                    }
                }
            }
            (pat, value) => match name_of(pat) {
                Some(name) => self.called(name, |w| w.visit_expr(value)),
                None => self.visit_expr(value),
            },
        }
        if let Some((_, diverge)) = &init.diverge {
            self.visit_expr(diverge);
        }
    }

    fn visit_field_value(&mut self, field: &'ast syn::FieldValue) {
        match &field.member {
            syn::Member::Named(name) => {
                self.called(name.to_string(), |w| w.visit_expr(&field.expr));
            }
            syn::Member::Unnamed(_) => self.visit_expr(&field.expr),
        }
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        visit::visit_expr_call(self, call);
        let Expr::Path(path) = &*call.func else {
            return;
        };
        let mut segments = path.path.segments.iter().rev();
        let (Some(new), Some(of)) = (segments.next(), segments.next()) else {
            return;
        };
        let of = of.ident.to_string();
        let object = OBJECTS.iter().find(|(object, _)| *object == of);
        let root = path.path.segments.first().map(|s| s.ident.to_string());
        let foreign =
            root.is_some_and(|root| FOREIGN.contains(&&*root)) || self.foreign.contains(&of);
        if let Some((_, other)) = object
            && new.ident == "new"
            && !foreign
            && (self.runs || self.is_static)
        {
            let function = if self.is_static {
                "__static"
            } else {
                "__named"
            };
            let name = self.name.clone().unwrap_or_else(|| (*other).to_owned());
            self.insert(end(call), format!(".{function}({name:?})"));
        }
    }

    fn visit_expr_async(&mut self, expr: &'ast syn::ExprAsync) {
        if !self.has_tasks {
            let why = "`async` needs a runtime, and schedules are of threads";
            self.refuse(expr.span(), why);
        }
        visit::visit_expr_async(self, expr);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if let Some(first) = path.segments.first()
            && path.segments.len() > 1
        {
            self.root(&first.ident);
        }
        visit::visit_path(self, path);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if let syn::UseTree::Path(path) = &item.tree {
            self.root(&path.ident);
            if FOREIGN.iter().any(|name| path.ident == name) {
                names(&path.tree, &mut self.foreign);
            }
        }
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        let name = mac.path.segments.last().map(|s| s.ident.to_string());
        let name = name.unwrap_or_default();
        if ["thread_local", "dbg"].contains(&name.as_str()) {
            self.refuse(mac.span(), format!("`{name}!` is not known to schedules"));
        }
        let list = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(mac.tokens.clone());
        for arg in list.iter().flatten() {
            self.visit_expr(arg);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copied(source: &str) -> String {
        copy(source, &[]).unwrap_or_else(|refused| panic!("{refused:?}"))
    }

    fn refused(source: &str) -> (usize, String) {
        let refused = copy(source, &[]).unwrap_err();
        (refused.line, refused.why)
    }

    #[test]
    fn a_copy_has_the_lines_of_its_listing_and_another_std() {
        let source =
            "//! Shows.\n\nuse std::thread;\n\nfn main() {\n    let a = 1;\n    drop(a);\n}\n";
        let copy = copied(source);
        let lines: Vec<&str> = copy.lines().collect();
        assert_eq!(lines[0], "#![allow(warnings)] //! Shows.");
        assert!(lines[2].ends_with("extern crate schedule as std; use std::thread;"));
        assert_eq!(lines[4], "fn __main() {");
        assert_eq!(lines[6], "    ::std::__at(7); drop(a);", "{copy}");
        assert_eq!(lines.len(), source.lines().count() + 1);
    }

    #[test]
    fn objects_are_called_as_the_listing_calls_them() {
        let source = "static S: Mutex<u8> = Mutex::new(0);\nfn main() {\n    let a = Arc::new(Mutex::new(0));\n    \
            let (b, c) = (AtomicU32::new(1), Condvar::new());\n    let all = vec![Mutex::new(0), Mutex::new(1)];\n    \
            let bank = Bank { from: Mutex::new(0) };\n    f(Barrier::new(2));\n}\n";
        let copy = copied(source);
        for part in [
            "Mutex::new(0).__static(\"S\")",
            "Arc::new(Mutex::new(0).__named(\"a\"))",
            "AtomicU32::new(1).__named(\"b\")",
            "Condvar::new().__named(\"c\")",
            "vec![Mutex::new(0).__named(\"all\"), Mutex::new(1).__named(\"all\")]",
            "from: Mutex::new(0).__named(\"from\")",
            "Barrier::new(2).__named(\"the barrier\")",
        ] {
            assert!(copy.contains(part), "{part}: {copy}");
        }
    }

    #[test]
    fn the_tasks_of_tokio_are_those_of_the_schedule() {
        let source = "use std::sync::Mutex as Lock;\nuse tokio::sync::Mutex;\n\n#[tokio::main(flavor = \"current_thread\")]\n\
            async fn main() {\n    drop(Mutex::new(0));\n    drop(std::sync::Mutex::new(0));\n}\n";
        let copy = copy(source, &["tokio".to_owned()]).unwrap();
        for part in [
            "extern crate schedule as std; use ::std::tokio; use std::sync::Mutex as Lock;",
            "\n\nasync fn __main() {",
            "drop(Mutex::new(0));",
            "drop(std::sync::Mutex::new(0)",
            "fn main() { ::std::task::main(__main) }",
        ] {
            assert!(copy.contains(part), "{part}: {copy}");
        }
    }

    #[test]
    fn what_no_schedule_can_be_made_of_is_refused_with_its_line_and_name() {
        let (line, why) = refused("fn main() {\n    core::hint::spin_loop();\n}\n");
        assert_eq!(line, 2);
        assert!(why.contains("`core` goes past it"), "{why}");
        let (line, why) = refused("static mut A: u8 = 0;\nfn main() {}\n");
        assert_eq!(line, 1);
        assert!(why.contains("`static mut`"), "{why}");
        let (line, why) = refused("fn main() {}\n\nasync fn f() {}\n");
        assert_eq!(line, 3);
        assert!(why.contains("`async`"), "{why}");
        let (_, why) = refused("fn main() {\n    dbg!(1);\n}\n");
        assert!(why.contains("`dbg!`"), "{why}");
        assert!(refused("fn f() {}\n").1.contains("no `fn main`"));
        assert!(refused("fn main() {").1.contains("not a Rust program"));
    }
}
