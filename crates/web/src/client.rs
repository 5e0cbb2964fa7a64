use crate::format::Format;
use crate::state::WebSettings;
use ipnet::IpNet;
use rocket::Request;
use services::{Client, Kind};
use std::net::{IpAddr, Ipv4Addr};

/// Who asks, as far as limits and lists of sessions need to know.
pub(crate) fn of(request: &Request<'_>) -> Client {
    let kind = if Format::is_api(request) { Kind::Bearer } else { Kind::Cookie };
    let user_agent = request.headers().get_one("user-agent").unwrap_or_default();
    Client::new(kind, address(request), user_agent)
}

/// Where a request really comes from. What a client says of itself counts only as far as proxies
/// that the owner trusts passed it on: the rightmost address they did not add themselves.
pub(crate) fn address(request: &Request<'_>) -> IpAddr {
    let peer = request.remote().map(|it| it.ip());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)).to_canonical();
    let trusted = request.rocket().state::<WebSettings>().map(|it| it.trusted_proxies.as_slice());
    let said: Vec<_> = request.headers().get("x-forwarded-for").collect();
    original(peer, &said, trusted.unwrap_or_default())
}

fn original(peer: IpAddr, said: &[&str], trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |ip: &IpAddr| trusted.iter().any(|net| net.contains(ip));
    if !is_trusted(&peer) {
        return peer;
    }
    let mut nearest = peer;
    for text in said.iter().flat_map(|it| it.split(',')).rev() {
        let Ok(ip) = text.trim().parse::<IpAddr>() else { return nearest };
        nearest = ip.to_canonical();
        if !is_trusted(&nearest) {
            return nearest;
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(peer: &str, said: &[&str], trusted: &[&str], expected: &str) {
        let trusted: Vec<IpNet> = trusted.iter().map(|it| it.parse().expect("a net")).collect();
        let found = original(peer.parse().expect("an address"), said, &trusted);
        assert_eq!(found, expected.parse::<IpAddr>().expect("an address"));
    }

    #[test]
    fn a_stranger_is_not_believed() {
        check("203.0.113.9", &["8.8.8.8"], &[], "203.0.113.9");
        check("203.0.113.9", &["8.8.8.8"], &["10.0.0.0/8"], "203.0.113.9");
    }

    #[test]
    fn a_trusted_proxy_is_believed_and_what_it_was_told_is_not() {
        let nets = &["10.0.0.0/8"];
        check("10.0.0.1", &["8.8.8.8, 203.0.113.9"], nets, "203.0.113.9");
        check("10.0.0.1", &["8.8.8.8", "203.0.113.9, 10.0.0.7"], nets, "203.0.113.9");
        check("10.0.0.1", &["nonsense"], nets, "10.0.0.1");
        check("10.0.0.1", &[], nets, "10.0.0.1");
    }
}
