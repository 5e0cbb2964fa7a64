//! Where the bucket is and how to get in.

use super::{Patience, S3Store};
use ports::StoreError;
use s3::{Bucket, Region, creds::Credentials};
use std::fmt;

/// Where the bucket is and how to get in: the settings `storage.*`.
#[derive(Clone)]
pub struct S3Settings {
    /// The server's address, `http://…` or `https://…`; empty for Amazon's own in the region.
    pub endpoint: String,
    /// The region to sign requests for, as the server knows it; empty for `us-east-1`.
    pub region: String,
    /// The bucket's name.
    pub bucket: String,
    /// The name of the key pair.
    pub access_key: String,
    /// The secret of the key pair.
    pub secret_key: String,
    /// Whether the bucket stands in the path (`host/bucket`) or in the host (`bucket.host`).
    pub path_style: bool,
    /// What all keys start with, so that a bucket can be shared, such as `tintype/`; may be empty.
    pub prefix: String,
}

impl fmt::Debug for S3Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Settings")
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .field("bucket", &self.bucket)
            .field("path_style", &self.path_style)
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

impl S3Settings {
    pub(super) fn open(self) -> Result<S3Store, StoreError> {
        self.check().map_err(|(setting, wanted)| self.refuse(&format!("{setting}: {wanted}")))?;
        let (endpoint, prefix) = (self.endpoint(), self.prefix());
        let below = if prefix.is_empty() { String::new() } else { format!(", below {prefix}") };
        let place = format!("bucket {} at {endpoint}{below}", self.bucket);

        let (id, secret) = (Some(self.access_key.as_str()), Some(self.secret_key.as_str()));
        let credentials = Credentials::new(id, secret, None, None, None)
            .map_err(|why| self.refuse(&format!("storage.access_key: {why}")))?;
        let region = Region::Custom { region: self.region().to_owned(), endpoint };
        let mut bucket = Bucket::new(&self.bucket, region, credentials)
            .map_err(|why| self.refuse(&why.to_string()))?;
        // Ours instead, which know how much there is to move.
        bucket.set_request_timeout(None);
        if self.path_style {
            bucket.set_path_style();
        }
        let (patience, secrets) = (Patience::default(), [self.secret_key, self.access_key]);
        Ok(S3Store { bucket, place, prefix, secrets, patience })
    }

    /// The first setting that will not do, and what it should be.
    fn check(&self) -> Result<(), (&'static str, &'static str)> {
        let plain = |text: &str, also: &str| {
            text.chars().all(|char| char.is_ascii_alphanumeric() || also.contains(char))
        };
        let host = self.endpoint.strip_prefix("https://").or(self.endpoint.strip_prefix("http://"));
        if !self.endpoint.is_empty() && host.is_none_or(str::is_empty) {
            return Err(("storage.endpoint", "expected an address, http://… or https://…"));
        }
        // A password there would be shown wherever the endpoint is.
        if !plain(host.unwrap_or_default(), "-._~:/[]") {
            return Err((
                "storage.endpoint",
                "expected a host, perhaps a port and a path, no more",
            ));
        }
        if !plain(&self.region, "-_.") {
            return Err(("storage.region", "expected letters, digits and hyphens"));
        }
        if self.bucket.is_empty() || !plain(&self.bucket, "-_.") {
            return Err(("storage.bucket", "expected the name of a bucket"));
        }
        if self.access_key.is_empty()
            || self.access_key.chars().any(|char| !char.is_ascii_graphic())
        {
            return Err(("storage.access_key", "expected the name of a key pair"));
        }
        if self.secret_key.is_empty()
            || self.secret_key.chars().any(|char| !char.is_ascii_graphic())
        {
            return Err(("storage.secret_key", "expected the secret of a key pair"));
        }
        let is_dots = |part: &str| part == "." || part == "..";
        if !plain(&self.prefix, "-_./") || self.prefix.split('/').any(is_dots) {
            return Err(("storage.prefix", "expected words with / between"));
        }
        Ok(())
    }

    fn endpoint(&self) -> String {
        match self.endpoint.trim_end_matches('/') {
            "" => format!("https://s3.{}.amazonaws.com", self.region()),
            endpoint => endpoint.to_owned(),
        }
    }

    fn region(&self) -> &str {
        if self.region.is_empty() { "us-east-1" } else { &self.region }
    }

    /// The prefix with one slash at its end and none anywhere else it would make an empty part.
    fn prefix(&self) -> String {
        let parts = self.prefix.split('/').filter(|part| !part.is_empty());
        parts.fold(String::new(), |prefix, part| prefix + part + "/")
    }

    fn refuse(&self, reason: &str) -> StoreError {
        StoreError { doing: "open", key: self.bucket.clone(), reason: reason.to_owned() }
    }
}
