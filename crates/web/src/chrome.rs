use crate::cookies::{self, Name};
use crate::identity::{self, Identity};
use crate::state::{Services, WebSettings};
use crate::{locale, origin};
use domain::Member;
use rocket::Request;
use rocket::http::Method;
use rocket_dyn_templates::Template;
use serde::Serialize;
use serde_json::{Value, json};
use views::{SiteLimits, address};

/// What surrounds the content of every page, and therefore what every template may use besides
/// its own `page`, `form` and `errors`.
#[derive(Serialize)]
pub(crate) struct Chrome {
    lang: &'static str,
    locales: Vec<Value>,
    viewer: Option<ViewerView>,
    /// How much the viewer is told of that they have not read.
    unread: i64,
    flash: Option<FlashView>,
    csrf: String,
    here: String,
    site: SiteFrame,
    limits: Value,
}

/// Who is signed in.
#[derive(Serialize)]
struct ViewerView {
    name: String,
    display_name: String,
    url: String,
    avatar: Option<String>,
    role: &'static str,
    verified: bool,
    is_staff: bool,
    may_manage_users: bool,
}

#[derive(Serialize)]
struct SiteFrame {
    name: String,
    description: String,
    /// The site's own address, without a slash at the end.
    url: String,
    registration: &'static str,
    captcha: bool,
    passkeys: bool,
}

#[derive(Serialize)]
struct FlashView {
    kind: &'static str,
    text: String,
}

impl ViewerView {
    fn of(member: &Member) -> Self {
        let said = if member.display_name.is_empty() { &member.name } else { &member.display_name };
        Self {
            name: member.name.clone(),
            display_name: said.clone(),
            url: address::user(&member.name),
            avatar: member.avatar.as_deref().map(address::avatar),
            role: member.role.as_str(),
            verified: member.verified,
            is_staff: member.is_staff(),
            may_manage_users: member.may_manage_users(),
        }
    }
}

impl Chrome {
    /// What surrounds the answer to `request`. `has_form` where a stranger is shown a form that
    /// needs a token: only then is their browser given a cookie.
    pub(crate) fn of(request: &Request<'_>, has_form: bool) -> Self {
        let lang = locale::of(request);
        let viewer = Identity::peek(request).member();
        let csrf = if has_form || viewer.is_some() {
            origin::token_for_form(request)
        } else {
            origin::token(request).unwrap_or_default()
        };
        Self {
            lang,
            locales: i18n::LOCALES
                .iter()
                .map(|it| json!({ "tag": it.tag, "name": it.name }))
                .collect(),
            viewer: viewer.map(ViewerView::of),
            unread: identity::unread(request),
            flash: flash(request, lang),
            csrf,
            here: here(request),
            site: site(request),
            limits: limits(request),
        }
    }

    /// Draws `template` with `context` (an object) inside.
    pub(crate) fn draw(self, template: &'static str, context: Value) -> Template {
        let mut all = json!({ "page": null, "form": {}, "errors": {} });
        if let (Some(all), Value::Object(context)) = (all.as_object_mut(), context) {
            all.extend(context);
            if let Ok(Value::Object(chrome)) = serde_json::to_value(self) {
                all.extend(chrome);
            }
        }
        Template::render(template, all)
    }
}

fn site(request: &Request<'_>) -> SiteFrame {
    let settings = request.rocket().state::<WebSettings>();
    let services = request.rocket().state::<Services>();
    SiteFrame {
        name: settings.map_or_else(String::new, |it| it.site_name.clone()),
        description: settings.map_or_else(String::new, |it| it.site_description.clone()),
        url: settings.map_or_else(String::new, |it| it.public_url.clone()),
        registration: settings.map_or("closed", |it| it.registration),
        captcha: settings.is_some_and(|it| it.captcha),
        passkeys: services.is_some_and(|it| it.factors.has_passkeys()),
    }
}

fn limits(request: &Request<'_>) -> Value {
    let limits: Option<SiteLimits> = request.rocket().state().map(|it: &Services| it.site.limits());
    let Some(limits) = limits else { return json!({}) };
    let mut value = json!(limits);
    if let Some(object) = value.as_object_mut() {
        object.insert("upload_mb".into(), json!(limits.upload_bytes / 1_000_000));
    }
    value
}

/// Where the reader is, to lead them back after a detour. A form that was refused stands at the
/// address it was sent to, which is no place to come back to.
fn here(request: &Request<'_>) -> String {
    match request.method() {
        Method::Get | Method::Head => request.uri().to_string(),
        _ => "/".to_owned(),
    }
}

/// What the page before wanted said; it is said once. The cookie holds the id of a message, so
/// nobody can put words of their own there.
fn flash(request: &Request<'_>, lang: &str) -> Option<FlashView> {
    let id = cookies::get(request, Name::Flash)?;
    cookies::unset(request, Name::Flash);
    let known = id.starts_with("flash-") && id.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let text = i18n::text(lang, &id, &[]);
    (known && text != id).then_some(FlashView { kind: "success", text })
}
