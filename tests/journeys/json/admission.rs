//! Sites that do not take everybody: with staff's leave, by invitation, not at all; by program.

use harness::{Answer, App, Sql, Value, json};

use super::shapes::{has_members, problem, wrong_fields};
use crate::people::{PASSWORD, address_of, text};
use crate::stack::{Stack, World};

on_both_stacks!(
    staff_lets_in_and_turns_away_whoever_gave_a_reason,
    an_invitation_lets_in_as_many_as_it_says,
    a_closed_site_takes_nobody,
);

const REASON: &str = "I take pictures of bridges.";

/// Registers with something more.
async fn register(app: &App, name: &str, (field, value): (&str, &str)) -> Answer {
    let mut typed = json!({ "username": name, "email": address_of(name), "password": PASSWORD });
    typed[field] = json!(value);
    app.post("/register", &typed).await
}

fn login(name: &str) -> Value {
    json!({ "login": name, "password": PASSWORD })
}

fn people(world: &World) -> i64 {
    Sql::open(world.site.database()).number("SELECT count(*) AS n FROM users")
}

/// Two who wish to join, and say why.
async fn two_ask(app: &App) {
    for reason in ["", "  too short   ", &"a".repeat(501)] {
        assert_eq!(wrong_fields(register(app, "ada", ("reason", reason)).await), ["reason"]);
    }
    for name in ["ada", "eve"] {
        let asked = register(app, name, ("reason", REASON)).await.expect(201).json;
        has_members(&asked, &["user waiting mail"]);
        assert_eq!(asked["waiting"], true);
    }
}

async fn staff_lets_in_and_turns_away_whoever_gave_a_reason(stack: Stack) {
    // Init.
    let world = World::start_with(stack, &[("TINTYPE_REGISTRATION", "approval")]).await;
    world.add("mo", &["--moderator"]).await;
    let (mo, app) = (world.app_of("mo").await, world.site.app());
    two_ask(&app).await;

    // Verify: whoever waits is not in, also not by confirming the address; staff alone sees the queue.
    let link = world.link("ada").await;
    let token = link.rsplit('/').next().expect("a token");
    app.post("/verify", &json!({ "token": token })).await.expect(200);
    let refused = app.post("/login", &login("ada")).await;
    assert!(refused.text.contains("has to let you in first"), "{}", refused.text);
    problem(refused, 403);
    problem(app.post("/login", &json!({ "login": "ada", "password": "x" })).await, 401);
    problem(app.get("/admin/waiting").await, 401);
    problem(world.member("bea").await.get("/admin/waiting").await, 403);
    let queue = mo.get("/admin/waiting").await.expect(200).json;
    let items = queue["items"].as_array().expect("a list");
    assert_eq!((&items[0]["name"], &items[1]["name"]), (&json!("ada"), &json!("eve")));
    has_members(&items[0], &["name email verified reason url since"]);
    assert_eq!((&items[0]["reason"], &items[0]["verified"]), (&json!(REASON), &json!(true)));

    // Verify: one is let in, the other is turned away; nothing of hers is kept, and both is done once.
    let decide = async |name: &str, accept: bool| {
        mo.post(&format!("/admin/waiting/{name}"), &json!({ "accept": accept })).await
    };
    decide("ada", true).await.expect(200);
    decide("eve", false).await.expect(200);
    for name in ["ada", "eve", "bea", "nobody"] {
        problem(decide(name, false).await, 404);
    }
    assert_eq!(mo.get("/admin/waiting").await.expect(200).json["items"], json!([]));
    app.post("/login", &login("ada")).await.expect(200);
    problem(app.post("/login", &login("eve")).await, 401);
    let welcome = world.letters().nth_letter_to(&address_of("ada"), 2).await;
    assert!(welcome.link().starts_with(&world.site.base()), "{welcome:?}");
    assert_eq!(people(&world), 3, "mo, bea and ada");
    assert_eq!(world.letters().letters_to(&address_of("eve")).len(), 1, "the one before");
}

