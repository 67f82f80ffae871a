#![doc = include_str!("README.md")]

use super::tally::Tally;
use crate::finding::{Check, Findings, Group, Inside, Level, Rule};
use crate::model::{FileKind, Response, Writing};

pub(super) static RULE: Rule = Rule {
    id: "plaintext-secret",
    group: Group::Content,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["L3"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    for kind in [FileKind::Config, FileKind::Unattend] {
        let contents = response.repository.contents(kind).iter();
        for content in contents.filter(|content| !content.is_damaged()) {
            let file = content.file;
            let mut found = Tally::new();
            for secret in content.secrets() {
                found.add(secret.writing, secret.span);
            }
            let list = found.into_list();
            if list.is_empty() {
                continue;
            }
            let inside = Inside::of(content.text.value);
            for (writing, times) in list {
                let (level, what, label) = match writing {
                    Writing::Clear => (Level::Warning, "in clear text", "a password, hidden here"),
                    Writing::Encoded => (
                        Level::Warning,
                        "that anyone can decode",
                        "an encoded password, hidden here",
                    ),
                    Writing::Hashed => (Level::Note, "as a hash", "a hash, hidden here"),
                };
                let place = |span| inside.place(span);
                let message = format!("{} holds a password {what}", file.title());
                let finding = findings.add(message, place(times.first()), label);
                times.mark(finding, place, label);
                finding.about_file(file).level(level).help(match writing {
                    Writing::Clear | Writing::Encoded => {
                        "change that password, put a macro such as \
                         #predefined.globalSettings.credentials.password# in its place, import the file \
                         again (Provisioning > Manage OS Images), and keep saved responses where only \
                         administrators read them"
                    }
                    Writing::Hashed => {
                        "keep saved responses where only administrators read them: a weak password can be \
                         guessed from its hash; a macro in its place leaves nothing to guess"
                    }
                });
            }
        }
    }
}
