//! What staff and the command line do is noted, each deed once and nothing else (C52).

use std::collections::BTreeSet;
use std::process::Output;

use harness::{S3Server, Site, Sql, TestDatabase, pictures};
use services::{CommentDraft, TokenDraft, UserChange};

use crate::world::{World, a_member, a_photo, answer, by, owner, wish};

on_both!(
    every_deed_of_staff_is_noted_once,
    what_people_do_to_their_own_things_is_not_noted,
    what_is_refused_or_undone_is_not_noted,
    every_deed_of_the_owner_is_noted_once,
    only_admins_read_the_log_page_by_page,
);

/// The log since it was emptied, oldest first: who, from where, what, to what, and more about it.
fn log(world: &World) -> Vec<String> {
    let told =
        "actor || ' ' || via || ' ' || network || ' ' || deed || ' ' || target || ' ' || details";
    let lines = world.raw().texts(&format!("SELECT {told} AS t FROM audit ORDER BY id"));
    lines.iter().map(|it| it.trim_end().to_owned()).collect()
}

fn forget(world: &World) {
    world.sql("DELETE FROM audit");
}

fn change(suspended: Option<bool>, role: Option<&str>) -> UserChange {
    UserChange { suspended, role: role.map(str::to_owned) }
}

async fn every_deed_of_staff_is_noted_once(world: &World) {
    // Init.
    let ruth = a_member("ruth").admin().join(world).await;
    let mo = a_member("mo").moderator().join(world).await;
    let ada = a_member("ada").join(world).await;
    let (photo, other) = (
        a_photo().post(world, &ada).await.id,
        a_photo().of(vec![pictures::jpeg(18, 12, 2)]).post(world, &ada).await.id,
    );
    let draft = CommentDraft { body: "Rude".to_owned(), parent: None };
    let said = world.comments().add(&ada, &other, draft).await.unwrap().id;
    world.sql(
        "INSERT INTO jobs (kind, picture_id, state, attempts, due_at, created_at, last_error) \
         SELECT 'develop', min(id), 'failed', 9, 1, 1, '' FROM pictures",
    );
    let job = world.raw().number("SELECT max(id) AS n FROM jobs");
    forget(world);

    // Check.
    let admin = world.admin();
    admin.change(&ruth, "ADA", change(None, Some("moderator")), &by(&ruth)).await.unwrap();
    admin.change(&ruth, "ada", change(Some(true), Some("member")), &by(&ruth)).await.unwrap();
    admin.change(&ruth, "ada", change(Some(false), None), &by(&ruth)).await.unwrap();
    admin.change(&ruth, "ada", change(None, None), &by(&ruth)).await.unwrap();
    admin.retry(&mo, job, &by(&mo)).await.unwrap();
    world.comments().delete(&mo, &said, &by(&mo)).await.unwrap();
    world.photos().delete(&mo, &photo, &by(&mo)).await.unwrap();
    world.sessions().end_all_of(&ruth, "ada", &by(&ruth)).await.unwrap();

    // Verify.
    let from = "web 127.0.0.0/24";
    assert_eq!(
        log(world),
        [
            format!("ruth {from} user.role ada moderator"),
            format!("ruth {from} user.role ada member"),
            format!("ruth {from} user.suspend ada"),
            format!("ruth {from} user.reinstate ada"),
            format!("mo {from} job.retry {job}"),
            format!("mo {from} comment.delete {said}"),
            format!("mo {from} photo.delete {photo}"),
            format!("ruth {from} user.end-sessions ada"),
        ]
    );
}

async fn what_people_do_to_their_own_things_is_not_noted(world: &World) {
    let mo = a_member("mo").moderator().join(world).await;
    let eve = a_member("eve").join(world).await;
    let photo = a_photo().post(world, &mo).await.id;
    let draft = CommentDraft { body: "Hello".to_owned(), parent: None };
    let hers = world.comments().add(&eve, &photo, draft.clone()).await.unwrap().id;
    let own = world.comments().add(&mo, &photo, draft).await.unwrap().id;
    let token = TokenDraft { name: "x".to_owned(), scope: "admin".to_owned(), expires_days: None };
    forget(world);
    for said in [hers, own] {
        world.comments().delete(&mo, &said, &by(&mo)).await.unwrap();
    }
    world.photos().delete(&mo, &photo, &by(&mo)).await.unwrap();
    let made = world.tokens().create(&mo, &token).await.unwrap();
    world.tokens().revoke(&mo, &made.view.id).await.unwrap();
    world.register(&wish("new", "new@example.org")).await.unwrap();
    assert_eq!(log(world), [""; 0]);
}

