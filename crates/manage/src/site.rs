use crate::tls::Files;
use crate::uploads::Uploads;
use crate::{Failure, secret};
use config::{Ai, Captcha, MailTransport, Settings, StorageKind};
use figment::providers::{Env, Format, Toml};
use figment::{Figment, Profile};
use mail::{MailSettings, Post, Transport};
use ports::{BlobStore, Mailer, SystemClock};
use repository::{Backend, Database};
use rocket::Config;
use services::{Context, Passwords, Policy, Shelf};
use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use storage::{BothStores, DiskStore, S3Settings, S3Store};
use tokio::sync::{Notify, Semaphore};
use web::{Machines, Services, WebSettings};

/// The settings of Rocket and of the site: defaults, `Rocket.toml` (or `ROCKET_CONFIG`), the
/// environment.
pub fn figment() -> Figment {
    let file = Env::var_or("ROCKET_CONFIG", "Rocket.toml");
    Figment::from(Config::default())
        .merge(("address", "127.0.0.1"))
        .merge(("port", 8000))
        // The only address believed is the one `web` works out itself.
        .merge(("ip_header", false))
        .merge(("ident", false))
        .merge(("cli_colors", false))
        .merge(("log_level", "normal"))
        // Uploads that are under way when the site is told to stop may finish.
        .merge(("shutdown.grace", 10))
        .merge(("shutdown.mercy", 2))
        .merge(Toml::file(file).nested())
        .merge(Env::prefixed("ROCKET_").ignore(&["PROFILE", "CONFIG"]).global())
        .select(Profile::from_env_or("ROCKET_PROFILE", Config::DEFAULT_PROFILE))
}

/// Everything opened: what commands and the server work with.
pub struct Site {
    /// The settings of Rocket.
    pub figment: Figment,
    /// The settings of the site.
    pub settings: Settings,
    /// What use-cases work with.
    pub context: Context,
}

impl Site {
    /// Opens everything the settings name. Applies no migration. Blocks.
    pub fn open() -> Result<Self, Failure> {
        let figment = figment();
        let settings = Settings::from(&figment)?;
        make_private(&settings.data_dir)?;
        let configured: Option<String> = figment.extract_inner("secret_key").ok();
        let secret = secret::load(configured.as_deref(), &settings.data_dir)?;
        let cores = std::thread::available_parallelism().map_or(2, Into::into);
        let pool = u32::try_from(cores * 2).unwrap_or(4).clamp(4, 32);
        let pool = settings.database_pool.unwrap_or(pool);
        let db = Database::open_as(&database_url(&settings), pool, settings.show_views)
            .map_err(database_failure)?;
        let policy = policy(&settings, &figment, rules(&settings)?);
        let context = Context {
            db,
            store: store(&settings)?,
            mailer: mailer(&settings, &policy.public_url)?,
            clock: Arc::new(SystemClock),
            secret,
            passwords: Passwords::new(settings.password_cost, cores),
            policy: Arc::new(policy),
            bell: Arc::new(Notify::new()),
            darkroom: Arc::new(Semaphore::new(cores)),
            shelf: Shelf::new(settings.picture_cache),
            live: services::Live::default(),
            taste: services::Taste::default(),
            tally: services::Tally::default(),
            kept: services::Kept::default(),
        };
        Ok(Self { figment, settings, context })
    }

    /// The same, with all migrations applied: what every command but `migrate` works with.
    pub fn open_migrated() -> Result<Self, Failure> {
        let site = Self::open()?;
        site.context.db.migrate().map_err(|why| match why {
            // A file that is no database, or cannot be written to, shows only now.
            why @ repository::Error::Query(_) => database_failure(why),
            why => why.into(),
        })?;
        Ok(site)
    }

