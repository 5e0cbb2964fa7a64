//! Where the bytes to store come from.

use crate::trouble::Trouble;
use std::borrow::Cow;
use std::io;
use std::path::Path;
use tokio::fs::File;
use tokio::io::AsyncReadExt;

/// Bytes to store: in memory already, or in a file that is read a part at a time.
pub(super) enum Source<'a> {
    Bytes(&'a [u8]),
    File(File),
}

impl<'a> Source<'a> {
    /// The file `from` and its size.
    pub(super) async fn open(from: &Path) -> Result<(Self, u64), Trouble> {
        let file = File::open(from).await.map_err(unreadable)?;
        let about = file.metadata().await.map_err(unreadable)?;
        if about.is_file() {
            Ok((Self::File(file), about.len()))
        } else {
            Err(Trouble::lasting("reading the file to store: it is none"))
        }
    }

    /// The next `size` bytes.
    pub(super) async fn next(&mut self, size: u64) -> Result<Cow<'a, [u8]>, Trouble> {
        let size = usize::try_from(size).map_err(|why| Trouble::lasting(why.to_string()))?;
        match self {
            Self::Bytes(bytes) => {
                let (next, rest) = bytes.split_at_checked(size).ok_or_else(changed)?;
                *bytes = rest;
                Ok(Cow::Borrowed(next))
            }
            Self::File(file) => {
                let mut next = vec![0; size];
                match file.read_exact(&mut next).await {
                    Err(why) if why.kind() == io::ErrorKind::UnexpectedEof => Err(changed()),
                    Err(why) => Err(unreadable(why)),
                    Ok(_) => Ok(Cow::Owned(next)),
                }
            }
        }
    }

    /// The last `size` bytes; an error if there are any more.
    pub(super) async fn last(&mut self, size: u64) -> Result<Cow<'a, [u8]>, Trouble> {
        let last = self.next(size).await?;
        let more = match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::File(file) => file.read(&mut [0]).await.map_err(unreadable)?,
        };
        if more == 0 { Ok(last) } else { Err(changed()) }
    }
}

fn changed() -> Trouble {
    Trouble::lasting("the file to store changed while it was read")
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn unreadable(why: io::Error) -> Trouble {
    Trouble::lasting(format!("reading the file to store: {why}"))
}
