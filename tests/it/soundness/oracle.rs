//! What can be deployed, as the table of evidence has it, over plain values: slow, and simple enough to
//! be read at one go. It knows nothing of osready.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// From best to worst, so that the maximum of several is the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    Ready,
    Warning,
    Unknown,
    Blocked,
}
use Verdict::{Blocked, Ready, Unknown, Warning};

/// What each piece of evidence contributes, where that is not `Ready`.
type Evidence = BTreeMap<&'static str, Verdict>;

/// One image or profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) is_profile: bool,
    pub(super) verdict: Verdict,
}

/// The verdict on each image and on each of its profiles after it, in the order of the response.
pub(super) fn verdicts(root: &Value) -> Vec<Row> {
    let subjects: Vec<&Value> = match (root, root.get("items")) {
        (_, Some(items)) => items.as_array().into_iter().flatten().collect(),
        (Value::Array(several), _) => several.iter().collect(),
        _ => vec![root],
    };
    let is_image = |subject: &&Value| {
        root.get("items").is_some() || text(subject, "id").is_some_and(|id| id.ends_with('|'))
    };
    let (images, alone): (Vec<&Value>, Vec<&Value>) = subjects.iter().partition(|s| is_image(s));
    let within = images.iter().flat_map(|image| profiles(image).map(|p| (p, Some(*image))));
    let all = within.chain(alone.iter().map(|p| (*p, None))).collect();
    let response = Response { root, images, profiles: all };

    let mut rows = Vec::new();
    for subject in subjects.into_iter().filter(|subject| subject.is_object()) {
        if is_image(&subject) {
            rows.push(Row { is_profile: false, verdict: response.image(subject) });
            for profile in profiles(subject) {
                let verdict = response.profile(profile, Some(subject));
                rows.push(Row { is_profile: true, verdict });
            }
        } else {
            rows.push(Row { is_profile: true, verdict: response.profile(subject, None) });
        }
    }
    rows
}

/// Whether one of the attributes that `matter` differs between things that have one id.
fn differ(copies: &[&Value], matter: &[&str]) -> bool {
    copies.iter().any(|copy| matter.iter().any(|key| copy.get(key) != copies[0].get(key)))
}

fn if_differ(differ: bool) -> Verdict {
    if differ { Unknown } else { Ready }
}

fn worst(evidence: &Evidence) -> Verdict {
    evidence.values().copied().max().unwrap_or(Ready)
}

const OF_IMAGES: [&str; 3] = ["deployStatus", "readyCheck", "type"];
const OF_PROFILES: [&str; 7] = [
    "deployStatus",
    "readyCheck",
    "isAllowedInCurrentSecurityMode",
    "type",
    "customizationOptions",
    "supportedOsRelease",
    "osrelease",
];

struct Response<'a> {
    root: &'a Value,
    images: Vec<&'a Value>,
    /// With the image that each is in.
    profiles: Vec<(&'a Value, Option<&'a Value>)>,
}

