//! The mailer: composes letters and sends them the way the owner has chosen.

use crate::compose::{Composer, Reader};
use crate::outbox::Outbox;
use crate::settings::{MailSettings, SetupError, Transport};
use crate::smtp::Smtp;
use async_trait::async_trait;
use ports::{Letter, MailError, Mailer};

/// A [`Mailer`] by SMTP or into a folder.
#[derive(Debug)]
pub struct Post {
    composer: Composer,
    way: Way,
}

#[derive(Debug)]
enum Way {
    Outbox(Outbox),
    Smtp(Smtp),
}

impl Post {
    /// Makes ready to send. This talks to no server; a letter of kind `Test` tries it out.
    pub fn new(settings: MailSettings) -> Result<Self, SetupError> {
        let composer = Composer::new(&settings)?;
        let way = match settings.transport {
            Transport::Outbox { folder } => Way::Outbox(Outbox::open(folder)?),
            Transport::Smtp { url, extra_root_pem } => {
                Way::Smtp(Smtp::open(&url, extra_root_pem.as_deref(), &settings.domain)?)
            }
        };
        Ok(Self { composer, way })
    }
}

#[async_trait]
impl Mailer for Post {
    async fn send(&self, letter: &Letter) -> Result<(), MailError> {
        match &self.way {
            Way::Outbox(outbox) => {
                let message = self.composer.compose(letter, Reader::People)?;
                outbox.put(letter, message.bytes).await
            }
            Way::Smtp(smtp) => smtp.send(&self.composer.compose(letter, Reader::Servers)?).await,
        }
    }

    fn outbox(&self) -> Option<String> {
        match &self.way {
            Way::Outbox(outbox) => Some(outbox.folder.display().to_string()),
            Way::Smtp(_) => None,
        }
    }
}

#[cfg(test)]
mod tests;
