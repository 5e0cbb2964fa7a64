//! The setting `mail.url`, read strictly.
//!
//! lettre can read such addresses itself, but takes a user without a password for none, the path
//! for a host name, any `tls=` of `smtps` for fine and the brackets of `[::1]` for a part of the name.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Security {
    /// Not at all.
    Plain,
    /// It starts in the open and must switch to TLS before anything is said (STARTTLS).
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// A mail server and how to get in. It has no `Debug`, so that nobody shows its password.
pub(crate) struct Server {
    /// A host name or an IP address without brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) security: Security,
    /// User and password.
    pub(crate) login: Option<(String, String)>,
}

impl Server {
    /// Reads an address; what is wrong with it is said without repeating any part of it.
    pub(crate) fn parse(url: &str) -> Result<Self, &'static str> {
        let (scheme, rest) = url.split_once("://").ok_or("expected smtp://… or smtps://…")?;
        // The last one, since a password may have one that nobody has encoded.
        let (login, rest) = rest.rsplit_once('@').map_or((None, rest), |(a, b)| (Some(a), b));
        let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
        let security = security(scheme, query)?;
        let (host, port) = host_and_port(address.strip_suffix('/').unwrap_or(address))?;
        let login = login.map(user_and_password).transpose()?;
        if login.is_some() && security == Security::Plain && !is_loopback(host) {
            return Err("the password would travel unencrypted; add ?tls=required or use smtps://");
        }
        let usual = match security {
            Security::Plain => 25,
            Security::StartTls => 587,
            Security::Tls => 465,
        };
        Ok(Self { host: host.to_owned(), port: port.unwrap_or(usual), security, login })
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} port {}", self.host, self.port)
    }
}

fn security(scheme: &str, query: &str) -> Result<Security, &'static str> {
    match (scheme.to_ascii_lowercase().as_str(), query) {
        ("smtp", "") => Ok(Security::Plain),
        ("smtp", "tls=required") => Ok(Security::StartTls),
        ("smtps", "" | "tls=required") => Ok(Security::Tls),
        ("smtp" | "smtps", _) => Err("after a ? only tls=required can stand"),
        _ => Err("expected smtp://… or smtps://…"),
    }
}

fn host_and_port(address: &str) -> Result<(&str, Option<u16>), &'static str> {
    let (host, port) = match address.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, "")) => (host, None),
        Some((host, rest)) => (host, Some(rest.strip_prefix(':').unwrap_or(rest))),
        None => address.split_once(':').map_or((address, None), |(host, port)| (host, Some(port))),
    };
    let is_name = |text: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
        !text.is_empty() && text.bytes().all(plain)
    };
    let bracketed = address.starts_with('[');
    if bracketed && host.parse::<Ipv6Addr>().is_err() || !bracketed && !is_name(host) {
        return Err("expected a host name after :// or @ (encode an @, / or : of the password)");
    }
    let port = port.map(|digits| digits.parse().ok().ok_or("expected a port number after the :"));
    Ok((host, port.transpose()?))
}

fn user_and_password(login: &str) -> Result<(String, String), &'static str> {
    let (user, password) = login.split_once(':').ok_or("there is a user but no password")?;
    let (user, password) = (decode(user)?, decode(password)?);
    if user.is_empty() || password.is_empty() {
        return Err("expected user:password before the @");
    }
    Ok((user, password))
}

/// Undoes percent-encoding.
fn decode(text: &str) -> Result<String, &'static str> {
    const WRONG: &str = "% must be followed by two hexadecimal digits; a % itself is written %25";
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2).ok_or(WRONG)?;
        let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let byte = u8::from_str_radix(digits, 16).ok().filter(|_| is_hex).ok_or(WRONG)?;
        bytes.push(byte);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes)
        .ok()
        .filter(|text| !text.contains(char::is_control))
        .ok_or("user and password must be text")
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::{Security, Server};

    fn parse(url: &str) -> Server {
        Server::parse(url).unwrap_or_else(|why| panic!("{url}: {why}"))
    }

    #[test]
    fn addresses_are_understood() {
        let cases = [
            ("smtp://relay", "relay", 25, Security::Plain),
            ("SMTP://127.0.0.1:2525/", "127.0.0.1", 2525, Security::Plain),
            ("smtp://[::1]:2525", "::1", 2525, Security::Plain),
            ("smtp://mail.example.org?tls=required", "mail.example.org", 587, Security::StartTls),
            ("smtps://mail.example.org", "mail.example.org", 465, Security::Tls),
            ("smtps://[2001:db8::1]/?tls=required", "2001:db8::1", 465, Security::Tls),
        ];
        for (url, host, port, security) in cases {
            let server = parse(url);
            assert_eq!(
                (server.host.as_str(), server.port, server.security),
                (host, port, security)
            );
            assert_eq!(server.login, None);
        }
        let login = |url: &str| parse(url).login.expect("has one");
        let pair = |user: &str, password: &str| (user.to_owned(), password.to_owned());
        assert_eq!(
            login("smtps://me%40example.org:p%3a%2F%C3%A9%25@host"),
            pair("me@example.org", "p:/é%")
        );
        assert_eq!(login("smtps://me:p@ss:w?rd/@host:465"), pair("me", "p@ss:w?rd/"));
        for loopback in ["localhost", "127.0.0.1", "127.8.8.8:25", "[::1]:25"] {
            assert_eq!(login(&format!("smtp://u:p@{loopback}")), pair("u", "p"));
        }
    }

    #[test]
    fn others_are_refused_without_being_repeated() {
        let urls = [
            "",
            "mail.example.org",
            "http://host",
            "smtp://",
            "smtp://:25",
            "smtp://ho st",
            "smtp://host:x",
            "smtp://host:70000",
            "smtp://host:",
            "smtp://host/path",
            "smtp://host?tls=opportunistic",
            "smtps://host?tls=no",
            "smtp://host?tls=required&x=y",
            "smtp://[host]:25",
            "smtp://[::1",
            "smtp://::1",
            "smtp://hunter2@host",
            "smtps://hunter2@localhost",
            "smtp://:hunter2@localhost",
            "smtp://u:@localhost",
            "smtp://u:hunter2@mail.example.org",
            "smtp://u:hunter2@10.0.0.1",
            "smtps://u:hunter2%@host",
            "smtps://u:hunter2%zz@host",
            "smtps://u:hunter2%+1@host",
            "smtps://u:hunter2%ff@host",
            "smtps://u:hunter2%0a@host",
            "smtps://u:%é@host",
        ];
        for url in urls {
            let why = Server::parse(url).err().unwrap_or_else(|| panic!("{url} is refused"));
            assert!(!why.contains("hunter2"));
        }
    }
}
