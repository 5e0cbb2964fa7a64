//! The shape of the house: which crate may know which, who speaks to which library, and who explains itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

/// What each crate may use of ours: the table of `docs/ARCHITECTURE.md`. An arrow more is a decision (an ADR); an
/// arrow less is taken out here.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("i18n", &[]),
    ("scenery", &[]),
    ("captcha", &[]),
    ("config", &[]),
    ("factors", &[]),
    ("imaging", &[]),
    ("ports", &[]),
    ("recommend", &[]),
    ("views", &["domain"]),
    ("repository", &["domain", "views"]),
    ("storage", &["ports"]),
    ("mail", &["i18n", "ports"]),
    (
        "services",
        &["captcha", "domain", "factors", "imaging", "ports", "recommend", "repository", "views"],
    ),
    ("web", &["config", "domain", "i18n", "services", "views"]),
    (
        "manage",
        &[
            "config",
            "domain",
            "i18n",
            "mail",
            "ports",
            "repository",
            "scenery",
            "services",
            "storage",
            "views",
            "web",
        ],
    ),
    ("site-tests", &[]),
    ("xtask", &[]),
];

/// Libraries that only these crates may name. Tests are not bound by it.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("diesel", &["repository"]),
    ("diesel_migrations", &["repository"]),
    ("rocket", &["manage", "web"]),
    ("rocket_dyn_templates", &["web"]),
    ("lettre", &["mail"]),
    ("rust-s3", &["storage"]),
    ("image", &["imaging"]),
    ("bcrypt", &["services"]),
    ("clap", &["manage"]),
    ("figment", &["config", "manage"]),
    ("async-trait", &["mail", "ports", "storage"]),
    ("fluent-templates", &["i18n"]),
    ("utoipa", &["views", "web"]),
    ("webauthn-rs", &["factors"]),
    ("totp-rs", &["factors"]),
    ("qrcode", &["factors"]),
    ("zip", &["services"]),
];

/// What must not be reached even in a round-about way: from, to.
const NEVER: &[(&str, &[&str])] = &[
    ("web", &["storage", "mail", "manage", "scenery"]),
    ("services", &["web", "storage", "mail", "config", "i18n", "manage"]),
    ("repository", &["services", "web", "ports", "imaging", "config"]),
    ("views", &["repository", "services", "web"]),
];

static METADATA: LazyLock<Value> = LazyLock::new(|| {
    let mut command = Command::new(env!("CARGO"));
    command.args(["metadata", "--no-deps", "--format-version=1", "--offline"]);
    let output = command.current_dir(root()).output().expect("cargo can be run");
    serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON")
});

pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The files below the folder that end so, in order.
pub(crate) fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().map(|it| it.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.to_string_lossy().ends_with(ending) {
                found.push(entry);
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "there is no {ending} in {folder}");
    found
}

pub(crate) fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

/// The path within the project.
pub(crate) fn name(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

/// Each package with its dependencies outside of tests and build scripts: name, and whether it is ours.
fn packages() -> BTreeMap<&'static str, Vec<(&'static str, bool)>> {
    let packages = METADATA["packages"].as_array().expect("a list of packages");
    let normal = |package: &'static Value| {
        let all = package["dependencies"].as_array().unwrap().iter();
        let normal = all.filter(|it| it["kind"].is_null());
        normal.map(|it| (it["name"].as_str().unwrap(), !it["path"].is_null())).collect()
    };
    packages.iter().map(|it| (it["name"].as_str().unwrap(), normal(it))).collect()
}

#[test]
fn dependencies_point_inwards_and_are_the_agreed_ones() {
    let arrows: BTreeMap<_, _> = ARROWS.iter().copied().collect();
    let packages = packages();
    for (name, dependencies) in &packages {
        let agreed = arrows.get(name).unwrap_or_else(|| panic!("add {name} to ARROWS"));
        let mut found: Vec<_> =
            dependencies.iter().filter(|(_, ours)| *ours).map(|(to, _)| *to).collect();
        found.sort_unstable();
        assert_eq!(found, *agreed, "arrows of {name}");
    }
    assert_eq!(packages.len(), arrows.len(), "a crate of ARROWS is no more");
}