async fn what_is_refused_or_undone_is_not_noted(world: &World) {
    let ruth = a_member("ruth").admin().join(world).await;
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().post(world, &ruth).await.id;
    forget(world);
    let admin = world.admin();
    for (who, name, what) in [
        (&ada, "ruth", change(Some(true), None)),
        (&ruth, "ruth", change(Some(true), None)),
        (&ruth, "nobody", change(Some(true), None)),
        (&ruth, "ada", change(Some(true), Some("queen"))),
    ] {
        assert_ne!(answer(admin.change(who, name, what, &by(who)).await.map(drop)), "done");
    }
    assert_ne!(answer(admin.retry(&ruth, 999, &by(&ruth)).await), "done");
    assert_ne!(answer(world.photos().delete(&ada, &photo, &by(&ada)).await), "done");
    assert_ne!(answer(world.people().set_suspended("nobody", true).await), "done");
    assert_eq!(log(world), [""; 0]);

    // A deed that cannot be noted is not done: both are one transaction.
    world.sql("ALTER TABLE audit RENAME TO lost");
    assert_eq!(answer(world.people().set_suspended("ada", true).await), "internal");
    world.sql("ALTER TABLE lost RENAME TO audit");
    assert_eq!(world.rows("users WHERE suspended_at IS NOT NULL"), 0);
}

async fn every_deed_of_the_owner_is_noted_once(world: &World) {
    let (people, tokens) = (world.people(), world.tokens());
    people.add(&wish("ada", "ada@example.org"), domain::Role::Member, false).await.unwrap();
    people.verify("ada").await.unwrap();
    people.set_role("ada", domain::Role::Moderator).await.unwrap();
    people.set_suspended("ada", true).await.unwrap();
    people.set_suspended("ada", false).await.unwrap();
    people.reset_password("ada", "five trees in a row by the lake").await.unwrap();
    let draft = TokenDraft { name: "x".to_owned(), scope: "read".to_owned(), expires_days: None };
    let made = tokens.create_for("ada", &draft, &owner()).await.unwrap();
    tokens.revoke_any(&made.view.id, &owner()).await.unwrap();
    assert_eq!(
        log(world),
        [
            "olga cli  user.add ada member",
            "olga cli  user.verify ada",
            "olga cli  user.role ada moderator",
            "olga cli  user.suspend ada",
            "olga cli  user.reinstate ada",
            "olga cli  user.reset-password ada",
            "olga cli  token.create ada x (read)",
            "olga cli  token.revoke ada x",
        ]
    );
}

async fn only_admins_read_the_log_page_by_page(world: &World) {
    let ruth = a_member("ruth").admin().join(world).await;
    for who in [a_member("mo").moderator().join(world).await, a_member("ada").join(world).await] {
        let refused = world.admin().log(&who, 1).await.map(drop);
        assert_eq!(answer(refused), "forbidden: problem-forbidden");
    }
    forget(world);
    let empty = world.admin().log(&ruth, 1).await.unwrap();
    assert_eq!((empty.items.len(), empty.page, empty.pages, empty.total), (0, 1, 1, 0));
    for _ in 0..51 {
        world.people().verify("ada").await.unwrap();
    }
    world.people().set_role("ada", domain::Role::Admin).await.unwrap();
    let first = world.admin().log(&ruth, 1).await.unwrap();
    assert_eq!((first.items.len(), first.page, first.pages, first.total), (50, 1, 2, 52));
    assert_eq!((first.items[0].deed.as_str(), first.items[0].via.as_str()), ("user.role", "cli"));
    let second = world.admin().log(&ruth, 2).await.unwrap();
    assert_eq!(second.items.len(), 2);
    for (page, is) in [(0, 1), (-1, 1), (i64::MIN, 1), (i64::MAX, 1_000_000)] {
        assert_eq!(world.admin().log(&ruth, page).await.unwrap().page, is);
    }
}

/// What the program itself noted since it was asked the last time.
fn noted(site: &Site) -> Vec<String> {
    let mut sql = Sql::open(site.database());
    let told = "actor || ' ' || via || ' ' || deed || ' ' || target || ' ' || details";
    let lines = sql.texts(&format!("SELECT {told} AS t FROM audit ORDER BY id"));
    sql.must("DELETE FROM audit");
    lines.iter().map(|it| it.trim_end().to_owned()).collect()
}

/// What only looks; `serve` does what others ask for.
const LOOKS: [&str; 7] =
    ["serve", "user list", "token list", "mail list", "storage check", "rank explain", "openapi"];

/// All commands there are, as the program itself lists them.
async fn commands(site: &Site) -> BTreeSet<String> {
    let listed = async |words: &[&str]| {
        let help = site.run(&[words, &["--help"]].concat()).await;
        let lines = help.lines().skip_while(|it| *it != "Commands:").skip(1);
        let lines = lines.take_while(|it| !it.is_empty()).filter(|it| it.starts_with("  "));
        let names = lines.filter_map(|it| it.split_whitespace().next().map(str::to_owned));
        names.filter(|it| it != "help").collect::<Vec<_>>()
    };
    let mut all = BTreeSet::new();
    for name in listed(&[]).await {
        let below = listed(&[&name]).await;
        all.extend(below.iter().map(|it| format!("{name} {it}")));
        if below.is_empty() {
            all.insert(name);
        }
    }
    all
}

