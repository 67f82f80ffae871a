#![doc = include_str!("README.md")]

use crate::diagnostic::{Check, Deployment, Group, Level, Rule, RuleContext};
use crate::model::{Host, is_macro};

pub(super) static RULE: Rule = Rule {
    id: "request-password",
    group: Group::Deployment,
    level: Level::Warning,
    page: include_str!("README.md"),
    statements: &[],
    checks: &[Check::Host(check)],
};

fn check<'a>(_: &Deployment<'_, 'a>, host: &Host<'a>, ctx: &mut RuleContext<'_, 'a>) {
    let passwords = [
        ("adpassword", host.text("adpassword")),
        ("osCredentials.password", host.credentials_text("password")),
    ];
    for (name, password) in passwords {
        let Some(password) = password.filter(|password| is_clear(password)) else { continue };
        ctx.report(
            format!("{} has a password in clear text in \"{name}\"", host.title()),
            &password,
            "a password in clear text",
        )
        .help(
            "write a variable in its place, such as \"${OS_PASSWORD}\", which a script replaces from a secret store when it sends \
             the request; change the password if the file was committed or shared",
        );
    }
}

/// Returns whether a text is a password, and not a macro, a variable of a template, or a mask.
fn is_clear(text: &str) -> bool {
    let text = text.trim();
    let is_variable = [("{{", "}}"), ("${", "}"), ("<", ">")]
        .iter()
        .any(|(open, close)| text.starts_with(open) && text.ends_with(close));
    !is_variable && !is_macro(text) && !text.chars().all(|character| "*•…".contains(character))
}
