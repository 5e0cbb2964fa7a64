//! Where photos stand: what weighs, what does not, that the parts add up, and that counting step by step comes to what counting anew does.

use domain::ranking::{Formula, FormulaDraft};
use domain::{Member, PhotoEdit, Visibility};
use repository::standings::Hidden;
use services::{CommentDraft, Paging, Sort, Told, WallOf};
use tokio::task::JoinSet;
use views::RankingPage;

use crate::world::{World, a_member, a_photo, answer, by, owner};

on_both!(
    what_is_given_weighs_by_the_formula,
    what_comes_from_authors_newcomers_and_the_suspended_weighs_nothing,
    counting_step_by_step_comes_to_what_counting_anew_does,
    of_changes_at_once_none_is_overlooked,
    an_explanation_is_for_those_who_may_open_the_photo,
    whoever_owns_the_site_is_told_all_numbers_and_why_a_photo_has_none,
    an_admin_tries_a_formula_and_then_saves_it,
);

const DAY: u64 = 24 * 60;

async fn why(world: &World, photo: &str) -> RankingPage {
    world.work().await;
    world.ranking().explain(None, photo).await.unwrap()
}

/// The counts of likes, people who commented, bookmarks and networks.
fn counts(page: &RankingPage) -> Vec<i64> {
    page.parts.iter().map(|it| it.count.unwrap_or(-1)).collect()
}

async fn say(world: &World, member: &Member, photo: &str) -> String {
    let draft = CommentDraft { body: "Hello".to_owned(), parent: None };
    world.comments().add(member, photo, draft).await.unwrap().id
}

async fn what_is_given_weighs_by_the_formula(world: &World) {
    // Init.
    let ada = a_member("ada").join(world).await;
    let bob = a_member("bob").join(world).await;
    let eve = a_member("eve").join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    world.minutes_pass(DAY);

    // Execute: one likes and keeps it, one says two things.
    world.likes().like(&bob, &photo).await.unwrap();
    world.likes().bookmark(&bob, &photo).await.unwrap();
    let first = say(world, &eve, &photo).await;
    say(world, &eve, &photo).await;

    // Verify.
    let page = why(world, &photo).await;
    assert_eq!(counts(&page), [1, 1, 1, -1], "how often it was looked at is not told");
    let points: Vec<f64> = page.parts.iter().map(|it| it.points).collect();
    assert_eq!((points, page.points), (vec![1.0, 2.0, 3.0, 0.0], 6.0));
    let sum: f64 = page.parts.iter().map(|it| it.adds).sum::<f64>() + page.time;
    assert!((sum - page.score).abs() < 1e-6, "{page:?}");
    let attention = page.score - page.time;
    assert!((attention - 7_f64.log10()).abs() < 1e-6, "{attention}");
    assert_eq!(page.place, Some(1));

    // And what is taken back weighs no more.
    world.likes().unlike(&bob, &photo).await.unwrap();
    world.likes().unbookmark(&bob, &photo).await.unwrap();
    world.comments().delete(&eve, &first, &by(&eve)).await.unwrap();
    assert_eq!(counts(&why(world, &photo).await), [0, 1, 0, -1]);
}

async fn what_comes_from_authors_newcomers_and_the_suspended_weighs_nothing(world: &World) {
    // Init: Ada and Bob have been here for a day, Eve for a minute less.
    let ada = a_member("ada").join(world).await;
    let bob = a_member("bob").join(world).await;
    world.minutes_pass(1);
    let eve = a_member("eve").join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    world.minutes_pass(DAY - 1);

    // Execute.
    for who in [&ada, &bob, &eve] {
        world.likes().like(who, &photo).await.unwrap();
        world.likes().bookmark(who, &photo).await.unwrap();
        say(world, who, &photo).await;
    }

    // Verify: also later, when Eve is no newcomer any more, what she gave as one weighs nothing.
    assert_eq!(counts(&why(world, &photo).await), [1, 1, 1, -1]);
    world.minutes_pass(DAY);
    world.ranking().rebuild(&owner()).await.unwrap();
    assert_eq!(counts(&why(world, &photo).await), [1, 1, 1, -1]);

    // What the suspended have given counts again when they are back; the same with those who leave.
    let people = world.people();
    people.set_suspended("bob", true).await.unwrap();
    assert_eq!(counts(&why(world, &photo).await), [0, 0, 0, -1]);
    people.set_suspended("bob", false).await.unwrap();
    assert_eq!(counts(&why(world, &photo).await), [1, 1, 1, -1]);
    world.leaving().send_away("bob", false, &owner()).await.unwrap();
    assert_eq!(counts(&why(world, &photo).await), [0, 0, 0, -1]);
    world.leaving().keep("bob", &owner()).await.unwrap();
    assert_eq!(counts(&why(world, &photo).await), [1, 1, 1, -1]);
    world.leaving().send_away("bob", true, &owner()).await.unwrap();
    world.leaving().finish().await.unwrap();
    assert_eq!(counts(&why(world, &photo).await), [0, 0, 0, -1]);
}

