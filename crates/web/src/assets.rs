use data_encoding::HEXLOWER;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::{Arc, LazyLock};

/// What lies in `static/`, inside the binary.
#[derive(RustEmbed)]
#[folder = "../../static"]
struct Static;

/// A file as it is served.
#[derive(Clone)]
pub(crate) struct Asset {
    pub(crate) bytes: Cow<'static, [u8]>,
    pub(crate) media_type: &'static str,
    pub(crate) hash: String,
    /// The same, smaller; of texts that it is worth it for.
    pub(crate) zipped: Option<Arc<[u8]>>,
}

/// The style sheet, the scripts and the icon. The style sheet is made of all of `static/css`, and the script of every page of all
/// of `static/js/site`, in the order of the file names, so that a page needs one of each; the files share one scope.
#[derive(Clone)]
pub(crate) struct Assets(Arc<HashMap<String, Asset>>);

static ASSETS: LazyLock<Assets> = LazyLock::new(Assets::collect);

impl Assets {
    pub(crate) fn build() -> Self {
        ASSETS.clone()
    }

    fn collect() -> Self {
        let mut all: HashMap<String, Asset> = HashMap::new();
        let mut names: Vec<_> = Static::iter().collect();
        names.sort();
        let (mut style, mut script) = (String::new(), String::new());
        for name in names {
            let Some(file) = Static::get(&name) else { continue };
            if name.starts_with("css/") {
                style.push_str(&String::from_utf8_lossy(&file.data));
                style.push('\n');
            } else if name.starts_with("js/site/") {
                script.push_str(&String::from_utf8_lossy(&file.data));
                script.push('\n');
            } else if let Some(kind) = media_type(&name) {
                let short = name.rsplit('/').next().unwrap_or(&name).to_owned();
                all.insert(short, Asset::new(file.data, kind));
            }
        }
        style.push_str(&ratios());
        let style = Asset::new(Cow::Owned(style.into_bytes()), "text/css; charset=utf-8");
        all.insert("site.css".to_owned(), style);
        let script = Asset::new(Cow::Owned(script.into_bytes()), "text/javascript; charset=utf-8");
        all.insert("site.js".to_owned(), script);
        Self(Arc::new(all))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Asset> {
        self.0.get(name)
    }

    /// The address of an asset, which changes with its content.
    pub(crate) fn address(name: &str) -> String {
        let hash = ASSETS.get(name).map_or("", |it| it.hash.as_str());
        format!("/static/{name}?v={hash}")
    }
}

impl Asset {
    fn new(bytes: Cow<'static, [u8]>, media_type: &'static str) -> Self {
        let mut hash = HEXLOWER.encode(&Sha256::digest(&bytes));
        hash.truncate(16);
        let zipped = (!media_type.starts_with("image/png")).then(|| gzip(&bytes)).flatten();
        let zipped = zipped.filter(|it| it.len() < bytes.len()).map(Into::into);
        Self { bytes, media_type, hash, zipped }
    }
}

/// RFC 1952, as small as it gets: it is done once.
fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

fn media_type(name: &str) -> Option<&'static str> {
    match name.rsplit('.').next()? {
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "png" => Some("image/png"),
        _ => None,
    }
}

/// The narrowest and the widest shape on a wall, as hundredths of width over height.
pub(crate) const SHAPES: std::ops::RangeInclusive<i64> = 30..=500;

/// A class for each shape: without inline styles, this is how a picture tells the wall its own.
fn ratios() -> String {
    let mut css = String::new();
    for shape in SHAPES {
        let _ = write!(css, ".r-{shape}{{--r:{}.{:02}}}", shape / 100, shape % 100);
    }
    css
}
