//! A program in another language that knows nothing but the OpenAPI description: every answer it gets is one that was promised.

use std::process::Command;

use harness::pictures;

use crate::people::PASSWORD;
use crate::stack::{Stack, World};

on_both_stacks!(a_client_made_from_the_description_gets_what_was_promised);

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/support/api_client.py");

async fn a_client_made_from_the_description_gets_what_was_promised(stack: Stack) {
    let world = World::start_with(stack, &[("TINTYPE_RATE_LIMITS", "false")]).await;
    world.add("ada", &[]).await;
    let folder = tempfile::tempdir().expect("a folder");
    let picture = folder.path().join("picture.jpg");
    std::fs::write(&picture, pictures::jpeg(360, 240, 7)).expect("a file");
    let python = std::env::var_os("TEST_PYTHON").expect("a Python: run `cargo xtask test`");
    let mut client = Command::new(python);
    client.args([SCRIPT, &world.site.base(), "ada", PASSWORD]).arg(&picture);
    client.env("NO_PROXY", "127.0.0.1").env("PYTHONDONTWRITEBYTECODE", "1");
    let ended = tokio::task::spawn_blocking(move || client.output()).await.expect("it ends");
    let ended = ended.expect("Python can be run");
    let (said, why) =
        (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert!(ended.status.success(), "{said}\n{why}");
    let asked = said.split(' ').next().and_then(|it| it.parse::<u32>().ok());
    assert!(asked.is_some_and(|it| it > 150), "{said}");
}
