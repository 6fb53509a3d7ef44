//! Reads a graph file. Every mistake is told with its line; what is not understood but well written is kept.

mod nodes;

use std::borrow::Cow;

use super::comment::{Anchor, attach};
use super::format::{self, Step};
use super::literal::Seen;
use super::name::{check_exposed_name, check_line};
use super::node::GRAPH_FIELDS;
use super::scan::{Comments, Entry, Scanner};
use super::{Graph, Lines, Name, Target, Wire};
use crate::diagnostic::{Diagnostic, Place};

/// What `#![enable(…)]` may name. None of it changes how a graph is read.
const RON_EXTENSIONS: &[&str] = &["implicit_some", "unwrap_newtypes"];

impl Graph {
    /// Reads the text of a graph file.
    ///
    /// # Errors
    /// With every mistake that was found, in the order of the text.
    pub fn parse(text: &str) -> Result<Self, Vec<Diagnostic>> {
        Self::parse_file("", text)
    }

    /// Reads the text of a graph file; the name is only for the places of mistakes.
    ///
    /// # Errors
    /// With every mistake that was found, in the order of the text.
    pub fn parse_file(file: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        parse(file, text, format::STEPS)
    }

    /// Reads a graph file that may not even be text.
    ///
    /// # Errors
    /// With every mistake that was found, in the order of the text.
    pub fn parse_bytes(file: &str, bytes: &[u8]) -> Result<Self, Vec<Diagnostic>> {
        let fault = match std::str::from_utf8(bytes) {
            Ok(text) => return Self::parse_file(file, text),
            Err(fault) => fault,
        };
        let valid = String::from_utf8_lossy(&bytes[..fault.valid_up_to()]);
        let (line, column) = Scanner::new(&valid).line_and_column(valid.len());
        let place = Place::Text { file: file.to_owned(), line, column };
        Err(vec![
            Diagnostic::error("not-text", place, "a graph is a UTF-8 text, but here is a byte that is none")
                .hint("a graph file ends in .ron; a picture goes into one as an input, such as `photo=face.jpg`"),
        ])
    }
}

fn parse(file: &str, text: &str, steps: &[Step]) -> Result<Graph, Vec<Diagnostic>> {
    let text = format::present(file, text, steps)?;
    let mut scanner = Scanner::new(&text);
    let graph = scanner.file();
    if scanner.is_faultless() { Ok(graph) } else { Err(scanner.diagnostics(file)) }
}

impl<'t> Scanner<'t> {
    fn file(&mut self) -> Graph {
        let mut graph = Graph::new();
        self.pass_head();
        attach(&mut graph.comments, Anchor::Head, self.take_comments());
        if self.peek() != Some(b'(') {
            self.problem(self.at(), "no-graph", "a graph file begins with `(`").hint("write (weft: 1, nodes: {…})");
            return graph;
        }
        let n_problems = self.n_problems();
        let start = self.at();
        if !self.graph(&mut graph, 0) && self.n_problems() == n_problems {
            self.problem(start, "no-format", "the file does not say its format")
                .hint(format!("begin with (weft: {}, …", format::FORMAT));
        }
        self.skip();
        if !self.rest().is_empty() {
            self.problem(self.at(), "text-behind", "more text follows after the end of the graph")
                .hint("remove it, or look for a `)` too many");
        }
        attach(&mut graph.comments, Anchor::Tail, self.take_comments());
        graph
    }

    /// The comments at the top and `#![enable(…)]` of RON, which changes nothing here and is kept like a comment.
    pub(super) fn pass_head(&mut self) {
        self.skip();
        while self.rest().starts_with("#![") {
            let start = self.at();
            let end = self.rest().find([']', '\n']).map_or(self.rest().len(), |end| end + 1);
            self.advance(end);
            let head = self.since(start);
            let words = head.strip_prefix("#![enable(").and_then(|rest| rest.strip_suffix(")]"));
            if !words.is_some_and(|words| words.split(',').all(|word| RON_EXTENSIONS.contains(&word.trim()))) {
                self.problem(start, "unknown-extension", "this is no extension of RON")
                    .hint("remove it; a graph needs none");
            }
            self.comments.push(head);
            self.skip();
        }
    }

