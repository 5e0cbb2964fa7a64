use crate::quantity::{bytes, duration, networks};
use crate::{Account, Contact, Robots, Secret, Upload};
use figment::Figment;
use figment::providers::{Env, Serialized};
use ipnet::IpNet;
use serde::Deserialize;
use std::path::PathBuf;
use std::time::Duration;

/// Everything the owner can say, with its defaults filled in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Where the embedded set-up writes.
    pub data_dir: PathBuf,
    /// `sqlite://…` or `postgres://…`; by default a file in `data_dir`.
    pub database_url: Option<Secret>,
    /// How many connections; by default from the core count.
    pub database_pool: Option<u32>,
    /// The only source of absolute links.
    pub public_url: Option<String>,
    /// The site's name.
    pub site_name: String,
    /// What the site says about itself.
    pub site_description: String,
    /// The language where the reader's is not known.
    pub locale: String,
    /// Who may join.
    pub registration: Registration,
    /// Whether people prove that they are some.
    pub captcha: Captcha,
    /// Whether things may be done only so often.
    pub rate_limits: bool,
    /// Where picture bytes live.
    pub storage: Storage,
    /// How letters leave.
    pub mail: Mail,
    /// How long people stay signed in.
    pub session: Session,
    /// What becomes of accounts.
    pub account: Account,
    /// What an upload may be.
    pub upload: Upload,
    /// The internal location below which a server in front finds the picture store (`X-Accel-Redirect`).
    pub accel_redirect: Option<String>,
    /// Where plain HTTP is led on to HTTPS, such as `0.0.0.0:80`, where the site speaks HTTPS itself.
    pub http_redirect: Option<std::net::SocketAddr>,
    /// How many bytes of pictures are kept in memory.
    #[serde(deserialize_with = "bytes")]
    pub picture_cache: u64,
    /// Networks whose `X-Forwarded-For` is believed.
    #[serde(deserialize_with = "networks")]
    pub trusted_proxies: Vec<IpNet>,
    /// The cost of bcrypt: 2^cost rounds.
    pub password_cost: u32,
    /// What programs that visit are asked.
    pub robots: Robots,
    /// Whether everybody is told how often photos are looked at.
    pub show_views: bool,
    /// Where the people behind the site are reached.
    pub contact: Option<Contact>,
    /// A file with the rules of the site, as plain text.
    pub rules_file: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data_dir: "var".into(),
            database_url: None,
            database_pool: None,
            public_url: None,
            site_name: "Tintype".into(),
            site_description: "A photo community".into(),
            locale: "en".into(),
            registration: Registration::Open,
            captcha: Captcha::Slider,
            rate_limits: true,
            storage: Storage::default(),
            mail: Mail::default(),
            session: Session::default(),
            account: Account::default(),
            accel_redirect: None,
            http_redirect: None,
            picture_cache: 64 << 20,
            upload: Upload::default(),
            trusted_proxies: Vec::new(),
            password_cost: 12,
            robots: Robots::default(),
            show_views: true,
            contact: None,
            rules_file: None,
        }
    }
}

/// Who may join.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Registration {
    /// Everybody.
    Open,
    /// Whom staff lets in.
    Approval,
    /// Who has a link.
    Invite,
    /// Nobody.
    Closed,
}

impl Registration {
    /// The name in settings and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Approval => "approval",
            Self::Invite => "invite",
            Self::Closed => "closed",
        }
    }
}

/// Whether people prove that they are some.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Captcha {
    /// By dragging a piece into its place.
    Slider,
    /// Not at all.
    Off,
}

/// Where picture bytes live.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Storage {
    /// A folder or S3.
    pub kind: StorageKind,
    /// The folder; by default `media` in `data_dir`.
    pub path: Option<PathBuf>,
    /// The address of the S3 server.
    pub endpoint: String,
    /// Its region.
    pub region: String,
    /// The bucket.
    pub bucket: String,
    /// Who we are to the server.
    pub access_key: Secret,
    /// How we prove it.
    pub secret_key: Secret,
    /// Whether the bucket is in the path rather than in the host name.
    pub path_style: bool,
    /// What every key begins with.
    pub prefix: String,
}

