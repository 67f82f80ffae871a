//! Escaping for Markdown of GitHub, GitLab and Azure DevOps.
//!
//! Their list of automatic links and mentions keeps growing: people, issues, commits, milestones,
//! labels, emoji, addresses, and project settings. None of them applies inside a code span, so
//! everything but plain words and numbers is put into code spans.

use super::{Escape, escape_into};

/// Text within a line of Markdown: no markup, link, mention or HTML.
#[derive(Debug)]
pub(crate) struct Markdown;

impl Escape for Markdown {
    fn push(to: &mut String, text: &str) {
        let mut sanitized = String::with_capacity(text.len());
        escape_into(&mut sanitized, text);
        let mut code = Vec::new();
        for (index, word) in sanitized.split(' ').enumerate() {
            if is_plain(word) {
                push_code(to, &mut code);
                if index > 0 {
                    to.push(' ');
                }
                to.push_str(if word == ">" { "&gt;" } else { word });
            } else {
                if code.is_empty() && index > 0 {
                    to.push(' ');
                }
                code.push(word);
            }
        }
        push_code(to, &mut code);
    }
}

/// Returns whether `word` consists only of letters or a short number, optionally in brackets and
/// with a punctuation mark; or is the `>` between menu steps, which is written as an entity.
fn is_plain(word: &str) -> bool {
    /// The minimum length of a commit hash that becomes a link, in hexadecimal digits.
    const COMMIT: usize = 7;
    let open = word.strip_prefix('(').unwrap_or(word);
    let marked = open.strip_suffix([',', ';', '.', ':']).unwrap_or(open);
    let bare = marked.strip_suffix(')').unwrap_or(marked);
    if bare.is_empty() {
        return word.is_empty();
    }
    let is_number = bare.bytes().all(|byte| byte.is_ascii_digit());
    let is_hexadecimal = bare.bytes().all(|byte| byte.is_ascii_hexdigit());
    // `1.` and `1)` at the start of a line begin a list.
    let is_word = bare.bytes().all(|byte| byte.is_ascii_alphabetic()) || is_number && bare == word;
    word == ">" || is_word && (bare.len() < COMMIT || !is_hexadecimal)
}

/// Appends the words as a code span.
fn push_code(to: &mut String, words: &mut Vec<&str>) {
    if words.is_empty() {
        return;
    }
    let text = words.join(" ");
    words.clear();
    // A fence must be longer than any run of backticks in the text, and must not touch another one.
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if to.ends_with('`') {
        to.push(' ');
    }
    to.push_str(&fence);
    let needs_space = text.starts_with('`') || text.ends_with('`');
    to.push_str(if needs_space { " " } else { "" });
    let mut before = ' ';
    for character in text.chars() {
        match character {
            // In tables a pipe is escaped even in code; after a backslash, readers disagree.
            '|' if before == '\\' => to.push_str("\\u{7c}"),
            '|' => to.push_str("\\|"),
            _ => to.push(character),
        }
        before = character;
    }
    to.push_str(if needs_space { " " } else { "" });
    to.push_str(&fence);
}
