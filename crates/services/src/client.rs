use crate::{Error, Result};
use repository::audit::NewDeed;
use repository::sessions::Kind;
use std::net::IpAddr;

/// From where and by what program a use-case is asked for, as far as limits and lists of sessions need to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// The address itself: for the log, which is the owner's, and for nothing that is kept.
    pub address: IpAddr,
    /// What limits count by: the IPv4 address, or the first 64 bits of the IPv6 address, which one household has.
    pub key: String,
    /// The network, as it is kept and shown: the first 24 bits of an IPv4 address, the first 48 of an IPv6 address.
    pub network: String,
    /// What the program calls itself, shortened.
    pub user_agent: String,
    /// By what the session it gets will be known.
    pub kind: Kind,
    /// Whether the session outlives the browser.
    pub remember: bool,
    /// Whether somebody who is leaving wants to stay after all.
    pub stay: bool,
}

/// How long a name a client may give itself, in characters.
const USER_AGENT: usize = 200;

impl Client {
    /// A client at this address, whose session ends with the browser.
    pub fn new(kind: Kind, address: IpAddr, user_agent: &str) -> Self {
        let plain = user_agent.chars().filter(|c| !c.is_control());
        let address = address.to_canonical();
        let (key, network) = names(address);
        Self {
            address,
            key,
            network,
            user_agent: plain.take(USER_AGENT).collect(),
            kind,
            remember: false,
            stay: false,
        }
    }

    /// The same, whose session lasts if `remember`.
    #[must_use]
    pub fn remembered(self, remember: bool) -> Self {
        Self { remember, ..self }
    }

    /// The same, for somebody who stays after all if `stay`.
    #[must_use]
    pub fn staying(self, stay: bool) -> Self {
        Self { stay, ..self }
    }
}

fn names(address: IpAddr) -> (String, String) {
    match address {
        IpAddr::V4(it) => {
            let [a, b, c, _] = it.octets();
            (it.to_string(), format!("{a}.{b}.{c}.0/24"))
        }
        IpAddr::V6(it) => {
            let [a, b, c, d, ..] = it.segments();
            (format!("{a:x}:{b:x}:{c:x}:{d:x}::/64"), format!("{a:x}:{b:x}:{c:x}::/48"))
        }
    }
}

/// Who does something that is noted in the audit log, and from where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// A user name, or who sits at the command line.
    pub name: String,
    /// `web`, `api`, `cli` or `site`.
    pub via: &'static str,
    /// The network, shortened.
    pub network: String,
    /// Whether they have shown lately who they are, for what staff does to what is others'.
    pub fresh: bool,
}

impl Actor {
    /// Whoever sits at the command line, as the system calls them.
    pub fn at_command_line(name: &str) -> Self {
        Self { name: name.to_owned(), via: "cli", network: String::new(), fresh: true }
    }

    /// The site itself, such as when a grace period is over.
    pub fn site() -> Self {
        Self { name: "site".to_owned(), via: "site", network: String::new(), fresh: true }
    }

    /// A member of staff who does it through `client`.
    pub fn staff(name: &str, client: &Client) -> Self {
        let via = if client.kind == Kind::Bearer { "api" } else { "web" };
        Self { name: name.to_owned(), via, network: client.network.clone(), fresh: true }
    }

    /// The same, who may have to show first once more who they are.
    #[must_use]
    pub fn shown_lately(self, fresh: bool) -> Self {
        Self { fresh, ..self }
    }

    /// For what staff does to what is others'.
    ///
    /// # Errors
    /// [`Error::ConfirmFirst`] where the last time was too long ago.
    pub(crate) fn must_be_fresh(&self) -> Result<()> {
        if self.fresh { Ok(()) } else { Err(Error::ConfirmFirst) }
    }

    /// What they did, to be noted in the transaction that does it.
    pub(crate) fn did(
        &self,
        deed: &'static str,
        target: &str,
        details: &str,
        at: time::OffsetDateTime,
    ) -> NewDeed {
        NewDeed {
            at,
            actor: self.name.clone(),
            via: self.via,
            network: self.network.clone(),
            deed,
            target: target.to_owned(),
            details: details.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, key: &str, network: &str) {
        let client = Client::new(Kind::Cookie, address.parse().expect("an address"), "x");
        assert_eq!((client.key.as_str(), client.network.as_str()), (key, network));
    }

    #[test]
    fn a_household_is_one_and_a_network_is_all_that_is_kept() {
        check("203.0.113.9", "203.0.113.9", "203.0.113.0/24");
        check("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48");
        check("::ffff:203.0.113.9", "203.0.113.9", "203.0.113.0/24");
    }
}
