#![doc = include_str!("README.md")]

use super::groups::Groups;
use crate::diagnostic::{Check, Group, Level, Rule, RuleContext, StringLocation};
use crate::model::{FileKind, Response, Writing};

pub(super) static RULE: Rule = Rule {
    id: "plaintext-secret",
    group: Group::Content,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &["L3"],
    checks: &[Check::Response(check)],
};

fn check<'a>(response: &Response<'a>, ctx: &mut RuleContext<'_, 'a>) {
    for kind in [FileKind::Config, FileKind::Unattend] {
        let contents = response.repository.contents(kind).iter();
        for content in contents.filter(|content| !content.is_damaged()) {
            let file = content.file;
            let mut found = Groups::new();
            for secret in content.secrets() {
                found.add(secret.writing, secret.span);
            }
            let list = found.into_groups();
            if list.is_empty() {
                continue;
            }
            let inside = StringLocation::of(content.text.value);
            for (writing, occurrences) in list {
                let (level, what, label) = match writing {
                    Writing::Clear => {
                        (Level::Warning, "a password in clear text", "a password, hidden here")
                    }
                    Writing::Encoded => (
                        Level::Warning,
                        "an encoded password, which anyone can decode",
                        "an encoded password, hidden here",
                    ),
                    Writing::Hashed => (Level::Note, "a password hash", "a hash, hidden here"),
                };
                let location = |span| inside.location(span);
                let message = format!("{} contains {what}", file.title());
                let line = content.line_of(occurrences.first());
                let label_with_line = format!("{label}: line {line} of the file");
                let finding = ctx.report(message, location(occurrences.first()), label_with_line);
                occurrences.mark(finding, location, label);
                finding.subject_file(file).level(level).help(match writing {
                    Writing::Clear | Writing::Encoded => {
                        "replace the password with a macro such as \
                         #predefined.globalSettings.credentials.password#, import the file again \
                         (Provisioning > Manage OS Images), select it in its profiles, and delete the old one; then \
                         change the password wherever it is used, and restrict access to saved responses to \
                         administrators"
                    }
                    Writing::Hashed => {
                        "restrict access to saved responses to administrators, because a weak password can \
                         be guessed from its hash, or replace the hash with a macro"
                    }
                });
            }
        }
    }
}
