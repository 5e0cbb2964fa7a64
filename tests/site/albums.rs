//! Albums: their own order, who finds what in them, and what becomes of them.

use domain::{AlbumDraft, AlbumEdit, Member, PhotoDraft, Relation, Shift, Visibility};
use services::{Albums, File, Move, Paging, Reached};
use views::{AlbumPage, AlbumView};

use crate::recorder;
use crate::world::{PASSWORD, World, a_member, a_photo, answer};

on_both!(
    an_album_keeps_the_order_of_its_owner,
    an_album_is_read_page_by_page_while_it_changes,
    every_reader_finds_in_albums_what_the_rules_say,
    a_renamed_album_is_still_found_and_no_two_have_one_address,
    the_cover_is_the_chosen_photo_or_the_first_that_can_be_seen,
    only_the_owner_changes_an_album_and_only_with_photos_of_their_own,
    a_photo_is_put_into_an_album_as_it_is_posted,
    albums_go_with_their_owner_and_are_hidden_before,
    a_longer_album_asks_no_more_questions,
);

pub(crate) fn albums(world: &World) -> Albums {
    Albums::new(world.context.clone())
}

fn titled(title: &str) -> AlbumDraft {
    AlbumDraft { title: title.to_owned(), ..AlbumDraft::default() }
}

pub(crate) async fn made(world: &World, who: &Member, title: &str) -> AlbumView {
    albums(world).create(who, &titled(title)).await.unwrap()
}

pub(crate) async fn open(world: &World, viewer: Option<&Member>, slug: &str) -> AlbumPage {
    match albums(world).show(viewer, ("ada", slug), &Paging::default()).await.unwrap() {
        Reached::Here(page) => *page,
        Reached::Moved(place) => panic!("moved to {place}"),
    }
}

pub(crate) fn titles(page: &AlbumPage) -> Vec<&str> {
    page.items.iter().map(|it| it.title.as_str()).collect()
}

/// Ada with an album of photos with these titles.
pub(crate) async fn filled(world: &World, names: &[&str]) -> (Member, AlbumView, Vec<String>) {
    let ada = a_member("ada").join(world).await;
    let album = made(world, &ada, "Summer by the lake").await;
    let mut ids = Vec::new();
    for name in names {
        let photo = a_photo().titled(name).post(world, &ada).await;
        albums(world).put(&ada, ("ada", &album.slug), &photo.id).await.unwrap();
        ids.push(photo.id);
    }
    (ada, album, ids)
}

async fn an_album_keeps_the_order_of_its_owner(world: &World) {
    let (ada, album, ids) = filled(world, &["a", "b", "c", "d"]).await;
    let named = ("ada", album.slug.as_str());
    assert_eq!((album.url.as_str(), album.photos), ("/@ada/albums/summer-by-the-lake", 0));
    assert_eq!(titles(&open(world, None, &album.slug).await), ["a", "b", "c", "d"]);
    let before = |id: &str| Move::Before(id.to_owned());
    for (photo, to, expected) in [
        (3, Move::By(Shift::Up), ["a", "b", "d", "c"]),
        (0, Move::By(Shift::Up), ["a", "b", "d", "c"]),
        (0, Move::By(Shift::Down), ["b", "a", "d", "c"]),
        (2, Move::By(Shift::Down), ["b", "a", "d", "c"]),
        (2, before(&ids[1]), ["c", "b", "a", "d"]),
        (2, before(""), ["b", "a", "d", "c"]),
        (1, before(&ids[2]), ["a", "d", "b", "c"]),
        (1, before(&ids[1]), ["a", "d", "b", "c"]),
    ] {
        albums(world).order(&ada, named, (&ids[photo], &to)).await.unwrap();
        assert_eq!(titles(&open(world, None, &album.slug).await), expected, "{photo} {to:?}");
    }
    // What is put in twice stays where it is; what is taken out stays on the walls.
    albums(world).put(&ada, named, &ids[0]).await.unwrap();
    albums(world).take(&ada, named, &ids[3]).await.unwrap();
    let page = open(world, None, &album.slug).await;
    assert_eq!((titles(&page), page.album.photos), (vec!["a", "b", "c"], 3));
    world.photos().show(None, &ids[3], &Paging::default()).await.unwrap();
    // A photo that is deleted is in no album; an album that is deleted takes no photo along.
    world.photos().delete(&ada, &ids[0], &crate::world::by(&ada)).await.unwrap();
    assert_eq!(titles(&open(world, None, &album.slug).await), ["b", "c"]);
    albums(world).delete(&ada, named).await.unwrap();
    let gone = albums(world).show(Some(&ada), named, &Paging::default()).await;
    assert_eq!(answer(gone), "not found");
    world.photos().show(None, &ids[1], &Paging::default()).await.unwrap();
}

