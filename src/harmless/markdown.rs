//! Markdown, as GitHub, GitLab and Azure DevOps read it.
//!
//! What they make links and mentions of is a list that grows: people, issues, commits, milestones,
//! labels, emoji, addresses, whatever a project configures. None of them looks into a code span, so all of
//! a text stands in code spans but its plain words and numbers.

use super::{Escape, push_harmless};

/// Text within a line of Markdown: no mark-up, no link, no mention, no HTML.
#[derive(Debug)]
pub(crate) struct Markdown;

impl Escape for Markdown {
    fn push(to: &mut String, text: &str) {
        let mut harmless = String::with_capacity(text.len());
        push_harmless(&mut harmless, text);
        let mut code = Vec::new();
        for (index, word) in harmless.split(' ').enumerate() {
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

/// Whether `word` is nothing but letters or a short number, in brackets and with a mark behind it; or the
/// `>` between the steps of a menu, which is written as an entity.
fn is_plain(word: &str) -> bool {
    /// A commit is named by so many hexadecimal digits, and more.
    const COMMIT: usize = 7;
    let open = word.strip_prefix('(').unwrap_or(word);
    let marked = open.strip_suffix([',', ';', '.', ':']).unwrap_or(open);
    let bare = marked.strip_suffix(')').unwrap_or(marked);
    if bare.is_empty() {
        return word.is_empty();
    }
    let is_number = bare.bytes().all(|byte| byte.is_ascii_digit());
    let is_hexadecimal = bare.bytes().all(|byte| byte.is_ascii_hexdigit());
    // `1.` and `1)` at the beginning of a line begin a list.
    let is_word = bare.bytes().all(|byte| byte.is_ascii_alphabetic()) || is_number && bare == word;
    word == ">" || is_word && (bare.len() < COMMIT || !is_hexadecimal)
}

/// Adds the words as a code span.
fn push_code(to: &mut String, words: &mut Vec<&str>) {
    if words.is_empty() {
        return;
    }
    let text = words.join(" ");
    words.clear();
    // A fence is longer than any run of backticks in it, and touches no other one.
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
            // In a table a pipe is escaped in code too; behind a backslash readers differ.
            '|' if before == '\\' => to.push_str("\\u{7c}"),
            '|' => to.push_str("\\|"),
            _ => to.push(character),
        }
        before = character;
    }
    to.push_str(if needs_space { " " } else { "" });
    to.push_str(&fence);
}