impl Default for Storage {
    fn default() -> Self {
        Self {
            kind: StorageKind::Filesystem,
            path: None,
            endpoint: String::new(),
            region: "us-east-1".into(),
            bucket: String::new(),
            access_key: Secret::default(),
            secret_key: Secret::default(),
            path_style: false,
            prefix: String::new(),
        }
    }
}

/// The kinds of store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StorageKind {
    /// A folder.
    Filesystem,
    /// A bucket.
    S3,
}

/// How letters leave.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// To a folder or by SMTP.
    pub transport: MailTransport,
    /// `smtp://user:password@host:port?tls=required` or `smtps://…`.
    pub url: Option<Secret>,
    /// Whom letters are from.
    pub from: Option<String>,
    /// A file with the certificate of a private authority (PEM).
    pub ca_file: Option<PathBuf>,
}

impl Default for Mail {
    fn default() -> Self {
        Self { transport: MailTransport::Outbox, url: None, from: None, ca_file: None }
    }
}

/// The ways letters leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTransport {
    /// Into `outbox` in `data_dir`.
    Outbox,
    /// To a server.
    Smtp,
}

/// How long people stay signed in.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Session {
    /// At the longest.
    #[serde(deserialize_with = "duration")]
    pub lifetime: Duration,
    /// Without coming back.
    #[serde(deserialize_with = "duration")]
    pub idle: Duration,
}

impl Default for Session {
    fn default() -> Self {
        let days = |n: u64| Duration::from_secs(n * 86_400);
        Self { lifetime: days(30), idle: days(14) }
    }
}

/// Why the settings cannot be used: the key and what was expected.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SettingsError(String);

impl Settings {
    /// Reads the table `tintype` of `figment` and, above it, `TINTYPE_…` of the environment.
    pub fn from(figment: &Figment) -> Result<Self, SettingsError> {
        let environment = Env::prefixed("TINTYPE_")
            .split("__")
            .map(|key| format!("tintype.{key}").into())
            .global();
        let none =
            Serialized::default("tintype", std::collections::BTreeMap::<String, String>::new());
        let figment = figment.clone().join(none).merge(environment);
        let settings: Self = figment.extract_inner("tintype").map_err(|why| {
            let said: Vec<_> = why.into_iter().map(|it| told(&it)).collect();
            SettingsError(said.join("; "))
        })?;
        settings.checked()
    }

    fn checked(self) -> Result<Self, SettingsError> {
        let faults: Vec<_> = [
            self.storage_fault(),
            self.mail_fault(),
            (!(4..=31).contains(&self.password_cost))
                .then(|| "tintype.password_cost: expected a number from 4 to 31".to_owned()),
            self.public_url_fault(),
            self.accel_fault(),
            (self.upload.per_post == 0)
                .then(|| "tintype.upload.per_post: expected at least 1".to_owned()),
        ]
        .into_iter()
        .flatten()
        .collect();
        if faults.is_empty() { Ok(self) } else { Err(SettingsError(faults.join("; "))) }
    }

    fn accel_fault(&self) -> Option<String> {
        let plain = |it: char| it.is_ascii_alphanumeric() || "/-_.".contains(it);
        let is_place =
            |it: &String| it.starts_with('/') && it.ends_with('/') && it.chars().all(plain);
        let place = self.accel_redirect.as_ref()?;
        let fault = match self.storage.kind {
            _ if !is_place(place) => "expected an internal location such as /pictures/",
            StorageKind::S3 => "only a folder can be sent from, and storage.kind is \"s3\"",
            StorageKind::Filesystem => return None,
        };
        Some(format!("tintype.accel_redirect: {fault}"))
    }

    fn storage_fault(&self) -> Option<String> {
        let it = &self.storage;
        let needed = [
            ("endpoint", it.endpoint.is_empty()),
            ("bucket", it.bucket.is_empty()),
            ("access_key", it.access_key.reveal().is_empty()),
            ("secret_key", it.secret_key.reveal().is_empty()),
        ];
        let missing = needed.iter().find(|(_, missing)| *missing)?;
        (it.kind == StorageKind::S3)
            .then(|| format!("tintype.storage.{}: needed for storage.kind = \"s3\"", missing.0))
    }

    fn mail_fault(&self) -> Option<String> {
        let missing = match (&self.mail.url, &self.mail.from) {
            (None, _) => "url",
            (_, None) => "from",
            _ => return None,
        };
        (self.mail.transport == MailTransport::Smtp)
            .then(|| format!("tintype.mail.{missing}: needed for mail.transport = \"smtp\""))
    }

