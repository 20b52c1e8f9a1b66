//! Who gets the book, and who may have programs run.
//!
//! Other users of this machine can reach the server, and so can other machines if the reader wants it. They may read the
//! book. A program that runs has all rights of the one who started the server, so the address that the terminal prints has
//! a key in it. A browser that opens this address gets the key as a cookie, and only with this cookie does a page get the
//! token that running a program takes. A page of another site has neither: its browser does not let it read ours.

use anyhow::{Context, Result, bail};
use axum::http::{HeaderMap, HeaderValue, header};
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use std::str::FromStr;

/// The header by which a page shows that this server sent it.
const TOKEN: &str = "x-press-token";
/// Before the key in an address.
const KEY: &str = "key=";

/// A name under which other machines open the book, as `--allow-host` gives it: `box`, `192.168.1.7`, or a whole address
/// where it is not `http://NAME:PORT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    host: String,
    /// The address, without a slash at its end.
    address: Option<String>,
}

impl FromStr for Name {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Name> {
        let lower = text.to_ascii_lowercase();
        let lower = lower.trim_end_matches('/');
        let after = lower
            .strip_prefix("http://")
            .or_else(|| lower.strip_prefix("https://"));
        let host = without_port(after.unwrap_or(lower));
        let in_brackets = host.starts_with('[') && host.ends_with(']');
        let others = if in_brackets { "[:]" } else { "-._" };
        let plain = |c: char| c.is_ascii_alphanumeric() || others.contains(c);
        if host.is_empty() || !host.chars().all(plain) {
            bail!("write a name such as box.local, or an address such as https://book.example");
        }
        Ok(Name {
            host: host.to_owned(),
            address: after.map(|_| lower.to_owned()),
        })
    }
}

/// The secrets of one server, and the names that it answers to.
pub struct Access {
    /// What the printed address ends in.
    key: String,
    /// What pages that may have programs run say.
    token: String,
    /// The name of the cookie that holds the key. Cookies do not know ports: each server has its own name.
    cookie: String,
    names: Vec<Name>,
}

impl Access {
    /// For a server on `port` that answers to this machine and to `names`.
    ///
    /// # Errors
    /// The system gives no random numbers.
    pub fn new(port: u16, names: &[Name]) -> Result<Access> {
        let secret = || {
            let mut random = [0; 16];
            getrandom::fill(&mut random).context("no random key can be made")?;
            Ok::<_, anyhow::Error>(hex::encode(random))
        };
        Ok(Access {
            key: secret()?,
            token: secret()?,
            cookie: format!("press-{port}"),
            names: names.to_vec(),
        })
    }

    /// The addresses to open, of a server that listens at `host` and `port`; this machine's own comes first.
    pub fn addresses(&self, host: IpAddr, port: u16) -> Vec<String> {
        let own = match host {
            IpAddr::V6(host) if !host.is_unspecified() => format!("[{host}]"),
            IpAddr::V4(host) if !host.is_unspecified() => host.to_string(),
            _ => "127.0.0.1".to_owned(),
        };
        let others = self.names.iter().map(|name| {
            let address = name.address.clone();
            address.unwrap_or_else(|| format!("http://{}:{port}", name.host))
        });
        let all = std::iter::once(format!("http://{own}:{port}")).chain(others);
        all.map(|address| format!("{address}/?{KEY}{}", self.key))
            .collect()
    }

    /// Whether the request was sent to a name of this server: a page of another host whose name was made to lead here
    /// (DNS rebinding) still says that name.
    pub fn is_for_us(&self, headers: &HeaderMap) -> bool {
        text(headers, header::HOST).is_some_and(|host| {
            let name = without_port(host);
            let loopback = ["127.0.0.1", "localhost", "[::1]"];
            loopback.iter().any(|own| name.eq_ignore_ascii_case(own)) || self.allows(name)
        })
    }

    fn allows(&self, host: &str) -> bool {
        let mut names = self.names.iter();
        names.any(|name| name.host.eq_ignore_ascii_case(host))
    }

    /// What an address with a key in its `query` is answered with: the query without the key, and the cookie if the key is
    /// this server's. `None` if there is no key in it.
    pub fn take_key(&self, query: &str) -> Option<(String, Option<String>)> {
        let is_key = |pair: &&str| pair.starts_with(KEY);
        let key = query.split('&').find(is_key)?.trim_start_matches(KEY);
        let rest: Vec<&str> = query.split('&').filter(|pair| !is_key(pair)).collect();
        // A page of another site may link here, and the reader who follows it is the same one: hence not `Strict`.
        let cookie = || format!("{}={key}; Path=/; HttpOnly; SameSite=Lax", self.cookie);
        Some((rest.join("&"), same(key, &self.key).then(cookie)))
    }

