//! Coming in: whose address it is, whom staff lets in, who was invited, and how often.

use std::time::Duration;

use domain::Member;
use ports::LetterKind;
use services::{Actor, Client, Decision, Joining, Kind, NewInvitation, Registration};
use tokio::task::JoinSet;

use crate::world::{PASSWORD, World, a_member, answer, token_in, wish};

on_both!(
    an_address_that_has_an_account_is_answered_like_any_other,
    of_two_who_claim_an_address_the_first_to_confirm_has_it,
    staff_lets_in_or_turns_away_whoever_waits,
    only_staff_decides,
    an_invitation_is_used_as_often_as_it_says,
    of_many_who_use_one_invitation_at_once_one_gets_in,
    only_so_many_register_from_one_network,
    a_flood_of_registrations_waits_for_staff,
    addresses_that_are_thrown_away_are_refused,
);

fn network(last: u8) -> Client {
    Client::new(Kind::Cookie, [203, 0, 113, last].into(), "a browser")
}

fn joining(world: &World, mode: &'static str) -> Joining {
    Joining::new(world.with_policy(|it| it.registration = mode))
}

fn limited(world: &World) -> Joining {
    Joining::new(world.with_policy(|it| it.limits = true))
}

fn by(member: &Member) -> Actor {
    Actor::staff(&member.name, &network(1))
}

async fn sign_in(world: &World, login: &str) -> String {
    answer(world.sessions().sign_in((login, PASSWORD), &network(1)).await)
}

async fn an_address_that_has_an_account_is_answered_like_any_other(world: &World) {
    // Init.
    a_member("ada").join(world).await;
    let known = world.register(&wish("eve", "ADA@example.org")).await.unwrap();
    let unknown = world.register(&wish("bea", "bea@example.org")).await.unwrap();

    // Verify: both are told the same, and both can sign in.
    assert_eq!(known.user.own.email, "ADA@example.org");
    assert_eq!((known.user.own.verified, unknown.user.own.verified), (false, false));
    assert_eq!((known.mail, known.waiting), (unknown.mail, unknown.waiting));
    assert_eq!(
        (sign_in(world, "eve").await, sign_in(world, "bea").await),
        ("done".into(), "done".into())
    );

    // Verify: the owner of the address is told, in a letter without a link that confirms; the address stays theirs.
    world.work().await;
    let sent = world.mailer.sent();
    assert_eq!(sent.len(), 2);
    assert!(matches!(&sent[0].kind, LetterKind::AddressInUse { name, .. } if name == "ada"));
    assert_eq!(sent[0].to, "ada@example.org");
    world.accounts().resend("ada@example.org", &network(1)).await.unwrap();
    assert_eq!(world.work().await, 0, "nothing to confirm");
    let by_address = world.sessions().sign_in(("ada@example.org", PASSWORD), &network(1)).await;
    assert_eq!(by_address.unwrap().user.user.name, "ada");
}

async fn of_two_who_claim_an_address_the_first_to_confirm_has_it(world: &World) {
    // Init: somebody registers with an address that is not theirs; later its owner does.
    world.register(&wish("eve", "ada@example.org")).await.unwrap();
    world.work().await;
    world.register(&wish("ada", "ada@example.org")).await.unwrap();
    world.work().await;
    let tokens: Vec<String> = world.mailer.sent().iter().map(token_in).collect();

    // Verify: nobody was locked out, and the second confirmation is too late.
    let confirmed = world.accounts().verify(&tokens[1]).await.unwrap();
    assert_eq!(confirmed.user.user.name, "ada");
    assert_eq!(
        answer(world.accounts().verify(&tokens[0]).await),
        "invalid: token=problem-link-dead"
    );
    assert_eq!(world.rows("users WHERE verified_at IS NOT NULL"), 1);
    let by_address = world.sessions().sign_in(("ada@example.org", PASSWORD), &network(1)).await;
    assert_eq!(by_address.unwrap().user.user.name, "ada");
}