#[test]
fn the_table_in_the_documentation_is_the_agreed_one() {
    let text = read(&root().join("docs/ARCHITECTURE.md"));
    let ours: Vec<&str> =
        ARROWS.iter().map(|it| it.0).filter(|it| !["site-tests", "xtask"].contains(it)).collect();
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    let mut told: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let mut arrows: Vec<&str> = cells[3].split('`').skip(1).step_by(2).collect();
        arrows.sort_unstable();
        told.insert(cells[1].trim_matches('`'), arrows);
        assert!(cells[3] != "all" || cells[1] == "`manage`", "{row}");
    }
    for (name, arrows) in ARROWS.iter().filter(|it| ours.contains(&it.0) && it.0 != "manage") {
        assert_eq!(
            told.get(name).map(Vec::as_slice),
            Some(*arrows),
            "{name} in docs/ARCHITECTURE.md"
        );
    }
    assert_eq!(told.len(), ours.len(), "{told:?}");
}

#[test]
fn nobody_reaches_around_a_use_case() {
    let arrows: BTreeMap<_, _> = ARROWS.iter().copied().collect();
    for (from, forbidden) in NEVER {
        let mut reached: Vec<&str> = arrows[from].to_vec();
        let mut next = 0;
        while let Some(crate_name) = reached.get(next).copied() {
            let further = arrows[crate_name].iter().filter(|it| !reached.contains(it));
            let further: Vec<_> = further.copied().collect();
            reached.extend(further);
            next += 1;
        }
        let broken: Vec<_> = reached.iter().filter(|it| forbidden.contains(it)).collect();
        assert!(broken.is_empty(), "{from} reaches {broken:?}");
    }
    assert!(!arrows["web"].contains(&"repository"), "the web asks use-cases, not tables");
}

#[test]
fn each_library_has_one_place() {
    let homes: BTreeMap<_, _> = ONLY_IN.iter().copied().collect();
    let mut seen: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, dependencies) in packages() {
        for (library, _) in dependencies {
            if homes.contains_key(library) && name != "site-tests" {
                seen.entry(library).or_default().push(name);
            }
        }
    }
    for (library, agreed) in homes {
        assert_eq!(seen.remove(library).unwrap_or_default(), agreed, "{library}");
    }
}

#[test]
fn every_crate_says_what_it_is_for_what_it_may_use_and_how_it_grows() {
    for (name, _) in ARROWS.iter().filter(|(name, _)| !["site-tests", "xtask"].contains(name)) {
        let folder = root().join("crates").join(name);
        let readme = read(&folder.join("README.md"));
        for words in [
            ["**For:**", "**For:**"],
            ["**May use:**", "**May use:**"],
            ["**To extend", "**To add"],
        ] {
            assert!(
                words.iter().any(|it| readme.contains(it)),
                "{name}/README.md lacks {}",
                words[0]
            );
        }
        assert!(readme.starts_with(&format!("# {name}\n")), "{name}/README.md has another title");
        let lib = read(&folder.join("src/lib.rs"));
        let included = "#![doc = include_str!(\"../README.md\")]";
        assert!(lib.starts_with(included), "{name}: the README is not its documentation");
    }
}

#[test]
fn every_crate_keeps_the_lints_of_the_workspace() {
    for package in METADATA["packages"].as_array().unwrap() {
        let manifest = read(Path::new(package["manifest_path"].as_str().unwrap()));
        assert!(manifest.contains("[lints]\nworkspace = true"), "{}", package["name"]);
    }
}

#[test]
fn no_file_is_too_long_to_be_read() {
    for folder in ["crates", "tests", "xtask"] {
        for file in files(folder, ".rs") {
            let lines = read(&file).lines().count();
            assert!(lines <= 400, "{} has {lines} lines", name(&file));
        }
    }
}

#[test]
fn nothing_but_the_composition_root_reads_the_environment_or_the_clock() {
    const BANNED: &[(&str, &[&str])] = &[
        ("std::env::var", &["crates/manage/"]),
        ("env::set_var", &[]),
        // A cookie's age is counted by the browser's clock, from when it arrives.
        ("now_utc()", &["crates/ports/", "crates/manage/", "crates/web/src/routes/sessions.rs"]),
        ("SystemTime::now", &["crates/mail/src/post/tests.rs", "crates/storage/src/disk/tests.rs"]),
    ];
    for file in files("crates", ".rs") {
        let (name, text) = (name(&file), read(&file));
        for (words, allowed) in BANNED {
            let here = allowed.iter().any(|it| name.starts_with(it));
            assert!(here || !text.contains(words), "{name} uses {words}");
        }
    }
}
