//! Passwords in the texts of settings and unattend files.
//!
//! The scan is forgiving: a text that is no XML or JSON is looked through all the same, because
//! what is found here is hidden in every report.

use std::ops::Range;

use crate::json::{Kind, Span, Tree, Value};

use super::{is_macro, names};

/// How a secret is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Writing {
    /// As it is.
    Clear,
    /// So that anyone can turn it back (`PlainText` false in a Windows answer file).
    Encoded,
    /// As a salted hash.
    Hashed,
}

/// A secret in the content of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Secret {
    /// Where it stands: bytes of the content, as unescaped.
    pub span: Span,
    /// How it is written.
    pub writing: Writing,
}

/// The secrets in the content of an unattend file, in their order. Macros are none.
pub(super) fn secrets_in_text(text: &str) -> Vec<Secret> {
    let is_xml = text.trim_start_matches('\u{feff}').trim_start().starts_with('<');
    let mut found = if is_xml { in_xml(text) } else { in_kickstart(text) };
    found.sort_by_key(|secret| secret.span);
    found
}

/// The secrets in the content of a settings file, which was read into `tree`.
pub(super) fn secrets_in_settings(text: &str, tree: &Tree<'_>) -> Vec<Secret> {
    let mut found = in_json(text, tree);
    found.sort_by_key(|secret| secret.span);
    found
}

/// Whether something of this name holds a secret.
fn is_secret_name(name: &str) -> bool {
    const MOST: usize = 80;
    const ENDS: [&str; 5] = ["password", "passwd", "passphrase", "passwort", "pwd"];
    const NAMES: [&str; 9] = [
        "bindpw",
        "rootpw",
        "cryptkey",
        "luksdevicekey",
        "wirelesskey",
        "wpapsk",
        "wirelesswpapsk",
        "secret",
        "clientsecret",
    ];
    let last = name.bytes().rev().find(u8::is_ascii_alphanumeric).unwrap_or(0);
    // Every name below ends with one of these letters, and few others do.
    if name.len() < 3 || name.len() > MOST || !b"detkwyDETKWY".contains(&last) {
        return false;
    }
    let local = name.rsplit(':').next().unwrap_or(name);
    let mut letters = [0; MOST];
    let mut len = 0;
    for byte in local.bytes().filter(|byte| !matches!(byte, b'_' | b'-' | b'.' | b' ')) {
        letters[len] = byte.to_ascii_lowercase();
        len += 1;
    }
    let plain = &letters[..len];
    ENDS.iter().any(|end| plain.ends_with(end.as_bytes()))
        || NAMES.iter().any(|name| plain == name.as_bytes())
}

/// Adds what stands at `range` of `text`, if it is a secret, without the space around it.
fn add(text: &str, range: Range<usize>, writing: Option<Writing>, found: &mut Vec<Secret>) {
    let value = &text[range.clone()];
    let start = range.start + (value.len() - value.trim_start().len());
    let value = value.trim();
    let is_word = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(value));
    if value.is_empty()
        || is_macro(value)
        || is_word(&["true", "false", "yes", "no", "null", "x"])
        || value.chars().all(|character| matches!(character, '*' | '!' | '.' | '•' | '…' | '-'))
    {
        return;
    }
    let span = Span::new(start as u32, (start + value.len()) as u32);
    let writing = if is_hash(value) { Writing::Hashed } else { writing.unwrap_or(Writing::Clear) };
    found.push(Secret { span, writing });
}

/// Whether `value` is a salted hash: `$6$salt$…`, GRUB's, or LDAP's.
fn is_hash(value: &str) -> bool {
    let crypt = value.strip_prefix('$').and_then(|rest| rest.split_once('$'));
    crypt.is_some_and(|(method, rest)| {
        (1..=12).contains(&method.len())
            && method.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && rest.len() > 12
    }) || value.starts_with("grub.pbkdf2.")
        || value.starts_with("{SSHA")
}

/// In a settings file: what stands under a key that names a secret, and the value of a setting
/// whose own name does.
fn in_json(text: &str, tree: &Tree<'_>) -> Vec<Secret> {
    const VALUES: [&str; 4] = ["value", "default", "defaultValue", "defaultvalue"];
    let mut found = Vec::new();
    let mut open: Vec<Value<'_>> = tree.root().into_iter().collect();
    let is_secret = |value: Option<Value<'_>>| {
        value.and_then(Value::as_str).is_some_and(|name| is_secret_name(&name))
    };
    while let Some(value) = open.pop() {
        let is_setting = value.kind() == Kind::Object && is_secret(value.get(names::NAME));
        for member in value.members() {
            let names_it = member
                .key()
                .is_some_and(|key| is_secret_name(&key) || (is_setting && VALUES.contains(&&*key)));
            if names_it && matches!(member.kind(), Kind::String | Kind::Number) {
                let span = member.span();
                let quotes = usize::from(
                    member.kind() == Kind::String && member.content_start() > span.start,
                );
                let start = span.start as usize + quotes;
                let end = (span.end as usize).saturating_sub(quotes).max(start);
                // A string that is never closed has no closing quote.
                let end = if text[start..span.end as usize].ends_with(['"', '\'']) {
                    end
                } else {
                    span.end as usize
                };
                add(text, start..end, None, &mut found);
            }
            open.push(member);
        }
        open.extend(value.elements());
    }
    found
}

