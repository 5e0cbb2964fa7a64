//! The two ways in which a site is put together, and a world for one story.

use std::path::PathBuf;

use harness::{Mailbox, S3Server, Site, SiteBuilder, SmtpSink, TestDatabase};

/// Of what a site is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stack {
    /// SQLite, a folder for the pictures, an outbox folder for the letters.
    Embedded,
    /// PostgreSQL, an S3 store, an SMTP server.
    Servers,
}

/// Tells stories on both stacks: each is a function that takes the stack.
macro_rules! on_both_stacks {
    ($($story:ident),+ $(,)?) => {$(
        mod $story {
            use crate::stack::Stack;

            #[tokio::test]
            async fn on_sqlite_a_folder_and_an_outbox() {
                super::$story(Stack::Embedded).await;
            }

            #[tokio::test]
            async fn on_postgresql_s3_and_smtp() {
                super::$story(Stack::Servers).await;
            }
        }
    )+};
}

/// A site with everything it talks to. All of it goes when this value is dropped.
#[derive(Debug)]
pub(crate) struct World {
    // Dropped before the servers it talks to.
    pub(crate) site: Site,
    store: Option<S3Server>,
    sink: Option<SmtpSink>,
}

impl World {
    /// A new site that nobody has visited yet.
    pub(crate) async fn start(stack: Stack) -> Self {
        Self::start_with(stack, &[]).await
    }

    /// The same with these settings besides.
    pub(crate) async fn start_with(stack: Stack, settings: &[(&str, &str)]) -> Self {
        let set = |site: SiteBuilder| {
            settings.iter().fold(site, |site, (name, value)| site.set(name, value))
        };
        match stack {
            Stack::Embedded => Self::of(set(Site::builder()).start().await),
            Stack::Servers => {
                let (store, sink) = (S3Server::start().await, SmtpSink::plain().await);
                let site = Site::builder().database(TestDatabase::postgres());
                let site = set(site.storage(&store).mail(&sink)).start().await;
                Self { site, store: Some(store), sink: Some(sink) }
            }
        }
    }

    /// Around a site that needs nothing else.
    pub(crate) fn of(site: Site) -> Self {
        Self { site, store: None, sink: None }
    }

    /// Where letters arrive.
    pub(crate) fn letters(&self) -> Mailbox {
        self.sink.as_ref().map_or_else(|| self.site.outbox(), SmtpSink::mailbox)
    }

    /// The folder that the site says its letters lie in, where there is one.
    pub(crate) fn outbox(&self) -> Option<PathBuf> {
        self.sink.is_none().then(|| self.site.data_dir().join("outbox"))
    }

    /// What is stored of all pictures, by name.
    pub(crate) fn stored(&self) -> Vec<String> {
        match &self.store {
            Some(store) => store.keys(),
            None => self.site.files().into_iter().filter(|it| it.starts_with("media/")).collect(),
        }
    }

    /// Where these bytes lie: in the store, or anywhere in the data folder.
    pub(crate) fn holding(&self, bytes: &[u8]) -> Vec<String> {
        let stored = self.store.as_ref().map(|store| store.keys_containing(bytes));
        [stored.unwrap_or_default(), self.site.files_containing(bytes)].concat()
    }
}