    /// The server, ready to be launched.
    pub fn rocket(&self) -> Result<rocket::Rocket<rocket::Build>, Failure> {
        let policy = &self.context.policy;
        let template_dir = self.settings.data_dir.join("tmp/templates");
        let uploads = Uploads::open(&self.settings.data_dir.join("tmp"))?;
        fs::create_dir_all(&template_dir)?;
        let web = WebSettings {
            site_name: policy.site_name.clone(),
            site_description: policy.site_description.clone(),
            registration: policy.registration,
            captcha: policy.captcha,
            rate_limits: policy.limits,
            locale: self.settings.locale.clone(),
            public_url: policy.public_url.clone(),
            trusted_proxies: self.settings.trusted_proxies.clone(),
            upload_bytes: policy.upload_bytes,
            upload_files: policy.upload_files,
            accel_redirect: self.accel_redirect(),
            machines: Machines {
                ai: self.settings.robots.ai == Ai::Allow,
                contact: self.settings.contact.as_ref().map(|it| it.as_str().to_owned()),
            },
            template_dir,
        };
        let figment = self.figment.clone().merge(("temp_dir", &uploads.folder));
        Ok(web::rocket(figment, Services::new(&self.context), web).manage(uploads))
    }

    /// Where a server in front finds pictures; nowhere while they may also be in a bucket, which it cannot send from.
    fn accel_redirect(&self) -> Option<String> {
        let place = self.settings.accel_redirect.clone()?;
        let in_folder = self.context.store.local_path("00/any.jpg").is_some();
        if !in_folder {
            tracing::warn!("accel_redirect rests while the settings describe two picture stores");
        }
        in_folder.then_some(place)
    }

    /// Where everything is, in lines for the owner; no secret.
    pub fn describe(&self) -> Vec<String> {
        let database = match self.context.db.backend() {
            Backend::Postgres => "PostgreSQL".to_owned(),
            Backend::Sqlite => database_url(&self.settings).replacen("sqlite://", "SQLite in ", 1),
        };
        let mail = match self.context.mailer.outbox() {
            Some(folder) => format!("written to {folder}"),
            None => "sent by SMTP".to_owned(),
        };
        vec![
            format!("data      {}", self.settings.data_dir.display()),
            format!("database  {database}"),
            format!("pictures  {}", self.context.store.describe()),
            format!("mail      {mail}"),
        ]
    }
}

/// The embedded set-up holds passwords and letters: nobody else on the machine should read it.
fn make_private(folder: &Path) -> Result<(), Failure> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|why| {
        Failure::new(format!("tintype.data_dir: cannot make {}: {why}", folder.display()))
    })
}

/// The setting that is to blame for a database that cannot be opened.
fn database_failure(why: repository::Error) -> Failure {
    match why {
        why @ repository::Error::Address(_) => Failure::new(format!("tintype.{why}")),
        why => {
            // PostgreSQL's own words come in lines.
            let said = why.to_string();
            let said: Vec<_> = said.lines().map(str::trim).collect();
            Failure::new(format!("tintype.database_url: {}", said.join(" ")))
        }
    }
}

fn database_url(settings: &Settings) -> String {
    let default = || format!("sqlite://{}", settings.data_dir.join("tintype.db").display());
    settings.database_url.as_ref().map_or_else(default, |it| it.reveal().to_owned())
}

fn policy(settings: &Settings, figment: &Figment, rules: Option<String>) -> Policy {
    let port: u16 = figment.extract_inner("port").unwrap_or(8000);
    let address: String =
        figment.extract_inner("address").unwrap_or_else(|_| "127.0.0.1".to_owned());
    let scheme = if Files::of(figment).is_some() { "https" } else { "http" };
    let local = || format!("{scheme}://{address}:{port}");
    let public_url = settings.public_url.clone().unwrap_or_else(local);
    Policy {
        site_name: settings.site_name.clone(),
        site_description: settings.site_description.clone(),
        public_url: public_url.trim_end_matches('/').to_owned(),
        registration: settings.registration.as_str(),
        captcha: settings.captcha == Captcha::Slider,
        limits: settings.rate_limits,
        session_lifetime: settings.session.lifetime,
        session_idle: settings.session.idle,
        grace: settings.account.grace,
        scratch: settings.data_dir.join("tmp/exports"),
        upload_bytes: settings.upload.max_bytes,
        upload_pixels: settings.upload.max_pixels,
        upload_files: settings.upload.per_post,
        rules,
        version: env!("CARGO_PKG_VERSION"),
    }
}