impl Response<'_> {
    fn image(&self, image: &Value) -> Verdict {
        let (own, best) = (self.image_alone(image), self.best_profile(image));
        own.max(best).max(self.request())
    }

    fn request(&self) -> Verdict {
        if text(self.root, "result") == Some("failed") { Unknown } else { Ready }
    }

    /// The verdict by the image's own evidence, which another image with its id may contradict.
    fn image_alone(&self, image: &Value) -> Verdict {
        worst(&image_evidence(image)).max(self.same_images_differ(image))
    }

    fn same_images_differ(&self, image: &Value) -> Verdict {
        let copies: Vec<_> =
            self.images.iter().copied().filter(|other| same_id(image, other)).collect();
        if_differ(differ(&copies, &OF_IMAGES))
    }

    fn best_profile(&self, image: &Value) -> Verdict {
        let Some(list) = image.get("profiles").and_then(Value::as_array) else { return Unknown };
        // On a custom image the predefined profiles do not count.
        let verdict = |profile: &Value| match profile {
            _ if !profile.is_object() => Some(Unknown),
            _ if type_is(image, "custom") && type_is(profile, "predefined") => None,
            _ => Some(self.profile(profile, Some(image))),
        };
        list.iter().filter_map(verdict).min().unwrap_or(Blocked)
    }

    fn profile(&self, profile: &Value, image: Option<&Value>) -> Verdict {
        let own = worst(&self.evidence(profile, image));
        let copies = self.profiles.iter().map(|(other, _)| *other);
        let copies: Vec<_> = copies.filter(|other| same_id(profile, other)).collect();
        let image = image.map_or(Ready, |image| self.image_says(image, profile));
        own.max(if_differ(differ(&copies, &OF_PROFILES))).max(image).max(self.request())
    }

    /// What an image says of a profile in it.
    fn image_says(&self, image: &Value, profile: &Value) -> Verdict {
        let mut security = image_evidence(image);
        security.retain(|key, _| ["readyCheck", "security"].contains(key));
        let status = match status(image) {
            Status::Unreadable | Status::NotReady => Unknown,
            Status::Absent | Status::Ready | Status::Warning => Ready,
        };
        let inherits = check(profile).is_ok_and(|flags| !flags.contains_key(INCOMPATIBLE));
        let incompatible = match check(image) {
            Ok(flags) if inherits => if_true(flag(flags, INCOMPATIBLE), Warning),
            _ => Ready,
        };
        status.max(worst(&security)).max(self.same_images_differ(image)).max(incompatible)
    }

    /// What a profile itself says, and the files that it uses.
    fn evidence(&self, profile: &Value, image: Option<&Value>) -> Evidence {
        let mut evidence = Evidence::new();
        let mut add = |key, verdict| {
            if verdict > Ready {
                evidence.insert(key, verdict);
            }
        };
        add("deployStatus", status(profile).verdict());
        let newer = image.and_then(|image| check(image).ok()).map(|flags| flag(flags, NOT_ALLOWED));
        let forbidden = match flag_of(profile, ALLOWED) {
            Flag::False if newer == Some(Flag::False) => Unknown,
            Flag::False => Blocked,
            Flag::Unreadable => Unknown,
            Flag::True | Flag::Absent => Ready,
        };
        add(ALLOWED, forbidden);
        let system = system(&[Some(profile), image]);
        let release = release(profile).or_else(|| image.and_then(release));
        match check(profile) {
            Err(_) => add("readyCheck", Unknown),
            Ok(flags) => {
                add("isPlaceholder", if_true(flag(flags, "isPlaceholder"), Blocked));
                add(INCOMPATIBLE, if_true(flag(flags, INCOMPATIBLE), Warning));
                let has_twin = image.is_some_and(|image| has_kiso_twin(profile, image));
                // A system or release that is not recognized may be any: what one of them would reject is unknown.
                let bound = |system, is_15: bool| bound_flags(flags, system, is_15, has_twin);
                let (windows, sles) = (bound(System::Windows, false), bound(System::Sles, true));
                let older_sles = bound(System::Sles, false);
                let number =
                    release.as_ref().filter(|one| one.starts_with(|c: char| c.is_ascii_digit()));
                let (verdict, certain) = match (system, number) {
                    (Some(System::Windows), _) => (windows, true),
                    (Some(System::Sles), Some(release)) if is_15(release) => (sles, true),
                    (Some(System::Sles), Some(_)) => (older_sles, true),
                    (Some(System::Sles), None) if sles == older_sles => (sles, true),
                    (Some(System::Sles), None) => (sles.max(older_sles), older_sles == Blocked),
                    (Some(_), _) => (Ready, true),
                    (None, Some(release)) if !is_15(release) => (windows.max(older_sles), false),
                    (None, _) => (windows.max(sles).max(older_sles), false),
                };
                add("bound flags", if certain { verdict } else { verdict.min(Unknown) });
                let none = Value::Null;
                let options = profile.get("customizationOptions").unwrap_or(&none);
                let boot = options.get("bootOptions").and_then(|boot| boot.get("bootFileIds"));
                let no_boot_file = boot.and_then(Value::as_array).is_some_and(Vec::is_empty);
                let uses_winpe = flag(flags, "noWinpe") == Flag::False;
                if system == Some(System::Windows) && uses_winpe && no_boot_file {
                    add("no boot file", Warning);
                }
            }
        }
        for kind in &KINDS {
            add(kind.files, self.files(kind, profile, system, release.as_deref()));
        }
        evidence
    }

    fn files(
        &self,
        kind: &Kind,
        profile: &Value,
        system: Option<System>,
        release: Option<&str>,
    ) -> Verdict {
        let (ids, is_unreadable) = used(kind, profile);
        let mut found = if is_unreadable { Unknown } else { Ready };
        let entry = system.and_then(|system| self.supported(system.entry()));
        if let (Some(entry), false) = (entry, ids.is_empty()) {
            let flags = KINDS.each_ref().map(|kind| allows(entry, kind));
            if flags.iter().all(|flag| *flag == Flag::False) {
                return Blocked;
            }
            // Whether any customization is supported hangs on the flags that cannot be read.
            if flags.iter().all(|flag| matches!(flag, Flag::False | Flag::Unreadable)) {
                found = Unknown;
            }
        }
        let list = match self.root.get(kind.files) {
            None => return found,
            Some(Value::Array(list)) => list,
            Some(_) if ids.is_empty() => return found,
            Some(_) => return Unknown,
        };
        let is_whole = list.iter().all(Value::is_object);
        for id in ids {
            let copies: Vec<&Value> =
                list.iter().filter(|file| text(file, "id") == Some(id)).collect();
            found = found.max(match copies.as_slice() {
                [] if is_whole => Blocked,
                [] => Unknown,
                // Of several, the last holds, as of keys.
                [.., holds] => worst(&self.file(kind, holds, system, release))
                    .max(if_differ(copies.iter().any(|copy| copy != holds))),
            });
        }
        found
    }

    fn file(
        &self,
        kind: &Kind,
        file: &Value,
        system: Option<System>,
        release: Option<&str>,
    ) -> Evidence {
        let mut evidence = Evidence::new();
        let mut add = |key, verdict| {
            if verdict > Ready {
                evidence.insert(key, verdict);
            }
        };
        let is_custom = type_is(file, "custom");
        let os = text(file, "os").and_then(system_of);
        for key in ["os", "type"] {
            match file.get(key) {
                None | Some(Value::Null | Value::String(_)) => {}
                Some(_) => add(key, Unknown),
            }
        }
        if let (Some(os), Some(system)) = (os, system)
            && os != system
            && !may_be_same_linux(os, system)
        {
            add("os", Blocked);
        }
        if kind.files == "bootFiles" && system.is_some_and(|system| system != System::Windows) {
            add("for Windows", Blocked);
        }
        let entry = os.or(system).and_then(|system| self.supported(system.entry()));
        if let (true, Some(entry)) = (is_custom, entry) {
            add(
                "kind",
                match allows(entry, kind) {
                    Flag::False => Blocked,
                    Flag::Unreadable => Unknown,
                    Flag::True | Flag::Absent => Ready,
                },
            );
            let releases = entry.get(kind.releases).and_then(Value::as_array);
            if let (Some(releases), Some(release)) = (releases, release) {
                let has =
                    releases.iter().filter_map(Value::as_str).any(|one| normal(one) == release);
                if !has && releases.iter().all(Value::is_string) {
                    add("release of kind", Blocked);
                }
            }
        }
        if is_custom && self.extension_is_refused(kind, file, os) {
            add("extension", Blocked);
        }
        if is_custom && kind.files == "unattendFiles" && self.users(kind, file) > 1 {
            add("shared", Blocked);
        }
        match file.get("failedToLoad") {
            None => {}
            Some(Value::Bool(failed)) => add("failedToLoad", if *failed { Warning } else { Ready }),
            Some(_) => add("failedToLoad", Unknown),
        }
        match file.get("osrelease") {
            None | Some(Value::Null) => {}
            Some(Value::String(releases)) if releases.is_empty() => {}
            Some(Value::String(releases)) => {
                if release
                    .is_some_and(|own| releases.split(',').all(|one| normal(one.trim()) != own))
                {
                    add("osrelease", Warning);
                }
            }
            Some(_) => add("osrelease", Unknown),
        }
        if is_custom && kind.files == "unattendFiles" && self.uses_undefined_macro(file) {
            add("macro", Warning);
        }
        evidence
    }

    fn supported(&self, name: &str) -> Option<&Value> {
        let entries = self.root.get("supportedImages")?.as_array()?;
        entries.iter().find(|entry| text(entry, "name") == Some(name))
    }

    /// How many profiles use a file.
    fn users(&self, kind: &Kind, file: &Value) -> usize {
        let id = text(file, "id");
        let uses = |profile: &Value| used(kind, profile).0.iter().any(|used| Some(*used) == id);
        self.profiles.iter().filter(|(profile, _)| uses(profile)).count()
    }

    fn extension_is_refused(&self, kind: &Kind, file: &Value, os: Option<System>) -> bool {
        let id = text(file, "id").unwrap_or_default().to_lowercase();
        let ends_in = |extension: &str| id.ends_with(&format!(".{}", extension.to_lowercase()));
        let is_stamped = id.split_once('_').is_some_and(|(stamp, _)| {
            !stamp.is_empty() && stamp.bytes().all(|byte| byte.is_ascii_digit())
        });
        let is_known = KINDS.iter().flat_map(|kind| kind.extensions).any(|one| ends_in(one));
        let is_optional = ["bootFiles", "driverFiles"].contains(&kind.files);
        if text(file, "bundleId").is_some() || is_optional && !is_stamped && !is_known {
            return false;
        }
        let entry = os.and_then(|os| self.supported(os.entry()));
        if entry.is_some_and(|entry| allows(entry, kind) == Flag::False) {
            return false;
        }
        match entry.and_then(|entry| entry.get(kind.allowed)).and_then(Value::as_array) {
            Some(list) => !list.iter().filter_map(Value::as_str).any(ends_in),
            None => !kind.extensions.iter().any(|one| ends_in(one)),
        }
    }

    fn uses_undefined_macro(&self, unattend: &Value) -> bool {
        let macros = text(unattend, "content").unwrap_or_default().split('#').skip(1).step_by(2);
        let names = |value: Option<&Value>| -> Option<Vec<String>> {
            let list = value?.as_array()?.iter();
            list.map(|one| text(one, "macroName").map(str::to_owned)).collect()
        };
        let (mut config_names, mut is_silent) = (Vec::new(), false);
        match self.root.get("customConfigFiles").and_then(Value::as_array) {
            Some(configs) => {
                let other = text(unattend, "associatedFileId");
                for config in configs {
                    let id = text(config, "id");
                    is_silent |= !config.is_object();
                    if id == other && id.is_some()
                        || text(config, "associatedFileId") == text(unattend, "id")
                    {
                        match names(config.get("customMacros")) {
                            Some(names) => config_names.extend(names),
                            None => is_silent = true,
                        }
                    }
                }
                is_silent |=
                    other.is_some() && !configs.iter().any(|config| text(config, "id") == other);
            }
            None => is_silent = true,
        }
        macros.into_iter().any(|name| match name.starts_with("predefined.") {
            true => names(self.root.get("predefinedMacros"))
                .is_some_and(|names| !names.iter().any(|one| one == name)),
            false => !is_silent && !config_names.iter().any(|one| one == name),
        })
    }
}

