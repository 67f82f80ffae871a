//! Resolves a revision to exactly one commit.
//!
//! Git itself picks one if a tag, a branch and a remote branch share a name, searches commit
//! messages for `:/words`, and accepts `anything-gabc1234` as a commit. Whoever may push a tag or
//! write a commit message must not choose what a gate compares with.

use super::git::{Git, MAX_LIST_BYTES};

/// Returns the id of the commit that `rev` names.
///
/// # Errors
/// Returns an error message if `rev` is not a revision, is ambiguous, or does not exist here.
pub(super) fn commit(git: &Git, rev: &str) -> Result<String, String> {
    let (name, steps) = split(rev).ok_or_else(|| {
        format!(
            "\"{rev}\" is not a commit; use a branch, a tag or a commit id, optionally with steps back \
             such as HEAD~1"
        )
    })?;
    let absent =
        || format!("commit {rev} not found here; fetch it first (git fetch, without --depth)");
    let object = object(git, name)?.ok_or_else(absent)?;
    id(git, &format!("{object}{steps}^{{commit}}")).ok_or_else(absent)
}

/// Returns the id of an unambiguous expression.
fn id(git: &Git, expression: &str) -> Option<String> {
    let id = git.line(&["rev-parse", "--verify", "--quiet", expression]).ok()?;
    is_id(&id).then_some(id)
}

/// Returns whether `text` is a full object id, SHA-1 or SHA-256.
pub(super) fn is_id(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && is_hexadecimal(text)
}

fn is_hexadecimal(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Splits a revision into a name and the steps back from it: `~2`, `^`, `^2~1`.
fn split(rev: &str) -> Option<(&str, &str)> {
    let (name, steps) = rev.split_at(rev.find(['~', '^']).unwrap_or(rev.len()));
    let is_name = !name.is_empty()
        && !name.starts_with('-')
        && !name.contains("@{")
        && !name.contains("..")
        && !name.contains(|character: char| {
            character.is_ascii_control() || " :?*[\\".contains(character)
        });
    let are_steps = steps.bytes().all(|byte| matches!(byte, b'~' | b'^' | b'0'..=b'9'));
    (is_name && are_steps).then_some((name, steps))
}

/// Returns the unambiguous name of an object: an id, or a full reference; `None` if nothing has
/// this name.
fn object(git: &Git, name: &str) -> Result<Option<String>, String> {
    if matches!(name, "HEAD" | "@") {
        return Ok(Some("HEAD".to_owned()));
    }
    // In a repository with the other hash, it may be the name of a branch.
    let is_id = id(git, "HEAD").is_some_and(|head| head.len() == name.len());
    if is_id && is_hexadecimal(name) {
        return Ok(Some(name.to_owned()));
    }
    let references = references(git, name)?;
    // A file next to HEAD, such as FETCH_HEAD.
    let is_pseudo =
        name.ends_with("HEAD") && name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    let is_short_id = (4..64).contains(&name.len()) && is_hexadecimal(name);
    let short = match is_short_id {
        true => git.line(&["rev-parse", &format!("--disambiguate={name}")])?,
        false => String::new(),
    };
    match references.as_slice() {
        [(id, _)] if !is_pseudo && short.is_empty() => Ok(Some(id.clone())),
        [] if is_pseudo || !short.is_empty() => Ok(Some(name.to_owned())),
        [] => Ok(None),
        _ => {
            let mut meanings: Vec<&str> = references.iter().map(|(_, name)| &**name).collect();
            meanings.extend(is_pseudo.then_some("a file in .git"));
            meanings.extend((!short.is_empty()).then_some("the short id of an object"));
            // The most common meaning.
            let remote = format!("refs/remotes/{name}");
            let example =
                meanings.iter().find(|meaning| **meaning == remote).unwrap_or(&meanings[0]);
            Err(format!(
                "{name} is ambiguous here: it is {}. Use the full name, such as {example}",
                meanings.join(" and ")
            ))
        }
    }
}

/// Returns the references that git may resolve a name to, with the ids of their targets.
fn references(git: &Git, name: &str) -> Result<Vec<(String, String)>, String> {
    let candidates = match name.starts_with("refs/") {
        // A branch may be called refs/heads/refs/…, but a full name always means that reference.
        true => vec![name.to_owned()],
        false => {
            ["refs/{}", "refs/tags/{}", "refs/heads/{}", "refs/remotes/{}", "refs/remotes/{}/HEAD"]
                .map(|form| form.replace("{}", name))
                .into()
        }
    };
    let mut arguments = vec!["for-each-ref", "--format=%(objectname) %(refname)"];
    arguments.extend(candidates.iter().map(String::as_str));
    let listed = git.run(&arguments, MAX_LIST_BYTES)?;
    let listed = String::from_utf8_lossy(&listed);
    let lines = listed.lines().filter_map(|line| line.split_once(' '));
    let found =
        lines.filter(|(id, found)| is_id(id) && candidates.iter().any(|name| name == found));
    Ok(found.map(|(id, name)| (id.to_owned(), name.to_owned())).collect())
}
