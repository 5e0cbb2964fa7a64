use crate::assets::{Assets, SHAPES};
use i18n::Arg;
use rocket::fairing::Fairing;
use rocket_dyn_templates::tera::{Error, Result, Tera, Value};
use rocket_dyn_templates::{Engines, Template};
use rust_embed::RustEmbed;
use std::collections::HashMap;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// What lies in `templates/`, inside the binary. Letters are the mail crate's.
#[derive(RustEmbed)]
#[folder = "../../templates"]
struct Templates;

type Args = HashMap<String, Value>;

/// Draws templates, and offers them the few functions they may use.
pub(crate) fn fairing() -> impl Fairing {
    Template::try_custom(|engines: &mut Engines| {
        prepare(&mut engines.tera)?;
        Ok(())
    })
}

fn prepare(tera: &mut Tera) -> Result<()> {
    let mut sources = Vec::new();
    for file in Templates::iter() {
        let page = |file: &&str| !file.starts_with("mail/");
        let Some(name) = file.strip_suffix(".tera").filter(page) else { continue };
        let Some(content) = Templates::get(&file) else { continue };
        let text = String::from_utf8(content.data.into_owned()).map_err(Error::msg)?;
        sources.push((name.to_owned(), text));
    }
    tera.autoescape_on(vec![".html"]);
    tera.register_function("t", translate);
    tera.register_function("asset", |args: &Args| {
        Ok(Value::String(Assets::address(text(args, "path")?)))
    });
    tera.register_function("login_url", |args: &Args| {
        Ok(Value::String(crate::routes::login_url(text(args, "next")?)))
    });
    tera.register_function("page_url", |args: &Args| {
        let (path, after) = (text(args, "path")?, text(args, "after")?);
        let join = if path.contains('?') { '&' } else { '?' };
        Ok(Value::String(format!("{path}{join}after={after}")))
    });
    tera.register_function("image_object", crate::image_object::function);
    tera.register_function("ratio", ratio);
    tera.register_function("srcset", srcset);
    tera.register_function("megabytes", megabytes);
    tera.register_function("date", |args: &Args| instant(args, date));
    tera.register_function("datetime", |args: &Args| instant(args, datetime));
    tera.add_raw_templates(sources)
}

fn text<'a>(args: &'a Args, name: &str) -> Result<&'a str> {
    let found = args.get(name).and_then(Value::as_str);
    found.ok_or_else(|| Error::msg(format!("the argument `{name}` is missing or no text")))
}

/// `t(lang=lang, key="wall-new", n=3)`: the sentence, mentioning what else was given.
fn translate(args: &Args) -> Result<Value> {
    let (lang, key) = (text(args, "lang")?, text(args, "key")?);
    let named = args.iter().filter(|(name, _)| !matches!(name.as_str(), "lang" | "key"));
    let values: Vec<(&str, Arg)> = named
        .map(|(name, value)| {
            let arg = match value {
                Value::String(text) => Arg::Text(text.clone()),
                Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                    (None, Some(part)) => Arg::Text(part.to_string()),
                    (whole, _) => Arg::Number(whole.unwrap_or_default()),
                },
                other => Arg::Text(other.to_string()),
            };
            (name.as_str(), arg)
        })
        .collect();
    Ok(Value::String(i18n::text(lang, key, &values)))
}

/// `ratio(width=…, height=…)`: the class that tells the wall the shape of a picture.
fn ratio(args: &Args) -> Result<Value> {
    let side = |name: &str| args.get(name).and_then(Value::as_i64).filter(|it| *it > 0);
    let (Some(width), Some(height)) = (side("width"), side("height")) else {
        return Err(Error::msg("`ratio` takes a width and a height"));
    };
    let shape = (width * 100 + height / 2).div_euclid(height);
    Ok(Value::String(format!("r-{}", shape.clamp(*SHAPES.start(), *SHAPES.end()))))
}

/// `srcset(variants=image.variants)`: the sizes for a browser to choose from.
fn srcset(args: &Args) -> Result<Value> {
    let variants = args.get("variants").and_then(Value::as_array);
    let variants = variants.ok_or_else(|| Error::msg("`srcset` takes variants"))?;
    let one = |it: &Value| {
        let (url, width) = (it.get("url")?.as_str()?, it.get("width")?.as_i64()?);
        Some(format!("{url} {width}w"))
    };
    let all: Option<Vec<_>> = variants.iter().map(one).collect();
    let all = all.ok_or_else(|| Error::msg("a variant has no url or width"))?;
    Ok(Value::String(all.join(", ")))
}

/// `megabytes(bytes=…)`: how large a file is, for people.
fn megabytes(args: &Args) -> Result<Value> {
    let bytes = args.get("bytes").and_then(Value::as_u64);
    let bytes = bytes.ok_or_else(|| Error::msg("`megabytes` takes a number of bytes"))?;
    let tenths = bytes.div_ceil(100_000);
    Ok(Value::String(format!("{}.{} MB", tenths / 10, tenths % 10)))
}

fn instant(args: &Args, print: fn(OffsetDateTime, &str) -> String) -> Result<Value> {
    let at = OffsetDateTime::parse(text(args, "value")?, &Rfc3339).map_err(Error::msg)?;
    Ok(Value::String(print(at, text(args, "lang")?)))
}

pub(crate) fn date(at: OffsetDateTime, lang: &str) -> String {
    let (year, month, day) = (at.year(), at.month(), at.day());
    if lang.starts_with("zh") {
        format!("{year}年{}月{day}日", u8::from(month))
    } else {
        format!("{day} {month} {year}")
    }
}

fn datetime(at: OffsetDateTime, lang: &str) -> String {
    format!("{} {:02}:{:02} UTC", date(at, lang), at.hour(), at.minute())
}
