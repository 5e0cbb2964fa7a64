//! The albums of a demo: a few for everybody who has posted enough.

use crate::Failure;
use domain::{AlbumDraft, Member};
use services::Albums;

/// What they are called, what is told about them, and who may open them.
const NAMES: [(&str, &str, &str); 6] = [
    ("Slow mornings", "First light, before anybody else is up.", "public"),
    ("One week outside", "Seven days, one lens, no plan.", "public"),
    ("Work in progress", "Not finished yet; tell me what you think.", "unlisted"),
    ("Blue hour", "", "public"),
    ("Places I go back to", "The same corners in every season.", "public"),
    ("For friends", "", "followers"),
];

/// The fewest photos of somebody who has albums.
const FEWEST: usize = 4;
/// How many photos an album holds.
const SIZE: usize = 8;
/// How many albums somebody has at most.
const MOST: usize = 3;
/// How many people have albums at most: a demo of millions need not.
const PEOPLE: usize = 200;

/// Makes albums of the photos of each.
pub(crate) async fn make(
    albums: &Albums,
    shelves: Vec<(&Member, Vec<String>)>,
) -> Result<(), Failure> {
    let enough = shelves.into_iter().filter(|(_, keys)| keys.len() >= FEWEST).take(PEOPLE);
    for (nth, (member, keys)) in enough.enumerate() {
        for (number, part) in keys.chunks(SIZE).take(MOST).enumerate() {
            let place = (nth + number).checked_rem(NAMES.len()).unwrap_or(0);
            let Some((title, description, visibility)) = NAMES.get(place) else { continue };
            let draft = AlbumDraft {
                title: (*title).to_owned(),
                description: (*description).to_owned(),
                visibility: (*visibility).to_owned(),
            };
            let album = albums.create(member, &draft).await?;
            // One photo stands in two albums.
            for key in part.iter().chain(keys.first().filter(|_| number > 0)) {
                albums.put(member, (&member.name, &album.slug), key).await?;
            }
        }
    }
    Ok(())
}
