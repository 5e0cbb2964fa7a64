//! The site as plain forms and links, without scripts.

mod admission;
mod albums;
mod chinese;
mod circle;
mod confirming;
mod handed_over;
mod joining;
mod leaving;
mod recovery;
mod searching;
mod security;
mod sessions;
mod sharing;
mod staff;
mod suggesting;
mod talking;
mod threads;
mod visibility;
mod walls;
