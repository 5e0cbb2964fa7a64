//! The page that shows every component in every state, for whoever changes how the site looks.

use crate::identity::SignedIn;
use crate::problem::Problem;
use crate::view::Page;
use rocket::{Route, get, routes};
use serde_json::{Value, json};

pub(crate) fn pages() -> Vec<Route> {
    routes![styleguide]
}

/// One grey pixel, in place of a picture.
const PICTURE: &str =
    "data:image/gif;base64,R0lGODlhAQABAIAAAIeHhwAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==";

const COLOURS: [&str; 9] =
    ["wall", "mat", "stage", "ink", "quiet", "line", "edge", "oxide", "oxide-deep"];

#[get("/admin/styleguide")]
fn styleguide(who: SignedIn<'_>) -> Result<Page, Problem> {
    if !who.0.is_staff() {
        return Err(services::Error::forbidden("problem-forbidden").into());
    }
    let people = ["Ada of the Northern Isles", "陈伟", "ليلى 🌒"].map(person);
    let photos = [
        photo("Mirror, before the wind", (1500, 1000), &people[0]),
        photo("", (1000, 1500), &people[1]),
        photo("晨光", (1000, 1000), &people[1]),
        photo("صباح في الجبال", (1778, 1000), &people[2]),
        photo(
            "A title that is longer than any tile is wide, as people do write them",
            (3600, 1000),
            &people[0],
        ),
    ];
    let comments = [
        comment(
            "1",
            "<p>The third stone is doing <strong>all</strong> the work. <code>f/8</code>?</p>",
            &people[0],
        ),
        comment("2", "<p>安静得能听见。</p>", &people[1]),
        comment("3", "<p>صورة جميلة</p>", &people[2]),
    ];
    let page =
        json!({ "colours": COLOURS, "people": people, "photos": photos, "comments": comments });
    Ok(Page::new("admin/styleguide.html", page))
}

fn person(display_name: &str) -> Value {
    json!({ "name": "ada", "display_name": display_name, "avatar": null, "url": "/admin/styleguide" })
}

fn photo(title: &str, (width, height): (i64, i64), author: &Value) -> Value {
    let image = json!({
        "url": PICTURE, "width": width, "height": height, "alt": title, "placeholder": "",
        "colour": "#878787", "state": "ready", "variants": [],
    });
    let several = if title.is_empty() { vec![image.clone(), image] } else { vec![image] };
    json!({
        "id": "AAAAAAAAAAA", "url": "/admin/styleguide", "title": title, "caption_html": "", "tags": ["lake"],
        "visibility": if title.is_empty() { "private" } else { "public" }, "license": null,
        "created_at": "2026-01-02T03:04:05Z", "edited_at": null, "author": author, "images": several,
        "counts": { "likes": 12, "comments": 3, "views": 150 }, "viewer": null,
    })
}

fn comment(id: &str, body_html: &str, author: &Value) -> Value {
    json!({
        "id": id, "url": "/admin/styleguide", "author": author, "body_html": body_html, "body": "",
        "parent": null, "created_at": "2026-01-02T03:04:05Z", "edited_at": "2026-01-02T03:04:05Z",
        "can_edit": false, "can_delete": false,
    })
}