async fn an_invitation_lets_in_as_many_as_it_says(stack: Stack) {
    // Init.
    let world = World::start_with(stack, &[("TINTYPE_REGISTRATION", "invite")]).await;
    world.add("mo", &["--moderator"]).await;
    let (mo, app) = (world.app_of("mo").await, world.site.app());
    for invented in ["", "AAAAAAAAAAA"] {
        let refused = register(&app, "ada", ("invite", invented)).await;
        assert_eq!(wrong_fields(refused), ["invite"]);
    }
    problem(world.member("bea").await.post("/admin/invites", &json!({})).await, 403);
    for (wish, field) in [
        (json!({ "uses": 0 }), "uses"),
        (json!({ "uses": 1_001 }), "uses"),
        (json!({ "days": 0 }), "days"),
        (json!({ "days": 366 }), "days"),
    ] {
        assert_eq!(wrong_fields(mo.post("/admin/invites", &wish).await), [field]);
    }

    // Verify: its link is said once; it lets one in and no more.
    let wish = json!({ "note": "The club", "uses": 1, "days": 7 });
    let made = mo.post("/admin/invites", &wish).await.expect(200).json;
    let invite = text(&made["url"]).split_once("invite=").expect("a token").1.to_owned();
    assert!(text(&made["url"]).starts_with(&world.site.url("/register?invite=")), "{made}");
    let list = mo.get("/admin/invites").await.expect(200);
    assert!(!list.text.contains(&invite), "{}", list.text);
    has_members(&list.json["items"][0], &["id note uses_left made_by created_at expires_at"]);
    register(&app, "mo", ("invite", &invite)).await.expect(422);
    let entered = register(&app, "ada", ("invite", &invite)).await.expect(201).json;
    assert_eq!(entered["waiting"], false);
    assert_eq!(wrong_fields(register(&app, "eve", ("invite", &invite)).await), ["invite"]);
    assert_eq!(mo.get("/admin/invites").await.expect(200).json["items"], json!([]));
    app.post("/login", &login("ada")).await.expect(200);

    what_is_over_lets_nobody_in(&world, &mo).await;
    assert_eq!(people(&world), 3, "mo, bea and ada");
}

/// What was taken back, or is too old.
async fn what_is_over_lets_nobody_in(world: &World, mo: &App) {
    let app = world.site.app();
    for way in ["withdrawn", "expired"] {
        let made = mo.post("/admin/invites", &json!({ "days": 1 })).await.expect(200).json;
        let invite = text(&made["url"]).split_once("invite=").expect("a token").1.to_owned();
        let place = format!("/admin/invites/{}", made["items"][0]["id"]);
        if way == "withdrawn" {
            mo.delete(&place).await.expect(204);
            problem(mo.delete(&place).await, 404);
        } else {
            Sql::open(world.site.database()).must("UPDATE invites SET expires_at = 1");
        }
        assert_eq!(wrong_fields(register(&app, "eve", ("invite", &invite)).await), ["invite"]);
    }
}

async fn a_closed_site_takes_nobody(stack: Stack) {
    let world = World::start_with(stack, &[("TINTYPE_REGISTRATION", "closed")]).await;
    let (app, mo) = (world.site.app(), world.admin("mo").await);
    let made = mo.post("/admin/invites", &json!({})).await.expect(200).json;
    let invite = text(&made["url"]).split_once("invite=").expect("a token").1.to_owned();
    for (field, value) in [("reason", REASON), ("invite", invite.as_str())] {
        let refused = register(&app, "ada", (field, value)).await;
        assert!(refused.text.contains("takes no new members"), "{}", refused.text);
        problem(refused, 403);
    }
    // Not even whether a name is free is told.
    problem(register(&app, "mo", ("invite", "")).await, 403);
    problem(app.post("/register", &json!({})).await, 403);
    assert_eq!(app.get("/site").await.expect(200).json["registration"], "closed");
    assert_eq!((people(&world), world.letters().letters().len()), (1, 0));
    // Whoever is a member already comes in.
    world.add("ada", &[]).await;
    app.post("/login", &login("ada")).await.expect(200);
}