/// An element that is open while XML is looked through.
struct Element<'t> {
    name: &'t str,
    /// The secrets of its children that what its other children say may be about.
    secrets: Vec<usize>,
    /// What its other children say of them.
    writing: Option<Writing>,
}

/// In an AutoYaST profile or a Windows answer file: the text of an element whose name, or whose
/// parent's where it is a `Value`, names a secret.
fn in_xml(text: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    let mut open: Vec<Element<'_>> = Vec::new();
    let mut text_start = 0;
    let mut at = 0;
    while let Some(start) = memchr::memchr(b'<', &text.as_bytes()[at..]).map(|found| at + found) {
        let rest = &text[start + 1..];
        if let Some(data) = rest.strip_prefix("![CDATA[") {
            let begin = text.len() - data.len();
            let end =
                memchr::memmem::find(data.as_bytes(), b"]]>").map_or(text.len(), |len| begin + len);
            element_text(text, begin..end, &mut open, &mut found);
            at = end;
            text_start = (end + 3).min(text.len());
            continue;
        }
        let Some(end) = memchr::memchr2(b'>', b'<', rest.as_bytes()).map(|len| start + 1 + len)
        else {
            break;
        };
        if text.as_bytes()[end] == b'<' {
            // No tag: a text that holds a `<`.
            at = end;
            continue;
        }
        let tag = &text[start + 1..end];
        if !tag.starts_with(|first: char| first == '/' || first.is_alphabetic() || first == '_') {
            at = end + 1;
            if open.last().is_none_or(|element| !is_secret_name(element.name)) {
                text_start = at;
            }
            continue;
        }
        element_text(text, text_start..start, &mut open, &mut found);
        if tag.starts_with('/') {
            if let Some(element) = open.pop() {
                settle(&element, &mut found);
            }
        } else if !tag.ends_with('/') {
            let name = tag.split(|space: char| space.is_ascii_whitespace()).next().unwrap_or(tag);
            open.push(Element { name, secrets: Vec::new(), writing: None });
        }
        at = end + 1;
        text_start = at;
    }
    element_text(text, text_start..text.len(), &mut open, &mut found);
    for element in &open {
        settle(element, &mut found);
    }
    found
}

/// The text of the innermost open element.
fn element_text(
    text: &str,
    range: Range<usize>,
    open: &mut [Element<'_>],
    found: &mut Vec<Secret>,
) {
    let [.., element] = open else { return };
    let name = element.name.rsplit(':').next().unwrap_or(element.name);
    let is_value = name.eq_ignore_ascii_case("value");
    let says_how = name.eq_ignore_ascii_case("encrypted") || name.eq_ignore_ascii_case("plaintext");
    if !is_value && !says_how && !is_secret_name(name) {
        return;
    }
    let is_encrypted = name.eq_ignore_ascii_case("encrypted");
    let parent = open.len().checked_sub(2).map(|index| &mut open[index]);
    if says_how {
        let said = text[range].trim();
        if let Some(parent) = parent {
            parent.writing = match (is_encrypted, said.eq_ignore_ascii_case("true")) {
                (true, true) => Some(Writing::Hashed),
                (false, false) if said.eq_ignore_ascii_case("false") => Some(Writing::Encoded),
                _ => parent.writing,
            };
        }
        return;
    }
    if is_value && !parent.as_ref().is_some_and(|parent| is_secret_name(parent.name)) {
        return;
    }
    let before = found.len();
    add(text, range, None, found);
    if let Some(parent) = parent {
        parent.secrets.extend(before..found.len());
    }
}

/// An element is closed: what its children said of its secrets is known.
fn settle(element: &Element<'_>, found: &mut [Secret]) {
    if let Some(writing) = element.writing {
        for index in &element.secrets {
            if let Some(secret) =
                found.get_mut(*index).filter(|secret| secret.writing == Writing::Clear)
            {
                secret.writing = writing;
            }
        }
    }
}

/// In a Kickstart file: the arguments of its commands that are passwords.
fn in_kickstart(text: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    let mut is_in_section = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let here = start;
        start += line.len();
        let command = line.trim_start();
        if command.starts_with('%') {
            // Packages and scripts follow, up to %end; %include and %ksappend stand alone.
            is_in_section =
                !["%end", "%include", "%ksappend"].iter().any(|word| command.starts_with(word));
        } else if !is_in_section {
            in_command(text, here..start, &mut found);
        }
    }
    found
}

