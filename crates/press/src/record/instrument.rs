//! A copy of a listing that notes what it does.
//!
//! Text is inserted into the source, never a line end: what the compiler and a panic say of the copy's lines is
//! true of the listing's. The syntax tree only tells where. `crates/trace` holds what the inserted text calls.

use crate::recording::{Kind, LeftOut};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::BTreeSet;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Block, Expr, Macro, Pat, Stmt, Token};

/// A place in the source where frames come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    pub kind: Kind,
    pub name: String,
    pub line: usize,
}

/// Something inserted that can be taken back on its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insertion {
    /// Where it begins, in bytes of the listing; what [`instrument`] is told to leave out.
    pub at: usize,
    /// The lines that it spans.
    pub lines: (usize, usize),
    pub what: String,
}

/// A listing's copy, and what is known of it.
#[derive(Debug)]
pub struct Instrumented {
    pub source: String,
    pub sites: Vec<Site>,
    pub insertions: Vec<Insertion>,
    pub left_out: Vec<LeftOut>,
}

const PRINTS: [&str; 5] = ["print", "println", "eprint", "eprintln", "dbg"];

/// The copy of this source, without the insertions that begin at the bytes in `without`.
///
/// # Errors
/// The source is not a Rust program.
pub fn instrument(source: &str, without: &BTreeSet<usize>) -> Result<Instrumented, syn::Error> {
    let file = syn::parse_file(source)?;
    let mut writer = Writer {
        without,
        edits: vec![(0, 0, "#![allow(warnings)] ".to_owned())],
        sites: Vec::new(),
        insertions: Vec::new(),
        left_out: Vec::new(),
        scope: Scope::NONE,
        name: None,
        owner: None,
    };
    writer.visit_file(&file);
    let Writer {
        mut edits,
        sites,
        insertions,
        left_out,
        ..
    } = writer;
    // Stable: what was inserted first at a place comes first.
    edits.sort_by_key(|(at, _, _)| *at);
    let mut copy = String::new();
    let mut from = 0;
    for (at, len, text) in edits {
        copy.push_str(&source[from..at]);
        copy.push_str(&text);
        from = at + len;
    }
    copy.push_str(&source[from..]);
    Ok(Instrumented {
        source: copy,
        sites,
        insertions,
        left_out,
    })
}

/// What surrounds a piece of code.
#[derive(Clone, Copy)]
struct Scope {
    /// `__press_t` holds the frame that the code belongs to.
    token: bool,
    /// The lines are noted: the code runs, and its frame is recorded.
    notes: bool,
}

impl Scope {
    const NONE: Scope = Scope {
        token: false,
        notes: false,
    };
    const FRAME: Scope = Scope {
        token: true,
        notes: true,
    };
}

struct Writer<'a> {
    without: &'a BTreeSet<usize>,
    /// Place, length of what is replaced, text.
    edits: Vec<(usize, usize, String)>,
    sites: Vec<Site>,
    insertions: Vec<Insertion>,
    left_out: Vec<LeftOut>,
    scope: Scope,
    /// The binding that the next closure or async block is given to.
    name: Option<String>,
    /// The type or trait whose methods come.
    owner: Option<String>,
}

fn start(node: &impl Spanned) -> usize {
    node.span().byte_range().start
}

fn end(node: &impl Spanned) -> usize {
    node.span().byte_range().end
}

fn line(node: &impl Spanned) -> usize {
    node.span().start().line
}

fn is_let_chain(cond: &Expr) -> bool {
    match cond {
        Expr::Let(_) => true,
        Expr::Binary(b) => {
            matches!(b.op, syn::BinOp::And(_)) && (is_let_chain(&b.left) || is_let_chain(&b.right))
        }
        _ => false,
    }
}

fn is_plain_block(expr: &Expr) -> Option<&Block> {
    match expr {
        Expr::Block(block) if block.label.is_none() && block.attrs.is_empty() => Some(&block.block),
        _ => None,
    }
}

