//! Addresses, and others that stand for nobody: the same one for the same address each time, so
//! that what refers to each other still does.

use std::collections::HashMap;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::json::Span;

use super::{Inner, Stand, words};

/// The ends of names that are hosts. Endings of files are none of them.
const HOST_ENDS: &str = "com|net|org|edu|gov|mil|int|info|biz|io|cloud|dev|local|localdomain|lan|\
internal|intranet|intra|intern|corp|home|private|test|eu|de|at|ch|uk|fr|it|es|nl|be|lu|dk|se|no|fi|\
cz|hu|ro|bg|gr|ie|pt|us|ca|mx|br|ar|cl|cn|jp|kr|tw|hk|sg|my|th|vn|ph|id|au|nz|za|in|ae|il|tr|ru|ua";

/// Hosts of names that every document of their kind holds.
const NAMESPACES: [&str; 5] =
    ["www.w3.org", "www.suse.com", "schemas.microsoft.com", "www.novell.com", "yast.suse.com"];

static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    // Only sets of ASCII letters are read without Unicode: what is left out of a set is any other
    // character.
    Regex::new(&format!(
        r#"(?x)
        (?<scheme> (?i-u: \b [a-z][a-z0-9+.-]{{1,20}} ) :// ) (?: [^\s"'<>\\/@]* @ )?
            (?<authority> [^\s"'<>\\/?\#|,]+ ) (?<path> [^\s"'<>\\]* )
        | (?<mail> (?i-u: [a-z0-9._%+-]+ @ [a-z0-9-]+ (?: \. [a-z0-9-]+ )+ ) )
        | (?<mac> (?i-u: (?: [0-9a-f]{{2}} [:-] ){{5}} [0-9a-f]{{2}} ) )
        | (?<six> (?i-u: (?: [0-9a-f]{{0,4}} : ){{2,7}} [0-9a-f]{{0,4}} ) )
        | (?<four> (?: [0-9]{{1,3}} \. ){{3}} [0-9]{{1,3}} )
        | (?<host> (?i-u: (?: [a-z0-9] (?: [a-z0-9-]{{0,61}} [a-z0-9] )? \. )+ (?: {HOST_ENDS} ) ) )
        "#
    ))
    .ok()
});

/// The addresses met so far, and what stands for each.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    known: HashMap<(Kind, String), String>,
    count: HashMap<Kind, usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Host,
    Mail,
    Mac,
    Six,
    Four,
}

impl Addresses {
    /// Stands for the addresses in `text`.
    pub(super) fn of(&mut self, text: &str) -> Vec<Inner> {
        // Each of them has a dot or a colon in it.
        if memchr::memchr2(b'.', b':', text.as_bytes()).is_none() {
            return Vec::new();
        }
        // Better everything than an address: a test sees to it that the pattern is one.
        let Some(pattern) = PATTERN.as_ref() else { return words::of(text, 0..text.len()) };
        let mut stands = Vec::new();
        for found in pattern.captures_iter(text) {
            let whole = found.get_match();
            if is_longer(text, whole.start(), whole.end()) && found.name("scheme").is_none() {
                continue;
            }
            if let Some(stand) = self.stand(&found) {
                let at = Span::new(whole.start() as u32, whole.end() as u32);
                stands.push(Stand { at, text: stand });
            }
        }
        stands
    }