/// All standings as they are kept.
fn standings(world: &World) -> Vec<String> {
    let columns = "photo_id, author_id, created_at, likes, commenters, bookmarks, networks, points, score, dice";
    let columns = columns.replace(", ", " || ' ' || ");
    world.raw().texts(&format!("SELECT {columns} AS t FROM standings ORDER BY photo_id"))
}

/// Counting anew corrects nothing, and the counts are those of the tables.
async fn is_exact(world: &World) {
    let kept = standings(world);
    let (_, wrong) = world.ranking().rebuild(&owner()).await.unwrap();
    assert_eq!((wrong, standings(world)), (0, kept));
    // Not by the code that is tested: everybody here is old enough.
    let counted = "SELECT count(*) AS n FROM standings s WHERE likes <> (SELECT count(*) FROM likes l JOIN users u ON u.id = l.user_id \
        WHERE l.photo_id = s.photo_id AND l.user_id <> s.author_id AND u.suspended_at IS NULL) \
        OR bookmarks <> (SELECT count(*) FROM bookmarks b JOIN users u ON u.id = b.user_id \
        WHERE b.photo_id = s.photo_id AND b.user_id <> s.author_id AND u.suspended_at IS NULL) \
        OR commenters <> (SELECT count(DISTINCT c.author_id) FROM comments c JOIN users u ON u.id = c.author_id \
        WHERE c.photo_id = s.photo_id AND c.author_id <> s.author_id AND c.deleted_at IS NULL AND u.suspended_at IS NULL)";
    assert_eq!(world.raw().number(counted), 0);
    let listed = "SELECT count(*) AS n FROM photos WHERE visibility = 'public' AND deleted_at IS NULL AND shown_at IS NOT NULL";
    assert_eq!(world.rows("standings"), world.raw().number(listed));
}

/// Numbers that look thrown, the same ones each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

/// Six people, their photos, and what was said of them.
struct Crowd {
    members: Vec<Member>,
    /// The photo of each is of one of the first three.
    photos: Vec<String>,
    said: Vec<(Member, String)>,
}

impl Crowd {
    async fn gather(world: &World) -> Self {
        let mut members = Vec::new();
        for name in ["ada", "bob", "cid", "dot", "eve", "fay"] {
            members.push(a_member(name).join(world).await);
        }
        world.minutes_pass(DAY);
        let mut photos = Vec::new();
        for nth in 0..8 {
            photos.push(a_photo().post(world, &members[nth % 3]).await.id);
            world.minutes_pass(7);
        }
        Self { members, photos, said: Vec::new() }
    }

    /// Somebody does something.
    async fn act(&mut self, world: &World, dice: &mut Dice) {
        let (who, nth) = (&self.members[dice.below(6)], dice.below(self.photos.len()));
        let (photo, likes) = (&self.photos[nth], world.likes());
        match dice.below(9) {
            0..=2 => drop(likes.like(who, photo).await),
            3 => drop(likes.unlike(who, photo).await),
            4 => drop(likes.bookmark(who, photo).await),
            5 => drop(likes.unbookmark(who, photo).await),
            // Fay is suspended now and then.
            6 if who.name != "fay" => self.said.push((who.clone(), say(world, who, photo).await)),
            7 if !self.said.is_empty() => {
                let (who, comment) = self.said.swap_remove(dice.below(self.said.len()));
                world.comments().delete(&who, &comment, &by(&who)).await.unwrap();
            }
            _ => {
                let seen = [Visibility::Unlisted, Visibility::Public][dice.below(2)];
                let visibility = Some(seen.as_str().to_owned());
                let edit = PhotoEdit { visibility, ..PhotoEdit::default() };
                world.photos().edit(&self.members[nth % 3], photo, edit).await.unwrap();
            }
        }
    }
}

