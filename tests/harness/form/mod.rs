//! A form as a browser fills and sends it.

mod read;

use reqwest::Url;
use reqwest::multipart::{self, Part};

use crate::page::{Page, selector};

/// A file to be sent with a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The name that the sender gives it.
    pub filename: String,
    /// The type that the sender says it has.
    pub mime: String,
    /// The content.
    pub bytes: Vec<u8>,
}

impl Upload {
    /// A file with these properties.
    pub fn new(filename: &str, mime: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { filename: filename.to_owned(), mime: mime.to_owned(), bytes: bytes.into() }
    }

    /// The same as a part of a message.
    pub(crate) fn part(&self) -> Part {
        let part = Part::bytes(self.bytes.clone()).file_name(self.filename.clone());
        part.mime_str(&self.mime).expect("a media type")
    }
}

/// A form with its values. It knows only the controls that the page has: setting any other fails the test.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it goes.
    pub action: Url,
    /// Whether it is sent by `POST`; else by `GET`.
    pub post: bool,
    /// Whether it is sent in parts, as forms with files are.
    pub multipart: bool,
    controls: Vec<Control>,
    set: Vec<String>,
}

#[derive(Clone, Debug)]
struct Control {
    name: String,
    kind: Kind,
    value: String,
    /// Whether the value is sent: ticked, chosen, pressed, or always.
    on: bool,
    files: Vec<Upload>,
    /// Where a button leads, if not where the form goes.
    action: Option<Url>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Checkbox,
    /// A radio button, or an option of a list: one of a name excludes the others.
    Choice,
    /// An option of a list that allows several.
    Option,
    File,
    Button,
}

impl Form {
    /// The first form that matches, with the values the page gives it.
    #[track_caller]
    pub(crate) fn find(page: &Page, css: &str) -> Self {
        let html = page.html();
        let form = html.select(&selector(css)).find(|found| found.value().name() == "form");
        let form = form
            .unwrap_or_else(|| panic!("there is no form `{css}` at {}\n{}", page.url, page.body));
        let attr = |name| form.value().attr(name).unwrap_or_default();
        let mut controls = read::controls(page, &html, form);
        // Enter presses the first button.
        if let Some(first) = controls.iter_mut().find(|control| control.kind == Kind::Button) {
            first.on = true;
        }
        let form = Self {
            action: read::resolve(page, attr("action")),
            post: attr("method").eq_ignore_ascii_case("post"),
            multipart: attr("enctype").eq_ignore_ascii_case("multipart/form-data"),
            controls,
            set: Vec::new(),
        };
        form.check_method_field(css);
        form
    }

    /// Rocket finds `_method` only at the very beginning of a form that is not sent in parts.
    #[track_caller]
    fn check_method_field(&self, css: &str) {
        if let Some(at) = self.controls.iter().position(|control| control.name == "_method") {
            assert!(
                at == 0 && !self.multipart && self.post,
                "`{css}`: Rocket will not see its _method"
            );
        }
    }

    /// Types, ticks, chooses or presses. A box is unticked by an empty value; fields of one name are filled one after
    /// the other. A name that the form does not have, or a choice that it does not offer, fails the test.
    #[track_caller]
    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        match self.controls.iter().find(|control| control.name == name).map(|control| control.kind)
        {
            None => panic!("the form has no field {name}, only {:?}", self.names()),
            Some(Kind::File) => panic!("{name} takes a file: use attach"),
            Some(Kind::Text) => self.fill(name, value),
            Some(Kind::Checkbox) if value.is_empty() => {
                self.named(name).for_each(|field| field.on = false);
            }
            Some(kind) => self.choose(name, value, kind),
        }
        self.set.push(name.to_owned());
        self
    }

    #[track_caller]
    fn fill(&mut self, name: &str, value: &str) {
        let count = self.named(name).count();
        let before = self.set.iter().filter(|earlier| *earlier == name).count();
        let index = if count == 1 { 0 } else { before };
        let field = self.named(name).nth(index);
        value.clone_into(
            &mut field.unwrap_or_else(|| panic!("only {count} fields are called {name}")).value,
        );
    }

    #[track_caller]
    fn choose(&mut self, name: &str, value: &str, kind: Kind) {
        let offers: Vec<String> = self.named(name).map(|field| field.value.clone()).collect();
        assert!(
            offers.iter().any(|offer| offer == value),
            "{name} offers {offers:?}, not {value:?}"
        );
        for control in &mut self.controls {
            let chosen = control.name == name && control.value == value;
            let excluded = match kind {
                Kind::Choice => control.name == name,
                Kind::Button => control.kind == Kind::Button,
                _ => false,
            };
            control.on = chosen || (control.on && !excluded);
        }
    }

    fn named(&mut self, name: &str) -> impl Iterator<Item = &mut Control> {
        self.controls.iter_mut().filter(move |control| control.name == name)
    }

    /// Chooses a file. Several may go into one field, as with `multiple`.
    #[track_caller]
    #[must_use]
    pub fn attach(
        mut self,
        name: &str,
        filename: &str,
        mime: &str,
        bytes: impl Into<Vec<u8>>,
    ) -> Self {
        let names = self.names();
        let field = self
            .controls
            .iter_mut()
            .find(|control| control.name == name && control.kind == Kind::File);
        let field =
            field.unwrap_or_else(|| panic!("the form has no file field {name}, only {names:?}"));
        field.files.push(Upload::new(filename, mime, bytes));
        self
    }

    /// What a field would send now; several fields of a name give several values.
    pub fn values(&self, name: &str) -> Vec<String> {
        self.entries().into_iter().filter(|(key, _)| key == name).map(|(_, value)| value).collect()
    }

    /// The names of all fields.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.controls.iter().map(|control| control.name.clone()).collect();
        names.dedup();
        names
    }

    /// Where it goes with the button that is pressed.
    pub(crate) fn target(&self) -> Url {
        let pressed =
            self.controls.iter().find(|control| control.kind == Kind::Button && control.on);
        pressed.and_then(|button| button.action.clone()).unwrap_or_else(|| self.action.clone())
    }

    /// Names and values in the order of the page, as text; a file is its name.
    pub(crate) fn entries(&self) -> Vec<(String, String)> {
        let sent = self.controls.iter().filter(|control| control.on && !control.name.is_empty());
        let mut entries = Vec::new();
        for Control { name, kind, value, files, .. } in sent {
            match kind {
                Kind::File if files.is_empty() => entries.push((name.clone(), String::new())),
                Kind::File => {
                    entries.extend(files.iter().map(|file| (name.clone(), file.filename.clone())));
                }
                _ => entries.push((name.clone(), on_the_wire(value))),
            }
        }
        entries
    }

    /// The same in parts. A field without a file sends an empty one, as browsers do.
    pub(crate) fn parts(&self) -> multipart::Form {
        let mut form = multipart::Form::new();
        for control in self.controls.iter().filter(|control| control.on && !control.name.is_empty())
        {
            let name = control.name.clone();
            if control.kind != Kind::File {
                form = form.text(name, on_the_wire(&control.value));
            } else if control.files.is_empty() {
                form = form.part(name, Upload::new("", "application/octet-stream", []).part());
            } else {
                form = control
                    .files
                    .iter()
                    .fold(form, |form, file| form.part(name.clone(), file.part()));
            }
        }
        form
    }
}

/// Line ends are two characters in a form that is sent.
fn on_the_wire(value: &str) -> String {
    value.replace("\r\n", "\n").replace('\n', "\r\n")
}

#[cfg(test)]
mod tests;
