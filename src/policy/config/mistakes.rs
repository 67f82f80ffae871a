//! Mistakes that lie between the values of a configuration: what contradicts something else, or says
//! nothing.

use crate::document::{At, Spot};
use crate::pattern::Pattern;
use crate::policy::Setting;
use crate::policy::levels::THINKSYSTEM;
use crate::rules::site_policy::ReleasePattern;

use super::reader::{Reader, said};
use super::types::{Configuration, LevelTable};

/// Looks for them.
pub(super) fn look(configuration: &Configuration, reader: &mut Reader) {
    let Configuration { include, exclude, overrides, suppressions, .. } = configuration;
    both(reader, include.as_ref(), exclude.as_ref(), Pattern::as_str, "included and excluded");
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
            reader.mistake(
                &baseline.spot,
                "the baseline leaves the configuration's folder",
                "another folder than this file's, or one above it",
                "name a file below the folder of the configuration; --baseline takes any",
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
            reader.mistake(
                &over.spot,
                "this override covers everything",
                "for which files, images or profiles?",
                "add files, images or profiles, or say it under [levels]",
            );
        }
        if over.levels.0.is_empty() {
            reader.mistake(
                &over.spot,
                "this override changes nothing",
                "no rule or group under its levels",
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
        "allowed and denied",
    );
    both(
        reader,
        site.allowed_releases.as_ref(),
        site.denied_releases.as_ref(),
        ReleasePattern::as_str,
        "allowed and denied",
    );
    empty(reader, site.allowed_images.as_ref());
    empty(reader, site.denied_images.as_ref());
    empty(reader, site.allowed_releases.as_ref());
    empty(reader, site.denied_releases.as_ref());
    empty(reader, site.required_drivers.as_ref());
}

/// A list that holds nothing: whoever reads it takes it for all, or for none.
fn empty<T>(reader: &mut Reader, list: Option<&At<Vec<At<T>>>>) {
    if let Some(list) = list.filter(|list| list.value.is_empty() && is_empty(&list.spot)) {
        reader.mistake(
            &list.spot,
            "an empty list matches nothing",
            "nothing stands here",
            "leave it out, or say what it is to match",
        );
    }
}

/// Whether nothing but white space and remarks stands between the brackets, so that no element was
/// left out for a mistake of its own.
fn is_empty(spot: &Spot) -> bool {
    !spot.text().contains(['"', '\''])
}

/// What stands in two lists that exclude each other.
fn both<T>(
    reader: &mut Reader,
    left: Option<&At<Vec<At<T>>>>,
    right: Option<&At<Vec<At<T>>>>,
    text: fn(&T) -> &str,
    words: &str,
) {
    let (Some(left), Some(right)) = (left, right) else { return };
    for one in &right.value {
        if left.value.iter().any(|other| text(&other.value) == text(&one.value)) {
            let message = format!("\"{}\" is {words}", said(text(&one.value)));
            reader.mistake(
                &one.spot,
                message,
                "the other list has it too",
                "remove it from one of the two",
            );
        }
    }
}

/// Levels of rules that have none to set.
fn fixed_levels(reader: &mut Reader, levels: &LevelTable) {
    for (name, _) in &levels.0 {
        let help = match name.value.as_str() {
            "configuration" => "mend what it says instead",
            "required-profile" => "require less under [require], or excuse it with a [[suppress]]",
            _ => continue,
        };
        let message = format!("the level of {} cannot be set", name.value);
        reader.mistake(&name.spot, message, "always an error", help);
    }
}

/// A level that says the opposite of what one deploys to.
fn thinksystem(configuration: &Configuration, levels: &LevelTable, reader: &mut Reader) {
    let to = configuration.deploy.as_ref().and_then(|deploy| deploy.to.as_ref());
    let said = levels.0.iter().find(|(name, _)| name.value == THINKSYSTEM);
    if let (Some(_), Some((_, setting))) = (to, said)
        && setting.value != Setting::Error
    {
        reader.mistake(
            &setting.spot,
            format!("{THINKSYSTEM} is an error where one deploys to ThinkSystem servers"),
            format!("{} contradicts to = \"thinksystem\" under [deploy]", setting.value.word()),
            "remove one of the two",
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::harmless::Untrusted;
    use crate::policy::config::read;

    fn mistakes(text: &str) -> Vec<Untrusted> {
        read("osready.toml", text).mistakes.into_iter().map(|mistake| mistake.message).collect()
    }

    #[test]
    fn a_baseline_stands_below_the_configuration() {
        for text in ["ci/known.json", "..known.json", "a/b../known.json"] {
            assert!(mistakes(&format!("baseline = '{text}'")).is_empty(), "{text}");
        }
        for text in [
            "../known.json",
            "ci/../../known.json",
            "ci\\..\\known.json",
            "/known.json",
            "\\known.json",
            "c:known.json",
        ] {
            let told = mistakes(&format!("baseline = '{text}'"));
            assert_eq!(told, ["the baseline leaves the configuration's folder"], "{text}");
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
            assert_eq!(mistakes(text), ["an empty list matches nothing"], "{text}");
        }
        assert!(mistakes("[require]\nprofiles = ['a']").is_empty());
    }

    #[test]
    fn a_list_is_not_called_empty_where_its_only_element_is_a_mistake() {
        for text in ["[require]\nprofiles = [\"\"]", "[require]\nprofiles = ['']"] {
            let told = mistakes(text);
            assert_eq!(told.len(), 1, "{told:?}");
            assert_ne!(told, ["an empty list matches nothing"]);
        }
    }

    #[test]
    fn the_level_of_what_is_always_an_error_cannot_be_set() {
        for rule in ["configuration", "required-profile"] {
            let told = [format!("the level of {rule} cannot be set")];
            assert_eq!(mistakes(&format!("[levels]\n{rule} = 'note'")), told);
            let text = format!("[[override]]\nfiles = ['a']\nlevels = {{ {rule} = 'note' }}");
            assert_eq!(mistakes(&text), told);
        }
        assert!(mistakes("[levels]\nmissing-winpe = 'note'").is_empty());
    }

    #[test]
    fn nothing_stands_in_two_lists_that_exclude_each_other() {
        for (text, told) in [
            ("include = ['a']\nexclude = ['b', 'a']", "\"a\" is included and excluded"),
            (
                "[site-policy]\nallowed-images = ['a', 'c']\ndenied-images = ['b', 'c']",
                "\"c\" is allowed and denied",
            ),
            (
                "[site-policy]\nallowed-releases = ['sles 12.*']\ndenied-releases = ['sles 12.*']",
                "\"sles 12.*\" is allowed and denied",
            ),
        ] {
            assert_eq!(mistakes(text), [told]);
        }
        assert!(mistakes("include = ['a']\nexclude = ['b']").is_empty());
    }
}