    fn public_url_fault(&self) -> Option<String> {
        let url = self.public_url.as_ref()?;
        let host = ["http://", "https://"].iter().find_map(|scheme| url.strip_prefix(scheme));
        let plain = |host: &&str| !host.is_empty() && !host.contains(['/', '?', '#', ' ', '@']);
        (!host.map(|it| it.trim_end_matches('/')).is_some_and(|it| plain(&it))).then(|| {
            "tintype.public_url: expected http://host or https://host, without a path".to_owned()
        })
    }
}

/// The key as it stands in the file, and what is wrong with it; figment would spell a key from the
/// environment backwards.
fn told(why: &figment::Error) -> String {
    let source = why.metadata.as_ref().map(|it| format!(" (in {})", it.name));
    format!("{}: {}{}", why.path.join("."), why.kind, source.unwrap_or_default())
}

#[cfg(test)]
#[expect(clippy::result_large_err, reason = "figment's error is large")]
mod tests {
    use super::*;
    use figment::Jail;
    use figment::providers::{Format, Toml};

    fn read() -> Result<Settings, SettingsError> {
        let figment = Figment::from(Toml::file("Rocket.toml").nested()).select("debug");
        Settings::from(&figment)
    }

    #[track_caller]
    fn refused(key: &str, value: &str, mention: &str) {
        Jail::expect_with(|jail| {
            jail.clear_env();
            jail.set_env(key, value);
            let why = read().expect_err("is refused").to_string();
            assert!(why.contains(mention), "{why}");
            Ok(())
        });
    }

    #[test]
    fn nothing_need_be_said() {
        Jail::expect_with(|jail| {
            jail.clear_env();
            let settings = read().expect("has defaults");
            assert_eq!(settings.data_dir, PathBuf::from("var"));
            assert_eq!(settings.upload.max_bytes, 26_214_400);
            assert_eq!(settings.session.lifetime, Duration::from_hours(720));
            Ok(())
        });
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        Jail::expect_with(|jail| {
            jail.clear_env();
            let file = "[default.tintype]\nsite_name = 'A'\nlocale = 'zh-CN'\n[default.tintype.mail]\nfrom = 'a@b.example'";
            jail.create_file("Rocket.toml", file)?;
            jail.set_env("TINTYPE_SITE_NAME", "B");
            jail.set_env("TINTYPE_UPLOAD__MAX_BYTES", "5 MB");
            jail.set_env("TINTYPE_TRUSTED_PROXIES", "10.0.0.0/8, ::1");
            jail.set_env("TINTYPE_STORAGE__SECRET_KEY", "12345");
            let settings = read().expect("is fine");
            assert_eq!((settings.site_name.as_str(), settings.locale.as_str()), ("B", "zh-CN"));
            assert_eq!(settings.upload.max_bytes, 5_000_000);
            assert_eq!(settings.trusted_proxies.len(), 2);
            assert_eq!(settings.storage.secret_key.reveal(), "12345");
            assert!(!format!("{settings:?}").contains("12345"));
            Ok(())
        });
    }

    #[test]
    fn a_fault_names_its_key() {
        refused("TINTYPE_SITE_NMAE", "x", "site_nmae");
        refused("TINTYPE_DATABASE_POOL", "many", "database_pool");
        refused("TINTYPE_UPLOAD__MAX_BYTES", "25 parsecs", "max_bytes");
        refused("TINTYPE_SESSION__IDLE", "soon", "idle");
        refused("TINTYPE_STORAGE__KIND", "s3", "storage.endpoint");
        refused("TINTYPE_STORAGE__KIND", "tape", "storage.kind");
        refused("TINTYPE_MAIL__TRANSPORT", "smtp", "mail.url");
        refused("TINTYPE_PUBLIC_URL", "example.org/photos", "public_url");
        refused("TINTYPE_PASSWORD_COST", "99", "password_cost");
        refused("TINTYPE_TRUSTED_PROXIES", "here", "trusted_proxies");
        refused("TINTYPE_ROBOTS__AI", "maybe", "robots.ai");
        refused("TINTYPE_SHOW_VIEWS", "maybe", "show_views");
        refused("TINTYPE_CONTACT", "ada@example.org", "contact");
    }
}