impl Writer<'_> {
    fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.edits.push((at, 0, text.into()));
    }

    fn site(&mut self, kind: Kind, name: String, line: usize) -> usize {
        self.sites.push(Site { kind, name, line });
        self.sites.len() - 1
    }

    /// Whether something may be inserted here that can be taken back later.
    fn may_insert(&mut self, node: &impl Spanned, what: &str) -> bool {
        let lines = (node.span().start().line, node.span().end().line);
        let at = start(node);
        if self.without.contains(&at) {
            self.left_out.push(LeftOut {
                line: lines.0,
                what: what.to_owned(),
            });
            return false;
        }
        self.insertions.push(Insertion {
            at,
            lines,
            what: what.to_owned(),
        });
        true
    }

    fn within(&mut self, scope: Scope, visit: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.scope, scope);
        visit(self);
        self.scope = outer;
    }

    fn note(&self, expr: Option<&Expr>, line: usize) -> String {
        match expr {
            Some(Expr::Break(_) | Expr::Return(_)) => format!("::press_trace::leaving({line}); "),
            _ => format!("::press_trace::at({line}); "),
        }
    }

    /// Where a block's first statement begins.
    fn first(&self, block: &Block) -> usize {
        match block.stmts.first() {
            Some(stmt) => start(stmt),
            None => self.last(block),
        }
    }

    /// Where a block's closing brace stands.
    fn last(&self, block: &Block) -> usize {
        end(block) - 1
    }

    /// What opens and closes the body of a frame.
    fn body(&self, site: usize, asynchronous: bool, lexical: bool) -> (String, &'static str) {
        let (end, parent) = match lexical && self.scope.token {
            true => ("_in", ", &*__press_t"),
            false => ("", ""),
        };
        if !asynchronous {
            let open = format!(
                "let __press = ::press_trace::call{end}({site}{parent}); let __press_t = __press.token(); "
            );
            return (open, "");
        }
        let open = format!(
            "let __press_w = ::press_trace::Witness::new(); if false {{ return __press_w.value(); }} \
             ::press_trace::future{end}({site}{parent}, async {{ \
             let __press_t = ::press_trace::token(); if false {{ return __press_w.value(); }} "
        );
        (open, " }).await ")
    }

    fn block_body(&mut self, block: &Block, (open, close): (String, &str)) {
        self.insert(self.first(block), open);
        self.within(Scope::FRAME, |w| w.visit_block(block));
        self.insert(self.last(block), close);
    }

    fn function(&mut self, sig: &syn::Signature, block: &Block) {
        let name = sig.ident.to_string();
        let name = match &self.owner {
            Some(owner) => format!("{owner}::{name}"),
            None => name,
        };
        if sig.constness.is_some() || !self.may_insert(sig, &format!("the function `{name}`")) {
            if sig.constness.is_some() {
                self.left_out.push(LeftOut {
                    line: line(sig),
                    what: format!("the const function `{name}`"),
                });
            }
            return self.within(Scope::NONE, |w| visit::visit_block(w, block));
        }
        let kind = match sig.asyncness {
            Some(_) => Kind::Future,
            None => Kind::Fn,
        };
        let site = self.site(kind, name, line(&sig.ident));
        let owner = self.owner.take();
        let body = self.body(site, kind == Kind::Future, false);
        self.block_body(block, body);
        self.owner = owner;
    }

    /// A piece of code that is given a note of its own, as a block if it is none.
    fn noted(&mut self, expr: &Expr) {
        if is_plain_block(expr).is_some() || !self.scope.notes {
            return self.visit_expr(expr);
        }
        let note = self.note(Some(expr), line(expr));
        self.insert(start(expr), format!("{{ {note}"));
        self.visit_expr(expr);
        self.insert(end(expr), " }");
    }

    /// A condition that is looked at again and again, or after others.
    fn condition(&mut self, cond: &Expr) {
        if !self.scope.notes || !self.may_insert(cond, "the line of a condition") {
            return self.visit_expr(cond);
        }
        let chain = is_let_chain(cond);
        let open = if chain { "" } else { "(" };
        let note = self.note(None, line(cond));
        self.insert(start(cond), format!("{{ {note}true }} && {open}"));
        self.visit_expr(cond);
        self.insert(end(cond), if chain { "" } else { ")" });
    }

    fn expr_if(&mut self, expr: &syn::ExprIf, after_else: bool) {
        if after_else {
            self.condition(&expr.cond);
        } else {
            self.visit_expr(&expr.cond);
        }
        self.visit_block(&expr.then_branch);
        if let Some((_, other)) = &expr.else_branch {
            match &**other {
                Expr::If(other) => self.expr_if(other, true),
                other => self.visit_expr(other),
            }
        }
    }

    /// What a `spawn` is handed.
    fn started(&mut self, function: &str, args: &Punctuated<Expr, Token![,]>) {
        let handed = match function {
            f if f.ends_with("_on") => 0,
            _ => args.len().saturating_sub(1),
        };
        for (i, arg) in args.iter().enumerate() {
            let named = matches!(
                arg,
                Expr::Path(_) | Expr::Call(_) | Expr::MethodCall(_) | Expr::Field(_)
            );
            if function.starts_with("spawn")
                && i == handed
                && named
                && self.scope.notes
                && self.may_insert(arg, &format!("who started what `{function}` is handed"))
            {
                self.insert(start(arg), "::press_trace::adopt!(");
                self.visit_expr(arg);
                self.insert(end(arg), ")");
            } else {
                self.visit_expr(arg);
            }
        }
    }

    /// The prints in tokens that are not read as code.
    fn prints_in(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for (i, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Group(group) => self.prints_in(group.stream()),
                TokenTree::Ident(ident) => {
                    let name = ident.to_string();
                    let is = |i: usize, c: char| matches!(tokens.get(i), Some(TokenTree::Punct(p)) if p.as_char() == c);
                    let path = i > 0 && (is(i - 1, ':') || is(i - 1, '$'));
                    if PRINTS.contains(&name.as_str()) && is(i + 1, '!') && !path {
                        self.insert(ident.span().byte_range().start, "::press_trace::");
                    }
                }
                _ => {}
            }
        }
    }

    fn select(&mut self, select: &Select) {
        for arm in &select.0 {
            for expr in arm.future.iter().chain(&arm.guard) {
                self.visit_expr(expr);
            }
            self.noted(&arm.handler);
        }
    }
}

