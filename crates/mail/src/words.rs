//! The words of letters: the templates of `templates/mail/`, in the reader's language.

use i18n::Arg;
use ports::{DigestItem, Letter, LetterKind};
use rust_embed::RustEmbed;
use std::collections::HashMap;
use tera::{Context, Tera, Value};

/// `templates/mail/`, inside the binary.
#[derive(RustEmbed)]
#[folder = "../../templates/mail"]
struct Templates;

/// What one letter says.
#[derive(Debug)]
pub(crate) struct Worded {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

/// All templates, ready to be filled in.
#[derive(Debug)]
pub(crate) struct Words {
    tera: Tera,
    site: String,
}

impl Words {
    pub(crate) fn new(site: &str) -> tera::Result<Self> {
        let mut tera = Tera::default();
        let sources = Templates::iter().filter_map(|path| {
            let source = String::from_utf8(Templates::get(&path)?.data.into_owned()).ok()?;
            Some((path.strip_suffix(".tera")?.to_owned(), source))
        });
        tera.add_raw_templates(sources)?;
        // By the end of the name: `.txt` is no HTML, and would show `&amp;`.
        tera.autoescape_on(vec![".html"]);
        tera.register_function("t", translate);
        Ok(Self { tera, site: site.to_owned() })
    }

    pub(crate) fn word(&self, letter: &Letter) -> tera::Result<Worded> {
        // What is not spoken is written in English, and then says so to screen readers.
        let lang = i18n::known(&letter.locale).map_or("en", |locale| locale.tag);
        let (folder, mut context) = particulars(&letter.kind, lang);
        context.insert("lang", lang);
        context.insert("site", &self.site);
        let render = |name: &str, context: &Context| {
            self.tera
                .render(&format!("{folder}/{name}"), context)
                .map(|text| text.trim().to_owned())
        };
        let subject = render("subject.txt", &context)?;
        context.insert("subject", &subject);
        let text = render("body.txt", &context)? + "\n";
        let html = render("body.html", &context)? + "\n";
        Ok(Worded { subject, text, html })
    }
}

/// The folder of a letter's templates, and what they may mention.
fn particulars(kind: &LetterKind, lang: &str) -> (&'static str, Context) {
    let mut context = Context::new();
    if let Some(name) = kind.name() {
        context.insert("name", name);
    }
    if let Some(url) = kind.url() {
        context.insert("url", url);
    }
    let folder = match kind {
        LetterKind::VerifyEmail { hours, .. } => {
            context.insert("hours", hours);
            "verify"
        }
        LetterKind::ResetPassword { minutes, .. } => {
            context.insert("minutes", minutes);
            "reset"
        }
        LetterKind::ConfirmChange { hours, .. } => {
            context.insert("hours", hours);
            "change"
        }
        LetterKind::AddressChanged { undo, .. } => {
            context.insert("days", &undo.as_ref().map(|it| it.1));
            "changed"
        }
        LetterKind::ExportReady { days, .. } => {
            context.insert("days", days);
            "export"
        }
        LetterKind::LeavingSoon { date, .. } => {
            context.insert("date", date);
            "leaving"
        }
        LetterKind::Digest { items, more, end, .. } => {
            insert_news(&mut context, items, (*more, end), lang);
            "digest"
        }
        other => plain(other),
    };
    (folder, context)
}

/// What a letter about news may mention besides.
fn insert_news(context: &mut Context, items: &[DigestItem], (more, end): (i64, &str), lang: &str) {
    let items: Vec<_> = items.iter().map(|it| told(it, lang)).collect();
    context.insert("items", &items);
    context.insert("more", &more);
    context.insert("end", end);
}

/// The folder of a letter's templates, where they mention nothing but a name and a link.
fn plain(kind: &LetterKind) -> &'static str {
    match kind {
        LetterKind::HumanProof { .. } => "human",
        LetterKind::Welcome { .. } => "welcome",
        LetterKind::PasswordChanged { .. } => "password",
        LetterKind::AddressInUse { .. } => "in_use",
        _ => "test",
    }
}

/// Something that happened, as the site says it, and where it leads. What people call things stays on one line.
fn told(item: &DigestItem, lang: &str) -> HashMap<&'static str, String> {
    let line = |text: &str| text.replace(char::is_control, " ");
    let title = match item.title.as_deref() {
        Some("") => i18n::text(lang, "talk-untitled", &[]),
        title => line(title.unwrap_or_default()),
    };
    let name = line(&item.name);
    let args = [("name", name.into()), ("others", item.others.into()), ("title", title.into())];
    let said = i18n::text(lang, &format!("talk-notice-{}", item.kind), &args);
    HashMap::from([("said", said), ("url", item.url.clone())])
}

/// The template function `t(lang=…, key=…, …)`: a sentence of the i18n crate.
///
/// It is not marked as safe, so what it returns is escaped like any other value.
fn translate(given: &HashMap<String, Value>) -> tera::Result<Value> {
    let text = |name: &str| {
        let value = given.get(name).and_then(Value::as_str);
        value.ok_or_else(|| tera::Error::msg(format!("t() needs a text {name}")))
    };
    let args: Vec<(&str, Arg)> = given
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "lang" | "key"))
        .map(|(name, value)| Ok((name.as_str(), argument(name, value)?)))
        .collect::<tera::Result<_>>()?;
    Ok(Value::from(i18n::text(text("lang")?, text("key")?, &args)))
}

fn argument(name: &str, value: &Value) -> tera::Result<Arg> {
    let number = value.as_i64().map(Arg::from);
    let arg = number.or_else(|| value.as_str().map(Arg::from));
    arg.ok_or_else(|| {
        tera::Error::msg(format!("t() takes texts and whole numbers; {name} is neither"))
    })
}

#[cfg(test)]
mod tests {
    use super::{Templates, Words};

    /// The i18n crate says the key where it has no sentence: nobody should get that by mail.
    #[test]
    fn every_sentence_exists_in_every_language() {
        Words::new("Tintype").expect("all templates parse");
        let mut keys = 0;
        for path in Templates::iter() {
            let source = Templates::get(&path).expect("is embedded").data.into_owned();
            let source = String::from_utf8(source).expect("is text");
            for rest in source.split("key=\"").skip(1) {
                let key = rest.split('"').next().expect("ends");
                let said = |tag| {
                    i18n::text(
                        tag,
                        key,
                        &[
                            ("hours", 2.into()),
                            ("minutes", 2.into()),
                            ("days", 2.into()),
                            ("days", 2.into()),
                            ("n", 2.into()),
                            ("date", "x".into()),
                            ("name", "x".into()),
                            ("site", "x".into()),
                        ],
                    )
                };
                let all: Vec<_> = i18n::LOCALES.iter().map(|locale| said(locale.tag)).collect();
                assert!(
                    key.starts_with("mail-") && all.iter().all(|text| text != key),
                    "{path}: {key}"
                );
                assert!(all.iter().all(|text| !text.contains('{')), "{path}: {all:?}");
                assert_ne!(all[0], all[1], "{path}: {key} is not translated");
                keys += 1;
            }
        }
        assert!(keys >= 10);
    }
}
