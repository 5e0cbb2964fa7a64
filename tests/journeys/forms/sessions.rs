//! Signing in and out.

use harness::Page;

use crate::people::{PASSWORD, post, sign_in};
use crate::stack::{Stack, World};

on_both_stacks!(
    a_member_signs_in_by_name_or_address_and_goes_on_where_they_were,
    staying_signed_in_is_a_choice,
    a_wrong_pair_says_one_thing_and_a_foreign_next_leads_home,
    signing_out_kills_the_session,
);

async fn a_member_signs_in_by_name_or_address_and_goes_on_where_they_were(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let photo = post(&world.member("bea").await, &[("title", "Harbour")], 1).await;
    let path = photo["url"].as_str().expect("a path").to_owned();
    world.add("ada", &[]).await;
    let mut ada = world.site.visitor();

    // Verify: by name, from a page for members.
    assert_eq!(ada.get("/upload").await.expect(200).path(), "/login?next=%2Fupload");
    let page = sign_in(&mut ada, "ada").await.expect(200);
    assert_eq!(
        (page.path().as_str(), page.text(".flash").as_str()),
        ("/upload", "You are signed in.")
    );
    assert!(page.shows("You: ada"));
    assert_eq!(page.link(".menu__who"), "/@ada");

    // Verify: by address in other letters, from the page of a photo.
    let page = ada.submit("form[action='/logout']", &[]).await.expect(200);
    assert_eq!((page.path().as_str(), page.text(".flash").as_str()), ("/", "You are signed out."));
    ada.get(&path).await.expect(200);
    ada.follow(".talk__hint a").await.expect(200);
    let page = sign_in(&mut ada, "ADA@Example.org").await.expect(200);
    assert_eq!((page.path(), page.text("h1").as_str()), (path.clone(), "Harbour"));

    // Verify: from the bar, with a query behind the path.
    ada.submit("form[action='/logout']", &[]).await.expect(200);
    ada.get("/new?limit=5").await.expect(200);
    ada.follow(".bar a[href^='/login']").await.expect(200);
    assert_eq!(sign_in(&mut ada, "@Ada").await.expect(200).path(), "/new?limit=5");
}

async fn staying_signed_in_is_a_choice(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    world.add("ada", &[]).await;
    let mut ada = world.site.visitor().without_redirects();

    // Verify: without the tick the cookie ends with the browser.
    ada.get("/login").await.expect(200);
    let cookie = session_cookie(&sign_in(&mut ada, "ada").await.expect(303));
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    assert!(cookie.contains("Path=/") && !cookie.contains("Secure"), "{cookie}");
    assert!(!cookie.contains("Max-Age") && !cookie.contains("Expires"), "{cookie}");
    let token = cookie.split(['=', ';']).nth(1).expect("a value");
    assert!(token.len() >= 22, "128 bits at least: {token}");
    assert_eq!(world.holding(token.as_bytes()), [""; 0], "the token itself is not kept");

    // Verify: with it, the cookie stays.
    let mut again = world.site.visitor().without_redirects();
    again.get("/login").await.expect(200);
    let typed = [("login", "ada"), ("password", PASSWORD), ("remember", "true")];
    let cookie = session_cookie(&again.submit("form[action='/login']", &typed).await.expect(303));
    let age = cookie.split("Max-Age=").nth(1).and_then(|it| it.split(';').next()?.parse().ok());
    let month: i64 = 30 * 86_400;
    assert!(age.is_some_and(|age: i64| (month - 60..=month).contains(&age)), "{cookie}");
}

async fn a_wrong_pair_says_one_thing_and_a_foreign_next_leads_home(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    world.add("ada", &[]).await;
    let mut visitor = world.site.visitor();
    visitor.get("/login?next=%2Fupload").await.expect(200);

    // Verify: whether the name or the password is wrong, nobody learns.
    let mut said = Vec::new();
    for (login, password) in [("ada", "five trees in a row"), ("eve", PASSWORD), ("", "")] {
        let typed = [("login", login), ("password", password)];
        let page = visitor.submit("form[action='/login']", &typed).await.expect(401);
        assert_eq!(page.attr("#login", "value"), login);
        assert_eq!(page.attr("#password", "value"), "");
        said.push(page.text(".form [data-form-error]"));
    }
    assert_eq!(said[0], "That name or address and that password do not go together.");
    assert!(said.iter().all(|it| *it == said[0]), "{said:?}");

    // Verify: the place to go on survived the detour.
    assert_eq!(sign_in(&mut visitor, "ada").await.expect(200).path(), "/upload");

    // Verify: no place but one on this site.
    for foreign in
        ["https://evil.example/", "//evil.example/", "/\\evil.example", "/%5C/evil.example"]
    {
        let mut visitor = world.site.visitor();
        let encoded = foreign.replace('%', "%25").replace('/', "%2F");
        visitor.get(&format!("/login?next={encoded}")).await.expect(200);
        assert_eq!(sign_in(&mut visitor, "ada").await.expect(200).path(), "/", "{foreign}");
    }
}

async fn signing_out_kills_the_session(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    world.add("ada", &[]).await;
    let mut ada = world.visitor_as("ada").await;
    let cookie = ada.cookies();

    // Check: whoever has the cookie is Ada.
    let mut thief = world.site.visitor();
    thief.set_cookie(&cookie);
    assert_eq!(thief.get("/me").await.expect(200).path(), "/@ada");

    // Verify: afterwards it is nobody's.
    ada.get("/").await.expect(200);
    let page = ada.submit("form[action='/logout']", &[]).await.expect(200);
    assert!(!page.has(".menu"));
    assert_eq!(ada.cookies(), "");
    let mut thief = world.site.visitor();
    thief.set_cookie(&cookie);
    assert_eq!(thief.get("/me").await.expect(200).path(), "/login?next=%2Fme");
    assert!(!thief.get("/").await.expect(200).has(".menu"));
}

/// The one session cookie that an answer sets.
#[track_caller]
fn session_cookie(page: &Page) -> String {
    let set = page.headers.get_all("set-cookie").iter();
    let set: Vec<_> =
        set.filter_map(|it| it.to_str().ok()).filter(|it| it.starts_with("sid=")).collect();
    let [cookie] = set.as_slice() else { panic!("{set:?}") };
    (*cookie).to_owned()
}