    /// The token for the page that is asked for, if its browser has the key.
    pub fn token(&self, headers: &HeaderMap) -> Option<&str> {
        let cookies = headers.get_all(header::COOKIE).into_iter();
        let cookies = cookies.filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|line| line.split(';'));
        let has_key = pairs.any(|pair| {
            let pair = pair.trim().split_once('=');
            pair.is_some_and(|(name, key)| name == self.cookie && same(key, &self.key))
        });
        has_key.then_some(&self.token)
    }

    /// That the request is from a page of this server whose browser has the key.
    ///
    /// # Errors
    /// It is not; the words are for the reader.
    pub fn may_run(&self, headers: &HeaderMap) -> Result<(), &'static str> {
        let host = text(headers, header::HOST).unwrap_or_default();
        let origin = text(headers, header::ORIGIN).unwrap_or_default();
        let name = origin
            .strip_prefix("http://")
            .or_else(|| origin.strip_prefix("https://"));
        // A forwarded port may be sent to another name than the one that the browser shows.
        let forwarded = name.is_some_and(|name| self.allows(without_port(name)));
        if origin != format!("http://{host}") && !forwarded {
            return Err("Only a page of this server can run programs.\n");
        }
        let Some(token) = self.token(headers) else {
            return Err(
                "This browser has no key: open the address that cargo run printed in the terminal.\n",
            );
        };
        let said = headers.get(TOKEN).and_then(|value| value.to_str().ok());
        if !said.is_some_and(|said| same(said, token)) {
            return Err("This page was sent before the server was started again: load it again.\n");
        }
        Ok(())
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    let value: &HeaderValue = headers.get(name)?;
    value.to_str().ok()
}

/// The name in front of a port, with its brackets if it has some.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.parse::<u16>().is_ok() && !is_cut(name) => name,
        _ => host,
    }
}

/// Whether it is the first part of an address in brackets.
fn is_cut(name: &str) -> bool {
    name.starts_with('[') && !name.ends_with(']')
}

/// Whether both are the same, in a time that does not tell how much of them is.
fn same(one: &str, other: &str) -> bool {
    Sha256::digest(one) == Sha256::digest(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pairs = pairs.iter().map(|(name, value)| {
            let value = HeaderValue::from_str(value).unwrap();
            (header::HeaderName::from_static(name), value)
        });
        pairs.collect()
    }

    fn access(names: &[&str]) -> Access {
        let names: Vec<Name> = names.iter().map(|name| name.parse().unwrap()).collect();
        Access::new(3000, &names).unwrap()
    }

    #[test]
    fn a_server_answers_to_its_own_names_and_to_those_that_the_reader_allows() {
        let own = access(&[]);
        let more = access(&["Box.local", "https://book.example/", "192.168.1.7"]);
        let both = ["127.0.0.1:3000", "localhost", "LOCALHOST:1", "[::1]:3000"];
        let allowed = [
            "box.local",
            "box.local:3000",
            "book.example",
            "192.168.1.7:8080",
        ];
        let neither = ["", "evil.example", "127.0.0.1.evil.example", "[::2]:3000"];
        for host in both {
            let host = headers(&[("host", host)]);
            assert!(own.is_for_us(&host) && more.is_for_us(&host));
        }
        for host in allowed {
            let host = headers(&[("host", host)]);
            assert!(!own.is_for_us(&host) && more.is_for_us(&host));
        }
        for host in neither {
            let host = headers(&[("host", host)]);
            assert!(!own.is_for_us(&host) && !more.is_for_us(&host));
        }
        for wrong in ["", "a b", "http://", "a/b", "*"] {
            assert!(wrong.parse::<Name>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_printed_addresses_have_the_key_and_the_names() {
        let access = access(&["box.local", "https://book.example/"]);
        let key = &access.key;
        assert_eq!(
            access.addresses("0.0.0.0".parse().unwrap(), 3001),
            [
                format!("http://127.0.0.1:3001/?key={key}"),
                format!("http://box.local:3001/?key={key}"),
                format!("https://book.example/?key={key}"),
            ]
        );
        let v6 = access.addresses("::1".parse().unwrap(), 3001);
        assert_eq!(v6[0], format!("http://[::1]:3001/?key={key}"));
    }

    #[test]
    fn the_key_of_an_address_becomes_a_cookie_and_only_the_right_one() {
        let access = access(&[]);
        assert_eq!(access.take_key("model=tokio"), None);
        let query = format!("model=tokio&key={}", access.key);
        let (rest, cookie) = access.take_key(&query).unwrap();
        assert_eq!(rest, "model=tokio");
        let cookie = cookie.unwrap();
        assert!(cookie.contains("HttpOnly; SameSite=Lax"));
        let pair = cookie.split(';').next().unwrap();
        assert_eq!(
            access.token(&headers(&[("cookie", pair)])),
            Some(access.token.as_str())
        );
        let others = format!("a=b; {pair}");
        assert!(access.token(&headers(&[("cookie", &others)])).is_some());
        assert_eq!(access.take_key("key=0"), Some((String::new(), None)));
        for wrong in ["", "press-3000=0", "press-3000", "a=b"] {
            assert_eq!(access.token(&headers(&[("cookie", wrong)])), None);
        }
    }

    #[test]
    fn a_forwarded_port_may_be_opened_under_another_name() {
        let access = access(&["https://name-3000.example"]);
        let cookie = format!("press-3000={}", access.key);
        let with = |origin: &str| {
            let pairs = [
                ("host", "localhost:3000"),
                ("origin", origin),
                ("cookie", &cookie),
                (TOKEN, &access.token),
            ];
            access.may_run(&headers(&pairs))
        };
        assert_eq!(with("https://name-3000.example"), Ok(()));
        assert_eq!(with("http://localhost:3000"), Ok(()));
        assert!(with("https://other.example").is_err());
        assert!(with("null").is_err());
        assert!(with("").is_err());
    }
}