async fn staff_lets_in_or_turns_away_whoever_waits(world: &World) {
    // Init.
    let mo = a_member("mo").moderator().join(world).await;
    let joining = joining(world, "approval");
    let mut wish = Registration { reason: "Too short".into(), ..wish("ada", "ada@example.org") };
    let refused = answer(joining.register(&wish, &network(1)).await);
    assert_eq!(refused, "invalid: reason=error-reason");
    wish.reason = "I take pictures of bridges.".into();
    for (name, email) in [("ada", "ada@example.org"), ("eve", "eve@example.org")] {
        let wish = Registration { username: name.into(), email: email.into(), ..wish.clone() };
        assert!(joining.register(&wish, &network(1)).await.unwrap().waiting);
        world.clock.advance(Duration::from_secs(1));
    }

    // Check: they cannot sign in, whatever the password; staff sees why they wish to.
    assert_eq!(sign_in(world, "ada").await, "forbidden: problem-waiting");
    let queue = joining.waiting(&mo).await.unwrap().items;
    let names: Vec<_> = queue.iter().map(|it| (it.name.as_str(), it.reason.as_str())).collect();
    assert_eq!(
        names,
        [("ada", "I take pictures of bridges."), ("eve", "I take pictures of bridges.")]
    );

    // Verify.
    world.work().await;
    let actor = by(&mo);
    joining.decide((&mo, &actor), "ada", Decision::LetIn).await.unwrap();
    joining.decide((&mo, &actor), "eve", Decision::TurnAway).await.unwrap();
    let again = answer(joining.decide((&mo, &actor), "ada", Decision::TurnAway).await);
    assert_eq!(again, "not found");
    assert_eq!(sign_in(world, "ada").await, "done");
    assert_eq!(sign_in(world, "eve").await, "wrong login");
    assert!(joining.waiting(&mo).await.unwrap().items.is_empty());
    world.work().await;
    let last = world.mailer.sent().pop().unwrap();
    assert!(matches!(last.kind, LetterKind::Welcome { .. }) && last.to == "ada@example.org");
    for trace in ["users WHERE name = 'eve'", "mails WHERE recipient = 'eve@example.org'"] {
        assert_eq!(world.rows(trace), 0, "{trace}");
    }
    let deeds = world
        .raw()
        .texts("SELECT deed || ' ' || target AS t FROM audit WHERE deed <> 'user.add' ORDER BY id");
    assert_eq!(deeds, ["user.let_in ada", "user.turn_away eve"]);
}

async fn only_staff_decides(world: &World) {
    let eve = a_member("eve").join(world).await;
    let (joining, actor) = (joining(world, "approval"), by(&eve));
    let forbidden = "forbidden: problem-forbidden";
    assert_eq!(answer(joining.waiting(&eve).await), forbidden);
    let deed = joining.decide((&eve, &actor), "ada", Decision::LetIn).await;
    assert_eq!(answer(deed), forbidden);
    assert_eq!(answer(joining.invitations(&eve).await), forbidden);
    assert_eq!(answer(joining.invite((&eve, &actor), NewInvitation::default()).await), forbidden);
    assert_eq!(answer(joining.withdraw((&eve, &actor), 1).await), forbidden);
}

/// An invitation for so many, and its token.
async fn invitation(world: &World, joining: &Joining, uses: i64) -> String {
    let ruth = match world.people().find("ruth").await {
        Ok(account) => account.member,
        Err(_) => a_member("ruth").admin().join(world).await,
    };
    let wish = NewInvitation { note: "The club".into(), uses, days: 7 };
    let made = joining.invite((&ruth, &by(&ruth)), wish).await.unwrap();
    assert_eq!((made.items[0].note.as_str(), made.items[0].uses_left), ("The club", uses));
    made.url.unwrap().split_once("invite=").unwrap().1.to_owned()
}

