//! Showing that one is a person, at the real door: by a puzzle, by a letter, and by not being quicker than anybody types (C38).

use std::time::{Duration, Instant};

use harness::{App, Form, Method, Page, Value, Visitor, json};

use crate::world::{PASSWORD, World, address_of, count, names, registration, text, times};

on_both_databases!(
    with |site| site.set("TINTYPE_CAPTCHA", "slider");
    nobody_registers_without_a_pass,
    a_puzzle_is_answered_once_for_one_thing,
    one_of_a_hundred_right_answers_counts,
    whoever_fills_in_everything_at_once_is_turned_away,
    whoever_runs_no_scripts_comes_in_by_a_letter,
    after_wrong_passwords_a_letter_lets_in,
);

const MISSING: &str = "Show that you are a person first.";
const OVER: &str = "That took too long, or was used before. Please do it once more.";
const WRONG: &str = "That was not quite it. Here is another one.";
const TOO_FAST: &str = "That was quicker than anybody types. Please send it once more.";

fn people(world: &World) -> i64 {
    world.sql().number("SELECT count(*) AS n FROM users")
}

/// Registers by program with this pass, and says what is wrong.
async fn register(app: &App, name: &str, pass: &str) -> String {
    let mut typed = registration(name);
    typed["captcha"] = json!(pass);
    let answer = app.post("/register", &typed).await;
    if answer.status == 201 {
        return "done".to_owned();
    }
    names(&answer, "captcha", name);
    text(&answer.json["errors"]["captcha"]).to_owned()
}

/// A puzzle for this, and its right answer: where the piece belongs is on the server alone. Two seconds have passed for it.
async fn puzzle(world: &World, action: &str, seed: u32) -> (String, Value) {
    let asked = world.site.app().post("/captcha", &json!({ "action": action })).await.expect(201);
    let kept =
        "SELECT data AS t FROM proofs WHERE purpose = 'captcha' ORDER BY created_at DESC LIMIT 1";
    let kept: Value = harness::json_from(&world.sql().texts(kept)[0]).expect("JSON");
    world
        .sql()
        .must("UPDATE proofs SET created_at = created_at - 2000000 WHERE purpose = 'captcha'");
    let x = kept["x"].as_f64().expect("a place");
    assert!(!asked.text.contains("\"x\""), "{}", asked.text);
    let work = &asked.json["work"];
    let bits = u8::try_from(work["bits"].as_u64().expect("bits")).expect("few");
    let work = captcha::work::solve(text(&work["nonce"]), bits).expect("it can be done");
    let answer = json!({ "x": x, "trail": by_hand(x, seed), "input": "mouse", "work": work });
    (text(&asked.json["id"]).to_owned(), answer)
}

/// The way of a hand: slow, quick, slow, a little up and down; `seed` makes one unlike another.
fn by_hand(x: f64, seed: u32) -> Vec<Value> {
    let steps = 40;
    let point = |step: u32| {
        let share = f64::from(step) / f64::from(steps);
        let way = share.powi(3) * (10.0 - 15.0 * share + 6.0 * share * share);
        let wobble = (f64::from(step * 7 + seed * 3) * 0.7).sin();
        let end = if step == steps || step == 0 { 0.0 } else { wobble * 0.4 };
        let t = 20 * step + (step * (3 + seed)) % 9;
        json!([t, (way * x + end).clamp(0.0, x), wobble * 1.5])
    };
    (0..=steps).map(point).collect()
}

/// Answers a puzzle; gives the pass, or what is wrong.
async fn solve(world: &World, (id, answer): &(String, Value)) -> Result<String, String> {
    let answer = world.site.app().post(&format!("/captcha/{id}"), answer).await;
    if answer.status == 200 {
        return Ok(text(&answer.json["captcha"]).to_owned());
    }
    names(&answer, "captcha", "an answer");
    Err(text(&answer.json["errors"]["captcha"]).to_owned())
}

async fn nobody_registers_without_a_pass(world: World) {
    let app = world.site.app();
    assert_eq!(register(&app, "eve", "").await, MISSING);
    for invented in ["AAAAAAAAAAA", "\0", "' OR 1=1 --", &"a".repeat(5_000)] {
        assert_eq!(register(&app, "eve", invented).await, OVER, "{invented:?}");
    }
    // As a form, and at the page as a script of it would.
    let fields = [("username", "eve"), ("email", "eve@example.org"), ("password", PASSWORD)];
    let form = app.request(Method::POST, "/register").form(&fields);
    names(&app.exchange(form).await, "captcha", "a form");
    let mut visitor = world.site.visitor();
    let page = visitor.get("/register").await.expect(200);
    let request = visitor.request(Method::POST, "/register").json(&registration("eve"));
    let request = request.header("x-csrf-token", page.attr("meta[name=csrf]", "content"));
    visitor.exchange(request.header("accept", "application/json")).await.expect(422);
    let method = "_method=post&username=eve&email=eve%40example.org";
    let request = app.request(Method::POST, "/register").body(method);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(app.exchange(request).await.expect(422).json["status"], 422);
    assert_eq!(people(&world), 0);
    world.is_unharmed().await;
}

