//! The effective settings of a run: arguments override the configuration, which overrides defaults.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::Offset;
use osready::date::Date;
use osready::finding::Finding;
use osready::input::{Discovery, Failure, Filter, Folder, Source, read};
use osready::lint::RunInfo;
use osready::model::Target;
use osready::pattern::Pattern;
use osready::policy::config::{self, Configuration, Parsed, Patterns, SuppressTable};
use osready::policy::files::{CONFIG, SUPPRESSIONS, example_file, no_rule_file, rule_files};
use osready::policy::{Baseline, FailOn, Policy, Requirement, Suppression};

use super::base::Base;
use super::discover;
use super::input_args::{InputArgs, PolicyArgs};
use super::setup_error::SetupError;

/// The effective settings.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) policy: Policy,
    pub(super) filter: Filter,
    pub(super) fail_on: FailOn,
    /// The maximum number of findings to show, if the configuration sets one.
    pub(super) max_findings: Option<u32>,
    pub(super) allow_empty: bool,
    /// Whether to check only the newest snapshot of each server.
    pub(super) newest: bool,
    /// Whether an older snapshot may stand in for one that cannot be checked.
    pub(super) allow_older: bool,
    /// The start of the run.
    pub(super) now: Timestamp,
    /// The path of the baseline, which need not exist.
    pub(super) baseline_path: PathBuf,
    /// The folder that paths in the configuration are relative to.
    pub(super) config_dir: PathBuf,
    /// The effective configuration.
    pub(super) configuration: Configuration,
    /// The suppressions, as written.
    pub(super) suppressed: Vec<SuppressTable>,
    /// The names of the policy files that were read.
    pub(super) read: Vec<String>,
    /// The paths of the policy files, including those that would be read if they existed.
    pub(super) policy_files: Vec<PathBuf>,
}

impl Settings {
    /// Returns what a report says about its run under a policy. `SOURCE_DATE_EPOCH` sets its time, so that
    /// equal runs write equal reports.
    pub(super) fn run_info(&self, policy: &Policy) -> RunInfo {
        let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse().ok());
        let fixed = fixed.and_then(|seconds| Timestamp::from_second(seconds).ok());
        let time = fixed.unwrap_or(self.now).strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let baseline = discover::shown(&self.baseline_path).display().to_string();
        let globs = policy.require.requirements.iter().map(|required| &required.pattern);
        RunInfo {
            time: time.into(),
            version: env!("CARGO_PKG_VERSION").into(),
            policy: self.read.iter().map(|name| name.as_str().into()).collect(),
            required: globs.map(|glob| glob.as_str().into()).collect(),
            baseline: policy.baseline.is_some().then(|| baseline.replace('\\', "/").into()),
            docs_url: self.docs_url().map(Into::into),
        }
    }

    /// Returns the address of the documentation that reports link to.
    pub(super) fn docs_url(&self) -> Option<String> {
        let configured = self.configuration.docs_url.as_ref().map(|url| url.value.to_string());
        configured.or_else(|| option_env!("OSREADY_DOCS_URL").map(str::to_owned))
    }
}

/// Returns the day of a run. In UTC it is the same on every machine.
pub(super) fn today() -> Date {
    Offset::UTC.to_datetime(Timestamp::now()).date()
}

/// Returns the settings of the arguments and the configuration.
pub(super) fn settings(arguments: &InputArgs) -> Result<Settings, SetupError> {
    settings_at(arguments, None)
}

/// Returns the settings, with the policy files read from a commit.
pub(super) fn settings_at(
    arguments: &InputArgs,
    base: Option<&Base>,
) -> Result<Settings, SetupError> {
    let mut settings = settings_without_baseline(arguments, base)?;
    let configured = settings.configuration.baseline.is_some();
    let is_wanted = arguments.policy.baseline.is_some() || configured;
    if is_wanted && !arguments.policy.no_baseline {
        let path = &settings.baseline_path;
        if arguments.policy.baseline.is_none() && base.is_none() {
            discover::found(path, &settings.config_dir)?;
        }
        settings.policy.baseline = Some(baseline_at(path, base)?);
        settings.policy_files.push(path.clone());
    }
    Ok(settings)
}

/// Returns the settings without a baseline.
pub(super) fn without_baseline(arguments: &InputArgs) -> Result<Settings, SetupError> {
    settings_without_baseline(arguments, None)
}