    /// The fields of a graph, at the top or inside a node; gives whether the format is stated.
    fn graph(&mut self, graph: &mut Graph, level: i32) -> bool {
        let mut last = Name::default();
        let mut known = Seen::default();
        self.entries(Comments::Here, |scanner| {
            scanner.attach_behind(graph, |_| Some(Anchor::Field(last.clone())));
            let start = scanner.at();
            let Some(field) = scanner.field(GRAPH_FIELDS) else { return Entry::Bad };
            if field.is_empty() {
                return Entry::Unclosed;
            }
            // Inside a node the format is not written again, so what is said above it moves on.
            last = Name::new(if field == "weft" && level > 0 { "nodes" } else { field });
            let above = scanner.take_comments();
            attach(&mut graph.comments, Anchor::Field(last.clone()), above);
            scanner.once(&mut known, start, field);
            let read = match field {
                "weft" => scanner.spelled_value().map(drop),
                "title" => scanner.text("title").map(|title| graph.title = title.into()),
                "nodes" => scanner.nodes(graph, level),
                "expose" => scanner.expose(graph),
                "view" => scanner.view(graph),
                _ => scanner.spelled_value().map(|value| graph.fields.push_new(Name::new(field), value)),
            };
            if read.is_some() { Entry::Read } else { Entry::Bad }
        });
        self.attach_behind(graph, |_| Some(Anchor::Field(last.clone())));
        known.insert(Cow::Borrowed("weft")).is_some()
    }

