//! Albums that several change at once, and that go while somebody changes them.

use domain::{AlbumEdit, Shift};
use services::Move;

use crate::albums::{albums, filled, made, open, titles};
use crate::world::{World, answer};

on_both!(
    an_album_that_is_deleted_meanwhile_is_not_there,
    two_who_put_an_album_in_order_at_once_lose_nothing,
);

/// What is done to an album while another process deletes it finds that out, whichever of the two is first.
async fn an_album_that_is_deleted_meanwhile_is_not_there(world: &World) {
    if !world.database.is_postgres() {
        return;
    }
    let (ada, _, ids) = filled(world, &["a"]).await;
    let edit = AlbumEdit { title: Some("Other".into()), ..AlbumEdit::default() };
    for deed in ["put", "order", "edit", "delete", "take", "choose"] {
        let album = made(world, &ada, deed).await;
        albums(world).put(&ada, ("ada", &album.slug), &ids[0]).await.unwrap();
        let deletes = format!("DELETE FROM albums WHERE slug = '{}'", album.slug);
        let (at, photos, ada, photo) = (albums(world), world.photos(), ada.clone(), ids[0].clone());
        let edit = edit.clone();
        let outcome = world
            .meanwhile(&deletes, async move {
                let named = ("ada", album.slug.as_str());
                let up = Move::By(Shift::Up);
                let into =
                    domain::PhotoEdit { album: Some(album.slug.clone()), ..Default::default() };
                match deed {
                    "put" => answer(at.put(&ada, named, &photo).await),
                    "order" => answer(at.order(&ada, named, (&photo, &up)).await),
                    "edit" => answer(at.edit(&ada, named, edit).await),
                    "delete" => answer(at.delete(&ada, named).await),
                    "take" => answer(at.take(&ada, named, &photo).await),
                    _ => answer(photos.edit(&ada, &photo, into).await),
                }
            })
            .await;
        let expected =
            if deed == "choose" { "invalid: album=error-album-unknown" } else { "not found" };
        assert_eq!(outcome, expected, "{deed}");
    }
}

async fn two_who_put_an_album_in_order_at_once_lose_nothing(world: &World) {
    let names = ["a", "b", "c", "d", "e", "f"];
    let (ada, album, ids) = filled(world, &names).await;
    let mut tabs = tokio::task::JoinSet::new();
    for nth in 0..4 {
        let (at, ada, ids, slug) = (albums(world), ada.clone(), ids.clone(), album.slug.clone());
        tabs.spawn(async move {
            for round in 0..12 {
                let by = if (nth + round) % 2 == 0 { Shift::Up } else { Shift::Down };
                let photo = &ids[(nth * 5 + round) % ids.len()];
                let before = Move::Before(ids[round % ids.len()].clone());
                let to = if round % 3 == 0 && ids[round % ids.len()] != *photo {
                    before
                } else {
                    Move::By(by)
                };
                at.order(&ada, ("ada", &slug), (photo, &to)).await.unwrap();
            }
        });
    }
    while let Some(done) = tabs.join_next().await {
        done.unwrap();
    }
    let mut left: Vec<_> =
        titles(&open(world, None, &album.slug).await).iter().map(|it| (*it).to_owned()).collect();
    left.sort();
    assert_eq!(left, names);
    assert_eq!(world.raw().number("SELECT count(DISTINCT position) AS n FROM album_photos"), 6);
}