fn settings_without_baseline(
    arguments: &InputArgs,
    base: Option<&Base>,
) -> Result<Settings, SetupError> {
    let filter = Filter::new(&arguments.include, &arguments.exclude).map_err(SetupError::Usage)?;
    let loaded = Loaded::of(&arguments.policy, base)?;
    let Loaded { configuration, suppressions, config_dir, read, policy_files } = loaded;
    let baseline_path = match (&arguments.policy.baseline, &configuration.baseline) {
        (Some(path), _) => path.clone(),
        (None, Some(path)) => config_dir.join(&path.value),
        (None, None) => PathBuf::from(discover::BASELINE),
    };
    let globs_from = discover::folder(&config_dir);
    let over = |given: &[String], configured: &Patterns| match given {
        [] => configured.as_ref().map(|globs| globs.value.clone()).unwrap_or_default(),
        _ => Vec::new(),
    };
    refuse_unused_name(&arguments.paths, arguments.stdin_filename.as_deref())
        .map_err(SetupError::Usage)?;
    let filter = filter.reading_stdin_as(arguments.stdin_filename.clone());
    // Under a policy from elsewhere, the .gitignore files of this folder do not count either.
    let is_own_policy = base.is_none() && arguments.policy.policy_from.is_none();
    let filter = filter.obeying_gitignore(is_own_policy && !arguments.no_ignore);
    let filter = filter.force_exclude(arguments.force_exclude).configured(
        over(&arguments.include, &configuration.include),
        over(&arguments.exclude, &configuration.exclude),
        &globs_from,
    );
    let applied = suppressions.iter().map(SuppressTable::suppression).collect();
    let now = Timestamp::now();
    let mut policy = policy(&arguments.policy, &configuration, applied, globs_from)?;
    policy.rules.today = Some(today());
    let configured = configuration.fail_on.as_ref().map(|fail_on| fail_on.value);
    Ok(Settings {
        policy,
        filter,
        fail_on: arguments.fail_on.map(Into::into).or(configured).unwrap_or_default(),
        max_findings: configuration.max_findings.as_ref().map(|most| most.value),
        allow_empty: arguments.allow_empty,
        newest: arguments.newest,
        allow_older: arguments.allow_older,
        now,
        baseline_path,
        config_dir,
        configuration,
        suppressed: suppressions,
        read,
        policy_files,
    })
}

/// Returns an error if standard input has a name and is not read.
pub(super) fn refuse_unused_name(paths: &[PathBuf], name: Option<&Path>) -> Result<(), String> {
    if name.is_none() || paths.iter().any(|path| path.as_os_str() == "-") {
        return Ok(());
    }
    Err("--stdin-filename names standard input: add - to the paths".to_owned())
}

/// Returns the files that a command with these paths and this policy reads, which no output may replace.
pub(super) fn inputs(paths: &[PathBuf], policy: &PolicyArgs) -> Vec<PathBuf> {
    [paths, &configured_files(policy)].concat()
}

/// Returns the policy files that a run reads, by the arguments, the default names and the configurations,
/// even if these have errors.
pub(super) fn configured_files(arguments: &PolicyArgs) -> Vec<PathBuf> {
    let discovery = [&arguments.config, &arguments.policy_from, &arguments.baseline];
    let mut files: Vec<PathBuf> = discovery.into_iter().flatten().cloned().collect();
    files.extend(arguments.suppressions_from.iter().cloned());
    let config_dir = match &arguments.config {
        Some(file) => Some(discover::folder_of(file)),
        None => discover::nearest(),
    };
    let beside = |config_dir: &Path| [CONFIG, SUPPRESSIONS].map(|name| config_dir.join(name));
    files.extend(config_dir.iter().flat_map(|config_dir| beside(config_dir)));
    let named: Vec<PathBuf> = files.iter().flat_map(|file| named_files(file)).collect();
    files.extend(named);
    files
}

/// A configuration with its files of rules, read even if these have errors.
struct WithRules {
    configuration: Configuration,
    folder: PathBuf,
    /// The paths of the files with rules.
    files: Vec<PathBuf>,
    /// The names and texts of those that can be read.
    texts: Vec<(String, String)>,
}

impl WithRules {
    /// Reads a configuration. `None` if it cannot be read.
    fn read(config: &Path) -> Option<Self> {
        let (name, text) = discover::text(config).ok()?;
        let own = config::read(&name, &text);
        let folder = discover::folder_of(config);
        let globs = own.configuration.rule_files.iter().flat_map(|globs| &globs.value);
        let matching = globs.flat_map(|glob| rule_files(&folder, &glob.value).unwrap_or_default());
        let files: Vec<PathBuf> = matching.collect();
        let texts: Vec<_> = files.iter().filter_map(|file| discover::text(file).ok()).collect();
        let configuration = config::with_rule_files(own, &name, &text, &texts).configuration;
        Some(Self { configuration, folder, files, texts })
    }
}

