//! What is in the folder, a page at a time.

use super::unless_absent;
use crate::key;
use std::fs::{self, DirEntry};
use std::io;
use std::path::Path;

/// At most `limit` keys after `after` with their sizes, in the order of the keys' bytes.
///
/// Only the folders between the first key and the last are read, one whole folder at a time.
pub(super) fn list(
    root: &Path,
    after: Option<&str>,
    limit: usize,
) -> io::Result<Vec<(String, u64)>> {
    let mut page = Page { root, after, limit, found: Vec::new() };
    // Read by itself: a root that is not there is a disk that is not mounted, not an empty store.
    let names = names(fs::read_dir(root)?, "")?;
    page.add(names)?;
    Ok(page.found)
}

struct Page<'a> {
    root: &'a Path,
    after: Option<&'a str>,
    limit: usize,
    found: Vec<(String, u64)>,
}

impl Page<'_> {
    /// Adds what is under `names`, keys and folders with a slash at the end, until the page is full.
    fn add(&mut self, names: Vec<String>) -> io::Result<()> {
        for name in names {
            if self.found.len() >= self.limit {
                break;
            }
            match name.strip_suffix('/') {
                Some(_) if self.is_behind(&name) => {}
                Some(folder) => {
                    if let Some(entries) = unless_absent(fs::read_dir(self.root.join(folder)))? {
                        self.add(self::names(entries, &name)?)?;
                    }
                }
                None if self.after.is_some_and(|after| name.as_str() <= after) => {}
                None => self.add_file(name)?,
            }
        }
        Ok(())
    }

    fn add_file(&mut self, name: String) -> io::Result<()> {
        let about = unless_absent(fs::metadata(self.root.join(&name)))?;
        if let Some(about) = about.filter(fs::Metadata::is_file) {
            self.found.push((name, about.len()));
        }
        Ok(())
    }

    /// Whether all keys in `folder` come before the page.
    fn is_behind(&self, folder: &str) -> bool {
        self.after.is_some_and(|after| folder < after && !after.starts_with(folder))
    }
}

/// What `entries` of the folder `within` are called, as far as these are keys or begin some, in
/// the order of the keys' bytes: `ab-c` comes before what is in `ab/`, and `ab0` after it.
fn names(entries: fs::ReadDir, within: &str) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in entries {
        names.extend(name(&entry?, within));
    }
    names.sort_unstable();
    Ok(names)
}

/// `None` for what is no part of a key, as are the waiting folder and whatever others left here.
fn name(entry: &DirEntry, within: &str) -> Option<String> {
    let name = format!("{within}{}", entry.file_name().to_str()?);
    key::check("list", &name).ok()?;
    // Through links: an owner may have moved some of the folders to another disk.
    let is_folder = fs::metadata(entry.path()).is_ok_and(|about| about.is_dir());
    Some(if is_folder { name + "/" } else { name })
}
