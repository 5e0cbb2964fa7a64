//! The API explained: every call of the OpenAPI description, in words and with a line that can be pasted.

mod curl;
mod shape;

use serde::Serialize;
use serde_json::{Map, Value};
use std::sync::LazyLock;

pub(crate) use curl::Sample;

/// The calls about one subject.
#[derive(Serialize)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) calls: Vec<Call>,
}

/// One call.
#[derive(Serialize)]
pub(crate) struct Call {
    /// What stands for it in the page's address.
    pub(crate) anchor: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) summary: String,
    pub(crate) more: String,
    /// Whether somebody has to be signed in.
    pub(crate) signed_in: bool,
    pub(crate) fields: Vec<Field>,
    pub(crate) answers: Vec<Answer>,
    /// What a good answer looks like, as JSON.
    pub(crate) example: Option<String>,
    /// The line, once it is known what there is on the site.
    pub(crate) curl: String,
}

/// Something that is sent along.
#[derive(Serialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// `path`, `query` or `body`.
    pub(crate) place: String,
    pub(crate) kind: String,
    pub(crate) required: bool,
    pub(crate) text: String,
}

/// What may come back.
#[derive(Serialize)]
pub(crate) struct Answer {
    pub(crate) status: String,
    pub(crate) text: String,
}

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(&crate::openapi()).unwrap_or_default());

/// All calls, in the order of the description, with lines that are about what is in `sample`.
pub(crate) fn groups(base: &str, sample: &Sample) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let paths = DOCUMENT.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if !["get", "post", "put", "patch", "delete"].contains(&method.as_str()) {
                continue;
            }
            let mut call = call(method, path, operation);
            call.curl = curl::line(base, &call, operation, sample);
            let name = text(operation.get("tags").and_then(|it| it.get(0)));
            match groups.iter_mut().find(|it| it.name == name) {
                Some(group) => group.calls.push(call),
                None => groups.push(Group { name, calls: vec![call] }),
            }
        }
    }
    // What everybody starts with comes first, what only staff needs last.
    let order = ["site", "photos", "comments", "users", "sessions", "accounts"];
    let place = |it: &Group| match order.iter().position(|name| *name == it.name) {
        Some(at) => at,
        None if it.name == "admin" => usize::MAX,
        None => order.len(),
    };
    groups.sort_by_key(place);
    groups
}

fn text(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().replace('`', "")
}

fn call(method: &str, path: &str, operation: &Value) -> Call {
    let plain = |it: char| if it.is_ascii_alphanumeric() { it } else { '-' };
    let anchor: String = format!("{method}{path}").chars().map(plain).collect();
    Call {
        anchor: anchor.trim_end_matches('-').to_owned(),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(operation.get("summary")),
        more: text(operation.get("description")),
        signed_in: operation.get("security").is_some(),
        fields: fields(operation),
        answers: answers(operation),
        example: example(operation),
        curl: String::new(),
    }
}

fn fields(operation: &Value) -> Vec<Field> {
    let parameters = operation.get("parameters").and_then(Value::as_array);
    let mut all: Vec<Field> = parameters
        .into_iter()
        .flatten()
        .map(|it| Field {
            name: text(it.get("name")),
            place: text(it.get("in")),
            kind: shape::kind(it.get("schema").unwrap_or(&Value::Null)),
            required: it.get("required") == Some(&Value::Bool(true)),
            text: text(it.get("description")),
        })
        .collect();
    let Some((_, schema)) = body(operation) else { return all };
    let (properties, required) = shape::members(&DOCUMENT, schema);
    all.extend(properties.iter().map(|(name, schema)| Field {
        name: name.clone(),
        place: "body".to_owned(),
        kind: shape::kind(shape::resolved(&DOCUMENT, schema)),
        required: required.contains(name),
        text: text(schema.get("description")),
    }));
    all
}

/// The media type and the schema of what is sent.
pub(crate) fn body(operation: &Value) -> Option<(&String, &Value)> {
    let content: &Map<String, Value> = operation.get("requestBody")?.get("content")?.as_object()?;
    let (kind, it) = content.iter().next()?;
    Some((kind, it.get("schema")?))
}

fn answers(operation: &Value) -> Vec<Answer> {
    let all = operation.get("responses").and_then(Value::as_object);
    let said = all.into_iter().flatten().filter(|(status, _)| *status != "default");
    said.map(|(status, it)| Answer { status: status.clone(), text: text(it.get("description")) })
        .collect()
}

fn example(operation: &Value) -> Option<String> {
    let all = operation.get("responses")?.as_object()?;
    let (_, good) = all.iter().find(|(status, _)| status.starts_with('2'))?;
    let schema = good.get("content")?.get("application/json")?.get("schema")?;
    let value = shape::example(&DOCUMENT, schema, "", 0);
    serde_json::to_string_pretty(&value).ok()
}