/// Whether tokens hold code that runs later or waits, which matters if it is not seen.
fn holds_frames(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "async" || ident == "await",
        TokenTree::Group(group) => {
            group.delimiter() == Delimiter::Brace || holds_frames(group.stream())
        }
        // Statements.
        TokenTree::Punct(punct) => punct.as_char() == ';',
        _ => false,
    })
}

/// The arms of a `select!`.
struct Select(Vec<Arm>);

struct Arm {
    future: Option<Expr>,
    guard: Option<Expr>,
    handler: Expr,
}

impl Parse for Select {
    fn parse(input: ParseStream) -> syn::Result<Select> {
        if input.peek(syn::Ident) && input.peek2(Token![;]) {
            // `biased;`
            input.parse::<syn::Ident>()?;
            input.parse::<Token![;]>()?;
        }
        let mut arms = Vec::new();
        while !input.is_empty() {
            let (mut future, mut guard) = (None, None);
            if input.peek(Token![else]) {
                input.parse::<Token![else]>()?;
            } else if input.peek(syn::Ident) && input.peek2(Token![=>]) {
                // `complete` and `default` of futures.
                input.parse::<syn::Ident>()?;
            } else {
                Pat::parse_multi_with_leading_vert(input)?;
                input.parse::<Token![=]>()?;
                future = Some(input.parse()?);
                if input.peek(Token![,]) {
                    input.parse::<Token![,]>()?;
                    input.parse::<Token![if]>()?;
                    guard = Some(input.parse()?);
                }
            }
            input.parse::<Token![=>]>()?;
            let handler = if input.peek(syn::token::Brace) {
                Expr::Block(syn::ExprBlock {
                    attrs: Vec::new(),
                    label: None,
                    block: input.parse()?,
                })
            } else {
                input.parse()?
            };
            if input.peek(Token![,]) {
                input.parse::<Token![,]>()?;
            }
            arms.push(Arm {
                future,
                guard,
                handler,
            });
        }
        Ok(Select(arms))
    }
}

