//! A disk that is full. Each test runs itself again where the disk can really be filled.

use super::{DiskStore, waiting};
use crate::disk::reason;
use ports::BlobStore;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Begins the name of the small disk's folder, so that a second run knows it among its arguments:
/// to the test runner it is the name of one more test that does not exist.
const SMALL: &str = "small-disk-";

/// Where the small disk is, if this is a second run.
fn small_disk() -> Option<PathBuf> {
    let is_small = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(SMALL))
    };
    std::env::args_os().map(PathBuf::from).find(is_small)
}

/// What the second run says: the first may otherwise not notice that it did nothing.
const DONE: &str = "the disk was full and is as it was";

/// Runs the test `name` again, from a shell that has done `before`; says whether it could.
///
/// `before` ends with 77 where it cannot do what it is for.
fn again(name: &str, before: &str, through: &[&str]) -> bool {
    let small = tempfile::Builder::new().prefix(SMALL).tempdir().expect("has a folder");
    let run = "exec \"$0\" --exact --nocapture \"$@\"";
    let script = format!("{{ {before}; }} || exit 77; {run}");
    let mut command = Command::new("unshare");
    command.args(through).args(["sh", "-c", &script]);
    let program = std::env::current_exe().expect("has a path");
    command.arg(program).arg(format!("disk::tests::full::{name}")).arg(small.path());
    let output = command.output().expect("unshare (util-linux) is there");
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    let could = output.status.code() != Some(77) && !said.contains("unshare failed");
    assert!(!could || (output.status.success() && said.contains(DONE)), "{said}");
    could
}

/// Puts what does not fit, and sees that nothing of it stays and what fits is still taken.
async fn fill(root: &Path, words: &str) {
    let store = DiskStore::open(root).expect("opens");
    store.put("a/fits", &[1; 9_000], "image/png").await.expect("fits");
    let large = vec![2; 2 << 20];
    let from = tempfile::NamedTempFile::new().expect("has a file");
    // On a disk of its own size; where files may not be long, this one cannot be made either.
    let by_file = fs::write(from.path(), &large).is_ok();

    for _ in 0..3 {
        let why = store.put("b/large", &large, "image/png").await.expect_err("does not fit");
        assert_eq!((why.doing, why.key.as_str()), ("put", "b/large"));
        assert!(why.reason.contains(words), "{why}");
        if by_file {
            let why = store.put_file("b/large", from.path(), "").await.expect_err("does not fit");
            assert!(why.reason.contains(words), "{why}");
        }
        assert_eq!(waiting(&store), 0);
    }
    assert!(!root.join("b").exists(), "not even a folder stays");
    store.put("b/fits", &[1; 9_000], "image/png").await.expect("still fits");
    let sizes = store.list(None, 9).await.expect("lists");
    assert_eq!(sizes, [("a/fits".to_owned(), 9_000), ("b/fits".to_owned(), 9_000)]);
    println!("{DONE}");
}

/// A real disk of 1 MiB, seen by the second run only, so that nothing stays mounted.
#[tokio::test]
async fn a_full_disk_is_named_and_left_as_it_was() {
    if let Some(small) = small_disk() {
        return fill(&small, "no space left").await;
    }
    let mount = "mount -t tmpfs -o size=1m none \"$2\"";
    let name = "a_full_disk_is_named_and_left_as_it_was";
    // Where nobody may mount anything, its twin below still sees a write that breaks off.
    let could =
        again(name, mount, &["--mount"]) || again(name, mount, &["--mount", "--map-root-user"]);
    println!("a real disk was filled: {could}");
    assert!(reason(&io::Error::from_raw_os_error(28)).starts_with("no space left on its disk: "));
    assert!(
        reason(&io::Error::from_raw_os_error(122)).starts_with("no space left in its disk quota")
    );
}

/// The system ends each file after 1 MiB, in the middle of a write.
#[tokio::test]
async fn a_write_that_breaks_off_leaves_nothing() {
    if let Some(small) = small_disk() {
        return fill(&small, "File too large").await;
    }
    let limit = "trap '' XFSZ; ulimit -f 2048";
    assert!(again("a_write_that_breaks_off_leaves_nothing", limit, &[]), "any shell can");
}
