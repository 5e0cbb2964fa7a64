use crate::Failure;
use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};
use services::SecretKey;
use std::collections::HashSet;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Stands in Rocket's documentation, so everybody has it.
const PUBLISHED: &str = "hPRYyVRiMyxpw5sBB1XeCMN1kFsDCqKvBi2QJxBVHQk=";

/// The site's secret key: `secret_key` (`ROCKET_SECRET_KEY`) if the owner set it, which nodes that
/// share a database must; else a file in the data folder, made on the first start.
pub(crate) fn load(configured: Option<&str>, data_dir: &Path) -> Result<SecretKey, Failure> {
    match configured {
        Some(text) => parse(text, "secret_key"),
        None => from_file(&data_dir.join("secret.key")),
    }
}

fn parse(text: &str, place: &str) -> Result<SecretKey, Failure> {
    let text = text.trim();
    if text == PUBLISHED {
        return Err(Failure::new(format!(
            "{place}: this key stands in Rocket's documentation; make one: openssl rand -base64 32"
        )));
    }
    let bytes = HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok();
    let bytes = bytes.or_else(|| BASE64.decode(text.as_bytes()).ok()).unwrap_or_default();
    // 32 random bytes have fewer than 16 different ones once in 10^13 times.
    let different: HashSet<&u8> = bytes.iter().collect();
    let key = SecretKey::new(&bytes).filter(|_| different.len() >= 16);
    key.ok_or_else(|| {
        Failure::new(format!("{place}: expected at least 32 random bytes in base64 or hexadecimal"))
    })
}

fn from_file(path: &Path) -> Result<SecretKey, Failure> {
    if !path.exists() {
        make(path).map_err(|why| Failure::new(format!("{}: {why}", path.display())))?;
    }
    let text = fs::read_to_string(path);
    let text = text.map_err(|why| Failure::new(format!("{}: {why}", path.display())))?;
    parse(&text, &path.display().to_string())
}

/// Several processes may start at once; the first to link its file under the name wins, and the
/// others read that one.
fn make(path: &Path) -> std::io::Result<()> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|why| std::io::Error::other(why.to_string()))?;
    let draft = path.with_extension(format!("{}.tmp", std::process::id()));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(BASE64.encode(&bytes).as_bytes())?;
    file.sync_all()?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(why) if why.kind() == ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}