    /// `name:` of a struct, with help for two common mistakes. An empty name: the struct was not closed.
    fn field(&mut self, known: &[&str]) -> Option<&'t str> {
        let start = self.at();
        if self.peek() != Some(b'"') {
            let name = self.field_name()?;
            return self.colon().map(|()| name);
        }
        let name = self.quoted()?;
        if let Cow::Borrowed(name) = name
            && known.contains(&name)
        {
            self.problem(start, "quoted-field", "fields have no quotes").hint(format!("write {name}: …"));
            return self.colon().map(|()| name);
        }
        self.back_to(start);
        self.unclosed();
        Some("")
    }

    fn once(&mut self, known: &mut Seen<'t>, start: usize, field: &'t str) {
        if known.insert(Cow::Borrowed(field)).is_some() {
            self.problem(start, "twice", format!("the field `{field}` is given twice")).hint("keep one of the two");
        }
    }

    fn text(&mut self, what: &str) -> Option<Cow<'t, str>> {
        if self.peek() == Some(b'"') || self.at_raw_text() {
            return self.quoted();
        }
        self.problem(self.at(), "no-text", format!("`{what}` needs a text in quotes"))
            .hint(format!("write {what}: \"…\""));
        None
    }

    fn opens(&mut self, bracket: u8, what: &str, example: &str) -> Option<()> {
        if self.peek() == Some(bracket) {
            return Some(());
        }
        self.problem(self.at(), "wrong-shape", format!("{what} begins with `{}`", bracket as char))
            .hint(format!("write {example}"));
        None
    }

    fn address<T>(&mut self, read: fn(&str) -> Result<T, Diagnostic>) -> Option<T> {
        let start = self.at();
        if self.peek() != Some(b'"') && !self.at_raw_text() {
            self.problem(start, "no-text", "here belong a node and its socket in quotes").hint("write \"node.socket\"");
            return None;
        }
        let text = self.quoted()?;
        read(&text).map_err(|told| self.told(start, told)).ok()
    }

    fn expose(&mut self, graph: &mut Graph) -> Option<()> {
        self.opens(b'(', "what is exposed", "expose: (inputs: {…}, outputs: {…})")?;
        let mut known = Seen::default();
        self.entries(Comments::Around, |scanner| {
            let start = scanner.at();
            let above = scanner.take_comments();
            attach(&mut graph.comments, Anchor::Field(Name::new("expose")), above);
            let Some(field) = scanner.field(&["inputs", "outputs"]) else { return Entry::Bad };
            scanner.once(&mut known, start, field);
            let read = match field {
                "" => return Entry::Unclosed,
                "inputs" => scanner.exposed(graph, |graph| &mut graph.inputs, Anchor::Input, Target::parse),
                "outputs" => scanner.exposed(graph, |graph| &mut graph.outputs, Anchor::Output, Wire::parse),
                _ => {
                    scanner
                        .problem(start, "bad-field", format!("there is no `{field}` to expose"))
                        .hint("expose inputs and outputs");
                    None
                }
            };
            if read.is_some() { Entry::Read } else { Entry::Bad }
        });
        attach(&mut graph.comments, Anchor::Field(Name::new("expose")), self.take_comments());
        Some(())
    }

    fn exposed<T>(
        &mut self,
        graph: &mut Graph,
        lines: fn(&mut Graph) -> &mut Lines<T>,
        anchor: fn(Name) -> Anchor,
        read: fn(&str) -> Result<T, Diagnostic>,
    ) -> Option<()> {
        self.opens(b'{', "a list of exposed names", "{\"name\": \"node.socket\"}")?;
        let mut seen = Seen::default();
        let mut last = None;
        self.entries(Comments::Here, |scanner| {
            scanner.attach_behind(graph, |_| last.clone().map(anchor));
            let start = scanner.at();
            let Some(key) = scanner.key("exposed name") else { return Entry::Bad };
            let name = Name::new(&key);
            scanner.new_key(&mut seen, start, key, "exposed name");
            if let Err(told) = check_exposed_name(&name) {
                scanner.told(start, told);
            }
            attach(&mut graph.comments, anchor(name.clone()), scanner.take_comments());
            last = Some(name.clone());
            let Some(address) = scanner.address(read) else { return Entry::Bad };
            lines(graph).insert(name, address);
            Entry::Read
        });
        self.attach_behind(graph, |_| last.clone().map(anchor));
        Some(())
    }

    fn view(&mut self, graph: &mut Graph) -> Option<()> {
        self.opens(b'{', "the view", "view: {\"node\": (40, 80)}")?;
        self.entries(Comments::Here, |scanner| {
            scanner.attach_behind(graph, |graph| last_key(&graph.view).map(Anchor::View));
            let start = scanner.at();
            let Some(key) = scanner.key("key of the view") else { return Entry::Bad };
            let key = Name::new(key);
            if let Err(told) = check_line("a key of the view", &key) {
                scanner.told(start, told);
            }
            let above = scanner.take_comments();
            if !above.is_empty() {
                attach(&mut graph.comments, Anchor::View(key.clone()), above);
            }
            let Some(value) = scanner.spelled_value() else { return Entry::Bad };
            match graph.view.entry(key) {
                indexmap::map::Entry::Vacant(entry) => {
                    entry.insert(value);
                }
                indexmap::map::Entry::Occupied(entry) => scanner.key_twice(start, entry.key(), "key of the view"),
            }
            Entry::Read
        });
        self.attach_behind(graph, |graph| last_key(&graph.view).map(Anchor::View));
        attach(&mut graph.comments, Anchor::ViewEnd, self.take_comments());
        Some(())
    }

    /// Comments behind the last entry go above it when the file is written.
    fn attach_behind(&mut self, graph: &mut Graph, anchor: impl FnOnce(&Graph) -> Option<Anchor>) {
        if !self.behind.is_empty()
            && let Some(anchor) = anchor(graph)
        {
            let behind = self.take_behind();
            attach(&mut graph.comments, anchor, behind);
        }
    }
}

fn last_key<T>(lines: &Lines<T>) -> Option<Name> {
    lines.last().map(|(name, _)| name.clone())
}
