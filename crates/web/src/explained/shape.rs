//! What a schema says, in words and by example.

use serde_json::{Map, Value, json};

/// How far examples go into what is inside of what.
const DEEPEST: usize = 6;

/// The schema itself, where there is only a reference to it.
pub(super) fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let reference = schema.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix('#'));
    if let Some(found) = reference.and_then(|it| document.pointer(it)) {
        return found;
    }
    // `null` or something: the something.
    let choices = schema.get("oneOf").and_then(Value::as_array);
    let one = choices.and_then(|all| all.iter().find(|it| it.get("$ref").is_some()));
    one.map_or(schema, |it| resolved(document, it))
}

/// The members of an object, those of its parts included, and which have to be there.
pub(super) fn members(document: &Value, schema: &Value) -> (Map<String, Value>, Vec<String>) {
    let schema = resolved(document, schema);
    let (mut all, mut required) = (Map::new(), Vec::new());
    for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        let (more, needed) = members(document, part);
        all.extend(more);
        required.extend(needed);
    }
    let own = schema.get("properties").and_then(Value::as_object);
    all.extend(own.into_iter().flatten().map(|(name, it)| (name.clone(), it.clone())));
    let needed = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    required.extend(needed.filter_map(Value::as_str).map(str::to_owned));
    (all, required)
}

fn name_of(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::String(one)) => one,
        Some(Value::Array(all)) => {
            all.iter().filter_map(Value::as_str).find(|it| *it != "null").unwrap_or("any")
        }
        _ => "object",
    }
}

/// The type of a value and how large it may be: `string, at most 200 characters`.
pub(super) fn kind(schema: &Value) -> String {
    let mut said = match (name_of(schema), schema.get("format").and_then(Value::as_str)) {
        ("array", _) => {
            format!("array of {}", kind(schema.get("items").unwrap_or(&Value::Null)))
        }
        (_, Some("binary")) => "file".to_owned(),
        (name, Some(format @ ("date-time" | "date" | "uri"))) => format!("{name} ({format})"),
        (name, _) => name.to_owned(),
    };
    for (limit, before, after) in [
        ("minLength", "at least ", " characters"),
        ("maxLength", "at most ", " characters"),
        ("minimum", "from ", ""),
        ("maximum", "to ", ""),
        ("maxItems", "at most ", " of them"),
    ] {
        if let Some(number) = schema.get(limit).and_then(Value::as_f64) {
            said = format!("{said}, {before}{number}{after}");
        }
    }
    let choices = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
    let choices: Vec<_> = choices.filter_map(Value::as_str).collect();
    if choices.is_empty() { said } else { format!("{said}: {}", choices.join(", ")) }
}

/// A value that the schema allows. `name` is what it is called where it stands.
pub(super) fn example(document: &Value, schema: &Value, name: &str, depth: usize) -> Value {
    let schema = resolved(document, schema);
    if let Some(given) = schema.get("example").or_else(|| schema.get("default")) {
        return given.clone();
    }
    if depth > DEEPEST {
        return Value::Null;
    }
    let is_object = schema.get("properties").is_some() || schema.get("allOf").is_some();
    if is_object {
        let (all, _) = members(document, schema);
        let each = all
            .iter()
            .map(|(name, it)| (name.clone(), example(document, it, name, depth.saturating_add(1))));
        return Value::Object(each.collect());
    }
    match name_of(schema) {
        "array" => {
            let items = schema.get("items").unwrap_or(&Value::Null);
            json!([example(document, items, name, depth.saturating_add(1))])
        }
        "integer" | "number" => json!(1),
        "boolean" => json!(false),
        "string" => json!(word(schema, name)),
        _ => json!({}),
    }
}

fn word(schema: &Value, name: &str) -> &'static str {
    match (schema.get("format").and_then(Value::as_str), name) {
        (Some("date-time"), _) => "2026-05-01T18:30:00Z",
        (_, "id" | "photo" | "next" | "parent") => "AbCdEfGhIjK",
        (_, "url" | "avatar") => "/photos/AbCdEfGhIjK",
        (_, "name" | "display_name") => "ada",
        (_, "type" | "format") => "image/jpeg",
        (_, "visibility") => "public",
        (_, "license") => "CC-BY-4.0",
        (_, "tags") => "lake",
        (_, "caption_html" | "body_html" | "bio_html") => "<p>Some words</p>",
        _ => "…",
    }
}
