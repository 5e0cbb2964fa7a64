//! Which address does what: one module per subject.

pub(crate) mod about;
pub(crate) mod accounts;
pub(crate) mod addresses;
pub(crate) mod admin;
pub(crate) mod albums;
pub(crate) mod audit;
pub(crate) mod captcha;
pub(crate) mod comments;
pub(crate) mod confirm;
pub(crate) mod crawlers;
pub(crate) mod credentials;
pub(crate) mod editing;
pub(crate) mod embed;
pub(crate) mod factors;
pub(crate) mod feeds;
pub(crate) mod joining;
pub(crate) mod known_places;
pub(crate) mod leaving;
pub(crate) mod live;
pub(crate) mod mail;
pub(crate) mod marks;
pub(crate) mod media;
pub(crate) mod notifications;
pub(crate) mod people;
pub(crate) mod photos;
pub(crate) mod profile;
pub(crate) mod ranking;
pub(crate) mod recovery;
pub(crate) mod reports;
pub(crate) mod search;
pub(crate) mod session_list;
pub(crate) mod sessions;
pub(crate) mod shares;
pub(crate) mod site;
pub(crate) mod styleguide;
pub(crate) mod suggestions;
pub(crate) mod tokens;
pub(crate) mod unsubscribe;
pub(crate) mod users;
pub(crate) mod views;
pub(crate) mod walls;

pub(crate) use sessions::{login_address, login_url};

use rocket::Route;

/// The number of a row. What is no number stands for no row: the use-case says so, once it has asked who wants to know.
pub(crate) fn row(id: &str) -> i64 {
    id.parse().unwrap_or(0)
}

/// Pages and their JSON twins.
pub(crate) fn routes() -> Vec<Route> {
    [
        walls::routes(),
        ranking::routes(),
        suggestions::routes(),
        photos::routes(),
        comments::routes(),
        users::routes(),
        accounts::routes(),
        captcha::routes(),
        joining::routes(),
        factors::routes(),
        recovery::routes(),
        addresses::routes(),
        credentials::routes(),
        mail::routes(),
        sessions::routes(),
        session_list::routes(),
        confirm::routes(),
        tokens::routes(),
        admin::routes(),
        audit::routes(),
        site::routes(),
        leaving::routes(),
        marks::routes(),
        people::routes(),
        profile::routes(),
        notifications::routes(),
        live::routes(),
        unsubscribe::routes(),
        search::routes(),
        albums::routes(),
        shares::routes(),
        editing::routes(),
        reports::routes(),
        views::routes(),
    ]
    .concat()
}

/// What means nothing to an app: empty forms, bytes, what machines ask for at fixed places.
pub(crate) fn pages() -> Vec<Route> {
    [
        walls::pages(),
        photos::pages(),
        comments::pages(),
        accounts::pages(),
        captcha::pages(),
        joining::pages(),
        recovery::pages(),
        addresses::pages(),
        credentials::pages(),
        sessions::pages(),
        confirm::pages(),
        media::pages(),
        feeds::pages(),
        about::pages(),
        crawlers::pages(),
        embed::pages(),
        known_places::pages(),
        site::pages(),
        styleguide::pages(),
        albums::pages(),
        shares::pages(),
        reports::pages(),
    ]
    .concat()
}

/// What only apps ask for.
pub(crate) fn api() -> Vec<Route> {
    site::api()
}
