//! What templates may and may not say: nothing a person typed becomes markup, and nothing in a page runs.

use crate::architecture::{files, name, read};

/// Every template with its name and text.
fn templates(ending: &str) -> Vec<(String, String)> {
    files("templates", ending).iter().map(|file| (name(file), read(file))).collect()
}

/// The text without `{# comments #}`.
fn without_comments(text: &str) -> String {
    let mut parts = text.split("{#");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |said, part| said + part.split_once("#}").map_or("", |(_, rest)| rest))
}

/// The opening tags of a template: their names and all that stands in them.
fn tags(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let text = without_comments(text);
    for part in text.split('<').skip(1) {
        let element: String = part.chars().take_while(char::is_ascii_alphanumeric).collect();
        if element.is_empty() {
            continue;
        }
        // To the `>` that ends the tag, not to one in a value or in an expression of Tera's.
        let (mut quoted, mut depth, mut end) = (false, 0_i32, part.len());
        for (at, c) in part.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                '"' if depth == 0 => quoted = !quoted,
                '>' if depth == 0 && !quoted => {
                    end = at;
                    break;
                }
                _ => {}
            }
        }
        found.push((element, part[..end].to_owned()));
    }
    found
}

#[test]
fn only_what_was_made_as_markup_is_drawn_as_markup() {
    let mut seen = 0;
    for (file, text) in templates(".tera") {
        for (before, _) in text.match_indices("| safe").map(|(at, _)| text.split_at(at)) {
            let variable = before.rsplit(['{', ' ', '(', '\n']).find(|it| !it.is_empty()).unwrap();
            assert!(variable.ends_with("_html"), "{file}: {variable} | safe");
            seen += 1;
        }
        assert!(!text.contains("|safe") && !text.contains("autoescape"), "{file}");
    }
    assert!(seen >= 3, "the search finds what is there");
}

#[test]
fn only_files_that_escape_contain_markup() {
    for (file, text) in templates(".tera") {
        if !file.ends_with(".html.tera") {
            assert!(tags(&text).is_empty(), "{file}: {:?}", tags(&text));
        }
    }
}

#[test]
fn nothing_runs_and_nothing_is_styled_inside_a_page() {
    let mut elements = 0;
    for (file, text) in templates(".html.tera") {
        let letter = file.starts_with("templates/mail/");
        for (element, tag) in tags(&text) {
            elements += 1;
            let where_ = format!("{file}: <{tag}>");
            let has = |attribute: &str| {
                tag.split_whitespace().any(|it| it.split('=').next() == Some(attribute))
            };
            let handler = tag.split_whitespace().any(|it| {
                it.split_once('=').is_some_and(|(key, _)| {
                    key.len() > 2
                        && key.starts_with("on")
                        && key.bytes().all(|b| b.is_ascii_lowercase())
                })
            });
            assert!(!handler, "{where_}");
            assert!(!tag.contains("javascript:"), "{where_}");
            assert!(letter || (!has("style") && element != "style"), "{where_}");
            assert!(!["iframe", "object", "embed", "base"].contains(&element.as_str()), "{where_}");
            // Data that a browser does not run, and that was made so that it cannot end its element.
            let data = "script type=\"application/ld+json\"";
            if tag == data {
                assert!(
                    text.contains(&format!("<{data}>{{{{ data_html | safe }}}}</script>")),
                    "{where_}"
                );
                continue;
            }
            if element == "script" {
                assert!(
                    !letter && has("src") && text.contains(&format!("<{tag}></script>")),
                    "{where_}"
                );
            }
            // Letters fetch nothing: whoever reads one is not to be seen doing so.
            assert!(!letter || !["img", "link", "video"].contains(&element.as_str()), "{where_}");
        }
    }
    assert!(elements > 100, "the search finds what is there: {elements}");
}

/// The tag without its expressions and without what stands in quotation marks.
fn skeleton(tag: &str) -> String {
    let (mut depth, mut quoted, mut left) = (0_i32, false, String::new());
    for c in tag.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            '"' if depth == 0 => {
                quoted = !quoted;
                left.push(c);
            }
            _ if depth == 0 && !quoted => left.push(c),
            _ => {}
        }
    }
    left
}

#[test]
fn every_value_is_quoted() {
    for (file, text) in templates(".html.tera") {
        for (_, tag) in tags(&text) {
            let left = skeleton(&tag);
            let quoted = left.split('=').skip(1).all(|it| it.starts_with('"'));
            assert!(quoted, "{file}: <{tag}>");
        }
    }
}

#[test]
fn every_form_that_changes_something_carries_its_token() {
    let mut forms = 0;
    for (file, text) in templates(".html.tera") {
        let text = without_comments(&text);
        for part in text.split("<form").skip(1) {
            let form = part.split("</form>").next().unwrap();
            if !form.contains("method=\"post\"") {
                continue;
            }
            forms += 1;
            let token = form.contains("forms::hidden(csrf=csrf")
                || form.contains("name=\"csrf\" value=\"{{ csrf }}\"");
            assert!(token, "{file}: <form{form}");
        }
    }
    assert!(forms >= 5, "the search finds what is there: {forms}");
}
