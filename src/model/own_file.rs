//! Files that osready writes.

use crate::json::Value;

/// Describes an object that osready wrote. `None` if osready did not write it.
#[must_use]
pub fn own_file(object: Value<'_>) -> Option<&'static str> {
    let has = |keys: &[&str]| keys.iter().all(|key| object.get_key(key).is_some());
    if has(&["version", "findings", "readiness", "summary"]) {
        return Some("a report of osready");
    }
    if has(&["fingerprint", "rule", "file"]) {
        return Some("a report of osready, one finding per line");
    }
    let driver = || {
        let run = object.get_key("runs")?.elements().next()?;
        run.get_key("tool")?.get_key("driver")?.get_key("name")?.as_str()
    };
    if driver().is_some_and(|name| name == "osready") {
        return Some("a SARIF report of osready");
    }
    let source = || object.get_key("source")?.get_key("name")?.as_str();
    if source().is_some_and(|name| name == "osready") && has(&["diagnostics"]) {
        return Some("a report of osready for reviewdog");
    }
    let entry = || object.get_key("findings")?.elements().next();
    let is_baseline = |entry: Value<'_>| {
        ["file", "rule", "fingerprint"].iter().all(|key| entry.get_key(key).is_some())
    };
    entry().is_some_and(is_baseline).then_some("a baseline of osready")
}
