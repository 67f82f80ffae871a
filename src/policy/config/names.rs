//! Reads the names of rules and groups.

use crate::diagnostic::Group;
use crate::rules;
use crate::source::Spanned;
use crate::suggest::nearest;

use super::reader::{Node, Reader, quoted};

impl Reader {
    /// Returns the id of a suppressible rule. A former id counts as its current one.
    pub(super) fn rule(&mut self, node: Node<'_>) -> Option<Spanned<String>> {
        let text = self.text(node)?;
        if self.is_user_rule(&text.value) {
            return Some(text);
        }
        let Some(rule) = rules::by_id(&text.value) else {
            if Group::ALL.iter().any(|group| group.as_str() == text.value) {
                let message = format!("{} is a group of rules", text.value);
                self.error(
                    &text.source_span,
                    message,
                    "a suppression applies to one rule",
                    "use the id of the rule to suppress, or lower the level of the group under [levels]",
                );
                return None;
            }
            let all = rules::ALL.iter().map(|rule| rule.id);
            self.unknown_rule(&text, "rule", all.filter(|id| is_suppressible(id)));
            return None;
        };
        if !is_suppressible(rule.id) {
            let message = format!("{} cannot be suppressed", rule.id);
            self.error(
                &text.source_span,
                message,
                "its findings are about osready's own files",
                "fix its findings instead",
            );
            return None;
        }
        Some(Spanned { value: rule.id.to_owned(), source_span: text.source_span })
    }

    /// Records an unknown rule, or an unknown rule or group.
    pub(super) fn unknown_rule(
        &mut self,
        name: &Spanned<String>,
        kind: &str,
        all: impl Iterator<Item = &'static str>,
    ) {
        let all = all.map(str::to_owned).chain(self.user_rules.iter().cloned());
        let all: Vec<String> = all.collect();
        let help = match nearest(&name.value, all.iter().map(String::as_str)) {
            Some(near) => format!("did you mean {near}? Run osready rules to list all rules"),
            None => "run osready rules to list all rules".to_owned(),
        };
        let message = format!("there is no {kind} \"{}\"", quoted(&name.value));
        self.error(&name.source_span, message, "unknown", help);
    }
}

/// Returns whether findings of a rule can be suppressed: those about osready's own files cannot.
pub(super) fn is_suppressible(id: &str) -> bool {
    let own = [&rules::CONFIGURATION, &rules::SUPPRESSION_EXPIRED, &rules::SUPPRESSION_UNUSED];
    own.iter().all(|rule| rule.id != id)
}

/// Returns the names of rules and groups whose level can be set.
pub(super) fn names_of_levels() -> impl Iterator<Item = &'static str> {
    Group::ALL.into_iter().map(Group::as_str).chain(rules::ALL.iter().map(|rule| rule.id))
}
