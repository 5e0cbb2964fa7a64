use super::{Camera, Intake, Rewritten, Words, bytes, text};
use crate::MediaType;
use std::collections::BTreeSet;

/// The most names a file may have removed; more are not counted.
const MAX_NAMES: usize = 200;
const MAX_KEYWORDS: usize = 100;

/// What is found, kept and removed while a file is rewritten.
#[derive(Default)]
pub(super) struct Ledger {
    kept: BTreeSet<&'static str>,
    removed: BTreeSet<String>,
    pub(super) location: bool,
    pub(super) camera: Camera,
    pub(super) words: Words,
}

impl Ledger {
    pub(super) fn keep(&mut self, id: &'static str) {
        self.kept.insert(id);
    }

    pub(super) fn remove(&mut self, name: impl Into<String>) {
        if self.removed.len() < MAX_NAMES {
            self.removed.insert(name.into());
        }
    }

    /// With a part of the name that somebody else chose.
    pub(super) fn remove_theirs(&mut self, prefix: &str, theirs: &[u8]) {
        match text::name(theirs) {
            name if name.is_empty() => self.remove(prefix.trim_end_matches(['.', ':'])),
            name => self.remove(format!("{prefix}{name}")),
        }
    }

    /// What was glued on behind the end. Phones put a video there, which begins with a box `ftyp`.
    pub(super) fn trailer(&mut self, trailer: &[u8]) {
        if bytes::contain(trailer, b"ftyp") {
            self.remove("Motion photo");
        } else if !trailer.is_empty() {
            self.remove("Bytes after the end");
        }
    }

    pub(super) fn keyword(&mut self, keyword: &str) {
        let keywords = &mut self.words.keywords;
        let room = keywords.len() < MAX_KEYWORDS;
        keywords
            .extend(text::line(keyword, 100).filter(|keyword| room && !keywords.contains(keyword)));
    }

    pub(super) fn title(&mut self, title: &str) {
        fill(&mut self.words.title, || text::line(title, 200));
    }

    pub(super) fn caption(&mut self, caption: &str) {
        fill(&mut self.words.caption, || text::lines(caption, 4000));
    }

    pub(super) fn close(
        self,
        media_type: MediaType,
        (width, height): (u32, u32),
        rewritten: Rewritten,
    ) -> Intake {
        let Rewritten { original, frames, profile, .. } = rewritten;
        Intake {
            media_type,
            width,
            height,
            frames,
            original,
            profile: profile.map(str::to_owned),
            kept: self.kept.into_iter().collect(),
            removed: self.removed.into_iter().collect(),
            location: self.location,
            camera: Some(self.camera).filter(|camera| *camera != Camera::default()),
            words: self.words,
        }
    }
}

/// The first that says something counts.
pub(super) fn fill<T>(place: &mut Option<T>, with: impl FnOnce() -> Option<T>) {
    if place.is_none() {
        *place = with();
    }
}
