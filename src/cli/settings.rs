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
    let mut settings = without_baseline(arguments)?;
    let configured = settings.configuration.baseline.is_some();
    let is_wanted = arguments.policy.baseline.is_some() || configured;
    if is_wanted && !arguments.policy.no_baseline {
        if arguments.policy.baseline.is_none() {
            discover::found(&settings.baseline_path)?;
        }
        settings.policy.baseline = Some(baseline(&settings.baseline_path)?);
    }
    Ok(settings)
}

/// The same without the findings that are known.
pub(super) fn without_baseline(arguments: &Judging) -> Result<Settings, Refused> {
    let filter = Filter::new(&arguments.include, &arguments.exclude).map_err(Refused::Usage)?;
    let loaded = Loaded::of(&arguments.policy)?;
    let Loaded { configuration, suppressions, home, read } = loaded;
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
}

impl Loaded {
    fn of(arguments: &PolicyArgs) -> Result<Self, Refused> {
        let home = match &arguments.config {
            Some(file) => Some(discover::folder_of(file)),
            None if arguments.no_config => None,
            None => discover::nearest(),
        };
        let beside = |name: &str| {
            home.as_ref().map(|home| home.join(name)).filter(|file| discover::is_there(file))
        };
        let own = arguments.config.clone().or_else(|| beside(discover::CONFIG));
        if let (None, Some(own)) = (&arguments.config, &own) {
            discover::found(own)?;
        }
        let mut reader = Files::default();
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
            if let Some(file) = beside(discover::SUPPRESSIONS) {
                discover::found(&file)?;
                let parsed = reader.parsed(&file, config::read_suppressions)?;
                suppressions.extend(parsed.suppressions);
            }
        }
        if !reader.mistakes.is_empty() {
            return Err(Refused::Mistakes(reader.mistakes));
        }
        let home = home.unwrap_or_else(discover::working);
        Ok(Self { configuration, suppressions, home, read: reader.read })
    }
}

/// Reads files of the team's own, and keeps what is wrong with them.
#[derive(Default)]
struct Files {
    mistakes: Vec<Finding>,
    read: Vec<String>,
}

impl Files {
    fn configuration(&mut self, file: Option<&Path>) -> Result<Configuration, Failure> {
        file.map_or_else(|| Ok(Configuration::default()), |file| self.parsed(file, config::read))
    }

    fn parsed(
        &mut self,
        file: &Path,
        parse: fn(&str, &str) -> Parsed,
    ) -> Result<Configuration, Failure> {
        let (name, text) = discover::text(file)?;
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
    discover::refuse_special(path)?;
    let file = read(&Source::file(&discover::shown(path), Named::ByHand)).map_err(|failure| {
        let message = format!("the baseline cannot be used: {}", failure.message);
        Failure { message, ..failure }
    })?;
    let folder = discover::folder(&discover::folder_of(path));
    Baseline::read(&file.text, folder).map_err(|message| Failure { file: file.name, message })
}

fn globs(list: Option<&At<Vec<At<Pattern>>>>) -> Vec<Pattern> {
    list.into_iter().flat_map(|list| &list.value).map(|glob| glob.value.clone()).collect()
}