/// What an image says of itself, its profiles apart.
fn image_evidence(image: &Value) -> Evidence {
    let mut evidence = Evidence::new();
    let mut add = |key, verdict| {
        if verdict > Ready {
            evidence.insert(key, verdict);
        }
    };
    add("deployStatus", status(image).verdict());
    match check(image) {
        Err(Missing::Absent) => {}
        Err(Missing::Unreadable) => add("readyCheck", Unknown),
        Ok(flags) => {
            add(INCOMPATIBLE, if_true(flag(flags, INCOMPATIBLE), Warning));
            let older_forbids = match flag(flags, ALLOWED) {
                Flag::False => Blocked,
                Flag::Unreadable => Unknown,
                Flag::True | Flag::Absent => Ready,
            };
            add(
                "security",
                match flag(flags, NOT_ALLOWED) {
                    Flag::True => Blocked,
                    Flag::False => older_forbids.min(Unknown),
                    Flag::Unreadable => older_forbids.max(Unknown),
                    Flag::Absent => older_forbids,
                },
            );
        }
    }
    // Which profiles count depends on all types: none of them may be unreadable where the image may be a
    // custom one.
    let is_text =
        |owner: &Value| owner.get("type").is_none_or(|one| one.is_string() || one.is_null());
    if !is_text(image) || type_is(image, "custom") && !profiles(image).all(is_text) {
        add("type", Unknown);
    }
    let list = image.get("profiles").and_then(Value::as_array);
    add(
        "profiles",
        if list.is_some_and(|list| list.iter().all(Value::is_object)) { Ready } else { Unknown },
    );
    evidence
}

