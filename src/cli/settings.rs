//! What is in force for a run: arguments over the configuration over defaults.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::Offset;
use osready::document::At;
use osready::input::{Failure, Filter, Folder, Named, Source, read};
use osready::model::Target;
use osready::pattern::Pattern;
use osready::policy::config::{self, Configuration, Parsed, Patterns, SuppressTable};
use osready::policy::{Baseline, FailOn, Policy, Requirement, Suppression};
use osready::report::Finding;

use super::base::Base;
use super::discover;
use super::judging::{Judging, PolicyArgs};

/// Everything that is in force.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) policy: Policy,
    pub(super) filter: Filter,
    pub(super) fail_on: FailOn,
    /// So many findings are shown at most, where the configuration says so.
    pub(super) max_findings: Option<u32>,
    pub(super) allow_empty: bool,
    /// Of each folder only the newest response.
    pub(super) newest: bool,
    /// When the run began.
    pub(super) now: Timestamp,
    /// Where the baseline is, or would be.
    pub(super) baseline_path: PathBuf,
    /// The configuration that counts.
    pub(super) configuration: Configuration,
    /// What is excused, as it was written.
    pub(super) suppressed: Vec<SuppressTable>,
    /// The files that were read for it.
    pub(super) read: Vec<String>,
    /// The files that the policy is read from, and those that would be if they were there.
    pub(super) policy_files: Vec<PathBuf>,
}

/// Why nothing is judged.
#[derive(Debug)]
pub(super) enum Refused {
    /// Bad usage, in words.
    Usage(String),
    /// A file of the team's own that cannot be read.
    Failed(Failure),
    /// Mistakes in the configuration.
    Mistakes(Vec<Finding>),
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// What the arguments and the configuration ask for.
pub(super) fn settings(arguments: &Judging) -> Result<Settings, Refused> {
    settings_at(arguments, None)
}

/// The same with the team's own files as they are in a commit.
pub(super) fn settings_at(arguments: &Judging, base: Option<&Base>) -> Result<Settings, Refused> {
    let mut settings = settings_without_baseline(arguments, base)?;
    let configured = settings.configuration.baseline.is_some();
    let is_wanted = arguments.policy.baseline.is_some() || configured;
    if is_wanted && !arguments.policy.no_baseline {
        let path = &settings.baseline_path;
        if arguments.policy.baseline.is_none() && base.is_none() {
            discover::found(path)?;
        }
        settings.policy.baseline = Some(baseline_at(path, base)?);
        settings.policy_files.push(path.clone());
    }
    Ok(settings)
}

/// The same without the findings that are known.
pub(super) fn without_baseline(arguments: &Judging) -> Result<Settings, Refused> {
    settings_without_baseline(arguments, None)
}

fn settings_without_baseline(
    arguments: &Judging,
    base: Option<&Base>,
) -> Result<Settings, Refused> {
    let filter = Filter::new(&arguments.include, &arguments.exclude).map_err(Refused::Usage)?;
    let loaded = Loaded::of(&arguments.policy, base)?;
    let Loaded { configuration, suppressions, home, read, policy_files } = loaded;
    let baseline_path = match (&arguments.policy.baseline, &configuration.baseline) {
        (Some(path), _) => path.clone(),
        (None, Some(path)) => home.join(&path.value),
        (None, None) => PathBuf::from(discover::BASELINE),
    };
    let home = discover::folder(&home);
    let over = |given: &[String], configured: &Patterns| match given {
        [] => globs(configured.as_ref()),
        _ => Vec::new(),
    };
    let filter = filter.configured(
        over(&arguments.include, &configuration.include),
        over(&arguments.exclude, &configuration.exclude),
        &home,
    );
    let excused = suppressions.iter().map(SuppressTable::suppression).collect();
    let now = Timestamp::now();
    let policy = policy(&arguments.policy, &configuration, excused, home)?;
    // The day in UTC is the same on every machine that judges.
    let policy = Policy { today: Some(Offset::UTC.to_datetime(now).date()), ..policy };
    let configured = configuration.fail_on.as_ref().map(|fail_on| fail_on.value);
    Ok(Settings {
        policy,
        filter,
        fail_on: arguments.fail_on.map(Into::into).or(configured).unwrap_or_default(),
        max_findings: configuration.max_findings.as_ref().map(|most| most.value),
        allow_empty: arguments.allow_empty,
        newest: arguments.newest,
        now,
        baseline_path,
        configuration,
        suppressed: suppressions,
        read,
        policy_files,
    })
}

/// The files of the team's own that a run reads, as far as arguments and names say.
pub(super) fn configured_files(arguments: &PolicyArgs) -> Vec<PathBuf> {
    let named = [&arguments.config, &arguments.policy_from, &arguments.baseline];
    let mut files: Vec<PathBuf> = named.into_iter().flatten().cloned().collect();
    files.extend(arguments.suppressions_from.iter().cloned());
    let home = match &arguments.config {
        Some(file) => Some(discover::folder_of(file)),
        None => discover::nearest(),
    };
    let beside =
        |home: &Path| [discover::CONFIG, discover::SUPPRESSIONS].map(|name| home.join(name));
    files.extend(home.iter().flat_map(|home| beside(home)));
    files
}

fn policy(
    arguments: &PolicyArgs,
    configuration: &Configuration,
    suppressions: Vec<Suppression>,
    home: Folder,
) -> Result<Policy, Refused> {
    let mut policy = configuration.policy();
    if arguments.to.is_some() {
        policy.options.target = Target::ThinkSystem;
    }
    for text in &arguments.require {
        let pattern = Pattern::of_ids(text).map_err(|why| {
            Refused::Usage(format!("--require \"{text}\" is no id and no glob: {why}"))
        })?;
        policy.require.requirements.push(Requirement { pattern, spot: None });
    }
    policy.require.allow_warning |= arguments.allow_warning;
    Ok(Policy { suppressions, home, ..policy })
}

/// What was read of the team's own files.
struct Loaded {
    configuration: Configuration,
    suppressions: Vec<SuppressTable>,
    /// The folder that the configuration's globs are told from.
    home: PathBuf,
    read: Vec<String>,
    policy_files: Vec<PathBuf>,
}

impl Loaded {
    fn of(arguments: &PolicyArgs, base: Option<&Base>) -> Result<Self, Refused> {
        let mut reader = Files { base, ..Files::default() };
        let home = match &arguments.config {
            Some(file) => Some(discover::folder_of(file)),
            None if arguments.no_config => None,
            None => reader.nearest()?,
        };
        let own = match &arguments.config {
            Some(file) => Some(file.clone()),
            None => reader.beside(home.as_deref(), discover::CONFIG)?,
        };
        let own_file = arguments.policy_from.as_ref().or(own.as_ref());
        let configuration = reader.configuration(own_file.map(PathBuf::as_path))?;
        let mut suppressions = Vec::new();
        if !arguments.suppressions_from.is_empty() {
            for file in &arguments.suppressions_from {
                suppressions.extend(reader.configuration(Some(file))?.suppressions);
            }
        } else if !arguments.no_suppressions {
            // With --policy-from they are those of the configuration that stands here.
            let here = if arguments.policy_from.is_some() {
                reader.configuration(own.as_deref())?
            } else {
                configuration.clone()
            };
            suppressions.extend(here.suppressions);
            if let Some(file) = reader.beside(home.as_deref(), discover::SUPPRESSIONS)? {
                let parsed = reader.parsed(&file, config::read_suppressions)?;
                suppressions.extend(parsed.suppressions);
            }
        }
        if !reader.mistakes.is_empty() {
            return Err(Refused::Mistakes(reader.mistakes));
        }
        let policy_files = policy_files(arguments);
        let home = home.unwrap_or_else(discover::working);
        Ok(Self { configuration, suppressions, home, read: reader.read, policy_files })
    }
}

/// The files that a policy is read from, and those whose appearance would change which.
fn policy_files(arguments: &PolicyArgs) -> Vec<PathBuf> {
    let searched = match &arguments.config {
        Some(config) => vec![discover::folder_of(config)],
        None if arguments.no_config => Vec::new(),
        None => discover::searched(),
    };
    let names = [discover::CONFIG, discover::SUPPRESSIONS];
    let mut files: Vec<PathBuf> =
        searched.iter().flat_map(|folder| names.map(|name| folder.join(name))).collect();
    files.extend(arguments.config.iter().chain(&arguments.policy_from).cloned());
    files.extend(arguments.suppressions_from.iter().cloned());
    files
}

/// Reads files of the team's own, and keeps what is wrong with them.
#[derive(Default)]
struct Files<'b> {
    /// The commit that they are read from; `None` for the working tree.
    base: Option<&'b Base>,
    mistakes: Vec<Finding>,
    read: Vec<String>,
}

