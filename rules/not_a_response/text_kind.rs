//! Kinds of text that are not JSON, by their first lines.

/// A kind of text that is not JSON.
#[derive(Debug)]
pub(crate) struct TextKind {
    /// What the finding says.
    pub(super) message: &'static str,
    pub(super) label: &'static str,
    pub(super) help: &'static str,
    is_this: fn(&Head<'_>) -> bool,
}

/// The beginning of a text.
pub(super) struct Head<'t> {
    /// The text without white space before it.
    text: &'t str,
    /// Its first characters in lower case.
    lower: String,
    /// Its first lines that are not blank.
    lines: Vec<&'t str>,
}

/// The number of characters that determine the kind of a text.
const MAX_HEAD_BYTES: usize = 2_000;

const SHOWN_BY_POWER_SHELL: &str = "printed by PowerShell";

/// The kinds, the most specific first.
static KINDS: &[TextKind] = &[
    TextKind {
        message: "this is a login page, not a response",
        label: "HTML",
        help: "log in, then save the response again: there was no session, or it had expired",
        is_this: |head| {
            let words = ["login", "log in", "sign in", "password"];
            head.is_markup() && head.is_html() && words.iter().any(|word| head.lower.contains(word))
        },
    },
    TextKind {
        message: "this is an HTML page, not a response",
        label: "HTML",
        help: "check the URL: GET https://SERVER/osImages returns JSON; the page may come from a proxy",
        is_this: |head| head.is_markup() && head.is_html(),
    },
    TextKind {
        message: "this is XML, not a response",
        label: "XML",
        help: "save the response of GET https://SERVER/osImages, which is JSON; in PowerShell, use \
               ConvertTo-Json -Depth 10 instead of Export-Clixml",
        is_this: |head| head.is_markup(),
    },
    TextKind {
        message: "this is an object printed by PowerShell, not JSON",
        label: SHOWN_BY_POWER_SHELL,
        help: "pipe the response through ConvertTo-Json -Depth 10",
        is_this: |head| head.text.starts_with("@{") || head.is_power_shell_list(),
    },
    TextKind {
        message: "this is a table printed by PowerShell, not JSON",
        label: SHOWN_BY_POWER_SHELL,
        help: "pipe the response through ConvertTo-Json -Depth 10",
        is_this: |head| {
            let rule = head.lines.get(1).map(|line| line.trim_end());
            rule.is_some_and(|rule| {
                rule.contains("--") && rule.bytes().all(|byte| matches!(byte, b'-' | b' '))
            })
        },
    },
    TextKind {
        message: "this is a Python literal, not JSON",
        label: "printed by Python",
        help: "save the response with json.dumps(response), not with print or str",
        is_this: |head| head.is_python(),
    },
    TextKind {
        message: "this is an error message of curl, not a response",
        label: "printed by curl",
        help: "check the address and the certificate, then save the response again",
        is_this: |head| head.lower.starts_with("curl: ("),
    },
    TextKind {
        message: "this is YAML, not JSON",
        label: "YAML",
        help: "save the response as JSON: in Ansible, with the filter to_nice_json",
        is_this: |head| head.is_yaml(),
    },
    TextKind {
        message: "this is a table of comma-separated values, not JSON",
        label: "CSV",
        help: "save the response of GET /osImages, or exclude this file with --exclude",
        is_this: |head| head.is_csv(),
    },
    TextKind {
        message: "this contains NUL bytes: it is not text, or the disk was full when it was written",
        label: "NUL bytes",
        help: "save the response again",
        is_this: |head| head.lower.contains('\0'),
    },
];

impl TextKind {
    /// Returns whether this is what PowerShell shows of an object.
    pub(super) fn is_shown_by_power_shell(&self) -> bool {
        self.label == SHOWN_BY_POWER_SHELL
    }

    /// Returns the kind of `text`. `None` if it may be JSON, or its kind is unknown.
    pub(super) fn of(text: &str) -> Option<&'static Self> {
        let text =
            text.trim_start_matches(|first: char| first.is_whitespace() || first == '\u{feff}');
        let opened = text.trim_start_matches(['{', '[', ' ', '\n', '\r', '\t']);
        if text.starts_with(['{', '[']) && opened.starts_with('"') {
            return None;
        }
        let lower = text.chars().take(MAX_HEAD_BYTES).collect::<String>().to_ascii_lowercase();
        let lines = text.lines().filter(|line| !line.trim().is_empty()).take(8).collect();
        let head = Head { text, lower, lines };
        KINDS.iter().find(|kind| (kind.is_this)(&head))
    }
}