    fn stand(&mut self, found: &Captures<'_>) -> Option<String> {
        let group = |name: &str| found.name(name).map(|part| part.as_str());
        if let (Some(scheme), Some(authority)) = (group("scheme"), group("authority")) {
            let (host, port) = match authority.rsplit_once(':') {
                Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
                    (host, port)
                }
                _ => (authority, ""),
            };
            if NAMESPACES.contains(&host) {
                return None;
            }
            let host = self.host(host);
            let port = if port.is_empty() { "" } else { ":443" };
            // What asks for the images is known by its path.
            let path = match group("path") {
                None | Some("") => "",
                Some(path) if path.split(['?', '#']).next() == Some("/osImages") => "/osImages",
                Some(_) => "/hidden",
            };
            return Some(format!("{scheme}{host}{port}{path}"));
        }
        if let Some(mail) = group("mail") {
            return Some(self.known(Kind::Mail, mail));
        }
        if let Some(mac) = group("mac") {
            return Some(self.known(Kind::Mac, mac));
        }
        if let Some(six) = group("six") {
            let address: Ipv6Addr = six.parse().ok()?;
            let says_nothing = address.is_loopback() || address.is_unspecified();
            return (!says_nothing).then(|| self.known(Kind::Six, six));
        }
        if let Some(four) = group("four") {
            let address: Ipv4Addr = four.parse().ok()?;
            let says_nothing =
                address.is_loopback() || address.is_unspecified() || address.octets()[0] == 255;
            return (!says_nothing).then(|| self.known(Kind::Four, four));
        }
        group("host").map(|host| self.known(Kind::Host, host))
    }

    /// What stands for the host of a URL, which may be a name without a dot or an address.
    fn host(&mut self, host: &str) -> String {
        if host.parse::<Ipv4Addr>().is_ok() {
            self.known(Kind::Four, host)
        } else {
            self.known(Kind::Host, host)
        }
    }

    fn known(&mut self, kind: Kind, address: &str) -> String {
        let key = (kind, address.to_ascii_lowercase());
        if let Some(stand) = self.known.get(&key) {
            return stand.clone();
        }
        let count = self.count.entry(kind).or_default();
        *count += 1;
        let stand = made(kind, *count);
        self.known.insert(key, stand.clone());
        stand
    }
}

/// The address of its kind that stands for the one met as the `count`th: of the ranges and names
/// that are set aside for documents.
fn made(kind: Kind, count: usize) -> String {
    match kind {
        Kind::Host => format!("host{count}.example.com"),
        Kind::Mail => format!("user{count}@example.com"),
        Kind::Mac => format!("00:00:5e:00:{:02x}:{:02x}", 0x53 + count / 256 % 160, count % 256),
        Kind::Six => format!("2001:db8::{count:x}"),
        Kind::Four => match count {
            1..=254 => format!("192.0.2.{count}"),
            _ => format!("198.{}.{}.{}", 18 + count / 65536 % 2, count / 256 % 256, count % 256),
        },
    }
}

/// Whether the match is a part of something longer: of a version of five numbers, or of a word.
fn is_longer(text: &str, start: usize, end: usize) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric();
    let bytes = text.as_bytes();
    let before = start.checked_sub(1).map(|at| bytes[at]);
    let before_that = start.checked_sub(2).map(|at| bytes[at]);
    let after = bytes.get(end).copied();
    let after_that = bytes.get(end + 1).copied();
    before.is_some_and(is_part)
        || after.is_some_and(is_part)
        || (before == Some(b'.') && before_that.is_some_and(is_part))
        || (after == Some(b'.') && after_that.is_some_and(is_part))
}

#[cfg(test)]
mod tests {
    use super::Addresses;

    fn hidden(addresses: &mut Addresses, text: &str) -> String {
        let mut to = text.to_owned();
        for stand in addresses.of(text).iter().rev() {
            to.replace_range(stand.at.range(), &stand.text);
        }
        to
    }

    #[test]
    fn the_same_address_has_the_same_stand_in_and_another_one_another() {
        let mut addresses = Addresses::default();
        for (text, expected) in [
            ("10.1.2.3 and 10.1.2.4, again 10.1.2.3", "192.0.2.1 and 192.0.2.2, again 192.0.2.1"),
            ("ask joe.doe@acme.de.", "ask user1@example.com."),
            (
                "https://joe:pw@lxca.acme.com:8443/a/b?token=c",
                "https://host1.example.com:443/hidden",
            ),
            ("LXCA.acme.com", "host1.example.com"),
            ("nfs://10.1.2.4/share", "nfs://192.0.2.2/hidden"),
            ("fe80::1:2 aa:bb:cc:dd:ee:ff", "2001:db8::1 00:00:5e:00:53:01"),
            ("20240306_web.acme.com_join.ps1", "20240306_host2.example.com_join.ps1"),
        ] {
            assert_eq!(hidden(&mut addresses, text), expected);
        }
    }

    #[test]
    fn ids_versions_files_and_times_are_no_addresses() {
        for text in [
            "win2016|win2016-x86_64-install-Datacenter",
            "rhels8.6",
            "20240306081503_join.ps1",
            "agent-1.2.3.4.5.zip",
            "6.7.0.20210101",
            "2024-03-06T08:15:03Z",
            "12:30:45",
            "boot.wim",
            "127.0.0.1 ::",
            "http://www.w3.org/2001/XMLSchema",
        ] {
            assert_eq!(hidden(&mut Addresses::default(), text), text);
        }
    }
}
