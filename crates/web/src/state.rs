use ipnet::IpNet;
use rocket::data::{ByteUnit, Limits};
use rocket::http::uri::{Absolute, Authority};
use services::ApiTokens;
use services::{
    Accounts, Admin, Captchas, Comments, Context, Exports, Factors, Joining, Leaving,
    Limits as Limited, Photos, Publishing, Sessions, Site,
};
use services::{Addresses, Credentials, Postroom, Recovery};
use services::{Albums, Reports, Shares};
use services::{Circle, Likes, Profiles};
use services::{Notifications, Ranking, Streams, Suggestions};
use std::net::IpAddr;
use std::path::PathBuf;

/// The use-cases, as routes reach them.
pub struct Services {
    pub(crate) accounts: Accounts,
    pub(crate) addresses: Addresses,
    pub(crate) credentials: Credentials,
    pub(crate) postroom: Postroom,
    pub(crate) recovery: Recovery,
    pub(crate) admin: Admin,
    pub(crate) captchas: Captchas,
    pub(crate) comments: Comments,
    pub(crate) factors: Factors,
    pub(crate) joining: Joining,
    pub(crate) limits: Limited,
    pub(crate) exports: Exports,
    pub(crate) leaving: Leaving,
    pub(crate) photos: Photos,
    pub(crate) publishing: Publishing,
    pub(crate) search: services::Search,
    pub(crate) sessions: Sessions,
    pub(crate) site: Site,
    pub(crate) tag_lists: services::TagLists,
    pub(crate) tokens: ApiTokens,
    pub(crate) circle: Circle,
    pub(crate) likes: Likes,
    pub(crate) profiles: Profiles,
    pub(crate) notifications: Notifications,
    pub(crate) streams: Streams,
    pub(crate) ranking: Ranking,
    pub(crate) suggestions: Suggestions,
    pub(crate) albums: Albums,
    pub(crate) shares: Shares,
    pub(crate) reports: Reports,
    pub(crate) views: services::Views,
}

impl Services {
    /// All of them, over one context.
    pub fn new(context: &Context) -> Self {
        Self {
            accounts: Accounts::new(context.clone()),
            addresses: Addresses::new(context.clone()),
            credentials: Credentials::new(context.clone()),
            postroom: Postroom::new(context.clone()),
            recovery: Recovery::new(context.clone()),
            admin: Admin::new(context.clone()),
            captchas: Captchas::new(context.clone()),
            comments: Comments::new(context.clone()),
            factors: Factors::new(context.clone()),
            joining: Joining::new(context.clone()),
            limits: Limited::new(context.clone()),
            exports: Exports::new(context.clone()),
            leaving: Leaving::new(context.clone()),
            photos: Photos::new(context.clone()),
            publishing: Publishing::new(context.clone()),
            search: services::Search::new(context.clone()),
            sessions: Sessions::new(context.clone()),
            site: Site::new(context.clone()),
            tag_lists: services::TagLists::new(context.clone()),
            tokens: ApiTokens::new(context.clone()),
            circle: Circle::new(context.clone()),
            likes: Likes::new(context.clone()),
            profiles: Profiles::new(context.clone()),
            notifications: Notifications::new(context.clone()),
            streams: Streams::new(context.clone()),
            ranking: Ranking::new(context.clone()),
            suggestions: Suggestions::new(context.clone()),
            albums: Albums::new(context.clone()),
            shares: Shares::new(context.clone()),
            reports: Reports::new(context.clone()),
            views: services::Views::new(context.clone()),
        }
    }
}

/// What programs that visit are told.
#[derive(Debug, Clone, Default)]
pub struct Machines {
    /// Whether pictures may be collected to train models with.
    pub ai: bool,
    /// Where the people behind the site are reached: `mailto:…` or `https://…`.
    pub contact: Option<String>,
}

/// What the web layer needs to know of the settings.
#[derive(Debug, Clone)]
pub struct WebSettings {
    /// The site's name.
    pub site_name: String,
    /// What it says about itself.
    pub site_description: String,
    /// `open`, `approval`, `invite` or `closed`.
    pub registration: &'static str,
    /// Whether people prove that they are some.
    pub captcha: bool,
    /// Whether things may be done only so often.
    pub rate_limits: bool,
    /// The language where the reader's is not known.
    pub locale: String,
    /// The site's own address, without a slash at the end.
    pub public_url: String,
    /// Networks whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// The largest file, in bytes.
    pub upload_bytes: u64,
    /// The most files in one upload.
    pub upload_files: usize,
    /// The internal location of the picture store in the server in front.
    pub accel_redirect: Option<String>,
    /// What programs that visit are told.
    pub machines: Machines,
    /// An empty folder: the templates are inside the binary, but Rocket insists on one.
    pub template_dir: PathBuf,
}

impl WebSettings {
    /// Whether browsers reach the site by HTTPS.
    pub(crate) fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// Whether the site's address leads nowhere but to the machine it is on.
    pub(crate) fn is_local(&self) -> bool {
        let url = Absolute::parse(&self.public_url).ok();
        let host = url.as_ref().and_then(Absolute::authority).map(Authority::host);
        let host = host.unwrap_or_default().trim_matches(['[', ']']);
        host == "localhost" || host.parse::<IpAddr>().is_ok_and(|it| it.is_loopback())
    }
}

/// How much of a body Rocket reads before it answers 413. A file over its limit is refused by the
/// use-case, which names it; this is the wall behind.
pub(crate) fn limits(upload_bytes: u64, upload_files: usize) -> Limits {
    let file = ByteUnit::Byte(upload_bytes.saturating_add(1_000_000));
    let files = u64::try_from(upload_files).unwrap_or(u64::MAX);
    let form = ByteUnit::Byte(upload_bytes.saturating_mul(files).saturating_add(2_000_000));
    Limits::default()
        .limit("file", file)
        .limit("data-form", form)
        .limit("form", 64.into())
        .limit("string", ByteUnit::Kibibyte(64))
}