impl Head<'_> {
    /// Returns whether the text begins with a tag, and not with a marker of a conflict or a priority of syslog.
    fn is_markup(&self) -> bool {
        let next = self.text.strip_prefix('<').and_then(|rest| rest.chars().next());
        next.is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '!' | '?'))
    }

    fn is_html(&self) -> bool {
        let tags =
            ["<html", "<!doctype html", "<head", "<body", "<title", "<h1", "<p>", "<div", "<form"];
        tags.iter().any(|tag| self.lower.contains(tag))
    }

    /// Returns whether the text is a literal with single quotes, of Python 2 or 3.
    fn is_python(&self) -> bool {
        let text = self.text.strip_prefix("OrderedDict(").unwrap_or(self.text);
        let opened = text.trim_start_matches(['{', '[', '(', ' ', '\n', '\r', '\t']);
        let quoted = opened.strip_prefix(['u', 'b']).unwrap_or(opened);
        text.starts_with(['{', '[', '(']) && quoted.starts_with('\'')
            || text.len() < self.text.len()
    }

    /// Returns whether the first lines are `Name : value`, with aligned colons.
    fn is_power_shell_list(&self) -> bool {
        let is_entry = |line: &&str| {
            line.split_once(" : ").or_else(|| line.split_once(" :")).is_some_and(|(name, _)| {
                let name = name.trim_end();
                !name.is_empty()
                    && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            })
        };
        self.lines.len() > 1 && self.lines.iter().take(2).all(is_entry)
    }

    fn is_yaml(&self) -> bool {
        let is_entry = |line: &&str| {
            let line = line.trim_start().trim_start_matches("- ").trim_end();
            let key = line.split_once(": ").map(|(key, _)| key).or_else(|| line.strip_suffix(':'));
            key.is_some_and(|key| {
                let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./ ".contains(&byte);
                !key.is_empty() && key.bytes().all(is_part)
            })
        };
        let lines = self.lines.iter().filter(|line| !line.starts_with('#') && **line != "---");
        let lines: Vec<&&str> = lines.take(3).collect();
        lines.len() > 1 && lines.iter().all(|line| is_entry(line))
    }

    fn is_csv(&self) -> bool {
        let count = |line: &&str| {
            let is_plain = !line.contains(['{', '}', '[', ']', ':']);
            is_plain.then(|| line.matches([',', ';', '\t']).count()).filter(|count| *count > 1)
        };
        let first = self.lines.first().and_then(count);
        first.is_some() && self.lines.get(1).is_some_and(|line| line.contains([',', ';', '\t']))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_a_text_is() {
        let texts = [
            ("<!DOCTYPE html><title>Log in</title>", "a login page"),
            ("<html><body>Bad gateway</body></html>", "an HTML page"),
            ("<?xml version=\"1.0\"?><a/>", "XML"),
            ("@{items=System.Object[]}", "an object printed by PowerShell"),
            (
                "\r\nStatusCode        : 200\r\nStatusDescription : OK\r\n",
                "an object printed by PowerShell",
            ),
            ("items  diskUsage\n-----  ---------\n{@{a}} @{b}\n", "a table printed by PowerShell"),
            ("{'a': 1}", "a Python literal"),
            ("[{u'a': 1}]", "a Python literal"),
            ("OrderedDict([('a', 1)])", "a Python literal"),
            ("curl: (60) SSL certificate problem", "an error message of curl"),
            ("---\n# saved\nitems:\n- id: win2022|\n", "YAML"),
            ("bootFiles: []\nitems:\n-   deployStatus: ready\n", "YAML"),
            ("id,name,status\nwin2022|,win2022,ready\n", "comma-separated"),
            ("{\0\0\0\0", "NUL bytes"),
        ];
        for (text, name) in texts {
            let kind = TextKind::of(text).map(|kind| kind.message).unwrap_or_default();
            assert!(kind.contains(name), "{text}: {kind}");
        }
    }

    #[test]
    fn json_and_logs_have_no_kind() {
        for text in [
            "{\"a\": 1}",
            "[1, 2]",
            "<<<<<<< HEAD\n{}",
            "<14>1 2026-01-30T04:00:00Z host saver - - - {}",
            "[ops@jump ~]$ curl x\n{}",
            "\"a\": 1,\n\"b\": 2\n",
            "",
        ] {
            assert!(TextKind::of(text).is_none(), "{text}");
        }
    }
}
