//! Finds out what a form on a page consists of.

use reqwest::Url;
use scraper::{ElementRef, Html};

use super::{Control, Kind};
use crate::page::{Page, selector};

/// All controls of the form, in the order of the page.
pub(super) fn controls(page: &Page, html: &Html, form: ElementRef<'_>) -> Vec<Control> {
    let mut controls = Vec::new();
    for field in html.select(&selector("input, select, textarea, button")) {
        if belongs(field, form) && field.value().attr("disabled").is_none() {
            read(field, page, &mut controls);
        }
    }
    controls
}

/// The address that a form names; the page itself where it names none.
#[track_caller]
pub(super) fn resolve(page: &Page, action: &str) -> Url {
    if action.is_empty() {
        return page.url.clone();
    }
    let target = page.url.join(action).expect("an address");
    assert_eq!(target.origin(), page.url.origin(), "a form of this site leads elsewhere: {target}");
    target
}

/// Inside the form, or tied to it by the attribute `form`; not inside a fieldset that is disabled.
fn belongs(field: ElementRef<'_>, form: ElementRef<'_>) -> bool {
    let mut around = field.ancestors().filter_map(ElementRef::wrap);
    if around
        .any(|outer| outer.value().name() == "fieldset" && outer.value().attr("disabled").is_some())
    {
        return false;
    }
    match field.value().attr("form") {
        Some(id) => form.value().id() == Some(id),
        None => field.ancestors().any(|outer| outer.id() == form.id()),
    }
}

/// Adds the controls that the element stands for.
fn read(field: ElementRef<'_>, page: &Page, controls: &mut Vec<Control>) {
    let attr = |name| field.value().attr(name);
    let value = attr("value").unwrap_or_default().to_owned();
    let checked = attr("checked").is_some();
    let kind = attr("type").unwrap_or_default().to_ascii_lowercase();
    let (kind, value, on) = match (field.value().name(), kind.as_str()) {
        ("select", _) => return read_options(field, controls),
        ("textarea", _) => (Kind::Text, field.text().collect(), true),
        ("button" | "input", "button" | "reset") => return,
        ("button", _) | ("input", "submit" | "image") => (Kind::Button, value, false),
        (_, "checkbox") => (Kind::Checkbox, attr("value").unwrap_or("on").to_owned(), checked),
        (_, "radio") => (Kind::Choice, attr("value").unwrap_or("on").to_owned(), checked),
        (_, "file") => (Kind::File, String::new(), true),
        _ => (Kind::Text, value, true),
    };
    let action = attr("formaction").map(|action| resolve(page, action));
    let name = attr("name").unwrap_or_default().to_owned();
    controls.push(Control { name, kind, value, on, files: Vec::new(), action });
}

fn read_options(list: ElementRef<'_>, controls: &mut Vec<Control>) {
    let kind = if list.value().attr("multiple").is_some() { Kind::Option } else { Kind::Choice };
    let name = list.value().attr("name").unwrap_or_default();
    let before = controls.len();
    for option in list.select(&selector("option:not([disabled])")) {
        let text = option.text().collect::<String>();
        let value =
            option.value().attr("value").map_or_else(|| text.trim().to_owned(), str::to_owned);
        let on = option.value().attr("selected").is_some();
        controls.push(Control {
            name: name.to_owned(),
            kind,
            value,
            on,
            files: Vec::new(),
            action: None,
        });
    }
    let options = controls.get_mut(before..).unwrap_or_default();
    if kind == Kind::Choice && !options.iter().any(|option| option.on) {
        options.iter_mut().take(1).for_each(|first| first.on = true);
    }
}
