//! The types of a configuration. The JSON Schema is generated from them.

use std::sync::Arc;

use crate::config::{DeployTarget, DocsUrl, Reading, SitePolicy};
use crate::date::Date;
use crate::pattern::Pattern;
use crate::policy::{FailOn, LevelOverride};
use crate::source::{SourceSpan, Spanned};
use crate::user_rules::UserRule;

/// Globs.
pub type Patterns = Option<Spanned<Vec<Spanned<Pattern>>>>;

/// The configuration of osready: levels, requirements and the policy of this site.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "kebab-case", deny_unknown_fields))]
pub struct Configuration {
    /// The lowest level of a finding that fails a run; default: error.
    pub fail_on: Option<Spanned<FailOn>>,
    /// The maximum number of findings to show; all of them count.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub max_findings: Option<Spanned<u32>>,
    /// The address of a copy of the documentation, for links in SARIF and reviewdog reports.
    pub docs_url: Option<Spanned<DocsUrl>>,
    /// In folders, check only files that match one of these globs: globs without a slash match
    /// names, globs with a slash match paths relative to the folder of the configuration.
    pub include: Patterns,
    /// In folders, skip files that match one of these globs.
    pub exclude: Patterns,
    /// The path of the baseline of known findings, relative to the folder of the configuration.
    pub baseline: Option<Spanned<String>>,
    /// Levels of rules (missing-winpe) and groups (drift); the level of a rule overrides that of
    /// its group.
    pub levels: Option<LevelTable>,
    /// Options of rules.
    pub rules: Option<RuleOptionsTable>,
    /// The deployment target.
    pub deploy: Option<Deploy>,
    /// What must be deployable.
    pub require: Option<RequireTable>,
    /// What `osready plan` checks deployment requests against.
    pub plan: Option<PlanTable>,
    /// The policy of this site.
    pub site_policy: Option<SitePolicy>,
    /// The rules that the policy of this site stands for.
    #[cfg_attr(test, schemars(skip))]
    pub site_rules: Vec<Arc<UserRule>>,
    /// Files with more rules of this site, named *.toml and not hidden, as globs of paths relative to the folder
    /// of this file.
    pub rule_files: Patterns,
    /// Rules of this site.
    #[cfg_attr(test, schemars(rename = "rule", with = "Option<Vec<RuleTable>>"))]
    pub user_rules: Vec<Arc<UserRule>>,
    /// Levels for some files, images or profiles; the last match counts.
    #[cfg_attr(test, schemars(rename = "override", with = "Option<Vec<OverrideTable>>"))]
    pub overrides: Vec<OverrideTable>,
    /// Suppressed findings.
    #[cfg_attr(test, schemars(rename = "suppress", with = "Option<Vec<SuppressTable>>"))]
    pub suppressions: Vec<SuppressTable>,
}

/// Levels by the names of rules and groups.
#[derive(Clone, Debug, Default)]
pub struct LevelTable(pub Vec<(Spanned<String>, Spanned<LevelOverride>)>);

/// Options of rules.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "kebab-case", deny_unknown_fields))]
pub struct RuleOptionsTable {
    /// Options of the rule preloaded-winpe.
    pub preloaded_winpe: Option<PreloadedWinpe>,
}

/// Options of the rule preloaded-winpe.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "kebab-case", deny_unknown_fields))]
pub struct PreloadedWinpe {
    /// How to interpret the flag; default: unsure.
    pub reading: Option<Spanned<Reading>>,
}

/// The deployment target.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "kebab-case", deny_unknown_fields))]
pub struct Deploy {
    /// The target servers: what is incompatible with them is an error.
    pub to: Option<Spanned<DeployTarget>>,
}

/// What must be deployable in every checked response.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "kebab-case", deny_unknown_fields))]
pub struct RequireTable {
    /// Globs over profile or image ids. Each must match something, and everything that it matches
    /// must be ready.
    pub profiles: Patterns,
    /// Whether to accept profiles with a potential issue.
    pub allow_warning: Option<Spanned<bool>>,
}

/// What `osready plan` checks deployment requests against.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "kebab-case", deny_unknown_fields))]
pub struct PlanTable {
    /// The path of the snapshot, or of a folder of snapshots, relative to the folder of the configuration.
    pub against: Option<Spanned<String>>,
    /// The path of a saved response of GET /hostPlatforms, relative to the folder of the configuration.
    pub hosts: Option<Spanned<String>>,
    /// The server whose snapshot to use.
    pub server: Option<Spanned<String>>,
    /// Whether to use the newest snapshot of the server; default: false.
    pub newest: Option<Spanned<bool>>,
}

