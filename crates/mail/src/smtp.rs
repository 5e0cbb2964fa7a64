//! Letters by a mail server.
//!
//! lettre's connection is used, not its transport: that one limits only the time to connect, so a
//! server that takes a letter and then says nothing would hold it for ever; and when somebody else
//! limits the time, it puts the half-used connection back into its pool, where the next letter is
//! refused for it. Here, each letter has a connection of its own and each command its time.

use crate::compose::Sealed;
use crate::server::{Security, Server};
use crate::settings::SetupError;
use lettre::transport::smtp;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use ports::MailError;
use std::fmt;
use std::net::IpAddr;
use std::time::Duration;
use tokio::time::timeout;

/// How long a server may take to answer one command. A slow one is not a dead one, and a letter
/// given up on too early is sent twice.
const PATIENCE: Duration = Duration::from_secs(15);

/// The server wants a password or TLS first (RFC 4954 §6, RFC 3207 §4): that is about us, not about the
/// letter.
const SIGN_IN_FIRST: u16 = 530;

/// Longest answer of a server that we repeat.
const LONGEST: usize = 300;

/// The way to one mail server.
pub(crate) struct Smtp {
    server: Server,
    hello: ClientId,
    tls: Option<TlsParameters>,
    patience: Duration,
}

/// Why a letter was not taken.
enum Fault {
    /// The server, or the way to it, said no at this step.
    Refused(&'static str, smtp::Error),
    /// Nothing was said at this step for too long.
    Slow(&'static str),
    /// The server gave an answer to something else.
    OutOfStep,
    /// An address is not ASCII, and the server cannot take such.
    Foreign,
}

impl Fault {
    /// Whether trying again will not help, once the letter was mentioned.
    fn is_for_good(&self) -> bool {
        match self {
            Self::Refused(_, why) => {
                why.is_permanent() && why.status().map(u16::from) != Some(SIGN_IN_FIRST)
            }
            Self::Slow(_) | Self::OutOfStep => false,
            Self::Foreign => true,
        }
    }
}

impl Smtp {
    /// `domain` is what we call ourselves, if it is a name others may know.
    pub(crate) fn open(
        url: &str,
        extra_root_pem: Option<&str>,
        domain: &str,
    ) -> Result<Self, SetupError> {
        let server = Server::parse(url).map_err(|why| SetupError::new("mail.url", why))?;
        let tls = match server.security {
            Security::Plain => None,
            Security::StartTls | Security::Tls => Some(tls(&server.host, extra_root_pem)?),
        };
        Ok(Self { server, hello: hello(domain), tls, patience: PATIENCE })
    }

    /// Hands a message over to the server.
    pub(crate) async fn send(&self, message: &Sealed) -> Result<(), MailError> {
        // Until the letter is mentioned, no refusal is about it: a wrong password, or a server that turns
        // everybody away, must not fail every letter that waits.
        let connected = self.connect().await;
        let mut connection = connected.map_err(|why| MailError::Temporary(self.tell(&why)))?;
        let outcome = self.hand_over(&mut connection, message).await;
        if !matches!(outcome, Err(Fault::Slow(_) | Fault::OutOfStep)) {
            // The letter is settled: nobody waits for the good-bye.
            let patience = self.patience;
            tokio::spawn(async move { timeout(patience, connection.quit()).await.map(drop) });
        }
        outcome.map_err(|why| {
            let kind = if why.is_for_good() { MailError::Permanent } else { MailError::Temporary };
            kind(self.tell(&why))
        })
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Fault> {
        let (address, name) = ((self.server.host.as_str(), self.server.port), &self.hello);
        let wrapper = self.tls.clone().filter(|_| self.server.security == Security::Tls);
        let connecting = AsyncSmtpConnection::connect_tokio1(address, None, name, wrapper, None);
        let mut connection = self.step("connecting", connecting).await?;
        // Not "if the server offers it": whoever sits in between decides what it offers.
        if let (Security::StartTls, Some(tls)) = (self.server.security, self.tls.clone()) {
            self.step("STARTTLS", connection.starttls(tls, name)).await?;
        }
        if let Some((user, password)) = self.server.login.clone() {
            let credentials = Credentials::new(user, password);
            self.step("AUTH", connection.auth(DEFAULT_MECHANISMS, &credentials)).await?;
        }
        Ok(connection)
    }

    async fn hand_over(
        &self,
        connection: &mut AsyncSmtpConnection,
        message: &Sealed,
    ) -> Result<(), Fault> {
        let mut options = Vec::new();
        // Texts are encoded; what is left are addresses.
        if !message.bytes.is_ascii() {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(Fault::Foreign);
            }
            options.push(MailParameter::SmtpUtfEight);
            options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let from = Mail::new(message.envelope.from().cloned(), options);
        self.step("MAIL FROM", connection.command(from)).await?;
        for to in message.envelope.to() {
            self.step("RCPT TO", connection.command(Rcpt::new(to.clone(), Vec::new()))).await?;
        }
        // Without this, a server that is out of step would take the letter for commands.
        if !self.step("DATA", connection.command(Data)).await?.has_code(354) {
            return Err(Fault::OutOfStep);
        }
        self.step("the message", connection.message(&message.bytes)).await.map(drop)
    }

    async fn step<T>(
        &self,
        name: &'static str,
        work: impl Future<Output = Result<T, smtp::Error>>,
    ) -> Result<T, Fault> {
        let outcome = timeout(self.patience, work).await;
        outcome.map_err(|_elapsed| Fault::Slow(name))?.map_err(|why| Fault::Refused(name, why))
    }

    /// What went wrong, in words without the password.
    fn tell(&self, why: &Fault) -> String {
        let words = match why {
            Fault::Refused(step, why) => format!("at {step}: {why}"),
            Fault::Slow(step) => format!("at {step}: no answer in {:?}", self.patience),
            Fault::OutOfStep => "at DATA: an answer to something else".to_owned(),
            Fault::Foreign => "it takes no addresses with such letters".to_owned(),
        };
        let words = match &self.server.login {
            Some((_, password)) => words.replace(password.as_str(), "…"),
            None => words,
        };
        let words: String = words.chars().filter(|char| !char.is_control()).take(LONGEST).collect();
        format!("mail server {}, {words}", self.server)
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Smtp({})", self.server)
    }
}

/// The site's name rather than the machine's: in a container that is a number, which many servers
/// refuse.
fn hello(domain: &str) -> ClientId {
    let is_name =
        domain.contains('.') && domain.parse::<IpAddr>().is_err() && !domain.contains(':');
    if is_name { ClientId::Domain(domain.to_owned()) } else { ClientId::default() }
}

fn tls(host: &str, extra_root_pem: Option<&str>) -> Result<TlsParameters, SetupError> {
    let mut parameters = TlsParameters::builder(host.to_owned());
    if let Some(pem) = extra_root_pem {
        let root = Certificate::from_pem(pem.as_bytes()).ok();
        let root = root.filter(|_| pem.contains("-----BEGIN CERTIFICATE-----"));
        let wrong = || SetupError::new("mail.ca_file", "expected certificates in PEM form");
        parameters = parameters.add_root_certificate(root.ok_or_else(wrong)?);
    }
    parameters.build().map_err(|why| SetupError::new("mail.ca_file", why))
}

#[cfg(test)]
mod tests;