async fn an_album_is_read_page_by_page_while_it_changes(world: &World) {
    let names: Vec<String> = (0..9).map(|it| it.to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (ada, album, ids) = filled(world, &names).await;
    let (mut after, mut read) = (None, Vec::new());
    loop {
        let paging = Paging { after, limit: Some(3) };
        let shown = albums(world).show(None, ("ada", &album.slug), &paging).await.unwrap();
        let Reached::Here(page) = shown else { panic!("it has not moved") };
        read.extend(page.items.iter().map(|it| it.title.clone()));
        // The last one of the page goes; what was read on from is still a place.
        let last = &page.items.last().unwrap().id;
        albums(world).take(&ada, ("ada", &album.slug), last).await.unwrap();
        let Some(next) = page.next else { break };
        after = Some(next);
    }
    assert_eq!(read, names);
    assert_eq!(ids.len(), 9);
    let paging = Paging { after: Some("AAAAAAAAAAA".to_owned()), limit: None };
    let wrong = albums(world).show(None, ("ada", &album.slug), &paging).await;
    assert_eq!(answer(wrong), "invalid: after=error-cursor");
}

/// An album of Ada's of each visibility, each with a photo of each.
async fn gallery(world: &World, ada: &Member) -> Vec<(Visibility, String)> {
    let mut slugs = Vec::new();
    for visibility in Visibility::ALL {
        let draft = AlbumDraft {
            visibility: visibility.as_str().to_owned(),
            ..titled(visibility.as_str())
        };
        slugs.push((visibility, albums(world).create(ada, &draft).await.unwrap().slug));
    }
    for visibility in Visibility::ALL {
        let photo = a_photo().titled(visibility.as_str()).seen_by(visibility);
        let photo = photo.post(world, ada).await;
        for (_, slug) in &slugs {
            albums(world).put(ada, ("ada", slug), &photo.id).await.unwrap();
        }
    }
    slugs
}

async fn every_reader_finds_in_albums_what_the_rules_say(world: &World) {
    let ada = a_member("ada").join(world).await;
    let fan = a_member("fan").join(world).await;
    world.sql(&format!("INSERT INTO follows VALUES ({}, {}, 0)", fan.id.0, ada.id.0));
    let readers = [
        (None, Relation::Stranger),
        (Some(a_member("eve").join(world).await), Relation::Stranger),
        (Some(fan), Relation::Follower),
        (Some(ada.clone()), Relation::Author),
        (Some(a_member("mo").moderator().join(world).await), Relation::Staff),
    ];
    let slugs = gallery(world, &ada).await;
    for (reader, relation) in &readers {
        let viewer = reader.as_ref();
        let list = albums(world).list(viewer, "ada", &Paging::default()).await.unwrap();
        let listed = slugs.iter().rev().filter(|it| it.0.is_listed_for(*relation));
        let wanted: Vec<_> = listed.map(|it| it.1.as_str()).collect();
        let found: Vec<_> = list.albums.items.iter().map(|it| it.slug.as_str()).collect();
        assert_eq!(found, wanted, "{relation:?}");
        assert_eq!(list.count, i64::try_from(wanted.len()).unwrap());
        for (visibility, slug) in &slugs {
            let listed = list.albums.items.iter().find(|it| it.slug == *slug);
            is_shown(world, (viewer, *relation), (*visibility, slug), listed).await;
        }
    }
}

/// Checks what somebody finds in an album of this visibility, and that its entry in the list says the same.
async fn is_shown(
    world: &World,
    (viewer, relation): (Option<&Member>, Relation),
    (visibility, slug): (Visibility, &str),
    listed: Option<&AlbumView>,
) {
    let what = format!("{visibility:?} {relation:?}");
    if !visibility.admits(relation) {
        let shown = albums(world).show(viewer, ("ada", slug), &Paging::default()).await;
        assert_eq!(answer(shown), "not found", "{what}");
        return;
    }
    // An album that stands in lists is a wall; another one shows whatever its reader may open.
    let is_shown = |it: &&Visibility| match visibility {
        Visibility::Public | Visibility::Followers => it.is_listed_for(relation),
        _ => it.admits(relation),
    };
    let wanted: Vec<_> = Visibility::ALL.iter().filter(is_shown).map(|it| it.as_str()).collect();
    let page = open(world, viewer, slug).await;
    assert_eq!(titles(&page), wanted, "{what}");
    assert_eq!(page.album.photos, i64::try_from(wanted.len()).unwrap(), "{what}");
    assert!(listed.is_none_or(|it| it.photos == page.album.photos && it.cover.is_some()), "{what}");
}

async fn a_renamed_album_is_still_found_and_no_two_have_one_address(world: &World) {
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let first = made(world, &ada, "Été").await;
    let (second, hers) = (made(world, &ada, "ÉTÉ!").await, made(world, &eve, "Été").await);
    let slugs = [&first.slug, &second.slug, &hers.slug];
    assert_eq!(slugs, ["été", "été-2", "été"]);
    let edit = AlbumEdit { title: Some("冬天".to_owned()), ..AlbumEdit::default() };
    let renamed = albums(world).edit(&ada, ("ada", "été"), edit).await.unwrap();
    assert_eq!((renamed.slug.as_str(), renamed.title.as_str()), ("冬天", "冬天"));
    match albums(world).show(None, ("ada", "été"), &Paging::default()).await.unwrap() {
        Reached::Moved(place) => assert_eq!(place, renamed.url),
        Reached::Here(_) => panic!("it has another address"),
    }
    // The old address stays its own, also for a new album of that name, and can be had back.
    assert_eq!(made(world, &ada, "Été").await.slug, "été-3");
    let edit = AlbumEdit { title: Some("été".to_owned()), ..AlbumEdit::default() };
    assert_eq!(albums(world).edit(&ada, ("ada", "冬天"), edit).await.unwrap().slug, "été");
    for slug in ["nothing", "Été", "../x", "a\0b"] {
        let none = albums(world).show(Some(&ada), ("ada", slug), &Paging::default()).await;
        assert_eq!(answer(none), "not found", "{slug:?}");
    }
}

async fn the_cover_is_the_chosen_photo_or_the_first_that_can_be_seen(world: &World) {
    let (ada, album, ids) = filled(world, &["a", "b"]).await;
    let named = ("ada", album.slug.as_str());
    let hidden = a_photo().titled("c").seen_by(Visibility::Private).post(world, &ada).await;
    albums(world).put(&ada, named, &hidden.id).await.unwrap();
    let first = |page: &AlbumPage| page.album.cover.as_ref().map(|it| it.id.clone());
    let picture = |nth: usize| {
        let ids = ids.clone();
        async move {
            let page = world.photos().show(None, &ids[nth], &Paging::default()).await.unwrap();
            Some(page.photo.images[0].id.clone())
        }
    };
    assert_eq!(first(&open(world, None, &album.slug).await), picture(0).await);
    let choose = |id: &str| AlbumEdit { cover: Some(id.to_owned()), ..AlbumEdit::default() };
    albums(world).edit(&ada, named, choose(&ids[1])).await.unwrap();
    assert_eq!(first(&open(world, None, &album.slug).await), picture(1).await);
    // Who may not see the chosen one sees the first one, and does not learn what was chosen.
    let own = albums(world).edit(&ada, named, choose(&hidden.id)).await.unwrap();
    assert_eq!(own.cover_photo.as_deref(), Some(hidden.id.as_str()));
    assert_eq!(own.cover.map(|it| it.id), Some(hidden.images[0].id.clone()));
    let page = open(world, None, &album.slug).await;
    assert_eq!((first(&page), &page.album.cover_photo), (picture(0).await, &None));
    let other = a_photo().post(world, &ada).await;
    let wrong = albums(world).edit(&ada, named, choose(&other.id)).await;
    assert_eq!(answer(wrong), "invalid: cover=error-album-photo");
    albums(world).edit(&ada, named, choose("")).await.unwrap();
    assert_eq!(open(world, Some(&ada), &album.slug).await.album.cover_photo, None);
}

async fn only_the_owner_changes_an_album_and_only_with_photos_of_their_own(world: &World) {
    let (ada, album, ids) = filled(world, &["a"]).await;
    let eve = a_member("eve").join(world).await;
    let staff = a_member("mo").moderator().join(world).await;
    let hers = a_photo().post(world, &eve).await;
    let (named, at) = (("ada", album.slug.as_str()), albums(world));
    for who in [&eve, &staff] {
        let answers = [
            answer(at.edit(who, named, AlbumEdit::default()).await),
            answer(at.delete(who, named).await),
            answer(at.put(who, named, &ids[0]).await),
            answer(at.take(who, named, &ids[0]).await),
            answer(at.order(who, named, (&ids[0], &Move::By(Shift::Up))).await),
            answer(at.editable(who, named, None).await),
        ];
        assert!(answers.iter().all(|it| it == "forbidden: problem-forbidden"), "{answers:?}");
    }
    assert_eq!(answer(at.put(&ada, named, &hers.id).await), "forbidden: problem-forbidden");
    assert_eq!(answer(at.put(&ada, named, "AAAAAAAAAAA").await), "not found");
    let private = AlbumDraft { visibility: "private".to_owned(), ..titled("Mine") };
    let mine = at.create(&ada, &private).await.unwrap();
    assert_eq!(answer(at.delete(&eve, ("ada", &mine.slug)).await), "not found");
    let newbie = a_member("newbie").unverified().join(world).await;
    let refused = at.create(&newbie, &titled("x")).await;
    assert_eq!(answer(refused), "forbidden: problem-verify-first");
    let wrong = at.create(&ada, &AlbumDraft::default()).await;
    assert_eq!(answer(wrong), "invalid: title=error-empty");
}

async fn a_photo_is_put_into_an_album_as_it_is_posted(world: &World) {
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let album = made(world, &ada, "Lakes").await;
    let draft = PhotoDraft { album: album.slug.clone(), ..PhotoDraft::default() };
    let file = || vec![File::Bytes(harness::pictures::jpeg(16, 12, 7))];
    let photo = world.publishing().publish(&ada, &draft, file()).await.unwrap().photo;
    let choices = albums(world).choices(&ada, Some(&photo.id)).await.unwrap();
    assert_eq!((choices.items[0].has, choices.items[0].title.as_str()), (true, "Lakes"));
    // There is no such album of hers: nothing is posted at all.
    let before = world.rows("photos");
    let wrong = world.publishing().publish(&eve, &draft, file()).await;
    assert_eq!(answer(wrong), "invalid: album=error-album-unknown");
    assert_eq!(world.rows("photos"), before);
    let other = a_photo().post(world, &ada).await;
    let edit = domain::PhotoEdit { album: Some(album.slug.clone()), ..Default::default() };
    world.photos().edit(&ada, &other.id, edit).await.unwrap();
    assert_eq!(open(world, None, &album.slug).await.album.photos, 2);
    assert_eq!(albums(world).of_title(&ada, "Lakes").await.unwrap(), album.slug);
    assert_eq!(albums(world).of_title(&ada, "Rivers").await.unwrap(), "rivers");
}

async fn albums_go_with_their_owner_and_are_hidden_before(world: &World) {
    let (ada, album, ids) = filled(world, &["a"]).await;
    let eve = a_member("eve").join(world).await;
    let see = |viewer: Option<Member>| {
        let (slug, at) = (album.slug.clone(), albums(world));
        async move { answer(at.show(viewer.as_ref(), ("ada", &slug), &Paging::default()).await) }
    };
    world.people().set_suspended("ada", true).await.unwrap();
    assert_eq!(see(None).await, "not found");
    world.people().set_suspended("ada", false).await.unwrap();
    assert_eq!(see(Some(eve.clone())).await, "done");
    world.leaving().leave(&ada, PASSWORD).await.unwrap();
    assert_eq!(see(Some(eve)).await, "not found");
    world.minutes_pass(15 * 24 * 60);
    world.work().await;
    for table in ["albums", "album_slugs", "album_photos"] {
        assert_eq!(world.rows(table), 0, "{table}");
    }
    assert_eq!(ids.len(), 1);
}

async fn a_longer_album_asks_no_more_questions(world: &World) {
    let names: Vec<String> = (0..12).map(|it| it.to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (ada, album, ids) = filled(world, &names).await;
    for (number, id) in ids.iter().take(6).enumerate() {
        let more = made(world, &ada, &format!("Album {number}")).await;
        albums(world).put(&ada, ("ada", &more.slug), id).await.unwrap();
    }
    for viewer in [None, Some(&ada)] {
        let mut counts = Vec::new();
        for limit in [2, 6] {
            let paging = Paging { after: None, limit: Some(limit) };
            let (at, url) = (albums(world), world.database.url());
            let this = ("ada", album.slug.as_str());
            let (_, page) = recorder::during(url, at.show(viewer, this, &paging)).await;
            let (_, list) = recorder::during(url, at.list(viewer, "ada", &paging)).await;
            counts.push((page.len(), list.len()));
        }
        assert_eq!(counts[0], counts[1], "[album, albums] for {viewer:?}");
        assert!(counts[0].0 <= 23 && counts[0].1 <= 14, "{counts:?}");
    }
}