async fn an_invitation_is_used_as_often_as_it_says(world: &World) {
    let joining = joining(world, "invite");
    let come = async |name: &str, invite: &str| {
        let wish = wish(name, &format!("{name}@example.org"));
        let wish = Registration { invite: invite.into(), ..wish };
        answer(joining.register(&wish, &network(1)).await)
    };
    let refused = "invalid: invite=error-invite";
    assert_eq!(come("ada", "").await, refused);
    let invite = invitation(world, &joining, 2).await;
    assert!(!world.remembers(&invite), "only its hash is kept");
    // A registration that is refused for another reason uses nothing up.
    assert_eq!(come("ruth", &invite).await, "invalid: username=error-username-taken");
    assert!(joining.is_invited(&invite).await.unwrap());
    assert_eq!(come("ada", &invite).await, "done");
    assert_eq!(come("bea", &invite).await, "done");
    assert_eq!(come("cid", &invite).await, refused);
    assert!(!joining.is_invited(&invite).await.unwrap());
    let late = invitation(world, &joining, 1).await;
    world.clock.advance(Duration::from_hours(7 * 24));
    assert_eq!(come("cid", &late).await, refused);
}

async fn of_many_who_use_one_invitation_at_once_one_gets_in(world: &World) {
    let invite = invitation(world, &joining(world, "invite"), 1).await;
    let mut racers = JoinSet::new();
    for number in 0..20 {
        let joining = joining(world, "invite");
        let name = format!("racer{number}");
        let wish = wish(&name, &format!("{name}@example.org"));
        let wish = Registration { invite: invite.clone(), ..wish };
        racers.spawn(async move { answer(joining.register(&wish, &network(1)).await) });
    }
    let answers = racers.join_all().await;
    assert_eq!(answers.iter().filter(|it| *it == "done").count(), 1, "{answers:?}");
}

async fn only_so_many_register_from_one_network(world: &World) {
    let joining = limited(world);
    let come = async |name: String, from: u8| {
        let wish = wish(&name, &format!("{name}@example.org"));
        answer(joining.register(&wish, &network(from)).await)
    };
    for number in 0..5 {
        assert_eq!(come(format!("ada{number}"), 1).await, "done");
    }
    let refused = come("ada5".into(), 1).await;
    assert!(refused.starts_with("too many for 72"), "one in twelve minutes: {refused}");
    assert_eq!(come("bea".into(), 2).await, "done", "others are not held up");
    world.minutes_pass(12);
    assert_eq!(come("ada6".into(), 1).await, "done");
    assert!(come("ada7".into(), 1).await.starts_with("too many"));
    // A day later there are as many as at first.
    world.clock.advance(Duration::from_hours(24));
    assert_eq!(come("ada8".into(), 1).await, "done");
}

async fn a_flood_of_registrations_waits_for_staff(world: &World) {
    let joining = limited(world);
    let limit = repository::limits::Allowance { burst: 200, interval: Duration::from_secs(18) };
    let now = ports::Clock::now(&*world.clock);
    let all = move |tx: &mut repository::Writer| {
        repository::limits::take(tx, "register-site/all", limit, 199, now)
    };
    assert!(world.context.db.write(all).await.unwrap());
    for (name, waits) in [("ada", false), ("bea", true)] {
        let wish = wish(name, &format!("{name}@example.org"));
        assert_eq!(joining.register(&wish, &network(1)).await.unwrap().waiting, waits, "{name}");
    }
    assert_eq!(sign_in(world, "bea").await, "forbidden: problem-waiting");
}

async fn addresses_that_are_thrown_away_are_refused(world: &World) {
    let refused = answer(world.register(&wish("ada", "ada@eu.mailinator.com")).await);
    assert_eq!(refused, "invalid: email=error-disposable");
    assert_eq!(answer(world.register(&wish("ada", "ada@example.org")).await), "done");
}
