//! The archive itself: written to a file a part at a time, however much there is.

use crate::{Context, Error, Result};
use domain::UserId;
use repository::{Reader, belongings, profiles, ties, users};
use serde::Serialize;
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tempfile::NamedTempFile;
use time::OffsetDateTime;
use views::ArchivedMark;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// How much of a picture is in memory at once.
const PART: u64 = 1 << 20;
/// How many photos or comments are read at once.
const PAGE: i64 = 100;

/// What the files in an archive are, in each language.
const README: [(&str, &str); 2] = [
    ("zh-CN", include_str!("archive/README.zh-CN.txt")),
    ("en", include_str!("archive/README.en.txt")),
];

/// An archive that is complete. The file goes when this does.
pub(crate) struct Packed {
    file: NamedTempFile,
    size: i64,
}

impl Packed {
    pub(crate) fn path(&self) -> &Path {
        self.file.path()
    }

    pub(crate) fn size(&self) -> i64 {
        self.size
    }
}

/// An archive under way.
pub(crate) struct Archive {
    context: Context,
    user: UserId,
    zip: ZipWriter<BufWriter<File>>,
    /// The names of the pictures that are in it.
    pictures: HashSet<String>,
    /// Whether it is still wanted.
    wanted: Arc<AtomicBool>,
}

fn broken(why: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::internal(why)
}

impl Archive {
    /// Puts everything of `user` into a file; `None` where they are gone. Files are written and waited for: not for the threads
    /// that answer requests.
    pub(crate) async fn pack(
        context: Context,
        user: UserId,
        wanted: Arc<AtomicBool>,
    ) -> Result<Option<Packed>> {
        let now = context.clock.now();
        let home = context.policy.public_url.clone();
        let told = context.db.read(move |db| belongings::account(db, user, (&home, now))).await?;
        let account = context.db.read(move |db| users::find(db, user)).await?;
        let (Some(told), Some(account)) = (told, account) else { return Ok(None) };
        let file = context.scratch_file()?;
        let zip = ZipWriter::new(BufWriter::new(file.reopen().map_err(broken)?));
        let mut archive = Self { context, user, zip, pictures: HashSet::new(), wanted };
        archive.write_readme(&account.locale, now)?;
        archive.write_document("export.json", &told, now)?;
        archive.write_pictures().await?;
        archive.write_photos(now).await?;
        archive.write_comments(now).await?;
        archive.write_marks("likes.json", ties::likes, now).await?;
        archive.write_marks("bookmarks.json", ties::bookmarks, now).await?;
        archive.write_face(now).await?;
        let written = archive.zip.finish().map_err(broken)?;
        let written = written.into_inner().map_err(|why| broken(why.into_error()))?;
        let size = written.metadata().map_err(broken)?.len();
        Ok(Some(Packed { file, size: i64::try_from(size).unwrap_or(i64::MAX) }))
    }

    fn begin(&mut self, name: &str, at: OffsetDateTime) -> Result<()> {
        // Pictures are compressed already, and nobody downloads words by the gigabyte.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(modified(at))
            .unix_permissions(0o644);
        self.zip.start_file(name, options).map_err(broken)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        if !self.wanted.load(Ordering::Relaxed) {
            return Err(Error::Unavailable("nobody wants this export any more".into()));
        }
        self.zip.write_all(bytes).map_err(broken)
    }

    fn write_readme(&mut self, locale: &str, now: OffsetDateTime) -> Result<()> {
        let [_, (_, english)] = README;
        let text = README.iter().find(|(tag, _)| *tag == locale).map_or(english, |(_, it)| it);
        self.begin("README.txt", now)?;
        self.write(text.as_bytes())
    }

    fn write_document(
        &mut self,
        name: &str,
        it: &impl Serialize,
        at: OffsetDateTime,
    ) -> Result<()> {
        self.begin(name, at)?;
        let text = serde_json::to_string_pretty(it).map_err(broken)?;
        self.write(text.as_bytes())
    }

    /// An entry of a list, with what parts it from the one before.
    fn write_entry(&mut self, it: &impl Serialize, is_first: bool) -> Result<()> {
        let text = serde_json::to_string_pretty(it).map_err(broken)?;
        self.write(if is_first { b"\n" } else { b",\n" })?;
        self.write(text.as_bytes())
    }

    async fn photos(&self, after: i64) -> Result<Vec<belongings::Photo>> {
        let (user, site) = (self.user, self.context.policy.public_url.clone());
        let page = move |db: &mut Reader| belongings::photos(db, user, (after, PAGE), &site);
        Ok(self.context.db.read(page).await?)
    }

    async fn write_pictures(&mut self) -> Result<()> {
        let mut after = 0;
        loop {
            let photos = self.photos(after).await?;
            let Some(last) = photos.last() else { return Ok(()) };
            after = last.id;
            for photo in &photos {
                for (nth, key) in photo.files.iter().enumerate() {
                    let name = picture_name(photo, nth);
                    if self.write_picture(&name, key, photo.told.created_at).await? {
                        self.pictures.insert(name);
                    }
                }
            }
        }
    }