/// The store that new pictures go to, with the other one behind it where the settings name both: pictures may be on their way.
fn store(settings: &Settings) -> Result<Arc<dyn BlobStore>, Failure> {
    let (kind, other) = match settings.storage.kind {
        StorageKind::Filesystem => (StorageKind::Filesystem, StorageKind::S3),
        StorageKind::S3 => (StorageKind::S3, StorageKind::Filesystem),
    };
    let first = store_of(settings, kind)?;
    if is_set_up(settings, other) {
        return Ok(Arc::new(BothStores::new(first, store_of(settings, other)?)));
    }
    Ok(first)
}

/// Whether there is something to look for in a store: a bucket is named, or a folder is there.
fn is_set_up(settings: &Settings, kind: StorageKind) -> bool {
    match kind {
        StorageKind::Filesystem => media_folder(settings).is_dir(),
        StorageKind::S3 => !settings.storage.bucket.is_empty(),
    }
}

fn media_folder(settings: &Settings) -> PathBuf {
    settings.storage.path.clone().unwrap_or_else(|| settings.data_dir.join("media"))
}

/// The store of this kind, as the settings describe it.
pub(crate) fn store_of(
    settings: &Settings,
    kind: StorageKind,
) -> Result<Arc<dyn BlobStore>, Failure> {
    let it = &settings.storage;
    Ok(match kind {
        StorageKind::Filesystem => Arc::new(DiskStore::open(media_folder(settings))?),
        StorageKind::S3 => Arc::new(S3Store::open(S3Settings {
            endpoint: it.endpoint.clone(),
            region: it.region.clone(),
            bucket: it.bucket.clone(),
            access_key: it.access_key.reveal().to_owned(),
            secret_key: it.secret_key.reveal().to_owned(),
            path_style: it.path_style,
            prefix: it.prefix.clone(),
        })?),
    })
}

fn mailer(settings: &Settings, public_url: &str) -> Result<Arc<dyn Mailer>, Failure> {
    let host = public_url.split("://").nth(1).unwrap_or(public_url);
    let host = host.split(':').next().unwrap_or(host);
    let it = &settings.mail;
    let transport = match it.transport {
        MailTransport::Outbox => Transport::Outbox { folder: settings.data_dir.join("outbox") },
        MailTransport::Smtp => Transport::Smtp {
            url: it.url.as_ref().map_or("", |url| url.reveal()).to_owned(),
            extra_root_pem: it.ca_file.as_ref().map(read_certificate).transpose()?,
        },
    };
    let from = it.from.clone().unwrap_or_else(|| format!("no-reply@{host}"));
    let settings = MailSettings {
        from,
        site_name: settings.site_name.clone(),
        domain: host.to_owned(),
        transport,
    };
    Ok(Arc::new(Post::new(settings)?))
}

/// The rules of the site, where its owner wrote some.
fn rules(settings: &Settings) -> Result<Option<String>, Failure> {
    let Some(path) = &settings.rules_file else { return Ok(None) };
    let read = fs::read_to_string(path).map(Some);
    read.map_err(|why| Failure::new(format!("tintype.rules_file: {}: {why}", path.display())))
}

fn read_certificate(path: &PathBuf) -> Result<String, Failure> {
    fs::read_to_string(path)
        .map_err(|why| Failure::new(format!("tintype.mail.ca_file: {}: {why}", path.display())))
}