impl Files<'_> {
    fn nearest(&self) -> Result<Option<PathBuf>, Failure> {
        self.base.map_or_else(|| Ok(discover::nearest()), Base::nearest)
    }

    /// The file of this name in `home`, where there is one.
    fn beside(&self, home: Option<&Path>, name: &str) -> Result<Option<PathBuf>, Failure> {
        let Some(file) = home.map(|home| home.join(name)) else { return Ok(None) };
        let is_file = match self.base {
            Some(base) => base.is_file(&file)?,
            None => discover::is_there(&file),
        };
        if is_file && self.base.is_none() {
            discover::found(&file)?;
        }
        Ok(is_file.then_some(file))
    }

    fn configuration(&mut self, file: Option<&Path>) -> Result<Configuration, Failure> {
        file.map_or_else(|| Ok(Configuration::default()), |file| self.parsed(file, config::read))
    }

    fn parsed(
        &mut self,
        file: &Path,
        parse: fn(&str, &str) -> Parsed,
    ) -> Result<Configuration, Failure> {
        let (name, text) =
            self.base.map_or_else(|| discover::text(file), |base| base.text(file))?;
        let Parsed { configuration, mistakes } = parse(&name, &text);
        if !self.read.contains(&name) {
            self.mistakes.extend(mistakes);
            self.read.push(name);
        }
        Ok(configuration)
    }
}

/// The baseline in a file.
pub(super) fn baseline(path: &Path) -> Result<Baseline, Failure> {
    baseline_at(path, None)
}

/// The baseline in a file as it is in a commit.
fn baseline_at(path: &Path, base: Option<&Base>) -> Result<Baseline, Failure> {
    let file = match base {
        Some(base) => base.baseline(path),
        None => discover::refuse_special(path)
            .and_then(|()| read(&Source::file(&discover::shown(path), Named::ByHand)))
            .map(|file| (file.name, file.text)),
    };
    let (file, text) = file.map_err(|failure| {
        let message = format!("the baseline cannot be used: {}", failure.message);
        Failure { message, ..failure }
    })?;
    let folder = discover::folder_of_baseline(path);
    Baseline::read(&text, folder).map_err(|message| Failure { file, message })
}

fn globs(list: Option<&At<Vec<At<Pattern>>>>) -> Vec<Pattern> {
    list.into_iter().flat_map(|list| &list.value).map(|glob| glob.value.clone()).collect()
}