async fn counting_step_by_step_comes_to_what_counting_anew_does(world: &World) {
    let mut crowd = Crowd::gather(world).await;
    let mut dice = Dice(7);
    for round in 0..160 {
        crowd.act(world, &mut dice).await;
        if round % 40 == 39 {
            world.people().set_suspended("fay", round % 80 == 39).await.unwrap();
            world.work().await;
            is_exact(world).await;
        }
    }
    let ada = &crowd.members[0];
    world.photos().delete(ada, &crowd.photos[0], &by(ada)).await.unwrap();
    world.work().await;
    is_exact(world).await;
    assert_eq!(world.rows("standings_due"), 0);
}

async fn of_changes_at_once_none_is_overlooked(world: &World) {
    // Init.
    let ada = a_member("ada").join(world).await;
    let photos = [a_photo().post(world, &ada).await.id, a_photo().post(world, &ada).await.id];
    let mut fans = Vec::new();
    for nth in 0..12 {
        fans.push(a_member(&format!("fan{nth}")).join(world).await);
    }
    world.minutes_pass(DAY);

    // Execute: a storm of likes, while two processes count.
    let mut storm = JoinSet::new();
    for fan in fans {
        let (likes, photos) = (world.likes(), photos.clone());
        storm.spawn(async move {
            for round in 0..9 {
                for photo in &photos {
                    let done = if round % 2 == 0 {
                        likes.like(&fan, photo).await
                    } else {
                        likes.unlike(&fan, photo).await
                    };
                    done.unwrap();
                }
            }
        });
    }
    for _ in 0..2 {
        let worker = world.worker();
        storm.spawn(async move {
            for _ in 0..20 {
                worker.run_due().await.unwrap();
                tokio::task::yield_now().await;
            }
        });
    }
    while let Some(done) = storm.join_next().await {
        done.unwrap();
    }

    // Verify.
    world.work().await;
    is_exact(world).await;
    assert_eq!(counts(&why(world, &photos[0]).await)[0], 12);
}

async fn an_explanation_is_for_those_who_may_open_the_photo(world: &World) {
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let hidden = a_photo().seen_by(Visibility::Private).post(world, &ada).await.id;
    let shown = a_photo().post(world, &ada).await.id;
    world.work().await;
    let ranking = world.ranking();
    for viewer in [None, Some(&eve)] {
        assert_eq!(answer(ranking.explain(viewer, &hidden).await), "not found");
        assert!(ranking.explain(viewer, &shown).await.unwrap().listed);
    }
    let own = ranking.explain(Some(&ada), &hidden).await.unwrap();
    assert!(!own.listed && own.place.is_none() && own.parts.is_empty());
    let own = ranking.explain(Some(&ada), &shown).await.unwrap();
    assert_eq!(counts(&own), [0, 0, 0, 0], "its author is told everything");
    world.photos().delete(&ada, &shown, &by(&ada)).await.unwrap();
    assert_eq!(answer(ranking.explain(None, &shown).await), "gone");
}

