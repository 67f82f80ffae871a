//! Errors in rules: each at its characters in the file, with what to write instead.

use crate::support::policy;

use super::rule;

/// The marked text, the message and the help of the only error in a configuration.
fn error(text: &str) -> (String, String, String) {
    let (_, errors) = policy(text);
    assert_eq!(errors.len(), 1, "{text}\n{errors:#?}");
    let error = &errors[0];
    let marked = &text[error.span.start..error.span.end];
    (marked.to_owned(), error.message.to_string_for_tests(), error.help.to_string_for_tests())
}

trait ForTests {
    fn to_string_for_tests(&self) -> String;
}

impl ForTests for osready::sanitize::Untrusted {
    fn to_string_for_tests(&self) -> String {
        self.sanitized().to_string()
    }
}

#[test]
fn each_mistake_is_at_its_characters() {
    for (require, marked, message, help) in [
        ("profile.custm", "custm", "no attribute \"custm\"", "did you mean custom?"),
        ("profile.deployStatus == 'ready'", "deployStatus", "no attribute", "did you mean status?"),
        ("profil.custom", "profil", "no variable \"profil\"", "did you mean profile?"),
        ("custom", "custom", "no variable \"custom\"", "did you mean profile.custom?"),
        ("profile.system == 'window'", "'window'", "never equal", "did you mean 'windows'?"),
        ("profile.system in ['win', 'sles']", "'win'", "never equal", "did you mean"),
        ("profile.name.startWith('a')", "startWith", "no function", "did you mean startsWith?"),
        ("profile.name.matches('(')", "'('", "regular expression is not valid", "look-around"),
        (
            "profile.name.matches('(?=a)')",
            "'(?=a)'",
            "regular expression is not valid",
            "look-around",
        ),
        (
            "profile.name.matches(profile.id)",
            "profile.id",
            "is not a string",
            "write it as a string",
        ),
        (
            "profile.release < '15.3'",
            "<",
            "strings have no order",
            "version(profile.release) >= version('15.3')",
        ),
        (
            "version(profile.release) >= '15.3'",
            "'15.3'",
            "expected a version, found a string",
            "version(…) on both sides",
        ),
        ("version('latest') == version('1')", "'latest'", "not a version", "'15.3'"),
        ("profile.files.unattend", "'''profile.files.unattend'''", "not a boolean", ".size() > 0"),
        ("profile.custom and true", "and", "unexpected and", "write && for \"and\""),
        ("profile.custom = true", "=", "not an operator", "write =="),
        ("profile.custom == 'true'", "'true'", "expected a boolean, found a string", "without =="),
        ("(profile.custom", "(", "bracket is not closed", "close it with )"),
        ("profile.name == 'a", "'a", "string is not closed", "close it with '"),
        ("profile.release == null", "null", "null is not supported", "has(profile.release)"),
        ("profile.files.drivers.all(f, f.size > 1.5)", "1.5", "only integers", "version"),
        ("profile.files.drivers.id == ''", "id", "has no attributes", ".exists("),
        (
            "profile.files.drivers.all(f)",
            "all",
            "does not have these arguments",
            "profile.files.boot.all(f, ",
        ),
        (
            "profile.files.drivers.all(profile, true)",
            "profile",
            "already a variable",
            "another name",
        ),
        ("profile.?release == '1'", "'1'", "expected an optional value", "one type"),
        ("has(profile)", "profile", "has() asks for an attribute", "has(profile.release)"),
        ("{'a': 1}.size() > 0", "{", "maps", "list in [ ]"),
        ("profile.image == profile.image", "profile.image", "expected a value", "such as its id"),
        ("", "''''''", "the expression is empty", "profile.custom"),
        ("profile.custom &", "&", "no meaning", "write && for"),
        (r"profile.name == '\q'", r"\q", "unknown escape", "r'…'"),
    ] {
        let (found, reported, helped) = error(&rule("profile", require));
        assert_eq!(found, marked, "{require}: {reported}");
        assert!(reported.contains(message), "{require}: {reported}");
        assert!(helped.contains(help), "{require}: {helped}");
    }
}

