//! Errors that involve several values of a configuration: contradictions and values without effect.

use crate::config::ReleasePattern;
use crate::pattern::Pattern;
use crate::policy::LevelOverride;
use crate::policy::levels::THINKSYSTEM;
use crate::source::{SourceSpan, Spanned};

use super::reader::{Reader, quoted};
use super::types::{Configuration, LevelTable};

/// Checks a configuration for them.
pub(super) fn check(configuration: &Configuration, reader: &mut Reader) {
    let Configuration { include, exclude, overrides, suppressions, .. } = configuration;
    both(reader, include.as_ref(), exclude.as_ref(), Pattern::as_str, "both included and excluded");
    if let Some(levels) = &configuration.levels {
        fixed_levels(reader, levels);
        thinksystem(configuration, levels, reader);
    }
    if let Some(require) = &configuration.require {
        empty(reader, require.profiles.as_ref());
    }
    if let Some(baseline) = &configuration.baseline {
        let leaves = baseline.value.split(['/', '\\']).any(|step| step == "..");
        if leaves || baseline.value.starts_with(['/', '\\']) || baseline.value.contains(':') {
            reader.error(
                &baseline.source_span,
                "the baseline is outside of the configuration's folder",
                "neither in the folder of this file nor below it",
                "use a path below the folder of the configuration, or pass any path with --baseline",
            );
        }
    }
    for over in overrides {
        fixed_levels(reader, &over.levels);
        let globs = [&over.files, &over.images, &over.profiles];
        for list in globs {
            empty(reader, list.as_ref());
        }
        if globs.iter().all(|list| list.is_none()) {
            reader.error(
                &over.source_span,
                "this override matches everything",
                "no files, images or profiles",
                "add files, images or profiles, or set the level under [levels]",
            );
        }
        if over.levels.0.is_empty() {
            reader.error(
                &over.source_span,
                "this override changes nothing",
                "no rule or group in its levels",
                "add one: levels = { missing-winpe = \"note\" }",
            );
        }
    }
    for suppression in suppressions {
        let globs = [
            &suppression.files,
            &suppression.images,
            &suppression.profiles,
            &suppression.repository_files,
        ];
        for list in globs {
            empty(reader, list.as_ref());
        }
    }
    site(configuration, reader);
}

fn site(configuration: &Configuration, reader: &mut Reader) {
    let Some(site) = &configuration.site_policy else { return };
    both(
        reader,
        site.allowed_images.as_ref(),
        site.denied_images.as_ref(),
        Pattern::as_str,
        "both allowed and denied",
    );
    both(
        reader,
        site.allowed_releases.as_ref(),
        site.denied_releases.as_ref(),
        ReleasePattern::as_str,
        "both allowed and denied",
    );
    empty(reader, site.allowed_images.as_ref());
    empty(reader, site.denied_images.as_ref());
    empty(reader, site.allowed_releases.as_ref());
    empty(reader, site.denied_releases.as_ref());
    empty(reader, site.required_drivers.as_ref());
    empty(reader, site.required_unattend_file.as_ref());
    empty(reader, site.denied_preloaded_winpe.as_ref());
}

/// Reports an empty list, which readers may take for "all" or for "none".
fn empty<T>(reader: &mut Reader, list: Option<&Spanned<Vec<Spanned<T>>>>) {
    if let Some(list) = list.filter(|list| list.value.is_empty() && is_empty(&list.source_span)) {
        reader.error(
            &list.source_span,
            "an empty list matches nothing",
            "empty list",
            "remove it, or add what it should match",
        );
    }
}

/// Returns whether the brackets contain only white space and comments, so that no element was
/// dropped because of its own error.
fn is_empty(source_span: &SourceSpan) -> bool {
    !source_span.text().contains(['"', '\''])
}

/// Reports values in two mutually exclusive lists.
fn both<T>(
    reader: &mut Reader,
    left: Option<&Spanned<Vec<Spanned<T>>>>,
    right: Option<&Spanned<Vec<Spanned<T>>>>,
    text: fn(&T) -> &str,
    words: &str,
) {
    let (Some(left), Some(right)) = (left, right) else { return };
    for one in &right.value {
        if left.value.iter().any(|other| text(&other.value) == text(&one.value)) {
            let message = format!("\"{}\" is {words}", quoted(text(&one.value)));
            reader.error(
                &one.source_span,
                message,
                "also in the other list",
                "remove it from one of the lists",
            );
        }
    }
}

