//! A call as a line for the shell. What somebody has to fill in stands in capitals; everything else is there already.

use super::{Call, DOCUMENT, body, shape};
use serde_json::{Map, Value, json};

/// What there is on the site to ask for; nothing on one that is new.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sample {
    /// The key of a public photo.
    pub(crate) photo: Option<String>,
    /// The key of a comment on one.
    pub(crate) comment: Option<String>,
    /// A user's page, such as `/@ada`.
    pub(crate) user: Option<String>,
    /// The page of a tag, such as `/tags/lake`.
    pub(crate) tag: Option<String>,
}

pub(super) fn line(base: &str, call: &Call, operation: &Value, sample: &Sample) -> String {
    let mut words = vec!["curl".to_owned()];
    if call.method != "GET" {
        words.push(format!("-X {}", call.method));
    }
    if call.signed_in {
        words.push("-H 'Authorization: Bearer TOKEN'".to_owned());
    }
    match body(operation) {
        Some((kind, schema)) if kind == "multipart/form-data" => words.extend(parts(schema)),
        Some((_, schema)) => {
            let fields = filled(schema);
            if !fields.is_empty() {
                words.push("-H 'Content-Type: application/json'".to_owned());
                words.push(format!("-d '{}'", Value::Object(fields)));
            }
        }
        None => {}
    }
    words.push(format!("'{base}{}'", place(&call.path, sample)));
    words.join(" ")
}

/// The path with what is there in place of what is meant.
fn place(path: &str, sample: &Sample) -> String {
    let known = |found: &Option<String>, otherwise: &str| {
        found.clone().unwrap_or_else(|| otherwise.to_owned())
    };
    let path = match path {
        it if it.starts_with("/photos/{id}") => it.replace("{id}", &known(&sample.photo, "PHOTO")),
        it if it.starts_with("/comments/{id}") => {
            it.replace("{id}", &known(&sample.comment, "COMMENT"))
        }
        it if it.starts_with("/{handle}") => {
            it.replace("/{handle}", &known(&sample.user, "/@NAME"))
        }
        it if it.starts_with("/tags/{tag}") => {
            it.replace("/tags/{tag}", &known(&sample.tag, "/tags/TAG"))
        }
        it => it.to_owned(),
    };
    // Whatever else has to be named is named by whoever pastes the line.
    let mut said = String::with_capacity(path.len());
    for (nth, part) in path.split(['{', '}']).enumerate() {
        said += &if nth % 2 == 1 { part.to_uppercase() } else { part.to_owned() };
    }
    said
}

/// The fields that have to be there; all of them where none has to.
fn filled(schema: &Value) -> Map<String, Value> {
    let (all, required) = shape::members(&DOCUMENT, schema);
    let wanted = all.iter().filter(|(name, _)| required.is_empty() || required.contains(name));
    wanted.map(|(name, schema)| (name.clone(), value(name, schema))).collect()
}

fn value(name: &str, schema: &Value) -> Value {
    let schema = shape::resolved(&DOCUMENT, schema);
    match shape::kind(schema) {
        it if it.starts_with("boolean") => json!(true),
        it if it.starts_with("integer") || it.starts_with("number") => json!(1),
        it if it.starts_with("array") => json!([name.to_uppercase()]),
        it if it.starts_with("object") => json!({}),
        _ => json!(name.to_uppercase()),
    }
}

fn parts(schema: &Value) -> Vec<String> {
    let (all, required) = shape::members(&DOCUMENT, schema);
    let usual = ["title", "alt", "tags"];
    let wanted =
        all.iter().filter(|(name, _)| required.contains(name) || usual.contains(&name.as_str()));
    let part = |(name, schema): (&String, &Value)| {
        let kind = shape::kind(schema);
        let value =
            if kind.contains("file") { "@PICTURE.jpg".to_owned() } else { name.to_uppercase() };
        format!("-F '{name}={value}'")
    };
    wanted.map(part).collect()
}
