mod complete;

use crate::routes::{
    accounts, admin, captcha, comments, factors, joining, photos, sessions, site, users, walls,
};
use crate::routes::{addresses, credentials, mail, recovery};
use crate::routes::{albums, editing, reports, shares};
use crate::routes::{audit, confirm, session_list, tokens};
use crate::routes::{leaving, search};
use crate::routes::{live, notifications, unsubscribe};
use crate::routes::{marks, people, profile, ranking, suggestions, views};
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

/// The JSON below `/api/v1`, described by the types it is made of.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tintype",
        description = "Every page of the site has a JSON twin below /api/v1 at the same path. \
                       Lists page by cursor: send `next` of one page as `after` of the following. \
                       Errors are problem details (RFC 9457).",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    servers((url = "/api/v1")),
    paths(
        walls::list, walls::newest, walls::popular, walls::top, walls::rising, walls::random, ranking::explain,
        suggestions::for_you, suggestions::people, suggestions::similar, suggestions::choice,
        suggestions::choose, suggestions::reset, ranking::formula, ranking::try_out, ranking::change, photos::show, photos::publish, photos::edit,
        photos::remove, comments::list, comments::add, comments::show, comments::edit,
        comments::remove, users::show, users::photos, users::me, joining::register,
        accounts::verify, accounts::resend, sessions::login, sessions::logout, admin::users,
        admin::change, admin::jobs, admin::retry, captcha::ask, captcha::answer, captcha::letter,
        factors::list, factors::begin_passkey, factors::finish_passkey, factors::rename,
        factors::remove, factors::begin_sign_in, factors::finish_sign_in, factors::code,
        factors::begin_totp, factors::confirm_totp, factors::remove_totp,
        factors::renew_recovery, joining::waiting, joining::decide, joining::invitations, joining::invite,
        joining::withdraw,
        site::site,
        recovery::forgot, recovery::reset, addresses::confirm, addresses::undo, credentials::show,
        credentials::change, credentials::change_password, credentials::change_email, mail::list,
        mail::retry,
        leaving::export, leaving::ask, leaving::file, leaving::explain, leaving::leave,
        leaving::leave_me, leaving::send_away, leaving::privacy,
        confirm::confirm, confirm::begin_passkey, confirm::finish_passkey, session_list::list, session_list::end, session_list::end_others,
        session_list::end_all, tokens::security, tokens::list, tokens::create, tokens::revoke,
        audit::log,
        marks::like, marks::unlike, marks::bookmark, marks::unbookmark, marks::likes,
        marks::bookmarks, marks::wall, marks::follow_tag, marks::unfollow_tag, people::follow,
        people::unfollow, people::block, people::unblock, people::mute, people::unmute,
        people::followers, people::following, people::requests, people::accept, people::decline,
        people::remove_follower, people::privacy, people::set_privacy, people::blocked,
        people::muted, profile::show, profile::edit, profile::edit_me, profile::set_avatar,
        profile::remove_avatar,
        comments::answers, live::events, notifications::list, notifications::read,
        notifications::choices, notifications::choose, unsubscribe::show, unsubscribe::end,
        search::search, search::tags, search::tagged, search::tagged_by,
        albums::create, albums::list, albums::show, albums::edit, albums::remove, albums::put_photo,
        albums::take_photo, albums::order, albums::choices, shares::of_photo, shares::share_photo,
        shares::of_album, shares::share_album, shares::revoke, editing::history, editing::original,
        editing::arrange, editing::remove_picture, reports::add, reports::list, reports::decide,
        views::of_photo, views::own,
    ),
)]
struct Description;

/// The OpenAPI 3.1 document, as JSON.
pub fn openapi() -> String {
    let mut document = Description::openapi();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    let components = document.components.get_or_insert_with(Default::default);
    components.add_security_scheme("session", SecurityScheme::Http(bearer));
    let mut document = serde_json::to_value(document).unwrap_or_default();
    complete::complete(&mut document);
    serde_json::to_string_pretty(&document).unwrap_or_default()
}