async fn a_puzzle_is_answered_once_for_one_thing(world: World) {
    let app = world.site.app();

    // Verify: a pass is for what the puzzle was asked for, and for it once.
    let for_login = solve(&world, &puzzle(&world, "login", 1).await).await.expect("a pass");
    assert_eq!(register(&app, "ada", &for_login).await, OVER);
    let asked = puzzle(&world, "register", 2).await;
    let pass = solve(&world, &asked).await.expect("a pass");
    assert_eq!(register(&app, "ada", &pass).await, "done");
    assert_eq!(register(&app, "bea", &pass).await, OVER);
    assert_eq!(solve(&world, &asked).await, Err(WRONG.to_owned()), "nor is the puzzle");

    // Verify: a wrong answer uses the puzzle up; so does one in which nobody has moved, or come too soon.
    let (id, right) = puzzle(&world, "register", 3).await;
    let mut wrong = right.clone();
    wrong["x"] = json!(right["x"].as_f64().expect("a place") - 8.0);
    for answer in [wrong, right] {
        assert_eq!(solve(&world, &(id.clone(), answer)).await, Err(WRONG.to_owned()));
    }
    let (id, mut still) = puzzle(&world, "register", 4).await;
    still["trail"] = json!([]);
    assert_eq!(solve(&world, &(id, still)).await, Err(WRONG.to_owned()));
    let late = puzzle(&world, "register", 5).await;
    world.sql().must("UPDATE proofs SET created_at = created_at + 4000000");
    assert_eq!(solve(&world, &late).await, Err(WRONG.to_owned()), "before it was asked");
    let late = puzzle(&world, "register", 6).await;
    world.sql().must("UPDATE proofs SET expires_at = 1");
    assert_eq!(solve(&world, &late).await, Err(WRONG.to_owned()));
    assert_eq!(people(&world), 1);
    world.is_unharmed().await;
}

async fn one_of_a_hundred_right_answers_counts(world: World) {
    let (id, right) = puzzle(&world, "register", 1).await;
    let path = format!("/captcha/{id}");
    let answers = world.race("proofs", times(100, (Method::POST, &path), &right)).await;
    assert_eq!((count(&answers, 200), count(&answers, 422)), (1, 99));
    // And of a hundred who use the pass, one.
    let won = answers.iter().find(|it| it.status == 200).expect("one");
    let mut typed = registration("ada");
    typed["captcha"] = won.json["captcha"].clone();
    let all = (0..100).map(|nth| {
        let mut typed = typed.clone();
        (typed["username"], typed["email"]) =
            (json!(format!("racer{nth}")), json!(address_of(&format!("racer{nth}"))));
        (Method::POST, "/register".to_owned(), typed)
    });
    let answers = world.race("proofs", all.collect()).await;
    assert_eq!((count(&answers, 201), count(&answers, 422)), (1, 99));
    assert_eq!(people(&world), 1);
    world.is_unharmed().await;
}

const REGISTER: &str = "form[action='/register']";

/// The form to register with, filled in.
fn filled(visitor: &Visitor, name: &str) -> Form {
    let form = visitor.form(REGISTER).set("username", name).set("email", &address_of(name));
    form.set("password", PASSWORD)
}

