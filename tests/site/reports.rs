//! What people report, and what staff does about it.

use domain::{Member, Visibility};
use services::{CommentDraft, Paging, ReportOf, Reports, Verdict};

use crate::world::{World, a_member, a_photo, answer, by};

on_both!(
    somebody_reports_a_photo_a_comment_and_a_user_each_once,
    staff_dismisses_a_report_and_takes_that_back,
    staff_deletes_what_is_reported_and_admins_suspend_whose_it_is,
    who_reports_too_much_waits_and_reports_go_with_their_maker,
);

fn reports(world: &World) -> Reports {
    Reports::new(world.context.clone())
}

fn of_photo(id: &str) -> ReportOf {
    ReportOf { photo: Some(id.to_owned()), ..ReportOf::default() }
}

/// Ada with a photo and a comment on it, and Eve.
async fn init(world: &World) -> (Member, Member, [ReportOf; 3]) {
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let photo = a_photo().titled("Harbour").post(world, &ada).await;
    let draft = CommentDraft { body: "Buy now".to_owned(), parent: None };
    let comment = world.comments().add(&ada, &photo.id, draft).await.unwrap();
    let things = [
        of_photo(&photo.id),
        ReportOf { comment: Some(comment.id), ..ReportOf::default() },
        ReportOf { user: Some("@ada".to_owned()), ..ReportOf::default() },
    ];
    (ada, eve, things)
}

async fn somebody_reports_a_photo_a_comment_and_a_user_each_once(world: &World) {
    let (ada, eve, things) = init(world).await;
    let mo = a_member("mo").moderator().join(world).await;
    for of in &things {
        reports(world).add(&eve, of, ("spam", "")).await.unwrap();
        let again = reports(world).add(&eve, of, ("abuse", "Really")).await;
        assert_eq!(answer(again), "conflict: error-report-again");
        let own = reports(world).add(&ada, of, ("spam", "")).await;
        assert_eq!(answer(own), "invalid: photo=error-report-own");
    }
    let list = reports(world).list(&mo, "", 1).await.unwrap();
    let told: Vec<_> =
        list.items.iter().map(|it| (it.report.kind.as_str(), it.about.as_str())).collect();
    assert_eq!(told, [("user", "ada"), ("comment", "Buy now"), ("photo", "Harbour")]);
    assert!(list.items.iter().all(|it| it.reporter == "eve" && it.author == "ada"));
    for (fields, expected) in [
        (("nonsense", ""), "invalid: reason=error-report-reason"),
        (("other", " "), "invalid: note=error-report-note"),
        (("spam", "\0"), "invalid: note=error-control-characters"),
    ] {
        assert_eq!(answer(reports(world).add(&eve, &things[0], fields).await), expected);
    }
    let both = ReportOf { user: Some("ada".into()), ..things[0].clone() };
    for of in [ReportOf::default(), both] {
        let wrong = reports(world).add(&eve, &of, ("spam", "")).await;
        assert_eq!(answer(wrong), "invalid: photo=error-report-thing");
    }
    // What somebody may not open they cannot report, nor learn of in this way.
    let hidden = a_photo().seen_by(Visibility::Private).post(world, &ada).await;
    let wrong = reports(world).add(&eve, &of_photo(&hidden.id), ("spam", "")).await;
    assert_eq!(answer(wrong), "not found");
    let refused = reports(world).list(&ada, "", 1).await;
    assert_eq!(answer(refused), "forbidden: problem-forbidden");
}