/// Returns the names and texts of the files with rules that the configuration names, and the ids of its rules, even if
/// these files have errors.
pub(super) fn rule_texts(arguments: &PolicyArgs) -> (Vec<(String, String)>, Vec<String>) {
    let nearest = || Some(discover::nearest()?.join(CONFIG));
    let config =
        arguments.policy_from.clone().or_else(|| arguments.config.clone()).or_else(nearest);
    let read = config.filter(|_| !arguments.no_config).and_then(|file| WithRules::read(&file));
    read.map(|read| (read.texts, read.configuration.user_rule_ids())).unwrap_or_default()
}

/// Returns the files that a configuration names: a baseline, files with rules, and their examples.
fn named_files(config: &Path) -> Vec<PathBuf> {
    let Some(WithRules { configuration, folder, files, .. }) = WithRules::read(config) else {
        return Vec::new();
    };
    let examples = configuration.user_rules.iter().flat_map(|rule| &rule.examples);
    let examples =
        examples.filter_map(|example| example_file(example, &discover::working()).ok().flatten());
    let baseline = configuration.baseline.iter().map(|baseline| folder.join(&baseline.value));
    baseline.chain(examples.map(|file| discover::working().join(file))).chain(files).collect()
}

fn policy(
    arguments: &PolicyArgs,
    configuration: &Configuration,
    suppressions: Vec<Suppression>,
    config_dir: Folder,
) -> Result<Policy, SetupError> {
    let mut policy = configuration.policy();
    if arguments.to.is_some() {
        policy.rules.options.target = Target::ThinkSystem;
    }
    for text in &arguments.require {
        let pattern = Pattern::of_ids(text).map_err(|why| {
            SetupError::Usage(format!(
                "--require \"{text}\" is neither an id nor a valid glob: {why}"
            ))
        })?;
        policy.require.requirements.push(Requirement { pattern, source_span: None });
    }
    policy.require.allow_warning |= arguments.allow_warning;
    policy.levels.pedantic |= arguments.pedantic;
    Ok(Policy { suppressions, config_dir, ..policy })
}

/// The content of the policy files.
struct Loaded {
    configuration: Configuration,
    suppressions: Vec<SuppressTable>,
    /// The folder that the globs of the configuration are relative to.
    config_dir: PathBuf,
    read: Vec<String>,
    policy_files: Vec<PathBuf>,
}

impl Loaded {
    fn of(arguments: &PolicyArgs, base: Option<&Base>) -> Result<Self, SetupError> {
        let mut reader = Files { base, ..Files::default() };
        let config_dir = match &arguments.config {
            Some(file) => Some(discover::folder_of(file)),
            None if arguments.no_config => None,
            None => reader.nearest()?,
        };
        let own = match &arguments.config {
            Some(file) => Some(file.clone()),
            None => reader.beside(config_dir.as_deref(), CONFIG)?,
        };
        let own_file = arguments.policy_from.as_ref().or(own.as_ref());
        let configuration = reader.configuration(own_file.map(PathBuf::as_path))?;
        let mut suppressions = Vec::new();
        if !arguments.suppressions_from.is_empty() {
            for file in &arguments.suppressions_from {
                suppressions.extend(reader.configuration(Some(file))?.suppressions);
            }
        } else if !arguments.no_suppressions {
            // With --policy-from, suppressions come from the configuration of this folder.
            let here = if arguments.policy_from.is_some() {
                reader.configuration(own.as_deref())?
            } else {
                configuration.clone()
            };
            suppressions.extend(here.suppressions);
            if let Some(file) = reader.beside(config_dir.as_deref(), SUPPRESSIONS)? {
                let (name, text) = reader.text(&file)?;
                let parsed = config::read_suppressions(&name, &text, &reader.user_rules);
                suppressions.extend(reader.collected(parsed, [name].into_iter()).suppressions);
            }
        }
        if !reader.errors.is_empty() {
            return Err(SetupError::Errors(reader.errors));
        }
        let mut policy_files = policy_files(arguments);
        policy_files.extend(reader.with_rules);
        let config_dir = config_dir.unwrap_or_else(discover::working);
        Ok(Self { configuration, suppressions, config_dir, read: reader.read, policy_files })
    }
}