/// What is typed, where `PICTURES` is a folder with one, and what is noted of it, or how that begins.
const DEEDS: [(&str, &str); 14] = [
    ("migrate", "schema.migrate …"),
    ("user add ada --email ada@example.org", "user.add ada member"),
    ("user verify ada", "user.verify ada"),
    ("user role ada moderator", "user.role ada moderator"),
    ("user suspend ada", "user.suspend ada"),
    ("user suspend ada --undo", "user.reinstate ada"),
    ("user reset-password ada", "user.reset-password ada"),
    ("token create ada", "token.create ada command line (read)"),
    ("upload PICTURES --user ada", "photo.upload ada 1"),
    ("search rebuild", "search.rebuild"),
    ("rank rebuild", "ranking.rebuild  0"),
    ("storage move --to s3", "storage.copy …"),
    ("mail test eve@example.org", "mail.test …"),
    ("demo --users 2 --photos 0 --comments 0", "user.add-all  2"),
];

/// Those that are told of one by one.
const TOLD: [&str; 4] = ["token revoke", "mail retry", "storage fsck", "user delete"];

/// C52: every command that changes something, by the real program: one that is new is either told of here, or only looks.
#[tokio::test]
async fn every_command_that_changes_something_is_noted_under_the_name_of_whoever_typed_it() {
    for database in TestDatabase::both() {
        let store = S3Server::start().await;
        let site = Site::builder().database(database).set("USER", "root").set("SUDO_USER", "olga");
        let elsewhere =
            store.environment().into_iter().filter(|it| it.0 != "TINTYPE_STORAGE__KIND");
        let site = elsewhere.fold(site, |site, (name, value)| site.set(&name, &value)).prepare();
        let mut unknown = commands(&site).await;
        unknown.retain(|it| !LOOKS.contains(&it.as_str()) && !TOLD.contains(&it.as_str()));
        deeds(&site, &mut unknown).await;
        revoking(&site).await;
        mails_and_storage(&site).await;
        sending_away(&site).await;
        assert!(unknown.is_empty(), "what do these change? {unknown:?}");
        looking(&site).await;
    }
}

/// Does one after the other, and takes each away from what is unknown.
async fn deeds(site: &Site, unknown: &mut BTreeSet<String>) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.jpg"), pictures::jpeg(40, 30, 1)).unwrap();
    let pictures = folder.path().to_str().unwrap();
    for (typed, expected) in DEEDS {
        let words: Vec<&str> =
            typed.split(' ').map(|it| if it == "PICTURES" { pictures } else { it }).collect();
        site.run(&words).await;
        let lines = noted(site);
        let is_it = match expected.strip_suffix('…') {
            Some(beginning) => lines[0].starts_with(&format!("olga cli {beginning}")),
            None => lines[0] == format!("olga cli {expected}"),
        };
        assert!(lines.len() == 1 && is_it, "{typed}: {lines:?}");
        unknown.retain(|it| !typed.starts_with(it.as_str()));
    }
}

/// What only looks, and what fails or finds nothing to do, is not noted.
async fn looking(site: &Site) {
    for typed in [
        "user list",
        "token list",
        "mail list",
        "storage check",
        "storage fsck",
        "rank explain AAAAAAAAAAA",
        "openapi",
        "migrate",
        "migrate --status",
        "user verify nobody",
        "user delete nobody",
        "token revoke 0000000000000000",
        "mail retry 999",
    ] {
        let _: Output = site.cli(&typed.split(' ').collect::<Vec<_>>()).await;
        assert_eq!(noted(site), [""; 0], "{typed}");
    }
}

async fn revoking(site: &Site) {
    let list = site.run(&["token", "list", "--json"]).await;
    let token: harness::Value = serde_json::from_str(&list).unwrap();
    site.run(&["token", "revoke", token["id"].as_str().unwrap()]).await;
    assert_eq!(noted(site), ["olga cli token.revoke ada command line"]);
}

async fn sending_away(site: &Site) {
    site.run(&["user", "delete", "ada"]).await;
    let [deed] = &noted(site)[..] else { panic!("one deed") };
    assert!(deed.starts_with("olga cli user.delete ada until "), "{deed}");
    site.run(&["user", "delete", "ada", "--undo"]).await;
    assert_eq!(noted(site), ["olga cli user.keep ada"]);
    // She is here: there is nothing to be kept, and nothing is noted.
    for name in ["ada", "nobody"] {
        let refused = site.cli(&["user", "delete", name, "--undo"]).await;
        assert_eq!((refused.status.code(), noted(site)), (Some(1), Vec::new()), "{name}");
    }
}

async fn mails_and_storage(site: &Site) {
    let mut sql = Sql::open(site.database());
    sql.must("UPDATE mails SET state = 'failed'");
    let letter = sql.number("SELECT max(id) AS n FROM mails").to_string();
    site.run(&["mail", "retry", &letter]).await;
    assert_eq!(noted(site), [format!("olga cli mail.retry {letter}")]);
    let media = site.data_dir().join("media");
    std::fs::create_dir_all(media.join("00")).unwrap();
    let stray = format!("00/{}-320x240.jpg", "0".repeat(32));
    std::fs::write(media.join(stray), b"stray").unwrap();
    site.run(&["storage", "fsck", "--repair"]).await;
    assert_eq!(noted(site), ["olga cli storage.repair  1"]);
}