async fn whoever_owns_the_site_is_told_all_numbers_and_why_a_photo_has_none(world: &World) {
    // Init: one for everybody, one for whoever has its address, and some for fewer.
    let ada = a_member("ada").join(world).await;
    let bob = a_member("bob").join(world).await;
    let eve = a_member("eve").join(world).await;
    let shown = a_photo().post(world, &ada).await;
    let unlisted = a_photo().seen_by(Visibility::Unlisted).post(world, &ada).await.id;
    let private = a_photo().seen_by(Visibility::Private).post(world, &ada).await.id;
    let followers = a_photo().seen_by(Visibility::Followers).post(world, &ada).await.id;
    let waiting = a_photo().post(world, &ada).await.id;
    let closed = a_photo().post(world, &bob).await.id;
    let suspended = a_photo().post(world, &eve).await.id;
    world.circle().set_private(&bob, true).await.unwrap();
    world.people().set_suspended("eve", true).await.unwrap();
    world.work().await;
    world.sql(&format!("UPDATE photos SET shown_at = NULL WHERE key = '{waiting}'"));

    // Verify: all numbers, and when it was posted.
    let ranking = world.ranking();
    let Told::Explained(page, posted) = ranking.explain_to_owner(&shown.id).await.unwrap() else {
        panic!("everybody may see it")
    };
    assert_eq!((counts(&page), posted), (vec![0, 0, 0, 0], shown.created_at));
    let told = ranking.explain_to_owner(&unlisted).await.unwrap();
    assert!(matches!(told, Told::Explained(page, _) if !page.listed));

    // Verify: why, of what not everybody may open.
    assert_eq!(ranking.explain_to_owner(&private).await.unwrap(), Told::Hidden(Hidden::NotPublic));
    for photo in [&shown.id, &private] {
        world.photos().delete(&ada, photo, &by(&ada)).await.unwrap();
    }
    for (photo, why) in [
        (&followers, Hidden::NotPublic),
        (&shown.id, Hidden::Deleted),
        (&private, Hidden::Deleted),
        (&waiting, Hidden::NotReady),
        (&closed, Hidden::Author),
        (&suspended, Hidden::Author),
    ] {
        assert_eq!(ranking.explain_to_owner(photo).await.unwrap(), Told::Hidden(why), "{photo}");
    }
    for none in ["AAAAAAAAAAA", "nothing"] {
        assert_eq!(answer(ranking.explain_to_owner(none).await), "not found");
    }
}

async fn popular(world: &World) -> Vec<String> {
    let (ranking, first) = (world.ranking(), Paging::default());
    let wall = ranking.wall(None, WallOf::default(), Sort::Popular, &first).await;
    wall.unwrap().items.into_iter().map(|it| it.id).collect()
}

async fn an_admin_tries_a_formula_and_then_saves_it(world: &World) {
    // Init: the older photo was liked by three.
    let admin = a_member("boss").admin().join(world).await;
    let ada = a_member("ada").join(world).await;
    let mut fans = Vec::new();
    for name in ["fan1", "fan2", "fan3"] {
        fans.push(a_member(name).join(world).await);
    }
    world.minutes_pass(DAY);
    let liked = a_photo().post(world, &ada).await.id;
    world.minutes_pass(60);
    let later = a_photo().post(world, &ada).await.id;
    for fan in &fans {
        world.likes().like(fan, &liked).await.unwrap();
    }
    world.work().await;
    assert_eq!(popular(world).await, [liked.clone(), later.clone()]);

    // Execute: where likes weigh nothing, the newer one is before.
    let typed = FormulaDraft { like: Some("0".to_owned()), ..FormulaDraft::default() };
    let ranking = world.ranking();
    let trial = ranking.try_out(&admin, &typed).await.unwrap();
    let tried: Vec<_> = trial.places.iter().map(|it| (it.place, it.before, &it.photo.id)).collect();
    assert_eq!(tried, [(1, Some(2), &later), (2, Some(1), &liked)]);
    assert_eq!(popular(world).await, [liked.clone(), later.clone()], "nothing has changed");
    let saved = ranking.change(&admin, &typed, &by(&admin)).await.unwrap();
    assert_eq!(saved.like.to_bits(), 0);
    world.work().await;

    // Verify.
    assert_eq!(popular(world).await, [later, liked]);
    is_exact(world).await;
    let log = world.admin().log(&admin, 1).await.unwrap();
    assert!(log.items.iter().any(|it| it.deed == "ranking.change"), "{log:?}");
    assert_eq!(answer(ranking.try_out(&ada, &typed).await), "forbidden: problem-forbidden");
    let refused = ranking.change(&ada, &typed, &by(&ada)).await;
    assert_eq!(answer(refused), "forbidden: problem-forbidden");
    let wrong = FormulaDraft { hours: Some("0".to_owned()), ..FormulaDraft::default() };
    assert!(answer(ranking.change(&admin, &wrong, &by(&admin)).await).contains("hours"));
    let formula = ranking.formula().await.unwrap();
    assert_eq!(formula, Formula { like: 0, ..Formula::default() }.into());
}
