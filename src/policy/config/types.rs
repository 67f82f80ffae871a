//! What a configuration may say. The JSON Schema is made from these types.

use crate::date::Date;
use crate::document::{At, Spot};
use crate::finding::Reading;
use crate::pattern::Pattern;
use crate::policy::{FailOn, Setting};
use crate::rules::site_policy::SitePolicy;

/// Globs.
pub type Patterns = Option<At<Vec<At<Pattern>>>>;

/// The configuration of osready: what counts here, what must be deployable, and what this site asks
/// for.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "kebab-case", deny_unknown_fields))]
pub struct Configuration {
    /// The lowest level of a finding that fails a run; error where nothing is said.
    pub fail_on: Option<At<FailOn>>,
    /// So many findings are shown at most; all of them count.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub max_findings: Option<At<u32>>,
    /// In folders, judge only files that one of these globs matches: without a slash by their names,
    /// with one by their paths as seen from the configuration's folder.
    pub include: Patterns,
    /// In folders, judge no file that one of these globs matches.
    pub exclude: Patterns,
    /// The baseline: a file whose findings are known, as seen from the configuration's folder.
    pub baseline: Option<At<String>>,
    /// Levels of rules (missing-winpe) and groups (drift); of both the rule's counts.
    pub levels: Option<LevelTable>,
    /// What some rules are asked to do otherwise.
    pub rules: Option<RuleOptions>,
    /// What one deploys to.
    pub deploy: Option<Deploy>,
    /// What must be deployable.
    pub require: Option<RequireTable>,
    /// What this site asks for.
    pub site_policy: Option<SitePolicy>,
    /// Other levels for some files, images or profiles; of several that fit the last counts.
    #[cfg_attr(test, schemars(rename = "override", with = "Option<Vec<OverrideTable>>"))]
    pub overrides: Vec<OverrideTable>,
    /// Findings that are excused.
    #[cfg_attr(test, schemars(rename = "suppress", with = "Option<Vec<SuppressTable>>"))]
    pub suppressions: Vec<SuppressTable>,
}

/// Levels by the names of rules and groups.
#[derive(Clone, Debug, Default)]
pub struct LevelTable(pub Vec<(At<String>, At<Setting>)>);

/// What some rules are asked to do otherwise.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "kebab-case", deny_unknown_fields))]
pub struct RuleOptions {
    /// Of the rule preloaded-winpe.
    pub preloaded_winpe: Option<PreloadedWinpe>,
}

/// What the rule preloaded-winpe is asked to do otherwise.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "kebab-case", deny_unknown_fields))]
pub struct PreloadedWinpe {
    /// How the flag is read; unsure where nothing is said.
    pub reading: Option<At<Reading>>,
}

/// What one deploys to.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "kebab-case", deny_unknown_fields))]
pub struct Deploy {
    /// The servers that one deploys to: what is incompatible with them is an error.
    pub to: Option<At<Target>>,
}

/// Servers that one deploys to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "lowercase"))]
pub enum Target {
    /// `ThinkSystem` servers.
    ThinkSystem,
}

impl Target {
    /// All of them.
    pub const ALL: [Self; 1] = [Self::ThinkSystem];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::ThinkSystem => "thinksystem",
        }
    }
}

/// What must be deployable, in every response that is judged.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "kebab-case", deny_unknown_fields))]
pub struct RequireTable {
    /// Globs over the ids of profiles or images. Each must match something, and all that it matches
    /// must be ready.
    pub profiles: Patterns,
    /// Whether a profile with a potential issue is good enough.
    pub allow_warning: Option<At<bool>>,
}

/// Other levels for some files, images or profiles. What is given must fit; one of several globs is
/// enough.
#[derive(Clone, Debug)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "kebab-case", deny_unknown_fields))]
pub struct OverrideTable {
    /// Globs over files.
    pub files: Patterns,
    /// Globs over the ids of images.
    pub images: Patterns,
    /// Globs over the ids of profiles.
    pub profiles: Patterns,
    /// The levels, as in the section of that name.
    pub levels: LevelTable,
    /// Where it stands.
    #[cfg_attr(test, schemars(skip))]
    pub spot: Spot,
}

/// Findings that are excused. What is given must fit; one of several globs is enough.
#[derive(Clone, Debug)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "kebab-case", deny_unknown_fields))]
pub struct SuppressTable {
    /// The rule whose findings they are.
    #[cfg_attr(test, schemars(schema_with = "super::types::schema::rule"))]
    pub rule: At<String>,
    /// Globs over files.
    pub files: Patterns,
    /// Globs over the ids of images.
    pub images: Patterns,
    /// Globs over the ids of profiles.
    pub profiles: Patterns,
    /// Globs over the ids of the server's files, such as drivers.
    pub repository_files: Patterns,
    /// Why they are excused.
    #[cfg_attr(test, schemars(schema_with = "super::types::schema::text"))]
    pub reason: At<String>,
    /// The last day on which they are, as 2026-12-31.
    #[cfg_attr(test, schemars(with = "Option<String>", extend("pattern" = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")))]
    pub expires: Option<At<Date>>,
}

/// The parts of the schema that no type says.
#[cfg(test)]
pub(super) mod schema {
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use crate::finding::Group;
    use crate::policy::config::reader::is_suppressible;
    use crate::rules;

    pub(in super::super) fn rule(_: &mut SchemaGenerator) -> Schema {
        let rules = rules::ALL.iter().map(|rule| rule.id).filter(|id| is_suppressible(id));
        json_schema!({ "enum": rules.collect::<Vec<_>>() })
    }

    pub(in super::super) fn text(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "[^ ]" })
    }

    impl JsonSchema for super::LevelTable {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Levels".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let setting = generator.subschema_for::<crate::policy::Setting>();
            let names = Group::ALL.iter().map(|group| group.word());
            let names = names.chain(rules::ALL.iter().map(|rule| rule.id));
            json_schema!({
                "type": "object",
                "propertyNames": { "enum": names.collect::<Vec<_>>() },
                "additionalProperties": setting,
            })
        }
    }
}