/// Sends a form until it is no longer too soon for it.
async fn in_good_time(visitor: &mut Visitor, form: &Form) -> Page {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let page = visitor.send(form.clone()).await;
        if !page.shows(TOO_FAST) {
            return page;
        }
        assert!(Instant::now() < end, "it is always too soon");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn whoever_fills_in_everything_at_once_is_turned_away(world: World) {
    let mut visitor = world.site.visitor();
    visitor.get("/register").await.expect(200);
    let form = filled(&visitor, "eve");
    let begun = Instant::now();

    // Verify: within three seconds it is refused and says so, and what was typed is still there.
    let page = visitor.send(form.clone()).await.expect(422);
    assert_eq!(page.text("form [data-form-error]"), TOO_FAST);
    assert_eq!(page.attr("#username", "value"), "eve");
    assert!(page.has("#captcha-error[hidden]"), "nothing else is said");
    let page = in_good_time(&mut visitor, &form).await.expect(422);
    // The site counts whole seconds.
    assert!(begun.elapsed() > Duration::from_secs(2), "{:?}", begun.elapsed());
    assert_eq!(page.text("#captcha-error"), MISSING, "it is the next that is asked for");

    // Verify: the same form is refused where what nobody sees is filled in, or where it says of itself how old it is.
    let stamp = form.values("stamp").remove(0);
    let (seconds, mark) = stamp.split_once('.').expect("a time and a mark");
    let earlier = format!("{}.{mark}", seconds.parse::<i64>().expect("seconds") - 60);
    let long_ago = format!("0.{mark}");
    let trapped = form.clone().set("website", "https://hats.example");
    let stamps = ["", "0", seconds, &earlier, &long_ago, &format!("{seconds}.")];
    let forged = stamps.map(|it| form.clone().set("stamp", it));
    for wrong in [trapped].into_iter().chain(forged) {
        let what = format!("{:?} {:?}", wrong.values("website"), wrong.values("stamp"));
        let page = visitor.send(wrong).await.expect(422);
        assert_eq!(page.text("form [data-form-error]"), TOO_FAST, "{what}");
    }
    assert_eq!(people(&world), 0);
    assert!(world.site.outbox().letters().is_empty());
    world.is_unharmed().await;
}

/// Asks for a letter on the page that the puzzle leads to, as somebody without scripts; gives the link in it.
async fn letter(world: &World, visitor: &mut Visitor, action: &str) -> String {
    let page = visitor.follow(&format!("a[href='/captcha/letter?action={action}']")).await;
    assert_eq!(page.attr("input[name=action]", "value"), action);
    let form = "form[action='/captcha/letter']";
    let page = visitor.submit(form, &[("email", "ada@")]).await.expect(422);
    assert!(page.has("#email[aria-invalid]"));
    let page = visitor.submit(form, &[("email", &address_of("ada"))]).await.expect(200);
    let told = "If the address is right, a letter with a link is on its way.";
    assert_eq!(page.text(".flash"), told);
    world.site.outbox().letter_to(&address_of("ada")).await.link()
}

async fn whoever_runs_no_scripts_comes_in_by_a_letter(world: World) {
    let mut ada = world.site.visitor();
    ada.get("/register").await.expect(200);
    let link = letter(&world, &mut ada, "register").await;
    assert!(link.starts_with(&world.site.url("/register?pass=")), "{link}");

    // Verify: whoever has the letter goes on where they were, without a puzzle.
    let page = ada.get(&link).await.expect(200);
    assert!(page.shows("You have shown that you are a person.") && !page.has("[data-captcha]"));
    let form = filled(&ada, "ada");
    let page = in_good_time(&mut ada, &form).await.expect(200);
    assert_eq!((page.path().as_str(), page.shows("You: ada")), ("/verify", true));
    let to_verify = world.site.outbox().nth_letter_to(&address_of("ada"), 2).await;
    assert!(!to_verify.text.contains("pass="), "{}", to_verify.text);

    // Verify: once, and for nothing else.
    let pass = link.rsplit('=').next().expect("a pass").to_owned();
    assert_eq!(register(&world.site.app(), "ada2", &pass).await, OVER);
    let mut other = world.site.visitor();
    other.get(&link).await.expect(200);
    let stamp = form.values("stamp").remove(0);
    let form = filled(&other, "ada3").set("email", &address_of("ada")).set("stamp", &stamp);
    let page = other.send(form).await.expect(422);
    assert_eq!(page.text("#captcha-error"), OVER);
    assert!(page.has("[data-captcha]"), "a puzzle again");
    assert_eq!(people(&world), 1);
    let answer = world.site.app().post("/captcha/letter", &json!({ "action": "upload" })).await;
    names(&answer, "action", "for anything");
    world.is_unharmed().await;
}

async fn after_wrong_passwords_a_letter_lets_in(mut world: World) {
    // Init: somebody has guessed three times.
    world.site.set("TINTYPE_RATE_LIMITS", "true");
    world.site.restart().await;
    world.add("ada", &[]).await;
    let app = world.site.app();
    let login = |password: &str| json!({ "login": "ada", "password": password });
    for _ in 0..3 {
        app.post("/login", &login("a wrong guess")).await.expect(401);
    }

    // Verify: from then on even the right password is not looked at, neither by program nor on the page.
    for password in ["a wrong guess", PASSWORD] {
        names(&app.post("/login", &login(password)).await, "captcha", password);
    }
    let mut ada = world.site.visitor();
    ada.get("/login").await.expect(200);
    assert!(!ada.page().has("[data-captcha]"), "who has done nothing wrong sees none");
    let typed = [("login", "ada"), ("password", PASSWORD)];
    let page = ada.submit("form[action='/login']", &typed).await.expect(422);
    assert_eq!(page.text("#captcha-error"), MISSING);

    // Verify: a letter lets her try, once for each.
    let link = letter(&world, &mut ada, "login").await;
    assert!(link.starts_with(&world.site.url("/login?pass=")), "{link}");
    ada.get(&link).await.expect(200);
    let page = ada.submit("form[action='/login']", &typed).await.expect(200);
    assert_eq!((page.path().as_str(), page.shows("You: ada")), ("/", true));
    let pass = link.rsplit('=').next().expect("a pass");
    assert_eq!(register(&app, "eve", pass).await, OVER, "nor is it for anything else");

    // Verify: the right password has put everything right.
    app.post("/login", &login(PASSWORD)).await.expect(200);
    world.is_unharmed().await;
}
