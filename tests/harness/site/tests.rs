use super::*;

/// A script in the place of the program. It stands in the source tree, because a program that was written a moment
/// ago is "busy" as long as any other test is just about to start a process.
const FAKE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/support/fake_site.py");

fn fake() -> SiteBuilder {
    Site::builder().program(FAKE).set("TINTYPE_SITE_NAME", "Fake")
}

#[tokio::test]
async fn a_site_can_be_stopped_killed_and_started_again() {
    let mut site = fake().start().await;
    assert_eq!(site.files(), ["starts"]);
    assert!(site.stop().await.success());
    assert_eq!(site.stdout(), "goodbye\n");
    assert!(reqwest::get(site.url("/")).await.is_err());
    site.restart().await;
    site.kill9();
    site.restart().await;
    site.restart().await;
    assert_eq!(site.files_containing(b"xxxx"), ["starts"]);
    assert_eq!(site.stdout(), "goodbye\ngoodbye\n");
}

#[tokio::test]
async fn commands_run_with_the_settings_of_the_site() {
    let site = fake().start().await;
    assert_eq!(site.run(&["say", "0"]).await, "said 0  Fake\n");
    let output = site.cli_with_input(&["say", "2"], "secret").await;
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(output.stdout, b"said 2 secret Fake\n");
}

#[tokio::test]
async fn a_site_that_does_not_start_says_why() {
    let failed = tokio::spawn(fake().set("TINTYPE_BROKEN", "1").start()).await.unwrap_err();
    let said = failed.into_panic().downcast::<String>().unwrap();
    assert!(said.contains("this setting is wrong: broken"), "{said}");
}

#[tokio::test]
async fn a_visitor_fills_forms_and_keeps_cookies() {
    let site = fake().start().await;
    let mut visitor = site.visitor();
    assert_eq!(visitor.get("/").await.expect(200).text("p"), "None none");
    let page = visitor.submit("form", &[("a", "ü &")]).await.expect(200);
    assert_eq!(
        (page.path().as_str(), page.text("p").as_str()),
        ("/after?x=1", "session=abc same-origin")
    );
    assert_eq!(site.stdout(), format!("csrf=1&a=%C3%BC+%26 {}\n", site.base()));
    assert_eq!(visitor.cookies(), "session=abc");

    let mut careful = site.visitor().without_redirects();
    careful.get("/").await;
    let page = careful.submit("form", &[]).await.expect(303);
    assert_eq!(page.header("location"), Some("/after?x=1"));
}

#[tokio::test]
async fn an_app_is_known_by_its_token() {
    let site = fake().start().await;
    site.app().get("/me").await.expect(401);
    let app = site.app().signed_in("ada", "pass").await;
    assert_eq!(app.get("/me").await.expect(200).json["token"], "Bearer t0k3n");
}