    /// Copies a picture from the store; `false` where it is not there: it was deleted meanwhile, or is lost.
    async fn write_picture(&mut self, name: &str, key: &str, at: OffsetDateTime) -> Result<bool> {
        let store = Arc::clone(&self.context.store);
        let Some(size) = store.size(key).await? else { return Ok(false) };
        self.begin(name, at)?;
        let mut from = 0;
        while from < size {
            let to = from.saturating_add(PART).min(size);
            let Some(part) = store.get_range(key, from..to).await? else {
                self.zip.abort_file().map_err(broken)?;
                return Ok(false);
            };
            if part.is_empty() {
                return Err(Error::Unavailable("a picture ends too early".into()));
            }
            from += u64::try_from(part.len()).unwrap_or(PART);
            self.write(&part)?;
        }
        Ok(true)
    }

    async fn write_photos(&mut self, now: OffsetDateTime) -> Result<()> {
        self.begin("photos.json", now)?;
        self.write(b"[")?;
        let mut after = 0;
        loop {
            let photos = self.photos(after).await?;
            for mut photo in photos.iter().cloned() {
                for (nth, image) in photo.told.images.iter_mut().enumerate() {
                    let name = format!("pictures/{}/{}", photo.told.id, file_name(image, nth));
                    image.file = Some(name).filter(|it| self.pictures.contains(it));
                }
                self.write_entry(&photo.told, after == 0)?;
                after = photo.id;
            }
            if photos.is_empty() {
                return self.write(b"\n]\n");
            }
        }
    }

    async fn write_comments(&mut self, now: OffsetDateTime) -> Result<()> {
        self.begin("comments.json", now)?;
        self.write(b"[")?;
        let mut after = 0;
        loop {
            let (user, site) = (self.user, self.context.policy.public_url.clone());
            let page = move |db: &mut Reader| belongings::comments(db, user, (after, PAGE), &site);
            let comments = self.context.db.read(page).await?;
            for (id, comment) in &comments {
                self.write_entry(comment, after == 0)?;
                after = *id;
            }
            if comments.is_empty() {
                return self.write(b"\n]\n");
            }
        }
    }
}

/// Reads a page of marks.
type Marks =
    fn(&mut Reader, UserId, (i64, i64), &str) -> repository::Result<Vec<(i64, ArchivedMark)>>;

impl Archive {
    /// A list of photos that somebody marked.
    async fn write_marks(&mut self, name: &str, marks: Marks, now: OffsetDateTime) -> Result<()> {
        self.begin(name, now)?;
        self.write(b"[")?;
        let mut after = 0;
        loop {
            let (user, site) = (self.user, self.context.policy.public_url.clone());
            let page = move |db: &mut Reader| marks(db, user, (after, PAGE), &site);
            let marked = self.context.db.read(page).await?;
            for (id, mark) in &marked {
                self.write_entry(mark, after == 0)?;
                after = *id;
            }
            if marked.is_empty() {
                return self.write(b"\n]\n");
            }
        }
    }

    /// The face, where there is one.
    async fn write_face(&mut self, now: OffsetDateTime) -> Result<()> {
        let user = self.user;
        let face = self.context.db.read(move |db| profiles::avatar(db, user)).await?;
        if let Some((key, _)) = face {
            self.write_picture("avatar.jpg", &key, now).await?;
        }
        Ok(())
    }
}

fn picture_name(photo: &belongings::Photo, nth: usize) -> String {
    let image = photo.told.images.get(nth);
    let file = image.map_or_else(String::new, |it| file_name(it, nth));
    format!("pictures/{}/{file}", photo.told.id)
}

/// `1.jpg`: which picture of its photo it is, and what.
fn file_name(image: &views::ArchivedImage, nth: usize) -> String {
    let ending = match image.media_type.as_str() {
        "image/jpeg" => "jpg",
        other => other.rsplit('/').next().unwrap_or("bin"),
    };
    format!("{}.{ending}", nth + 1)
}

/// A moment as archives tell it. They know no years before 1980.
fn modified(at: OffsetDateTime) -> zip::DateTime {
    let (year, month, day) = at.to_calendar_date();
    let (hour, minute, second) = at.to_hms();
    let year = u16::try_from(year).unwrap_or(1_980);
    zip::DateTime::from_date_and_time(year, month.into(), day, hour, minute, second)
        .unwrap_or_default()
}

impl Context {
    /// A file of ours alone, locked for as long as it is open: what is not locked was left by somebody who was killed.
    fn scratch_file(&self) -> Result<NamedTempFile> {
        let folder = &self.policy.scratch;
        fs::create_dir_all(folder).map_err(broken)?;
        self.clear_scratch();
        let file = tempfile::Builder::new().prefix("export-").suffix(".zip").tempfile_in(folder);
        let file = file.map_err(broken)?;
        file.as_file().lock().map_err(broken)?;
        Ok(file)
    }

    /// Removes what archives under way have left whose makers were killed.
    pub(crate) fn clear_scratch(&self) {
        let Ok(entries) = fs::read_dir(&self.policy.scratch) else { return };
        let ours = |it: &fs::DirEntry| it.file_name().to_string_lossy().starts_with("export-");
        for entry in entries.flatten().filter(ours) {
            let left = File::open(entry.path()).is_ok_and(|it| it.try_lock().is_ok());
            if left && let Err(why) = fs::remove_file(entry.path()) {
                tracing::warn!("an export that was never ended stays in the data folder: {why}");
            }
        }
    }
}
