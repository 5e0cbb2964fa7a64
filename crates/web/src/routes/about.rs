use crate::explained::{self, Sample};
use crate::identity::Identity;
use crate::problem::Problem;
use crate::state::{Services, WebSettings};
use crate::view::Page;
use rocket::{Route, State, get, routes};
use serde_json::json;
use services::{Paging, WallOf};
use views::{address, markdown};

pub(crate) fn pages() -> Vec<Route> {
    routes![about, limits, rules, api]
}

/// What the site is and who runs it.
#[get("/about")]
async fn about(
    _who: &Identity,
    services: &State<Services>,
    settings: &State<WebSettings>,
) -> Result<Page, Problem> {
    let site = services.site.show().await?;
    let contact = settings.machines.contact.as_deref();
    let shown = contact.map(|it| it.trim_start_matches("mailto:").trim_start_matches("https://"));
    let more = json!({ "contact": contact, "contact_shown": shown });
    Ok(Page::new("machines/about.html", site).beside(more))
}

/// How much of what may be sent: the figures that the program goes by.
#[get("/about/limits")]
fn limits(_who: &Identity, services: &State<Services>) -> Page {
    Page::new("machines/limits.html", services.site.limits())
}

/// The rules: the owner's, or what goes without saying.
#[get("/rules")]
fn rules(_who: &Identity, services: &State<Services>) -> Page {
    let written = services.site.rules().map(|it| markdown::html(&it));
    Page::new("machines/rules.html", json!({ "rules_html": written }))
}

/// The API explained, with lines that can be pasted.
#[get("/api")]
async fn api(
    _who: &Identity,
    services: &State<Services>,
    settings: &State<WebSettings>,
) -> Result<Page, Problem> {
    let base = format!("{}{}", settings.public_url, crate::Format::API);
    let groups = explained::groups(&base, &sample(services).await?);
    Ok(Page::new("machines/api.html", json!({ "groups": groups, "base": base })))
}

/// Something that everybody may see, to be asked for in examples.
async fn sample(services: &Services) -> Result<Sample, Problem> {
    let first = Paging { after: None, limit: Some(1) };
    let wall = services.photos.wall(None, WallOf::default(), &first).await?;
    let Some(photo) = wall.items.into_iter().next() else { return Ok(Sample::default()) };
    // It may be gone by now: then there is no comment to be shown.
    let shown = services.photos.show(None, &photo.id, &first).await.ok();
    Ok(Sample {
        comment: shown.and_then(|it| it.comments.items.into_iter().next()).map(|it| it.id),
        user: Some(photo.author.url),
        tag: photo.tags.first().map(|it| address::tag(it)),
        photo: Some(photo.id),
    })
}