fn in_command(text: &str, line: Range<usize>, found: &mut Vec<Secret>) {
    let words = shell_words(text, line);
    let Some((command, arguments)) = words.split_first() else { return };
    let takes_password = match &text[command.clone()] {
        "rootpw" | "sshpw" => true,
        name if name.starts_with(|first: char| first.is_ascii_alphabetic()) => false,
        _ => return,
    };
    let writing = arguments
        .iter()
        .any(|word| &text[word.clone()] == "--iscrypted")
        .then_some(Writing::Hashed);
    let mut is_next = false;
    let mut is_done = !takes_password;
    for word in arguments {
        let argument = &text[word.clone()];
        let option = argument
            .strip_prefix("--")
            .map(|option| option.split_once('=').unwrap_or((option, "")));
        match option {
            Some((name, value)) => {
                let is_secret = is_secret_name(name) || name == "md5pass";
                if is_secret && argument.contains('=') {
                    add_word(text, word.end - value.len()..word.end, writing, found);
                }
                is_next = is_secret && !argument.contains('=');
            }
            None if is_next || !is_done => {
                add_word(text, word.clone(), writing, found);
                is_done |= !is_next;
                is_next = false;
            }
            None => {}
        }
    }
}

/// A word without its quotes.
fn add_word(text: &str, word: Range<usize>, writing: Option<Writing>, found: &mut Vec<Secret>) {
    let value = &text[word.clone()];
    let inner = value.trim_matches(['"', '\'']);
    let start = word.start + (value.len() - value.trim_start_matches(['"', '\'']).len());
    add(text, start..start + inner.len(), writing, found);
}

/// The words of a line as a shell splits them: quotes hold spaces together, `#` before a word begins
/// a remark, where it begins no macro.
fn shell_words(text: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    let mut quote = None;
    for (offset, character) in text[line.clone()].char_indices() {
        let at = line.start + offset;
        match (quote, character) {
            (Some(open), close) if open == close => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => {
                quote = Some(character);
                start = start.or(Some(at));
            }
            (None, space) if space.is_ascii_whitespace() => {
                words.extend(start.take().map(|start| start..at));
            }
            (None, '#')
                if start.is_none()
                    && super::macros(&text[at..line.end])
                        .next()
                        .is_none_or(|found| found.span.start > 0) =>
            {
                return words;
            }
            (None, _) => start = start.or(Some(at)),
        }
    }
    words.extend(start.map(|start| start..line.end));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(secrets: &[Secret], text: &str) -> Vec<(String, Writing)> {
        secrets
            .iter()
            .map(|secret| (text[secret.span.range()].to_owned(), secret.writing))
            .collect()
    }

    fn of(pairs: &[(&str, Writing)]) -> Vec<(String, Writing)> {
        pairs.iter().map(|(text, writing)| ((*text).to_owned(), *writing)).collect()
    }

    #[test]
    fn in_answer_files_of_suse_and_windows() {
        let text = "<a><user><encrypted c:type=\"boolean\">true</encrypted><user_password>abc</user_password></user>\
            <user><user_password>\n d<e&amp;f </user_password></user>\
            <user><user_password>$6$abcdefgh$ijklmnopqrstuv</user_password></user>\
            <user><user_password>#predefined.x#</user_password></user>\
            <AdministratorPassword><Value>geheim</Value><PlainText>true</PlainText></AdministratorPassword>\
            <Password><Value>Z2VoZWlt</Value><PlainText>false</PlainText></Password>\
            <Credentials><Password><![CDATA[x<y]]></Password></Credentials><Value>no</Value></a>";
        assert_eq!(
            found(&in_xml(text), text),
            of(&[
                ("abc", Writing::Hashed),
                ("d<e&amp;f", Writing::Clear),
                ("$6$abcdefgh$ijklmnopqrstuv", Writing::Hashed),
                ("geheim", Writing::Clear),
                ("Z2VoZWlt", Writing::Encoded),
                ("x<y", Writing::Clear),
            ])
        );
    }

    #[test]
    fn in_kickstart_files() {
        let text = "# rootpw remark\nrootpw --plaintext \"two words\"\r\nrootpw --iscrypted abc\n\
            user --name=ops --password=pw1 --groups=wheel\nautopart --encrypted --passphrase pw2\n\
            rootpw #predefined.globalSettings.credentials.password#\nbootloader --password=$6$saltsalt$hashhashhash\n\
            %post\nrootpw not-a-command\n%end\nsshpw --username=root pw3\n";
        assert_eq!(
            found(&in_kickstart(text), text),
            of(&[
                ("two words", Writing::Clear),
                ("abc", Writing::Hashed),
                ("pw1", Writing::Clear),
                ("pw2", Writing::Clear),
                ("$6$saltsalt$hashhashhash", Writing::Hashed),
                ("pw3", Writing::Clear),
            ])
        );
    }

    #[test]
    fn in_settings_files() {
        let text = r#"{"name": "site", "adminPassword": "a\"b", "content": [
            {"name": "db_password", "type": "password", "value": "c", "label": "Password"},
            {"name": "port", "value": "d"}, {"name": "rootPassword", "value": ""}, {"pwd": 77}]}"#;
        let tree = crate::json::read(text, names::vocabulary()).unwrap();
        let mut secrets = in_json(text, &tree);
        secrets.sort_by_key(|secret| secret.span);
        let clear = Writing::Clear;
        assert_eq!(found(&secrets, text), of(&[("a\\\"b", clear), ("c", clear), ("77", clear)]));
    }
}
