use crate::{Context, Result};
use domain::{AltText, Caption, CommentBody, Tags, Title};
use repository::site;
use views::{SiteLimits, SiteView};

/// What the site is.
#[derive(Clone)]
pub struct Site(pub(crate) Context);

impl Site {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// Its name, rules and counts.
    pub async fn show(&self) -> Result<SiteView> {
        let counts = self.0.db.read(site::counts).await?;
        let policy = &self.0.policy;
        Ok(SiteView {
            name: policy.site_name.clone(),
            description: policy.site_description.clone(),
            registration: policy.registration.to_owned(),
            version: policy.version.to_owned(),
            rules: policy.rules.clone(),
            limits: self.limits(),
            counts,
        })
    }

    /// What an upload may be.
    pub fn limits(&self) -> SiteLimits {
        let policy = &self.0.policy;
        SiteLimits {
            upload_bytes: policy.upload_bytes,
            upload_pixels: policy.upload_pixels,
            upload_files: policy.upload_files,
            title: Title::MAX,
            caption: Caption::MAX,
            alt: AltText::MAX,
            tags: Tags::MAX,
            comment: CommentBody::MAX,
        }
    }

    /// Whether the database and the store answer.
    pub async fn is_ready(&self) -> Result<()> {
        self.0.db.read(site::ping).await?;
        self.0.store.get("check/ready").await?;
        Ok(())
    }
}
