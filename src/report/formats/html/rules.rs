//! The explanations of the rules on the page, one section each.

use super::Page;
use crate::sanitize::{Html, Text, Untrusted};

/// Adds the sections.
pub(super) fn push(text: &mut Text<Html>, page: &Page<'_>) {
    if page.explained.is_empty() {
        return;
    }
    text.markup("<section aria-labelledby=\"rules\"><h2 id=\"rules\">Rules</h2>\n");
    for rule in page.explained.values() {
        text.markup("<section class=\"explained\" id=\"rule-").input(rule.id);
        text.markup("\" tabindex=\"-1\" aria-label=\"").input(rule.id).markup("\"><h3><code>");
        text.input(rule.id).markup("</code> <span class=\"badge ").markup(rule.level.as_str());
        text.markup("\">").markup(rule.level.as_str()).markup("</span></h3><p>");
        push_prose(text, &rule.summary());
        text.markup("</p>");
        for (title, heading) in [("Why", "Why it matters:"), ("Fix", "What to do:")] {
            if let Some(paragraph) = rule.section(title) {
                text.markup("<p><strong>").markup(heading).markup("</strong> ");
                push_prose(text, &paragraph);
                text.markup("</p>");
            }
        }
        text.markup("</section>\n");
    }
    text.markup("</section>\n");
}

/// Adds the id of a rule, with a link to its explanation.
pub(super) fn push_link(text: &mut Text<Html>, page: &Page<'_>, id: &Untrusted) {
    match page.explained.get(id) {
        Some(rule) => text.markup("<a href=\"#rule-").input(rule.id).markup("\"><code>"),
        None => text.markup("<code>"),
    };
    text.input(id).markup("</code>");
    text.markup(if page.explained.contains_key(id) { "</a>" } else { "" });
}

/// Adds a paragraph of a page in Markdown, with its code and its emphasis.
pub(super) fn push_prose(text: &mut Text<Html>, paragraph: &str) {
    for (index, part) in paragraph.split('`').enumerate() {
        if index % 2 == 1 {
            text.markup("<code>").input(part).markup("</code>");
            continue;
        }
        let words: Vec<&str> = part.split('*').collect();
        let is_tight = |word: &&str| !word.is_empty() && word.trim().len() == word.len();
        if words.len().is_multiple_of(2) || !words.iter().skip(1).step_by(2).all(is_tight) {
            text.input(part);
            continue;
        }
        for (index, word) in words.into_iter().enumerate() {
            let is_emphasis = index % 2 == 1;
            text.markup(if is_emphasis { "<em>" } else { "" }).input(word);
            text.markup(if is_emphasis { "</em>" } else { "" });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_shows_code_and_emphasis_and_is_text_otherwise() {
        for (paragraph, shown) in [
            ("a `b*c` *d* e", "a <code>b*c</code> <em>d</em> e"),
            ("2 * 3 * 4 and **", "2 * 3 * 4 and **"),
            ("<b>`<i>", "&lt;b&gt;<code>&lt;i&gt;</code>"),
        ] {
            let mut text = Text::<Html>::new();
            push_prose(&mut text, paragraph);
            let mut written = Vec::new();
            text.write_guarded(&mut written).expect("it is written");
            assert_eq!(String::from_utf8_lossy(&written), shown);
        }
    }
}
