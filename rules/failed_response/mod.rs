#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Group, Level, Location, Rule, RuleContext};
use crate::model::{Message, Response, Severity, Text, without_passwords};

pub(super) static RULE: Rule = Rule {
    id: "failed-response",
    group: Group::Input,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["R1", "X1", "X2"],
    checks: &[Check::Response(check)],
};

/// The maximum length of a displayed message, in bytes.
const MAX_TEXT_BYTES: usize = 600;

/// The message id that the reference explains, and its meaning.
const KNOWN_MESSAGE: (&str, &str) =
    ("FQXHMFC0003M", "the server could not read its list of operating-system images");

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let result = response.result();
    let failed = result.as_ref().filter(|result| result.eq_ignore_ascii_case("failed"));
    let mut is_explained = false;
    for message in response.messages() {
        is_explained = true;
        report(message, failed, ctx);
    }
    if let Some(failed) = failed
        && !is_explained
    {
        ctx
            .report("the request failed, and the server gives no reason", failed, "failed").help(
                "check the logs of the server (Monitoring > Jobs, Monitoring > Event Logs), then send the request \
                 again and save the new response",
            );
    }
}

fn report<'a>(message: Message<'a>, failed: Option<&Text<'a>>, ctx: &mut RuleContext<'_, 'a>) {
    let id = message.id();
    let said = [id.as_deref().map(display), message.text().as_deref().map(display)];
    let said: Vec<String> = said.into_iter().flatten().collect();
    let said = if said.is_empty() { "a message without text".to_owned() } else { said.join(": ") };
    let start = if failed.is_some() { "the request failed" } else { "the server sent a message" };
    let location: Location<'a> =
        message.text().as_ref().or(id.as_ref()).map_or_else(|| message.0.into(), Into::into);
    let finding = ctx.report(format!("{start}: {said}"), location, label(message));
    if let Some(failed) = failed {
        finding.secondary_label(failed, "the response may be incomplete");
    } else {
        finding.level(Level::Note);
    }
    finding.help(help(message, failed.is_some()));
}

/// Returns the label of a message: its meaning if known, otherwise its severity.
fn label(message: Message<'_>) -> String {
    let severity = message.severity().map(|severity| match severity {
        Severity::Information => "information",
        Severity::Warning => "a warning",
        Severity::Minor => "an error",
        Severity::Worse => "a severe error",
    });
    let known = message.id().filter(|id| **id == *KNOWN_MESSAGE.0).map(|_| KNOWN_MESSAGE.1);
    let label = known.or(severity).unwrap_or("message from the server");
    label.to_owned()
}

/// Returns the recovery steps of the message, or general ones if it has none.
fn help(message: Message<'_>, has_failed: bool) -> String {
    let mut steps: Vec<String> =
        message.explanation().as_deref().map(display).into_iter().collect();
    for (text, link) in message.recovery() {
        steps.extend(text.as_deref().map(display));
        steps.extend(link.as_ref().map(|link| format!("More: {}", display(link))));
    }
    match (steps.is_empty(), has_failed) {
        (true, true) => {
            "send the request again and save the new response; if it fails again, contact Lenovo Support"
                .to_owned()
        }
        (true, false) => "read the message; the request succeeded nevertheless".to_owned(),
        (false, true) => {
            format!("do what the server says, and save the response again: {}", steps.join(". "))
        }
        (false, false) => format!("see the explanation of the server: {}", steps.join(". ")),
    }
}

/// Returns a text on one line without passwords, truncated to [`MAX_TEXT_BYTES`].
fn display(text: &str) -> String {
    let text = without_passwords(text.into());
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.len() > MAX_TEXT_BYTES {
            line.truncate(line.floor_char_boundary(MAX_TEXT_BYTES));
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
    fn displayed_text_is_one_truncated_line() {
        assert_eq!(display(" The request\n failed.. "), "The request failed");
        let fits = "é".repeat(MAX_TEXT_BYTES / 2);
        assert_eq!(display(&fits), fits);
        assert_eq!(display(&format!("{fits} more")), format!("{fits}…"));
        assert_eq!(
            display(&format!("a{fits}")),
            format!("a{}…", "é".repeat(MAX_TEXT_BYTES / 2 - 1))
        );
    }
}
