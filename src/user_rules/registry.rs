//! Rules of sites for reports. Findings name a rule by its id, and rules live as long as the program, so
//! each distinct rule is kept once.

use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Check, Group, Level, Rule};

use super::is_valid_id;
use super::page::page_of;

/// The maximum number of distinct rules that a process keeps.
const MAX_RULES: usize = 10_000;

/// The newest rule of an id is last.
static RULES: Mutex<Vec<&'static Rule>> = Mutex::new(Vec::new());

/// A rule of a site as a saved report describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleInfo {
    /// The id.
    pub id: String,
    /// The default level.
    pub level: Level,
    /// The documentation page, in Markdown.
    pub page: String,
}

impl RuleInfo {
    /// Describes a rule.
    #[must_use]
    pub fn new(rule: &Rule) -> Self {
        Self { id: rule.id.to_owned(), level: rule.level, page: rule.page.to_owned() }
    }
}

/// Returns the rule of this description. `None` if the id is not one of a site, or the process keeps too many.
#[must_use]
pub fn register(info: &RuleInfo) -> Option<&'static Rule> {
    if !is_valid_id(&info.id) {
        return None;
    }
    let page = page_of(&info.page);
    let mut rules = RULES.lock().unwrap_or_else(PoisonError::into_inner);
    let is_same =
        |rule: &&Rule| rule.id == info.id && rule.level == info.level && rule.page == page;
    if let Some(at) = rules.iter().position(is_same) {
        let rule = rules.remove(at);
        rules.push(rule);
        return Some(rule);
    }
    if rules.len() >= MAX_RULES {
        return None;
    }
    let rule: &'static Rule = Box::leak(Box::new(Rule {
        id: Box::leak(info.id.clone().into_boxed_str()),
        group: Group::Site,
        level: info.level,
        page: Box::leak(page.into_boxed_str()),
        statements: &[],
        checks: &[Check::Expression],
    }));
    rules.push(rule);
    Some(rule)
}

/// Returns the rule of this id: a built-in one, or else the one of a site that was registered last.
#[must_use]
pub fn described(id: &str) -> Option<&'static Rule> {
    crate::rules::by_id(id).or_else(|| {
        let rules = RULES.lock().unwrap_or_else(PoisonError::into_inner);
        rules.iter().rev().find(|rule| rule.id == id).copied()
    })
}