/// Reports levels of rules whose level cannot be set.
fn fixed_levels(reader: &mut Reader, levels: &LevelTable) {
    for (name, _) in &levels.0 {
        let help = match name.value.as_str() {
            "configuration" => "fix the configuration errors instead",
            "required-profile" => {
                "remove requirements under [require], or suppress it with a [[suppress]]"
            }
            _ => continue,
        };
        let message = format!("the level of {} cannot be set", name.value);
        reader.error(&name.source_span, message, "always an error", help);
    }
}

/// Reports a level that contradicts the deployment target.
fn thinksystem(configuration: &Configuration, levels: &LevelTable, reader: &mut Reader) {
    let to = configuration.deploy.as_ref().and_then(|deploy| deploy.to.as_ref());
    let setting = levels.0.iter().find(|(name, _)| name.value == THINKSYSTEM);
    if let (Some(_), Some((_, setting))) = (to, setting)
        && setting.value != LevelOverride::Error
    {
        reader.error(
            &setting.source_span,
            format!("{THINKSYSTEM} is always an error with ThinkSystem servers as target"),
            format!("{} contradicts to = \"thinksystem\" under [deploy]", setting.value.as_str()),
            "remove one of them",
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::config::read;
    use crate::sanitize::Untrusted;

    fn errors(text: &str) -> Vec<Untrusted> {
        read("osready.toml", text).errors.into_iter().map(|error| error.message).collect()
    }

    #[test]
    fn a_baseline_stands_below_the_configuration() {
        for text in ["ci/known.json", "..known.json", "a/b../known.json"] {
            assert!(errors(&format!("baseline = '{text}'")).is_empty(), "{text}");
        }
        for text in [
            "../known.json",
            "ci/../../known.json",
            "ci\\..\\known.json",
            "/known.json",
            "\\known.json",
            "c:known.json",
        ] {
            let expected = errors(&format!("baseline = '{text}'"));
            assert_eq!(
                expected,
                ["the baseline is outside of the configuration's folder"],
                "{text}"
            );
        }
    }

    #[test]
    fn an_empty_list_that_matches_nothing_is_a_mistake() {
        for text in [
            "[require]\nprofiles = []",
            "[require]\nprofiles = [ # none yet\n]",
            "[[override]]\nfiles = []\nlevels = { drift = 'off' }",
            "[[suppress]]\nrule = 'missing-winpe'\nreason = 'r'\nimages = []",
            "[site-policy]\nallowed-images = []",
            "[site-policy]\ndenied-images = []",
            "[site-policy]\nallowed-releases = []",
            "[site-policy]\ndenied-releases = []",
            "[site-policy]\nrequired-drivers = []",
        ] {
            assert_eq!(errors(text), ["an empty list matches nothing"], "{text}");
        }
        assert!(errors("[require]\nprofiles = ['a']").is_empty());
    }

    #[test]
    fn a_list_is_not_called_empty_where_its_only_element_is_a_mistake() {
        for text in ["[require]\nprofiles = [\"\"]", "[require]\nprofiles = ['']"] {
            let expected = errors(text);
            assert_eq!(expected.len(), 1, "{expected:?}");
            assert_ne!(expected, ["an empty list matches nothing"]);
        }
    }

    #[test]
    fn the_level_of_what_is_always_an_error_cannot_be_set() {
        for rule in ["configuration", "required-profile"] {
            let expected = [format!("the level of {rule} cannot be set")];
            assert_eq!(errors(&format!("[levels]\n{rule} = 'note'")), expected);
            let text = format!("[[override]]\nfiles = ['a']\nlevels = {{ {rule} = 'note' }}");
            assert_eq!(errors(&text), expected);
        }
        assert!(errors("[levels]\nmissing-winpe = 'note'").is_empty());
    }

    #[test]
    fn nothing_stands_in_two_lists_that_exclude_each_other() {
        for (text, expected) in [
            ("include = ['a']\nexclude = ['b', 'a']", "\"a\" is both included and excluded"),
            (
                "[site-policy]\nallowed-images = ['a', 'c']\ndenied-images = ['b', 'c']",
                "\"c\" is both allowed and denied",
            ),
            (
                "[site-policy]\nallowed-releases = ['sles 12.*']\ndenied-releases = ['sles 12.*']",
                "\"sles 12.*\" is both allowed and denied",
            ),
        ] {
            assert_eq!(errors(text), [expected]);
        }
        assert!(errors("include = ['a']\nexclude = ['b']").is_empty());
    }
}