#[test]
fn each_mistake_in_a_table_is_at_its_characters() {
    let valid = "[[rule]]\nid = \"site/x\"\neach = \"profile\"\nrequire = \"profile.custom\"\n";
    assert!(policy(valid).1.is_empty());
    for (from, to, marked, message, help) in [
        ("\"site/x\"", "\"x\"", "\"x\"", "id of a rule is not valid", "namespace"),
        ("\"site/x\"", "\"missing-winpe\"", "\"missing-winpe\"", "built-in rule", "namespace"),
        ("\"site/x\"", "\"site-policy/x\"", "\"site-policy/x\"", "not valid", "reserved"),
        (
            "\"profile\"",
            "\"profiles\"",
            "\"profiles\"",
            "not a valid value",
            "did you mean \"profile\"?",
        ),
        ("require =", "requires =", "requires", "unknown key", "did you mean require?"),
        (
            "id =",
            "at = \"readyChek\"\nid =",
            "readyChek",
            "no profile has this attribute",
            "did you mean readyCheck?",
        ),
        (
            "id =",
            "at = \"readyCheck.noWinp\"\nid =",
            "noWinp",
            "no profile has this attribute",
            "did you mean noWinpe?",
        ),
        (
            "id =",
            "message = \"a {profile.nam}\"\nid =",
            "nam",
            "no attribute \"nam\"",
            "did you mean name?",
        ),
        (
            "id =",
            "message = \"a {profile.name\"\nid =",
            "{profile.name",
            "brace is not closed",
            "{{",
        ),
        ("id =", "message = \"a {profile}\"\nid =", "profile", "no text", "{profile.id}"),
        ("id =", "level = \"fatal\"\nid =", "\"fatal\"", "not a valid value", "error"),
        ("id =", "when = 1\nid =", "1", "must be a string", "quotes"),
        ("id = \"site/x\"\n", "", "[[rule]]", "this rule has no id", "add it"),
        (
            "profile.custom",
            "profile.name == \\\"a\\\\t\\\" && profile.custm",
            "custm",
            "custm",
            "custom",
        ),
    ] {
        let text = valid.replacen(from, to, 1);
        let (_, errors) = policy(&text);
        let found = errors.iter().find(|error| {
            text[error.span.start..error.span.end].starts_with(marked)
                && error.message.contains(message)
        });
        let found = found.unwrap_or_else(|| panic!("{text}\n{errors:#?}"));
        assert!(found.help.contains(help), "{to}: {:?}", found.help);
    }
}

#[test]
fn a_rule_is_bounded_before_it_runs() {
    let deep = |open: &str, inner: &str, close: &str, count: usize| {
        format!("{}{inner}{}", open.repeat(count), close.repeat(count))
    };
    let all = "response.profiles.all(a, response.profiles.all(b, response.profiles.all(c, true)))";
    for (require, message) in [
        (deep("(", "true", ")", 1900), "nested more than"),
        (deep("[", "1", "]", 1900) + ".size() > 0", "nested more than"),
        (deep("!", "true", "", 4000), "nested more than"),
        (deep("true ? ", "true", " : true", 250), "nested more than"),
        (deep("-", "1", "", 3000) + " > 0", "nested more than"),
        (format!("1{} > 0", "+1".repeat(1900)), "nested more than"),
        (format!("profile{}.custom", ".image".repeat(600)), "nested more than"),
        (deep("(", "", "", 4000), "nested more than"),
        (" true &&".repeat(600) + &" ".repeat(100) + "true", "exceeds 4096 bytes"),
        (all.to_owned(), "comprehensions are nested"),
        ("profile.name.matches('(a{1000}){1000}')".to_owned(), "regular expression is not valid"),
    ] {
        let (_, errors) = policy(&rule("profile", &require));
        assert_eq!(errors.len(), 1, "{require:.60}");
        assert!(errors[0].message.contains(message), "{require:.60}: {:?}", errors[0].message);
    }
    let long = vec!["profile.custom"; 200].join(" && ");
    assert!(policy(&rule("profile", &long)).1.is_empty(), "a long condition is not a deep one");
}

#[test]
fn two_rules_with_one_id_are_a_mistake() {
    let text = rule("profile", "true").repeat(2);
    assert!(error(&text).1.contains("two rules"));
}