/// What the flags that count for one system contribute on it.
fn bound_flags(flags: &Map<String, Value>, system: System, is_15: bool, has_twin: bool) -> Verdict {
    if system == System::Windows {
        let preloaded = flag(flags, "preloadedWinpe") == Flag::Unreadable;
        return if_true(flag(flags, "noWinpe"), Blocked).max(if preloaded {
            Unknown
        } else {
            Ready
        });
    }
    let packages = if is_15 { if_true(flag(flags, "noPackages"), Blocked) } else { Ready };
    let (required, missing) =
        (flag(flags, "requiresThinksystemKiso"), flag(flags, "missingThinksystemKiso"));
    let kiso = match (required, missing) {
        (Flag::True, Flag::False) | (Flag::False | Flag::Absent, Flag::False | Flag::Absent) => {
            Ready
        }
        (Flag::True, Flag::Unreadable) if has_twin => Unknown,
        (Flag::True, _) if has_twin => Ready,
        (Flag::True, _) => Blocked,
        (Flag::Unreadable, _) | (_, Flag::Unreadable | Flag::True) => Unknown,
    };
    packages.max(kiso)
}

fn has_kiso_twin(profile: &Value, image: &Value) -> bool {
    let twin = text(profile, "id").map(|id| format!("{id}-kISO"));
    twin.is_some() && profiles(image).any(|other| text(other, "id") == twin.as_deref())
}

