//! The site as plain forms and links, without scripts.

mod albums;
mod chinese;
mod confirming;
mod joining;
mod leaving;
mod recovery;
mod security;
mod sessions;
mod sharing;
mod staff;
mod talking;
mod visibility;
mod walls;