async fn staff_dismisses_a_report_and_takes_that_back(world: &World) {
    let (ada, eve, [photo, ..]) = init(world).await;
    let mo = a_member("mo").moderator().join(world).await;
    let at = reports(world);
    let report = at.add(&eve, &photo, ("spam", "Look")).await.unwrap();
    let refused = at.decide(&ada, &report.id, Verdict::Dismiss, &by(&ada)).await;
    assert_eq!(answer(refused), "forbidden: problem-forbidden");
    at.decide(&mo, &report.id, Verdict::Dismiss, &by(&mo)).await.unwrap();
    assert_eq!(at.list(&mo, "open", 1).await.unwrap().total, 0);
    let closed = at.list(&mo, "dismissed", 1).await.unwrap();
    assert_eq!((closed.total, closed.items[0].decided_by.as_str()), (1, "mo"));
    let twice = at.decide(&mo, &report.id, Verdict::Dismiss, &by(&mo)).await;
    assert_eq!(answer(twice), "conflict: error-report-decided");
    at.decide(&mo, &report.id, Verdict::Reopen, &by(&mo)).await.unwrap();
    assert_eq!(at.list(&mo, "open", 1).await.unwrap().total, 1);
    // Of two reports by one person about one thing, one is open at the most.
    at.decide(&mo, &report.id, Verdict::Dismiss, &by(&mo)).await.unwrap();
    at.add(&eve, &photo, ("abuse", "")).await.unwrap();
    let two = at.decide(&mo, &report.id, Verdict::Reopen, &by(&mo)).await;
    assert_eq!(answer(two), "conflict: error-report-decided");
    assert_eq!(world.rows("audit WHERE deed = 'report.dismiss'"), 2);
    assert_eq!(world.rows("audit WHERE deed LIKE 'report.%' AND details LIKE '%eve%'"), 0);
}

async fn staff_deletes_what_is_reported_and_admins_suspend_whose_it_is(world: &World) {
    let (ada, eve, things) = init(world).await;
    let bob = a_member("bob").join(world).await;
    let mo = a_member("mo").moderator().join(world).await;
    let ruth = a_member("ruth").admin().join(world).await;
    let at = reports(world);
    let mut made = Vec::new();
    for of in &things {
        made.push(at.add(&eve, of, ("spam", "")).await.unwrap());
        at.add(&bob, of, ("spam", "")).await.unwrap();
    }
    let user = at.decide(&mo, &made[2].id, Verdict::Remove, &by(&mo)).await;
    assert_eq!(answer(user), "invalid: decision=error-report-decision");
    let refused = at.decide(&mo, &made[2].id, Verdict::Suspend, &by(&mo)).await;
    assert_eq!(answer(refused), "forbidden: problem-forbidden");
    at.decide(&mo, &made[1].id, Verdict::Remove, &by(&mo)).await.unwrap();
    at.decide(&mo, &made[0].id, Verdict::Remove, &by(&mo)).await.unwrap();
    let key = things[0].photo.clone().unwrap();
    assert_eq!(answer(world.photos().show(None, &key, &Paging::default()).await), "gone");
    // Both reports about each are closed.
    assert_eq!(at.list(&mo, "open", 1).await.unwrap().total, 2);
    let done = at.list(&mo, "done", 1).await.unwrap();
    assert!(done.items.iter().all(|it| it.gone && it.url.is_none()) && done.total == 4);
    at.decide(&ruth, &made[2].id, Verdict::Suspend, &by(&ruth)).await.unwrap();
    assert_eq!(at.list(&mo, "open", 1).await.unwrap().total, 0);
    assert!(answer(world.photos().profile(None, "ada", &Paging::default()).await) == "not found");
    for deed in ["photo.delete", "comment.delete", "user.suspend"] {
        assert_eq!(world.rows(&format!("audit WHERE deed = '{deed}'")), 1, "{deed}");
    }
    assert_eq!(ada.name, "ada");
}

async fn who_reports_too_much_waits_and_reports_go_with_their_maker(world: &World) {
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let strict = Reports::new(world.with_policy(|it| it.limits = true));
    let mut answers = Vec::new();
    for _ in 0..11 {
        let photo = a_photo().post(world, &ada).await;
        answers.push(answer(strict.add(&eve, &of_photo(&photo.id), ("spam", "")).await));
    }
    assert!(answers[9] == "done" && answers[10].starts_with("too many"), "{answers:?}");
    world.leaving().leave(&eve, crate::world::PASSWORD).await.unwrap();
    world.minutes_pass(15 * 24 * 60);
    world.work().await;
    assert_eq!(world.rows("reports"), 0);
}
