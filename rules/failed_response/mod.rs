#![doc = include_str!("README.md")]

use crate::finding::{Check, Findings, Group, Level, Place, Rule};
use crate::json::HIDDEN;
use crate::model::{Message, Response, Severity, Text, passwords_in_addresses};

pub(super) static RULE: Rule = Rule {
    id: "failed-response",
    group: Group::Document,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["R1", "X1", "X2"],
    checks: &[Check::Response(check)],
};

/// The longest text of a message that is shown.
const LONGEST: usize = 600;

/// What is known of the one message id that the document shows.
const KNOWN: (&str, &str) =
    ("FQXHMFC0003M", "the server could not read its own list of operating-system images");

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    let result = response.result();
    let failed = result.as_ref().filter(|result| result.eq_ignore_ascii_case("failed"));
    let mut is_explained = false;
    for message in response.messages() {
        is_explained = true;
        report(message, failed, findings);
    }
    if let Some(failed) = failed
        && !is_explained
    {
        findings
            .add("the server says that the request failed, and not why", failed, "failed").help(
                "look at the server's own log (Monitoring > Jobs, Monitoring > Event Logs), then ask again and \
                 save the new response",
            );
    }
}

fn report<'a>(message: Message<'a>, failed: Option<&Text<'a>>, findings: &mut Findings<'a>) {
    let id = message.id();
    let said = [id.as_deref().map(shown), message.text().as_deref().map(shown)];
    let said: Vec<String> = said.into_iter().flatten().collect();
    let said = if said.is_empty() { "a message without text".to_owned() } else { said.join(": ") };
    let start = if failed.is_some() { "the request failed" } else { "the server sent a message" };
    let place: Place<'a> =
        message.text().as_ref().or(id.as_ref()).map_or_else(|| message.0.into(), Into::into);
    let finding = findings.add(format!("{start}: {said}"), place, label(message));
    if let Some(failed) = failed {
        finding.also(failed, "so what it lists, if anything, may not be whole");
    } else {
        finding.level(Level::Note);
    }
    finding.help(help(message, failed.is_some()));
}

/// What kind of message it is.
fn label(message: Message<'_>) -> String {
    let severity = message.severity().map(|severity| match severity {
        Severity::Information => "only information",
        Severity::Warning => "a warning",
        Severity::Minor => "a minor error",
        Severity::Worse => "an error",
    });
    let known = message.id().filter(|id| **id == *KNOWN.0).map(|_| KNOWN.1);
    let label = known.or(severity).unwrap_or("what the server says");
    label.to_owned()
}

/// What the server says that one can do.
fn help(message: Message<'_>, has_failed: bool) -> String {
    let mut steps: Vec<String> = message.explanation().as_deref().map(shown).into_iter().collect();
    for (text, link) in message.recovery() {
        steps.extend(text.as_deref().map(shown));
        steps.extend(link.as_ref().map(|link| format!("More: {}", shown(link))));
    }
    match (steps.is_empty(), has_failed) {
        (true, true) => {
            "ask the server again and save the new response; if it fails again, contact Lenovo Support"
                .to_owned()
        }
        (true, false) => "the request succeeded all the same: read the message once".to_owned(),
        (false, _) => format!("the server says: {}", steps.join(". ")),
    }
}

/// A text on one line, and no longer than a person reads.
fn shown(text: &str) -> String {
    let mut text = text.to_owned();
    let passwords: Vec<_> = passwords_in_addresses(&text).collect();
    for password in passwords.into_iter().rev() {
        text.replace_range(password.range(), HIDDEN);
    }
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.len() > LONGEST {
            line.truncate(line.floor_char_boundary(LONGEST));
            line.push('…');
            break;
        }
    }
    line.trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_shown_on_one_line_and_cut_where_it_is_long() {
        assert_eq!(shown(" The request\n failed.. "), "The request failed");
        let fits = "é".repeat(LONGEST / 2);
        assert_eq!(shown(&fits), fits);
        assert_eq!(shown(&format!("{fits} more")), format!("{fits}…"));
        assert_eq!(shown(&format!("a{fits}")), format!("a{}…", "é".repeat(LONGEST / 2 - 1)));
    }
}
