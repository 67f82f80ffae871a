//! Names of hosts.

/// The maximum length of a name, in characters.
const MAX_NAME: usize = 255;

/// Returns what is wrong with the name of a host; `None` if it can be used.
///
/// Labels consist of ASCII letters, digits and dashes, do not begin or end with a dash, and are not all
/// digits. The first one has 2 to 15 characters, the others have 2 to 63.
#[must_use]
pub fn hostname_fault(name: &str) -> Option<&'static str> {
    if name.chars().count() > MAX_NAME {
        return Some("it has more than 255 characters");
    }
    name.split('.').enumerate().find_map(|(index, label)| label_fault(label, index == 0))
}

fn label_fault(label: &str, is_first: bool) -> Option<&'static str> {
    let is_allowed = |character: char| character.is_ascii_alphanumeric() || character == '-';
    if label.is_empty() {
        Some("one of its parts is empty")
    } else if !label.chars().all(is_allowed) {
        Some("it has characters other than letters, digits, dashes and dots")
    } else if label.starts_with('-') || label.ends_with('-') {
        Some("one of its parts begins or ends with a dash")
    } else if label.bytes().all(|byte| byte.is_ascii_digit()) {
        Some("one of its parts has only digits")
    } else if label.len() < 2 {
        Some("one of its parts has fewer than 2 characters")
    } else if is_first && label.len() > 15 {
        Some("its first part has more than 15 characters")
    } else if label.len() > 63 {
        Some("one of its parts has more than 63 characters")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_limits() {
        let long = "a".repeat(15);
        let other = format!("web1.{}", "b".repeat(63));
        for name in ["web1", "W-1", "web1.example.com", &long, &other, "1a.2b"] {
            assert_eq!(hostname_fault(name), None, "{name}");
        }
        let first = "a".repeat(16);
        let second = format!("web1.{}", "b".repeat(64));
        let whole = ["ab"; 86].join(".");
        for name in
            ["", "a", "-ab", "ab-", "12", "web_1", "wéb", "web1.", "a..b", &first, &second, &whole]
        {
            assert!(hostname_fault(name).is_some(), "{name}");
        }
    }
}
