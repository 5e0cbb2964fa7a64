//! What people type into comments, captions and about themselves, as markup: a little Markdown (emphasis, code, links,
//! lists, quotes, line breaks), and nothing else. The parser only says what stands where; every element is written here,
//! from a short list, and every text is escaped.

use crate::html::escape;
use crate::words::{Piece, REL, pieces};
use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag};
use std::fmt::Write;
use std::ops::Range;

/// How deep things stand in each other; what is deeper stands there without.
const DEEPEST: usize = 6;
/// So many people are named at once; whoever names more is not talking to them.
const MOST_PEOPLE: usize = 10;

/// `text` as markup: `p br em strong code pre a ul ol li blockquote`, with `href` and `rel` on links and `start` on lists.
pub fn html(text: &str) -> String {
    read(text).html
}

/// The names of those that `text` mentions as `@name`, each once, as typed; ten at the most.
pub fn mentions(text: &str) -> Vec<String> {
    read(text).people
}

fn read(text: &str) -> Page {
    let source = undefined(text);
    let mut page = Page::default();
    for (event, range) in Parser::new_ext(&source, Options::empty()).into_offset_iter() {
        page.take(event, source.get(range.clone()).unwrap_or_default(), (&source, range));
    }
    page.flush();
    page
}

/// Definitions of links would vanish from the page: a backslash makes them text.
fn undefined(text: &str) -> String {
    let one = |line: &str| {
        let said = line.trim_start_matches(['>', ' ']);
        let (head, defines) =
            (line.len() - said.len(), said.starts_with('[') && said.contains("]:"));
        let head = line.get(..head).unwrap_or_default();
        if defines { format!("{head}\\{said}") } else { line.to_owned() }
    };
    text.split('\n').map(one).collect::<Vec<_>>().join("\n")
}

/// What is written so far.
#[derive(Default)]
struct Page {
    html: String,
    /// Running text that is not written yet: the parser hands it over in bits.
    text: String,
    /// What ends each thing that has begun.
    ends: Vec<End>,
    /// How many of these are elements.
    depth: usize,
    /// How many things have begun within one that is shown as it was typed.
    skipped: usize,
    /// Code, or what looks like HTML.
    verbatim: Option<String>,
    in_link: bool,
    people: Vec<String>,
}