impl<'ast> Visit<'ast> for Writer<'_> {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        let owner = self.owner.take();
        self.function(&item.sig, &item.block);
        self.owner = owner;
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let name = match &*item.self_ty {
            syn::Type::Path(path) => path.path.segments.last().map(|s| s.ident.to_string()),
            _ => None,
        };
        let owner = std::mem::replace(&mut self.owner, name);
        visit::visit_item_impl(self, item);
        self.owner = owner;
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        let owner = self.owner.replace(item.ident.to_string());
        visit::visit_item_trait(self, item);
        self.owner = owner;
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.sig, &item.block);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.function(&item.sig, block);
        }
    }

    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        self.within(Scope::NONE, |w| visit::visit_item_const(w, item));
    }

    fn visit_item_static(&mut self, item: &'ast syn::ItemStatic) {
        self.within(Scope::NONE, |w| visit::visit_item_static(w, item));
    }

    fn visit_expr_const(&mut self, expr: &'ast syn::ExprConst) {
        self.within(Scope::NONE, |w| visit::visit_expr_const(w, expr));
    }

    fn visit_expr_repeat(&mut self, expr: &'ast syn::ExprRepeat) {
        self.visit_expr(&expr.expr);
    }

    // Neither holds code that runs.
    fn visit_type(&mut self, _: &'ast syn::Type) {}
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_block(&mut self, block: &'ast Block) {
        for stmt in &block.stmts {
            if self.scope.notes && !matches!(stmt, Stmt::Item(_)) {
                let expr = match stmt {
                    Stmt::Expr(expr, _) => Some(expr),
                    _ => None,
                };
                let note = self.note(expr, line(stmt));
                self.insert(start(stmt), note);
            }
            self.visit_stmt(stmt);
        }
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        if let Pat::Ident(name) = &local.pat
            && let Some(init) = &local.init
            && matches!(*init.expr, Expr::Closure(_) | Expr::Async(_))
        {
            self.name = Some(name.ident.to_string());
        }
        visit::visit_local(self, local);
        self.name = None;
    }

    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        let name = self.name.take().unwrap_or_else(|| "closure".to_owned());
        if closure.constness.is_some()
            || !self.may_insert(closure, &format!("the closure `{name}`"))
        {
            return self.within(Scope::NONE, |w| w.visit_expr(&closure.body));
        }
        let asynchronous = closure.asyncness.is_some();
        let kind = if asynchronous {
            Kind::Future
        } else {
            Kind::Closure
        };
        let site = self.site(kind, name, line(closure));
        let (open, close) = self.body(site, asynchronous, true);
        if let Some(block) = is_plain_block(&closure.body) {
            return self.block_body(block, (open, close));
        }
        let note = self.note(None, line(&closure.body));
        self.insert(start(&closure.body), format!("{{ {open}{note}"));
        self.within(Scope::FRAME, |w| w.visit_expr(&closure.body));
        self.insert(end(&closure.body), format!("{close} }}"));
    }

    fn visit_expr_async(&mut self, expr: &'ast syn::ExprAsync) {
        let name = self.name.take().unwrap_or_else(|| "async block".to_owned());
        if !self.may_insert(expr, &format!("the async block `{name}`")) {
            return self.within(Scope::NONE, |w| w.visit_block(&expr.block));
        }
        let site = self.site(Kind::Future, name, line(expr));
        let body = self.body(site, true, true);
        self.block_body(&expr.block, body);
    }

    fn visit_expr_for_loop(&mut self, expr: &'ast syn::ExprForLoop) {
        self.visit_expr(&expr.expr);
        if self.scope.notes {
            let head = format!("let __press_h = ::press_trace::head({}); ", line(expr));
            self.insert(self.first(&expr.body), head);
        }
        self.visit_block(&expr.body);
    }

    fn visit_expr_while(&mut self, expr: &'ast syn::ExprWhile) {
        self.condition(&expr.cond);
        self.visit_block(&expr.body);
    }

    fn visit_expr_if(&mut self, expr: &'ast syn::ExprIf) {
        self.expr_if(expr, false);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        self.visit_pat(&arm.pat);
        self.noted(&arm.body);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        self.visit_expr(&call.func);
        let name = match &*call.func {
            Expr::Path(path) => path.path.segments.last().map(|s| s.ident.to_string()),
            _ => None,
        };
        self.started(&name.unwrap_or_default(), &call.args);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.visit_expr(&call.receiver);
        self.started(&call.method.to_string(), &call.args);
    }

    fn visit_macro(&mut self, mac: &'ast Macro) {
        let name = mac.path.segments.last().map(|s| s.ident.to_string());
        let name = name.unwrap_or_default();
        let tokens = mac.tokens.clone();
        if PRINTS.contains(&name.as_str()) {
            let range = mac.path.span().byte_range();
            let replaced = format!("::press_trace::{name}");
            self.edits.push((range.start, range.len(), replaced));
        }
        let list = |tokens| Punctuated::<Expr, Token![,]>::parse_terminated.parse2(tokens);
        let repeat = |input: ParseStream| -> syn::Result<Expr> {
            let value = input.parse()?;
            input.parse::<Token![;]>()?;
            input.parse::<Expr>()?;
            Ok(value)
        };
        match name.as_str() {
            // They show the text of what they are given.
            "dbg" | "stringify" | "matches" | "thread_local" => self.prints_in(tokens),
            "select" | "select_biased" => match syn::parse2::<Select>(tokens.clone()) {
                Ok(select) => self.select(&select),
                Err(_) => self.left_alone(mac, &name),
            },
            _ => match list(tokens.clone()) {
                Ok(args) => {
                    let skip = usize::from(matches!(name.as_str(), "assert" | "debug_assert"));
                    for arg in args.iter().skip(skip) {
                        self.visit_expr(arg);
                    }
                }
                Err(_) => match repeat.parse2(tokens) {
                    Ok(value) => self.visit_expr(&value),
                    Err(_) => self.left_alone(mac, &name),
                },
            },
        }
    }

    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        self.prints_in(item.mac.tokens.clone());
    }
}

impl Writer<'_> {
    /// A macro whose arguments are not read: only its prints are noted.
    fn left_alone(&mut self, mac: &Macro, name: &str) {
        if holds_frames(mac.tokens.clone()) {
            self.left_out.push(LeftOut {
                line: line(mac),
                what: format!("the code in `{name}!`, but for what it prints"),
            });
        }
        self.prints_in(mac.tokens.clone());
    }
}