const INCOMPATIBLE: &str = "incompatibleWithThinksystem";
const ALLOWED: &str = "isAllowedInCurrentSecurityMode";
const NOT_ALLOWED: &str = "isNotAllowedInCurrentSecurityMode";

enum Status {
    Absent,
    Unreadable,
    Ready,
    Warning,
    NotReady,
}

impl Status {
    fn verdict(&self) -> Verdict {
        match self {
            Status::Absent | Status::Unreadable => Unknown,
            Status::Ready => Ready,
            Status::Warning => Warning,
            Status::NotReady => Blocked,
        }
    }
}

fn status(owner: &Value) -> Status {
    let Some(value) = owner.get("deployStatus") else { return Status::Absent };
    match value.as_str().unwrap_or_default().to_ascii_lowercase().as_str() {
        "ready" => Status::Ready,
        "warning" => Status::Warning,
        "notready" | "not ready" => Status::NotReady,
        _ => Status::Unreadable,
    }
}

enum Missing {
    Absent,
    Unreadable,
}

/// The flags of a readyCheck: an object, or an array of one.
fn check(owner: &Value) -> Result<&Map<String, Value>, Missing> {
    match owner.get("readyCheck") {
        None => Err(Missing::Absent),
        Some(Value::Object(flags)) => Ok(flags),
        Some(Value::Array(one)) if one.len() == 1 => one[0].as_object().ok_or(Missing::Unreadable),
        Some(_) => Err(Missing::Unreadable),
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Flag {
    Absent,
    Unreadable,
    True,
    False,
}

fn flag(flags: &Map<String, Value>, name: &str) -> Flag {
    match flags.get(name) {
        None => Flag::Absent,
        Some(Value::Bool(true)) => Flag::True,
        Some(Value::Bool(false)) => Flag::False,
        Some(_) => Flag::Unreadable,
    }
}

fn flag_of(owner: &Value, name: &str) -> Flag {
    owner.as_object().map_or(Flag::Absent, |flags| flag(flags, name))
}

fn if_true(flag: Flag, verdict: Verdict) -> Verdict {
    match flag {
        Flag::True => verdict,
        Flag::Unreadable => Unknown,
        Flag::False | Flag::Absent => Ready,
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum System {
    Windows,
    Sles,
    Rhel,
    Esxi,
    Ubuntu,
    OtherLinux,
}

impl System {
    /// The name of its entry in supportedImages.
    fn entry(self) -> &'static str {
        match self {
            System::Windows => "win",
            System::Sles => "sles",
            System::Rhel => "rhels",
            System::Esxi => "esxi",
            System::Ubuntu => "ubuntu",
            System::OtherLinux => "",
        }
    }
}

/// Whether both are Linux, and one of them no more than that.
fn may_be_same_linux(one: System, other: System) -> bool {
    let is_linux = |system| !matches!(system, System::Windows | System::Esxi);
    [one, other].contains(&System::OtherLinux) && is_linux(one) && is_linux(other)
}

fn system_of(name: &str) -> Option<System> {
    let name = name.to_ascii_lowercase();
    let starts = |prefix: &str| name.starts_with(prefix);
    let has_digit_after = |prefix| {
        name.strip_prefix(prefix).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    Some(match () {
        () if starts("win") || starts("hyper") || starts("azure") => System::Windows,
        () if starts("sles") || has_digit_after("sle") => System::Sles,
        () if starts("rhel") => System::Rhel,
        () if starts("esxi") => System::Esxi,
        () if starts("ubuntu") => System::Ubuntu,
        () if starts("rocky") || starts("centos") || has_digit_after("ol") => System::OtherLinux,
        () => return None,
    })
}

/// The system that a profile's id or name identifies, else its image's.
fn system(owners: &[Option<&Value>]) -> Option<System> {
    let names = owners.iter().flatten().flat_map(|owner| [text(owner, "id"), text(owner, "name")]);
    names.flatten().find_map(system_of)
}

fn release(owner: &Value) -> Option<String> {
    let stated = text(owner, "supportedOsRelease").or_else(|| text(owner, "osrelease"));
    stated.map(normal)
}

/// A release in one of its spellings: 12SP3 is 12.3.
fn normal(release: &str) -> String {
    release.to_ascii_lowercase().replace("sp", ".")
}

fn is_15(release: &str) -> bool {
    release.strip_prefix("15").is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// A kind of files: its list, the lists of ids that name them, and what supportedImages says of it.
struct Kind {
    files: &'static str,
    options: &'static str,
    ids: &'static str,
    allow: &'static str,
    allowed: &'static str,
    releases: &'static str,
    extensions: &'static [&'static str],
}

#[rustfmt::skip]
const KINDS: [Kind; 6] = [
    Kind { files: "bootFiles", options: "bootOptions", ids: "bootFileIds", allow: "allowCustomBootFile",
        allowed: "allowedBootFileExtension", releases: "customBootReleases", extensions: &["zip"] },
    Kind { files: "customConfigFiles", options: "customConfigOptions", ids: "customConfigFileIds", allow: "allowCustomConfigFile",
        allowed: "allowedConfigFileExtension", releases: "customConfigReleases", extensions: &["json"] },
    Kind { files: "softwareFiles", options: "customSoftwareOptions", ids: "customSoftwareIds", allow: "allowCustomSoftwareFile",
        allowed: "allowedSoftwareFileExtension", releases: "customSoftwareReleases", extensions: &["tar.gz", "zip"] },
    Kind { files: "driverFiles", options: "driverOptions", ids: "driverFileIds", allow: "allowCustomDriver",
        allowed: "allowedDriverFileExtension", releases: "customDriverReleases", extensions: &["iso", "rpm", "vib", "zip"] },
    Kind { files: "installScriptFiles", options: "installScriptOptions", ids: "scriptFileIds", allow: "allowCustomInstallScriptFile",
        allowed: "allowedScriptFileExtension", releases: "customInstallScriptReleases",
        extensions: &["cmd", "pl", "pm", "ps1", "psm1", "py", "sh"] },
    Kind { files: "unattendFiles", options: "unattendOptions", ids: "unattendFileIds", allow: "allowCustomUnattendFile",
        allowed: "allowedUnattendFileExtension", releases: "customUnattendReleases", extensions: &["cfg", "xml", "ks"] },
];

fn allows(entry: &Value, kind: &Kind) -> Flag {
    match entry.get(kind.allow) {
        None => Flag::Absent,
        Some(Value::Bool(false)) => Flag::False,
        Some(Value::Bool(true)) => Flag::True,
        Some(Value::String(text)) if text.eq_ignore_ascii_case("false") => Flag::False,
        Some(Value::String(text)) if text.eq_ignore_ascii_case("true") => Flag::True,
        Some(_) => Flag::Unreadable,
    }
}

/// The ids of the files of a kind that a profile uses, and whether there may be more that cannot be read.
/// Null and `""` stand for none.
fn used<'a>(kind: &Kind, profile: &'a Value) -> (Vec<&'a str>, bool) {
    let Some(customization) = present(profile, "customizationOptions") else {
        return (Vec::new(), false);
    };
    let Some(options) = present(customization, kind.options) else {
        return (Vec::new(), !customization.is_object());
    };
    let (mut ids, mut is_unreadable) = (Vec::new(), false);
    let several = match options {
        Value::Array(several) if kind.files == "unattendFiles" => several.iter().collect(),
        one => vec![one],
    };
    for options in several {
        match present(options, kind.ids) {
            None => is_unreadable |= !options.is_object(),
            Some(Value::Array(list)) => {
                is_unreadable |= !list.iter().all(Value::is_string);
                ids.extend(list.iter().filter_map(Value::as_str));
            }
            // PowerShell makes its element of a list of one.
            Some(Value::String(id)) if !id.contains(char::is_whitespace) => ids.push(id),
            Some(_) => is_unreadable = true,
        }
    }
    ids.retain(|id| !id.is_empty());
    (ids, is_unreadable)
}

/// The value of a key, unless it is null or `""`.
fn present<'a>(owner: &'a Value, key: &str) -> Option<&'a Value> {
    owner.get(key).filter(|value| !value.is_null() && value.as_str() != Some(""))
}

fn text<'a>(owner: &'a Value, key: &str) -> Option<&'a str> {
    present(owner, key)?.as_str()
}

fn type_is(owner: &Value, name: &str) -> bool {
    text(owner, "type").is_some_and(|text| text.eq_ignore_ascii_case(name))
}

/// Whether two are one and the same, or have one id.
fn same_id(one: &Value, other: &Value) -> bool {
    std::ptr::eq(one, other) || text(one, "id").is_some() && text(one, "id") == text(other, "id")
}

fn profiles(image: &Value) -> impl Iterator<Item = &Value> {
    let list = image.get("profiles").and_then(Value::as_array).into_iter().flatten();
    list.filter(|profile| profile.is_object())
}
