//! Every sentence that the site may say exists in every language.

use std::collections::BTreeSet;

use domain::{License, Notice, Role, Scope, Visibility};

use crate::architecture::{files, name, read};

const LANGUAGES: [&str; 2] = ["en", "zh-CN"];

/// What the sources of pages glue to the beginning of a key, with all that can follow.
fn endings(beginning: &str) -> Vec<String> {
    let license = |it: &str| it.to_lowercase().replace('.', "-");
    match beginning {
        "admin-role-" => Role::ALL.map(|it| it.as_str().to_owned()).to_vec(),
        "mails-state-" => ["queued", "sent", "failed"].map(str::to_owned).to_vec(),
        "mails-kind-" => [
            "verify-email",
            "reset-password",
            "confirm-change",
            "address-changed",
            "password-changed",
            "address-in-use",
            "test",
            "digest",
        ]
        .map(str::to_owned)
        .to_vec(),
        "people-list-" | "people-none-" => {
            ["likes", "followers", "following", "requests", "blocked", "muted"]
                .map(str::to_owned)
                .to_vec()
        }
        "people-wall-" | "people-note-" | "people-empty-" | "people-how-" => {
            ["following", "bookmarks"].map(str::to_owned).to_vec()
        }
        "log-via-" => ["web", "api", "cli", "site"].map(str::to_owned).to_vec(),
        "sessions-kind-" => ["browser", "app"].map(str::to_owned).to_vec(),
        "tokens-expires-" => ["7", "30", "90", "365", "none"].map(str::to_owned).to_vec(),
        "tokens-scope-" => Scope::ALL.map(|it| it.as_str().to_owned()).to_vec(),
        "talk-notice-" | "talk-kind-" => Notice::ALL.map(|it| it.as_str().to_owned()).to_vec(),
        "talk-digest-" => ["never", "daily", "weekly"].map(str::to_owned).to_vec(),
        "jobs-state-" => ["queued", "failed"].map(str::to_owned).to_vec(),
        "photo-visibility-" => Visibility::ALL.map(|it| it.as_str().to_owned()).to_vec(),
        "upload-license-" => License::ALL
            .map(|it| if it.is_empty() { "none".to_owned() } else { license(it) })
            .to_vec(),
        "machines-registration-" => {
            ["open", "approval", "invite", "closed"].map(str::to_owned).to_vec()
        }
        other => endings_of_albums(other),
    }
}

/// The same for what albums, links and reports say.
fn endings_of_albums(beginning: &str) -> Vec<String> {
    let list = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect();
    match beginning {
        "license-words-" => {
            let known = License::ALL.iter().filter(|it| !it.is_empty());
            known.map(|it| it.to_lowercase().replace('.', "-")).collect()
        }
        "views-from-" => list(&["direct", "here", "others"]),
        "shares-expires-" => list(&["none", "1", "7", "30", "90", "365"]),
        "history-field-" => {
            list(&["title", "caption", "tags", "visibility", "license", "original", "alt"])
        }
        "history-side-" => list(&["before", "after"]),
        "history-original-" => list(&["true", "false"]),
        "reports-heading-" | "reports-kind-" => list(&["photo", "comment", "user"]),
        "reports-reason-" => domain::Reason::ALL.map(|it| it.as_str().to_owned()).to_vec(),
        "reports-state-" => list(&["open", "dismissed", "done"]),
        "suggestions-why-" => {
            list(&["liked", "bookmarked", "commented", "viewed", "together", "looks"])
        }
        "suggestions-theirs-" => list(&["liked", "bookmarked", "commented", "viewed"]),
        "suggestions-say-" => list(&["popular", "new"]),
        "suggestions-author-" | "suggestions-else-" => list(&["for-you", "similar"]),
        "wall-order-" => list(&["popular", "new", "rising", "top", "random", "following"]),
        "wall-" | "ranking-wall-" => list(&["popular", "new", "rising", "top", "random"]),
        "orders-" => list(&["day", "week", "month", "year", "all"]),
        "ranking-" => list(&["likes", "comments", "bookmarks", "views"]),
        "ranking-weight-" => list(&["like", "comment", "bookmark", "view", "step", "hours"]),
        other => panic!("say in `endings` what can follow {other}"),
    }
}

/// The keys of a language.
fn keys(language: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in files(&format!("crates/i18n/locales/{language}"), ".ftl") {
        let text = read(&file);
        let lines = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
        found.extend(lines.filter_map(|line| Some(line.split_once(" =")?.0.to_owned())));
    }
    found
}

/// The texts between quotation marks in a source.
fn literals(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split('"').skip(1).step_by(2))
}

fn is_key(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    text.contains('-') && !text.ends_with('-') && text.bytes().all(plain)
}

/// The keys that Rust sources say, each with the file that does.
fn said_by_code() -> Vec<(String, String)> {
    let mut said = Vec::new();
    for file in files("crates", ".rs") {
        let (name, text) = (name(&file), read(&file));
        for literal in literals(&text) {
            let kinds = ["error-", "problem-", "flash-"];
            if kinds.iter().any(|kind| literal.starts_with(kind)) && is_key(literal) {
                said.push((literal.to_owned(), name.clone()));
            }
        }
        for call in ["Message::new(\"", "forbidden(\"", "sentence(\""] {
            let calls = text.split(call).skip(1).filter_map(|rest| rest.split('"').next());
            said.extend(calls.map(|key| (key.to_owned(), name.clone())));
        }
    }
    said
}

/// The keys that templates say, each with the file that does.
fn said_by_templates() -> Vec<(String, String)> {
    let mut said = Vec::new();
    for file in files("templates", ".tera") {
        let (name, text) = (name(&file), read(&file));
        // Not `data-passkey="…"`.
        for key in text.split(" key=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            if key.ends_with('-') {
                said.extend(endings(key).iter().map(|it| (format!("{key}{it}"), name.clone())));
            } else {
                said.push((key.to_owned(), name.clone()));
            }
        }
        // Lists of choices: `words="photo-visibility-"` and the like.
        for words in text.split("words=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            said.extend(endings(words).iter().map(|it| (format!("{words}{it}"), name.clone())));
        }
    }
    said
}

#[test]
fn what_the_code_says_exists_in_every_language() {
    let said = said_by_code();
    assert!(said.len() > 60, "the search finds what is there: {}", said.len());
    for language in LANGUAGES {
        let keys = keys(language);
        for (key, file) in &said {
            assert!(keys.contains(key), "{language}: {key}, said by {file}");
        }
    }
}

#[test]
fn what_the_templates_say_exists_in_every_language() {
    let said = said_by_templates();
    assert!(said.len() > 100, "the search finds what is there: {}", said.len());
    for language in LANGUAGES {
        let keys = keys(language);
        for (key, file) in &said {
            assert!(keys.contains(key), "{language}: {key}, said by {file}");
        }
    }
}
