//! The shapes of what is answered. A member more or less is a change that apps notice.

use std::collections::BTreeSet;

use harness::{Answer, Value};

use crate::people::text;

const AUTHOR: &str = "name display_name avatar url";
const COUNTS: &str = "likes comments views";
const USER: &str = "name display_name avatar bio_html url created_at counts links private";
const OWN: &str = "email verified role";
const PHOTO: &str = "id url title caption_html tags visibility license original created_at edited_at \
                     author images comments_open counts viewer";
const COMMENT: &str = "id author body_html parent created_at edited_at can_edit can_delete";
/// Members of a comment that INTERFACE.md does not name: where it stands, and about which photo it is.
const COMMENT_MORE: &str = "url photo deleted";

/// An object with exactly these members, parted by spaces.
#[track_caller]
pub(super) fn has_members(value: &Value, wanted: &[&str]) {
    let object = value.as_object().unwrap_or_else(|| panic!("no object: {value}"));
    let found: BTreeSet<&str> = object.keys().map(String::as_str).collect();
    let wanted: BTreeSet<&str> = wanted.iter().flat_map(|it| it.split(' ')).collect();
    assert_eq!(found, wanted, "{value:#}");
}

/// A photo, as its author (who also gets the caption as it was typed) or anybody else sees it.
#[track_caller]
pub(super) fn is_photo(photo: &Value, more: &[&str]) {
    let may_edit = photo["viewer"]["can_edit"] == true;
    let own = if may_edit { ["caption"].as_slice() } else { &[] };
    has_members(photo, &[&[PHOTO], own, more].concat());
    has_members(&photo["author"], &[AUTHOR]);
    has_members(&photo["counts"], &[COUNTS]);
    is_key(&photo["id"]);
    assert_eq!(text(&photo["url"]), format!("/photos/{}", text(&photo["id"])));
    is_instant(&photo["created_at"]);
    if !photo["viewer"].is_null() {
        has_members(&photo["viewer"], &["liked bookmarked can_edit can_delete"]);
    }
    for image in photo["images"].as_array().expect("a list") {
        let own = if may_edit { ["original"].as_slice() } else { &[] };
        let all = ["id url width height alt placeholder colour state variants"];
        has_members(image, &[&all, own].concat());
        assert_eq!(image["state"], "ready");
        let variants = image["variants"].as_array().expect("a list");
        for variant in variants {
            has_members(variant, &["url width height type"]);
            assert!(text(&variant["url"]).starts_with("/media/"));
        }
        let largest = variants.last().expect("at least one size");
        assert_eq!([&largest["url"], &largest["width"]], [&image["url"], &image["width"]]);
    }
}

/// A comment, as its author (who also gets it as it was typed) or anybody else sees it.
#[track_caller]
pub(super) fn is_comment(comment: &Value) {
    let own = if comment["can_edit"] == true { ["body"].as_slice() } else { &[] };
    has_members(comment, &[&[COMMENT, COMMENT_MORE], own].concat());
    has_members(&comment["author"], &[AUTHOR]);
    is_key(&comment["id"]);
    is_instant(&comment["created_at"]);
}

/// A user as anybody may know them.
#[track_caller]
pub(super) fn is_user(user: &Value, more: &[&str]) {
    has_members(user, &[&[USER], more].concat());
    has_members(&user["counts"], &["photos followers following"]);
    is_instant(&user["created_at"]);
}

/// A user as they know themselves.
#[track_caller]
pub(super) fn is_me(user: &Value) {
    is_user(user, &[OWN]);
}

/// A list, of which the items are given.
#[track_caller]
pub(super) fn items(list: &Value) -> &Vec<Value> {
    has_members(list, &["items next"]);
    assert!(list["next"].is_null() || list["next"].is_string());
    list["items"].as_array().expect("a list")
}

/// Problem details (RFC 9457) with this status; the fields that are wrong, with what is wrong.
#[track_caller]
pub(super) fn problem(answer: Answer, status: u16) -> Value {
    let answer = answer.expect(status);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    let more = if status == 422 { ["errors"].as_slice() } else { &[] };
    has_members(&answer.json, &[&["type title status detail"], more].concat());
    assert_eq!(answer.json["status"], status);
    assert_eq!(answer.json["type"], "about:blank");
    assert!(!text(&answer.json["title"]).is_empty() && !text(&answer.json["detail"]).is_empty());
    answer.json["errors"].clone()
}

/// The fields that are wrong, by name.
#[track_caller]
pub(super) fn wrong_fields(answer: Answer) -> Vec<String> {
    let errors = problem(answer, 422);
    let errors = errors.as_object().expect("an object");
    assert!(errors.values().all(|it| !text(it).is_empty()), "{errors:?}");
    errors.keys().cloned().collect()
}

/// What stands for something in addresses: 11 characters that mean nothing.
#[track_caller]
fn is_key(key: &Value) {
    let key = text(key);
    assert!(
        key.len() == 11 && key.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)),
        "{key}"
    );
}

/// A time in UTC (RFC 3339).
#[track_caller]
fn is_instant(at: &Value) {
    let at = text(at);
    assert!(at.len() >= 20 && at.ends_with('Z') && at.as_bytes()[10] == b'T', "{at}");
}
