//! What the site is built from: no OpenSSL, one TLS and one source of cryptography, and no compiler but C.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use crate::architecture::root;

/// What cargo tells about each crate that it would build: its name, its version, its features.
fn lines(options: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO"));
    command.args(["tree", "--offline", "--prefix=none", "--format={p} {f}"]).args(options);
    let output = command.current_dir(root()).output().expect("cargo can be run");
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo tree {options:?}: {complained}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The crates that cargo would build, by name with all their versions.
fn tree(options: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
    let said = lines(options);
    let mut crates: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in said.lines() {
        let mut words = line.split(' ');
        if let (Some(name), Some(version)) = (words.next(), words.next()) {
            crates.entry(name.to_owned()).or_default().insert(version.to_owned());
        }
    }
    assert!(crates.len() > 100, "{options:?}: {said}");
    crates
}

/// The site, its tests and its tools.
fn everything() -> BTreeMap<String, BTreeSet<String>> {
    tree(&["--workspace", "--edges=normal,dev"])
}

#[test]
fn there_is_no_openssl_and_no_second_tls() {
    let crates = everything();
    for foreign in [
        "openssl",
        "openssl-sys",
        "native-tls",
        "schannel",
        "security-framework",
        "boring",
        "mbedtls",
    ] {
        assert!(!crates.contains_key(foreign), "{foreign}: run `cargo tree -i {foreign}`");
    }
    assert_eq!(crates["rustls"].len(), 1, "{:?}", crates["rustls"]);
    assert_eq!(crates["tokio-rustls"].len(), 1, "{:?}", crates["tokio-rustls"]);
}

#[test]
fn ring_is_the_only_provider_of_cryptography() {
    let crates = everything();
    let providers: Vec<_> = [
        "ring",
        "aws-lc-rs",
        "aws-lc-sys",
        "aws-lc-fips-sys",
        "rustls-openssl",
        "rustls-rustcrypto",
        "rustls-graviola",
        "boring-sys",
        "wolfcrypt-rs",
    ]
    .into_iter()
    .filter(|it| crates.contains_key(*it))
    .collect();
    assert_eq!(providers, ["ring"]);
    assert_eq!(crates["ring"].len(), 1, "{:?}", crates["ring"]);
}

#[test]
fn a_newcomer_needs_rust_and_a_c_compiler_only() {
    let crates = tree(&["--package=manage", "--edges=normal,build"]);
    let tools = [
        "cmake",
        "bindgen",
        "clang-sys",
        "nasm-rs",
        "pkg-config-needed",
        "meson",
        "autotools",
        "cxx-build",
    ];
    for tool in tools {
        assert!(
            !crates.contains_key(tool),
            "{tool}: run `cargo tree -p manage -e normal,build -i {tool}`"
        );
    }
    assert!(crates.contains_key("cc"), "SQLite and libpq are compiled here");
}

#[test]
fn both_databases_are_inside() {
    let said = lines(&["--package=manage", "--edges=normal,build"]);
    for (name, feature) in [("libsqlite3-sys", "bundled"), ("pq-sys", "bundled_without_openssl")] {
        let line = said.lines().find(|it| it.starts_with(&format!("{name} "))).unwrap_or_default();
        let features = line.rsplit(' ').next().unwrap_or_default();
        assert!(features.split(',').any(|it| it == feature), "{name}: {line:?}");
    }
}
