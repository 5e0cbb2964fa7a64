//! The rules of the site, told as stories: what its use-cases promise on both databases, what its stores and its
//! mail keep to against real servers, what its command line does, and which shape the house has to keep.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a story whose props break should fail at once"
)]

#[macro_use]
mod world;

mod accounts;
mod admin;
mod album_races;
mod albums;
mod architecture;
mod attack;
mod audit;
mod bytes;
mod captcha;
mod circle;
mod commands;
mod comments;
mod crates_tree;
mod credentials;
mod cursors;
mod deleting;
mod demo;
mod digests;
mod doubles;
mod editing;
mod exports;
mod factors;
mod farewells;
mod feed_order;
mod front;
mod joining;
mod large;
mod leaving;
mod letter_links;
mod letters;
mod likes;
mod limits;
mod live;
mod lost_answers;
mod mail_servers;
mod maps;
mod migrations;
mod notices;
mod openapi;
mod outbox;
mod pictures;
mod plans;
mod postroom;
mod profiles;
mod props;
mod publishing;
mod ranked_walls;
mod ranking;
mod recorder;
mod recovery;
mod reports;
mod reworking;
mod search;
mod search_lists;
mod search_plans;
mod session_list;
mod sessions;
mod shares;
mod shelf;
mod statements;
mod store_faults;
mod stores;
mod suggestions;
mod suggestions_forgotten;
mod takeovers;
mod taking_back;
mod templates;
mod threads;
mod tokens;
mod upkeep;
mod uploads;
mod viewing;
mod viewing_told;
mod visibility;
mod walls;
mod words;
mod writing;
