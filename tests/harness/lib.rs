//! What the end-to-end tests of Tintype are made of.
//!
//! The tests run the real binary against real servers: a database of its own for each test, an S3-compatible store, mail
//! servers that misbehave on request, a browser. `cargo xtask test` provides what is not Rust. Nothing here is
//! skipped when something is missing; the test fails and says what to do.
//!
//! ```text
//! #[tokio::test]
//! async fn a_letter_leads_back_to_the_site() {
//!     let site = Site::builder().database(TestDatabase::postgres()).start().await;
//!     let mut visitor = site.visitor();
//!     visitor.get("/register").await.expect(200);
//!     visitor.submit("form", &[("username", "ada"), ("email", "ada@example.org")]).await.expect(200);
//!     let letter = site.outbox().letter_to("ada@example.org").await;
//!     visitor.get(&letter.link()).await.expect(200);
//!     assert!(visitor.page().has("form button"));
//! }
//! ```

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a harness that is broken should fail the test at once"
)]

mod aiosmtpd;
mod app;
mod background;
mod browser;
mod certificate;
pub mod chance;
mod fault_proxy;
mod files;
mod form;
mod kept;
mod mailbox;
mod nginx;
mod page;
pub mod pictures;
mod postgres;
mod s3;
mod site;
mod smtp;
mod sql;
mod visitor;

pub use aiosmtpd::Aiosmtpd;
pub use app::{Answer, App};
pub use browser::{Browser, BrowserBuilder};
pub use certificate::Certificate;
pub use fault_proxy::{Fault, FaultProxy};
pub use form::{Form, Upload};
pub use mailbox::{Letter, Mailbox};
pub use nginx::Nginx;
pub use page::{Element, Page};
pub use postgres::TestDatabase;
pub use reqwest::{Method, RequestBuilder, Response};
pub use s3::S3Server;
pub use serde_json::{Value, from_str as json_from, json};
pub use site::{Site, SiteBuilder};
pub use smtp::{Mail, Security, SmtpSink};
pub use sql::Sql;
pub use thirtyfour;
pub use visitor::Visitor;
