//! Finds passwords in Kickstart files.

use std::ops::Range;

use super::{Secret, Writing, add, is_secret_name};

/// Returns the password arguments of the commands in a Kickstart file.
pub(super) fn in_kickstart(text: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    let mut is_in_section = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let here = start;
        start += line.len();
        let command = line.trim_start();
        if command.starts_with('%') {
            // A section lasts until %end; %include and %ksappend are single lines.
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

/// Adds a word, without its quotes.
fn add_word(text: &str, word: Range<usize>, writing: Option<Writing>, found: &mut Vec<Secret>) {
    let value = &text[word.clone()];
    let inner = value.trim_matches(['"', '\'']);
    let start = word.start + (value.len() - value.trim_start_matches(['"', '\'']).len());
    add(text, start..start + inner.len(), writing, found);
}

/// Splits a line into words like a shell: quotes group words, and `#` at the start of a word begins a
/// comment unless it begins a macro.
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
                    && crate::model::macros(&text[at..line.end])
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