/// How a thing ends.
enum End {
    Element(&'static str),
    /// The sign that was typed.
    Sign(String),
    /// A line below a title, as it was typed.
    Underline(String),
    Code,
    Lines,
    Nothing,
}

impl Page {
    fn take(&mut self, event: Event<'_>, typed: &str, place: (&str, Range<usize>)) {
        if self.skipped > 0 {
            match event {
                Event::Start(_) => self.skipped += 1,
                Event::End(_) => self.skipped -= 1,
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(tag) => self.start(&tag, typed, place),
            Event::End(_) => self.end(),
            Event::Text(text) => match &mut self.verbatim {
                Some(code) => code.push_str(&text),
                // As it was typed: the parser would read `&lt;` as a sign.
                None => self.text.push_str(typed),
            },
            Event::Code(code) => self.code(&code, typed),
            Event::Html(text) => match &mut self.verbatim {
                Some(all) => all.push_str(&text),
                None => self.plain(&text),
            },
            Event::InlineHtml(text) => self.plain(&text),
            Event::SoftBreak | Event::HardBreak => {
                self.flush();
                self.html.push_str("<br>");
            }
            Event::Rule => self.lines(typed),
            _ => self.plain(typed),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, typed: &str, place: (&str, Range<usize>)) {
        match tag {
            Tag::Paragraph => self.open("<p>", "</p>"),
            Tag::Heading { .. } => self.heading(typed),
            Tag::BlockQuote(_) => self.nest("<blockquote>", "</blockquote>"),
            Tag::List(None) => self.nest("<ul>", "</ul>"),
            Tag::List(Some(1)) => self.nest("<ol>", "</ol>"),
            Tag::List(Some(first)) => self.nest(&format!("<ol start=\"{first}\">"), "</ol>"),
            // A list that is too deep is none, and neither are its items.
            Tag::Item if matches!(self.ends.last(), Some(End::Nothing)) => {
                self.flush();
                self.ends.push(End::Nothing);
            }
            Tag::Item => self.open("<li>", "</li>"),
            Tag::CodeBlock(CodeBlockKind::Fenced(_)) => self.verbatim_until(End::Code),
            Tag::CodeBlock(CodeBlockKind::Indented) | Tag::HtmlBlock => {
                self.verbatim_until(End::Lines);
            }
            Tag::Emphasis => self.emphasis(("<em>", "</em>"), 1, place),
            Tag::Strong => self.emphasis(("<strong>", "</strong>"), 2, place),
            Tag::Link { link_type, dest_url, .. } => self.link(*link_type, dest_url, typed),
            _ => self.as_typed(typed),
        }
    }

    fn end(&mut self) {
        match self.ends.pop().unwrap_or(End::Nothing) {
            End::Element(end) => {
                self.flush();
                self.html.push_str(end);
                self.depth = self.depth.saturating_sub(1);
                self.in_link &= end != "</a>";
            }
            End::Sign(sign) => self.text.push_str(&sign),
            End::Underline(line) => {
                self.flush();
                if !line.is_empty() {
                    self.html.push_str("<br>");
                }
                self.plain(&line);
                self.html.push_str("</p>");
            }
            End::Code => {
                let code = self.verbatim.take().unwrap_or_default();
                let _ = write!(self.html, "<pre><code>{}</code></pre>", escape(&code));
            }
            End::Lines => {
                let text = self.verbatim.take().unwrap_or_default();
                self.lines(&text);
            }
            End::Nothing => self.flush(),
        }
    }

    /// Begins an element.
    fn open(&mut self, begin: &str, end: &'static str) {
        self.flush();
        self.html.push_str(begin);
        self.ends.push(End::Element(end));
        self.depth += 1;
    }

    /// Begins an element that others of its kind may stand in, unless too many do.
    fn nest(&mut self, begin: &str, end: &'static str) {
        if self.depth < DEEPEST {
            self.open(begin, end);
        } else {
            self.flush();
            self.ends.push(End::Nothing);
        }
    }

    /// A title is a paragraph like any other, with the signs that were typed.
    fn heading(&mut self, typed: &str) {
        self.flush();
        self.html.push_str("<p>");
        let signs = typed.bytes().take_while(|it| *it == b'#').count();
        let underline = typed.trim_end().rsplit('\n').next().filter(|_| signs == 0);
        if signs > 0 {
            self.text.push_str(&"#".repeat(signs));
            self.text.push(' ');
        }
        self.ends.push(End::Underline(underline.unwrap_or_default().trim().to_owned()));
    }

    /// Stars between letters multiply; elsewhere they stress what is between them.
    fn emphasis(
        &mut self,
        (begin, end): (&str, &'static str),
        width: usize,
        (source, range): (&str, Range<usize>),
    ) {
        let before = source.get(..range.start).and_then(|it| it.chars().next_back());
        let after = source.get(range.end..).and_then(|it| it.chars().next());
        let joins = |it: Option<char>| it.is_some_and(|c| c.is_ascii_alphanumeric());
        if self.depth < DEEPEST && !joins(before) && !joins(after) {
            return self.open(begin, end);
        }
        let sign = source.get(range.start..range.start + width).unwrap_or_default();
        self.text.push_str(sign);
        self.ends.push(End::Sign(sign.to_owned()));
    }

    fn link(&mut self, kind: LinkType, to: &str, typed: &str) {
        let to = if kind == LinkType::Email { format!("mailto:{to}") } else { to.to_owned() };
        let scheme = to.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        let known = matches!(scheme.as_deref(), Some("http" | "https" | "mailto"));
        if !known || self.in_link || self.depth > DEEPEST {
            return self.as_typed(typed);
        }
        self.open(&format!("<a href=\"{}\" rel=\"{REL}\">", escape(&to)), "</a>");
        self.in_link = true;
    }

    /// Shows something as it was typed, and nothing of what is in it.
    fn as_typed(&mut self, typed: &str) {
        self.plain(typed);
        self.skipped = 1;
    }

    /// A word between ticks; blanks beside the ticks are no code.
    fn code(&mut self, code: &str, typed: &str) {
        let inner = typed.trim_matches('`');
        if inner.starts_with(' ') && inner.ends_with(' ') && !code.contains('`') {
            return self.plain(typed);
        }
        self.flush();
        let _ = write!(self.html, "<code>{}</code>", escape(code));
    }

    fn verbatim_until(&mut self, end: End) {
        self.flush();
        self.verbatim = Some(String::new());
        self.ends.push(end);
    }

    /// Text in which nothing leads anywhere.
    fn plain(&mut self, text: &str) {
        self.flush();
        self.html.push_str(&escape(text));
    }

    /// Text as paragraphs, parted by empty lines.
    fn lines(&mut self, text: &str) {
        self.flush();
        for paragraph in text.split("\n\n").map(str::trim).filter(|it| !it.is_empty()) {
            let lines: Vec<_> = paragraph.lines().map(escape).collect();
            let _ = write!(self.html, "<p>{}</p>", lines.join("<br>"));
        }
    }

    /// Writes the running text.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        if self.in_link {
            self.html.push_str(&escape(&text));
            return;
        }
        for piece in pieces(&text) {
            if let Piece::Person(name) = piece {
                let name = name.to_owned();
                if self.people.len() < MOST_PEOPLE && !self.people.contains(&name) {
                    self.people.push(name);
                }
            }
            piece.write(&mut self.html);
        }
    }
}

#[cfg(test)]
mod tests;