/// Returns the paths of the policy files, including files that would take precedence if they
/// existed.
fn policy_files(arguments: &PolicyArgs) -> Vec<PathBuf> {
    let searched = match &arguments.config {
        Some(config) => vec![discover::folder_of(config)],
        None if arguments.no_config => Vec::new(),
        None => discover::searched(),
    };
    let names = [CONFIG, SUPPRESSIONS];
    let mut files: Vec<PathBuf> =
        searched.iter().flat_map(|folder| names.map(|name| folder.join(name))).collect();
    files.extend(arguments.config.iter().chain(&arguments.policy_from).cloned());
    files.extend(arguments.suppressions_from.iter().cloned());
    files
}

/// Reads policy files and collects their errors.
#[derive(Default)]
struct Files<'b> {
    /// The commit to read from; `None` for the working tree.
    base: Option<&'b Base>,
    errors: Vec<Finding>,
    read: Vec<String>,
    /// The files with rules that were read.
    with_rules: Vec<PathBuf>,
    /// The ids of the rules of the site.
    user_rules: Vec<String>,
}

impl Files<'_> {
    fn nearest(&self) -> Result<Option<PathBuf>, Failure> {
        self.base.map_or_else(|| Ok(discover::nearest()), Base::nearest)
    }

    /// Returns the file of this name in `config_dir`; `None` if there is none.
    fn beside(&self, config_dir: Option<&Path>, name: &str) -> Result<Option<PathBuf>, Failure> {
        let Some(config_dir) = config_dir else { return Ok(None) };
        let file = config_dir.join(name);
        let is_file = match self.base {
            Some(base) => base.is_file(&file)?,
            None => discover::is_there(&file),
        };
        if is_file && self.base.is_none() {
            discover::found(&file, config_dir)?;
        }
        Ok(is_file.then_some(file))
    }

    fn configuration(&mut self, file: Option<&Path>) -> Result<Configuration, Failure> {
        let Some(file) = file else { return Ok(Configuration::default()) };
        let (name, text) = self.text(file)?;
        let own = config::read(&name, &text);
        let mut rule_files = Vec::new();
        for path in self.rule_files(file, &own.configuration.rule_files)? {
            rule_files.push(self.text(&path)?);
            self.with_rules.push(path);
        }
        let parsed = config::with_rule_files(own, &name, &text, &rule_files);
        let configuration =
            self.collected(parsed, rule_files.into_iter().map(|(name, _)| name).chain([name]));
        self.user_rules.extend(configuration.user_rule_ids());
        Ok(configuration)
    }

    fn text(&self, file: &Path) -> Result<(String, String), Failure> {
        self.base.map_or_else(|| discover::text(file), |base| base.text(file))
    }

    /// Returns the files that `rule-files` of a configuration names, in the order of their names. A name
    /// without wildcards must exist; a glob must match a file.
    fn rule_files(&mut self, config: &Path, globs: &Patterns) -> Result<Vec<PathBuf>, Failure> {
        let folder = discover::folder_of(config);
        let mut found = Vec::new();
        for glob in globs.iter().flat_map(|globs| &globs.value) {
            let paths = match self.base {
                Some(base) => base.matching(&folder, &glob.value),
                None => discover::matching(&folder, &glob.value)?,
            };
            if paths.is_empty() {
                self.errors.push(no_rule_file(glob));
            }
            found
                .extend(paths.into_iter().filter(|path| !found.contains(path)).collect::<Vec<_>>());
        }
        Ok(found)
    }

    /// Collects the errors of files that were not read before, and returns the configuration.
    fn collected(&mut self, parsed: Parsed, names: impl Iterator<Item = String>) -> Configuration {
        let Parsed { configuration, errors } = parsed;
        #[allow(clippy::disallowed_methods)] // compared with the names of files
        let is_new = |error: &Finding| !self.read.iter().any(|name| *name == error.file.raw());
        self.errors.extend(errors.into_iter().filter(is_new));
        for name in names {
            if !self.read.contains(&name) {
                self.read.push(name);
            }
        }
        configuration
    }
}

/// Reads a baseline.
pub(super) fn baseline(path: &Path) -> Result<Baseline, Failure> {
    baseline_at(path, None)
}

/// Reads a baseline from the working tree or from a commit.
fn baseline_at(path: &Path, base: Option<&Base>) -> Result<Baseline, Failure> {
    let file = match base {
        Some(base) => base.baseline(path),
        None => discover::refuse_special(path)
            .and_then(|()| read(&Source::file(&discover::shown(path), Discovery::Explicit)))
            .map(|file| (file.name, file.text)),
    };
    let (file, text) = file.map_err(|failure| {
        let message = format!("the baseline cannot be used: {}", failure.message);
        Failure { message, ..failure }
    })?;
    let folder = discover::folder_of_baseline(path);
    Baseline::read(&text, folder).map_err(|message| Failure { file, message })
}
