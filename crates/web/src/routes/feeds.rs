use super::users::Handle;
use super::walls::paging;
use crate::document::Document;
use crate::feeds::{Feed, ITEMS};
use crate::problem::Problem;
use crate::state::{Services, WebSettings};
use rocket::response::Redirect;
use rocket::{Either, Route, State, get, routes};
use services::{Paging, Reached, WallOf};
use views::address;

pub(crate) fn pages() -> Vec<Route> {
    routes![site, tag, user, album]
}

fn place(after: Option<&str>) -> Result<Paging, Problem> {
    let paging = paging(after.map(str::to_owned), None)?;
    Ok(Paging { limit: Some(ITEMS), ..paging })
}

/// The newest public photos. Whoever asks is a stranger: readers of feeds hand on what they read.
#[get("/feed.atom?<after>")]
async fn site(
    after: Option<&str>,
    services: &State<Services>,
    settings: &State<WebSettings>,
) -> Result<Document, Problem> {
    let wall = services.photos.wall(None, WallOf::default(), &place(after)?).await?;
    let feed = Feed {
        title: settings.site_name.clone(),
        page: "/".to_owned(),
        path: "/feed.atom".to_owned(),
        after,
        next: wall.next.as_deref(),
        author: None,
        photos: &wall.items,
    };
    Ok(feed.atom(settings))
}

/// The newest public photos with a tag.
#[get("/tags/<tag>/feed.atom?<after>")]
async fn tag(
    tag: &str,
    after: Option<&str>,
    services: &State<Services>,
    settings: &State<WebSettings>,
) -> Result<Document, Problem> {
    let of = WallOf { tag: Some(tag.to_owned()), ..WallOf::default() };
    let wall = services.photos.wall(None, of, &place(after)?).await?;
    let kept = wall.tag.as_deref().unwrap_or(tag);
    let page = address::tag(kept);
    let feed = Feed {
        title: format!("#{kept} · {}", settings.site_name),
        path: format!("{page}/feed.atom"),
        page,
        after,
        next: wall.next.as_deref(),
        author: None,
        photos: &wall.items,
    };
    Ok(feed.atom(settings))
}

/// The newest public photos of somebody.
#[get("/<handle>/feed.atom?<after>", rank = 20)]
async fn user(
    handle: Handle,
    after: Option<&str>,
    services: &State<Services>,
    settings: &State<WebSettings>,
) -> Result<Document, Problem> {
    let profile = services.photos.profile(None, &handle.0, &place(after)?).await?;
    let person = &profile.user;
    let author = views::AuthorView {
        name: person.name.clone(),
        display_name: person.display_name.clone(),
        avatar: person.avatar.clone(),
        url: person.url.clone(),
    };
    let feed = Feed {
        title: format!("{} · {}", person.display_name, settings.site_name),
        page: person.url.clone(),
        path: format!("{}/feed.atom", person.url),
        after,
        next: profile.photos.next.as_deref(),
        author: Some(&author),
        photos: &profile.photos.items,
    };
    Ok(feed.atom(settings))
}

/// The photos of a public album, in its order. What is called otherwise now leads on.
#[get("/<handle>/albums/<slug>/feed.atom?<after>", rank = 20)]
async fn album(
    handle: Handle,
    slug: &str,
    after: Option<&str>,
    services: &State<Services>,
    settings: &State<WebSettings>,
) -> Result<Either<Document, Redirect>, Problem> {
    let named = (handle.name(), slug);
    let page = match services.albums.show(None, named, &place(after)?).await? {
        Reached::Moved(place) => {
            return Ok(Either::Right(Redirect::moved(format!("{place}/feed.atom"))));
        }
        Reached::Here(page) => page,
    };
    if page.album.visibility != "public" {
        return Err(services::Error::NotFound.into());
    }
    let author = &page.album.author;
    let feed = Feed {
        title: format!("{} · {}", page.album.title, author.display_name),
        page: page.album.url.clone(),
        path: format!("{}/feed.atom", page.album.url),
        after,
        next: page.next.as_deref(),
        author: Some(author),
        photos: &page.items,
    };
    Ok(Either::Left(feed.atom(settings)))
}
