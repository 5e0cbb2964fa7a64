//! The page that shows every component in every state, for whoever changes how the site looks.

use crate::identity::SignedIn;
use crate::problem::Problem;
use crate::view::Page;
use rocket::{Route, get, routes};
use serde_json::json;
use time::OffsetDateTime;
use views::{AuthorView, CommentView, Counts, ImageView, PhotoView};

pub(crate) fn pages() -> Vec<Route> {
    routes![styleguide]
}

/// One grey pixel, in place of a picture.
const PICTURE: &str =
    "data:image/gif;base64,R0lGODlhAQABAIAAAIeHhwAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==";

const WHEN: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

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
        comment("4", "", &people[2]),
    ];
    let page =
        json!({ "colours": COLOURS, "people": people, "photos": photos, "comments": comments });
    Ok(Page::new("admin/styleguide.html", page))
}

const HERE: &str = "/admin/styleguide";

fn person(display_name: &str) -> AuthorView {
    AuthorView {
        name: "ada".to_owned(),
        display_name: display_name.to_owned(),
        avatar: None,
        url: HERE.to_owned(),
    }
}

fn image(alt: &str, (width, height): (i32, i32)) -> ImageView {
    ImageView {
        id: "AAAAAAAAAAA".to_owned(),
        url: PICTURE.to_owned(),
        width,
        height,
        alt: alt.to_owned(),
        placeholder: String::new(),
        colour: "#878787".to_owned(),
        state: "ready".to_owned(),
        problem: None,
        variants: Vec::new(),
        animation: None,
        original: None,
        download: None,
        camera: None,
    }
}

/// One without a title is private and has two pictures.
fn photo(title: &str, size: (i32, i32), author: &AuthorView) -> PhotoView {
    let count = if title.is_empty() { 2 } else { 1 };
    PhotoView {
        id: "AAAAAAAAAAA".to_owned(),
        url: HERE.to_owned(),
        title: title.to_owned(),
        caption_html: String::new(),
        caption: None,
        tags: vec!["lake".to_owned()],
        visibility: if title.is_empty() { "private" } else { "public" }.to_owned(),
        license: None,
        original: false,
        created_at: WHEN,
        edited_at: None,
        author: author.clone(),
        images: vec![image(title, size); count],
        counts: Counts { likes: 12, comments: 3, views: Some(150) },
        comments_open: true,
        viewer: None,
    }
}

/// The second answers the first; one without words was deleted.
fn comment(id: &str, body_html: &str, author: &AuthorView) -> CommentView {
    CommentView {
        id: id.to_owned(),
        url: HERE.to_owned(),
        photo: "AAAAAAAAAAA".to_owned(),
        author: Some(author.clone()).filter(|_| !body_html.is_empty()),
        body_html: body_html.to_owned(),
        body: None,
        parent: Some("1".to_owned()).filter(|_| id == "2"),
        created_at: WHEN,
        edited_at: Some(WHEN).filter(|_| id == "1"),
        can_edit: false,
        can_delete: false,
        deleted: body_html.is_empty(),
        rest: None,
    }
}
