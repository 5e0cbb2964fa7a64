//! What is true of every call and is therefore said once: how problems come, who has to be signed in, how long words may be.

use domain::{AltText, Caption, CommentBody, Title};
use serde_json::{Map, Value, json};

/// How long words may be, in characters, by schema and field.
const LENGTHS: [(&str, &str, usize); 6] = [
    ("UploadFields", "title", Title::MAX),
    ("UploadFields", "caption", Caption::MAX),
    ("PhotoForm", "title", Title::MAX),
    ("PhotoForm", "caption", Caption::MAX),
    ("CommentForm", "body", CommentBody::MAX),
    ("PhotoForm", "alt", AltText::MAX),
];

/// Subjects that are nobody's business but that of who is signed in.
const OWN: [&str; 4] = ["admin", "settings", "security", "leaving"];

/// The same by how addresses begin and end.
const OWN_PLACES: [&str; 11] = [
    "/settings",
    "/me",
    "/confirm",
    "/bookmarks",
    "/following",
    "/for-you",
    "/follow-requests",
    "/followers/",
    "/notifications",
    "/reports",
    "/albums",
];
const OWN_PARTS: [&str; 4] = ["/shares", "/history", "/views", "/photos/{id}/albums"];

pub(super) fn complete(document: &mut Value) {
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        for (path, item) in paths {
            for (method, operation) in item.as_object_mut().into_iter().flatten() {
                if let Some(operation) = operation.as_object_mut() {
                    finish(path, method, operation);
                }
            }
        }
    }
    for (schema, field, most) in LENGTHS {
        let place = format!("/components/schemas/{schema}/properties/{field}");
        let Some(found) = document.pointer_mut(&place) else { continue };
        let found = match found.get("items") {
            Some(_) => found.get_mut("items"),
            None => Some(found),
        };
        if let Some(found) = found.and_then(Value::as_object_mut) {
            found.insert("maxLength".to_owned(), json!(most));
        }
    }
}

fn finish(path: &str, method: &str, operation: &mut Map<String, Value>) {
    let tag = operation.get("tags").and_then(|it| it.get(0)).and_then(Value::as_str);
    let own = tag.is_some_and(|it| OWN.contains(&it));
    let places = ["/photos", "/comments", "/{handle}", "/tags", "/shares"];
    let changes = method != "get" && places.iter().any(|it| path.starts_with(it));
    let is_own = OWN_PLACES.iter().any(|it| path.starts_with(it))
        || OWN_PARTS.iter().any(|it| path.ends_with(it));
    if own || changes || is_own {
        operation.insert("security".to_owned(), json!([{ "session": [] }]));
    }
    // Names are one space for programs made from this: `show` alone stands for several calls.
    let plain = |it: char| if it.is_ascii_alphanumeric() { it } else { '_' };
    let name: String = format!("{method}{path}").chars().map(plain).collect();
    operation
        .insert("operationId".to_owned(), json!(name.trim_end_matches('_').replace("__", "_")));
    limit_parameters(operation);
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else {
        return;
    };
    for response in responses.values_mut() {
        let Some(content) = response.get_mut("content").and_then(Value::as_object_mut) else {
            continue;
        };
        if !content.get("application/json").is_some_and(is_problem) {
            continue;
        }
        if let Some(it) = content.remove("application/json") {
            content.insert("application/problem+json".to_owned(), it);
        }
    }
    // Whatever else goes wrong is said in the same shape.
    responses.entry("default").or_insert_with(|| {
        json!({
            "description": "Why not: problem details (RFC 9457)",
            "content": { "application/problem+json": {
                "schema": { "$ref": "#/components/schemas/ProblemDetails" },
            } },
        })
    });
}

fn is_problem(media: &Value) -> bool {
    let schema = media.get("schema").and_then(|it| it.get("$ref")).and_then(Value::as_str);
    schema == Some("#/components/schemas/ProblemDetails")
}

/// How lists are paged, said where it is asked for.
fn limit_parameters(operation: &mut Map<String, Value>) {
    let all = operation.get_mut("parameters").and_then(Value::as_array_mut);
    for parameter in all.into_iter().flatten().filter_map(Value::as_object_mut) {
        let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
        let said = match name {
            "limit" => {
                parameter.insert(
                    "schema".to_owned(),
                    json!({ "type": "integer", "minimum": 1, "maximum": 100 }),
                );
                "How many at the most"
            }
            "after" => "`next` of the page before",
            "sort" => {
                "`new`, also without: the newest first; `popular`, `top`, `rising`, `random`; `following`: of \
                 whom and what one follows; `for-you`: what one may want to see, each with its reason"
            }
            "period" => "For `top`: `day`, `week` (also without), `month`, `year` or `all`",
            "user" => "Only those of this user, by name",
            "tag" => "The tag, without #",
            "id" => "What stands for it in addresses",
            "name" => "The user name",
            "page" => "Which page, from 1",
            _ => continue,
        };
        parameter.entry("description").or_insert_with(|| json!(said));
    }
}