/// Levels for some files, images or profiles. All given filters must match; one glob per filter is
/// enough.
#[derive(Clone, Debug)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "kebab-case", deny_unknown_fields))]
pub struct OverrideTable {
    /// Globs over files.
    pub files: Patterns,
    /// Globs over image ids.
    pub images: Patterns,
    /// Globs over profile ids.
    pub profiles: Patterns,
    /// The levels, as in the section `levels`.
    pub levels: LevelTable,
    /// Its location.
    #[cfg_attr(test, schemars(skip))]
    pub source_span: SourceSpan,
}

/// Suppressed findings. All given filters must match; one glob per filter is enough.
#[derive(Clone, Debug)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "kebab-case", deny_unknown_fields))]
pub struct SuppressTable {
    /// The rule of the suppressed findings.
    #[cfg_attr(test, schemars(schema_with = "super::types::schema::rule"))]
    pub rule: Spanned<String>,
    /// Globs over files.
    pub files: Patterns,
    /// Globs over image ids.
    pub images: Patterns,
    /// Globs over profile ids.
    pub profiles: Patterns,
    /// Globs over the ids of repository files, such as drivers.
    pub repository_files: Patterns,
    /// The reason.
    #[cfg_attr(test, schemars(schema_with = "super::types::schema::text"))]
    pub reason: Spanned<String>,
    /// The last day on which the suppression applies, as 2026-12-31.
    #[cfg_attr(test, schemars(with = "Option<String>", extend("pattern" = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")))]
    pub expires: Option<Spanned<Date>>,
}

/// A rule of this site: every subject that `when` selects must meet `require`.
#[cfg(test)]
#[derive(schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[allow(dead_code, reason = "describes the table; the reader makes a rule of it")]
pub(super) struct RuleTable {
    /// The id: a namespace and a name in lower case, such as "site/minimum-sles".
    #[schemars(extend("pattern" = "^[a-z][a-z0-9-]*(/[a-z][a-z0-9-]*)+$"))]
    id: String,
    /// What the rule looks at, one at a time.
    each: crate::user_rules::Each,
    /// A CEL expression that selects the subjects; default: all.
    when: Option<String>,
    /// A CEL expression that must be true for each subject.
    require: String,
    /// The path of the attribute that findings point at, such as "readyCheck.noWinpe"; default: the id.
    at: Option<String>,
    /// The message of a finding; expressions stand in braces, such as {profile.id}.
    message: Option<String>,
    /// The help of a finding: what to do.
    help: Option<String>,
    /// What the rule reports, in one sentence.
    description: Option<String>,
    /// Why the rule exists.
    why: Option<String>,
    /// The level; default: error.
    level: Option<crate::diagnostic::Level>,
    /// Responses that the rule reports or accepts, for osready test.
    example: Option<Vec<ExampleTable>>,
}

/// Responses that a rule reports or accepts: JSON, or the path of a file.
#[cfg(test)]
#[derive(schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[allow(dead_code, reason = "describes the table")]
pub(super) struct ExampleTable {
    /// A response that the rule reports.
    fails: Option<String>,
    /// A response that the rule accepts.
    passes: Option<String>,
}

/// The parts of the schema that the types do not define.
#[cfg(test)]
pub(super) mod schema {
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use crate::diagnostic::Group;
    use crate::policy::config::names::is_suppressible;
    use crate::rules;

    pub(in super::super) fn rule(_: &mut SchemaGenerator) -> Schema {
        let rules = rules::ALL.iter().map(|rule| rule.id).filter(|id| is_suppressible(id));
        json_schema!({ "anyOf": [{ "enum": rules.collect::<Vec<_>>() }, user_rule()] })
    }

    /// The ids of rules of a site.
    fn user_rule() -> Schema {
        json_schema!({ "pattern": "^(?!site-policy/|schema/)[a-z][a-z0-9-]*(/[a-z][a-z0-9-]*)+$" })
    }

    pub(in super::super) fn text(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "[^ ]" })
    }

    impl JsonSchema for super::LevelTable {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Levels".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let setting = generator.subschema_for::<crate::policy::LevelOverride>();
            let names = Group::ALL.iter().map(|group| group.as_str());
            let names = names.chain(rules::ALL.iter().map(|rule| rule.id));
            json_schema!({
                "type": "object",
                "propertyNames": { "anyOf": [{ "enum": names.collect::<Vec<_>>() }, user_rule()] },
                "additionalProperties": setting,
            })
        }
    }
}
