//! Makes small responses whose syntax is right and whose evidence is anything: the same one for the same
//! seed. Most of a response says that all is well, so that every verdict is reached; how much does not is
//! drawn for each response.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// A response, or a single image or profile, or an array of these.
pub(super) fn response(seed: u64) -> Value {
    let mut rng = Rng::with_seed(seed);
    let odds = *pick(&mut rng, &[0.0, 0.02, 0.06, 0.2]);
    Generator { rng, odds }.response()
}

struct Generator {
    rng: Rng,
    /// The probability that something is not as it mostly is.
    odds: f64,
}

fn pick<'a, T>(rng: &mut Rng, choices: &'a [T]) -> &'a T {
    &choices[rng.usize(..choices.len())]
}

/// Names of images, and a release of each.
const IMAGES: [(&str, &str); 24] = [
    ("win2016", "2016"),
    ("win2019", "2019"),
    ("win2012r2", "2012r2"),
    ("rhels7.4", "7.4"),
    ("rhels8.6", "8.6"),
    ("rhel8.6", "8.6"),
    ("sles12.2", "12.2"),
    ("sles12SP3", "12.3"),
    ("sles12.3", "12SP3"),
    ("sles15", "15"),
    ("sles15.4", "15.4"),
    ("sle15.4", "15.4"),
    ("sle15", "15SP4"),
    ("esxi6.5_0.14", "6.5"),
    ("esxi7.0", "7.0"),
    ("ubuntu22.04", "22.04"),
    ("rocky9.1", "9.1"),
    ("centos8.2", "8.2"),
    ("ol8", "8"),
    ("hyperv2019", "2019"),
    ("azurestackhci22H2", "22H2"),
    ("custom-build", "15"),
    ("sleek", "15.1"),
    ("oldbox", "8"),
];

const STAMP: &str = "2018012943821";

const RELEASES: [&str; 8] = ["2016", "2019", "12.3", "12SP3", "15.4", "7.4", "8.6", "6.5"];

/// A kind of files: its list, where a profile names them, some extensions that the reference allows, and
/// its attributes in supportedImages.
struct Kind {
    files: &'static str,
    options: &'static str,
    ids: &'static str,
    extensions: &'static [&'static str],
    allow: &'static str,
    allowed: &'static str,
    releases: &'static str,
}

#[rustfmt::skip]
const KINDS: [Kind; 6] = [
    Kind { files: "bootFiles", options: "bootOptions", ids: "bootFileIds", extensions: &["zip"],
        allow: "allowCustomBootFile", allowed: "allowedBootFileExtension", releases: "customBootReleases" },
    Kind { files: "driverFiles", options: "driverOptions", ids: "driverFileIds", extensions: &["iso", "rpm", "zip"],
        allow: "allowCustomDriver", allowed: "allowedDriverFileExtension", releases: "customDriverReleases" },
    Kind { files: "installScriptFiles", options: "installScriptOptions", ids: "scriptFileIds", extensions: &["sh", "ps1"],
        allow: "allowCustomInstallScriptFile", allowed: "allowedScriptFileExtension", releases: "customInstallScriptReleases" },
    Kind { files: "softwareFiles", options: "customSoftwareOptions", ids: "customSoftwareIds", extensions: &["tar.gz", "ZIP"],
        allow: "allowCustomSoftwareFile", allowed: "allowedSoftwareFileExtension", releases: "customSoftwareReleases" },
    Kind { files: "customConfigFiles", options: "customConfigOptions", ids: "customConfigFileIds", extensions: &["json"],
        allow: "allowCustomConfigFile", allowed: "allowedConfigFileExtension", releases: "customConfigReleases" },
    Kind { files: "unattendFiles", options: "unattendOptions", ids: "unattendFileIds", extensions: &["xml", "cfg"],
        allow: "allowCustomUnattendFile", allowed: "allowedUnattendFileExtension", releases: "customUnattendReleases" },
];

impl Generator {
    fn odd(&mut self) -> bool {
        self.rng.f64() < self.odds
    }

    fn half(&mut self) -> bool {
        self.rng.bool()
    }

    fn one_of(&mut self, choices: &[Value]) -> Value {
        pick(&mut self.rng, choices).clone()
    }

    /// A value of another type than any that the reference gives.
    fn wrong(&mut self) -> Value {
        self.one_of(&[
            json!(null),
            json!(1),
            json!("true"),
            json!("x"),
            json!([]),
            json!({}),
            json!(0.5),
        ])
    }

    /// Sets a key to `usual`, or, where the odds have it, to one of `odd`, to a value of a wrong type, or
    /// not at all.
    fn set(&mut self, object: &mut Map<String, Value>, key: &str, usual: Value, odd: &[Value]) {
        if !self.odd() {
            object.insert(key.to_owned(), usual);
            return;
        }
        match self.rng.u8(..5) {
            0 => {}
            1 => {
                let wrong = self.wrong();
                object.insert(key.to_owned(), wrong);
            }
            _ => {
                let odd = self.one_of(odd);
                object.insert(key.to_owned(), odd);
            }
        }
    }

    fn response(&mut self) -> Value {
        let mut response = self.any_response();
        // What is saved alone is known by its status or its flags.
        let alone = match &mut response {
            Value::Array(several) => several.as_mut_slice(),
            whole if whole.get("items").is_some() => &mut [],
            one => std::slice::from_mut(one),
        };
        for one in alone.iter_mut().filter(|one| one.get("deployStatus").is_none()) {
            if one.get("readyCheck").is_none() {
                one["readyCheck"] = json!({});
            }
        }
        response
    }

    fn any_response(&mut self) -> Value {
        match self.rng.u8(..12) {
            0 => {
                let name = *pick(&mut self.rng, &IMAGES);
                self.profile(name, 0)
            }
            1 => self.image(),
            2 => {
                let count = self.rng.usize(1..=3);
                let images = self.half();
                let several = (0..count).map(|n| {
                    let name = *pick(&mut self.rng, &IMAGES);
                    if images { self.image() } else { self.profile(name, n) }
                });
                Value::Array(several.collect())
            }
            _ => self.whole(),
        }
    }

    fn whole(&mut self) -> Value {
        let count = self.rng.usize(1..=2);
        let mut items: Vec<Value> = (0..count).map(|_| self.image()).collect();
        if self.odd() {
            let copy = items[0].clone();
            items.push(copy);
            if self.half() {
                let other = self.image();
                let key =
                    *pick(&mut self.rng, &["deployStatus", "readyCheck", "type", "description"]);
                items[count][key] = other[key].clone();
            }
        }
        for _ in 0..2 {
            self.repeat_a_profile(&mut items);
        }
        let mut root = Map::new();
        if self.half() {
            let failed = if self.odd() { "failed" } else { "success" };
            root.insert("result".to_owned(), json!(failed));
        }
        if self.rng.u8(..4) > 0 {
            self.repository(&mut root, &mut items);
        }
        if self.half() {
            self.supported_images(&mut root);
        }
        root.insert("items".to_owned(), Value::Array(items));
        root.into()
    }

    /// Puts a profile's id, or all of it, into the same or another image once more.
    fn repeat_a_profile(&mut self, items: &mut [Value]) {
        let Some(first) = items[0]["profiles"].get(0).cloned() else { return };
        let last = items.len() - 1;
        let to = self.rng.usize(..=last);
        if !self.odd() || !first.is_object() {
            return;
        }
        let mut copy = first;
        if self.half() {
            let other = self.profile(("win2016", "2016"), 9);
            let keys = [
                "deployStatus",
                "readyCheck",
                "description",
                "type",
                "isAllowedInCurrentSecurityMode",
            ];
            let key = *pick(&mut self.rng, &keys);
            match other.get(key) {
                Some(value) => copy[key] = value.clone(),
                None => drop(copy.as_object_mut().and_then(|copy| copy.remove(key))),
            }
        }
        if let Some(list) = items[to]["profiles"].as_array_mut() {
            list.push(copy);
        }
    }

    fn status(&mut self, object: &mut Map<String, Value>) {
        let usual = self.one_of(&[json!("ready"), json!("ready"), json!("ready"), json!("Ready")]);
        let odd = [
            "warning",
            "WARNING",
            "notReady",
            "notready",
            "Not Ready",
            "NOT READY",
            "maybe",
            " ready",
            "ready ",
            "",
        ];
        self.set(object, "deployStatus", usual, &odd.map(Value::from));
    }

    fn flags(&mut self, names: &[(&str, bool)]) -> Value {
        let mut flags = Map::new();
        for (name, usual) in names {
            if self.rng.u8(..4) > 0 {
                self.set(&mut flags, name, json!(usual), &[json!(!usual)]);
            }
        }
        let flags = Value::Object(flags);
        match self.rng.u8(..3) {
            0 => json!([flags]),
            _ if self.odd() => match self.rng.u8(..4) {
                0 => json!([]),
                1 => json!([flags, flags]),
                2 => json!([1]),
                _ => json!([flags, {}]),
            },
            _ => flags,
        }
    }

    fn ready_check(&mut self, object: &mut Map<String, Value>, flags: Value) {
        self.set(object, "readyCheck", flags, &[json!({}), json!([{}])]);
    }

    fn release(&mut self, object: &mut Map<String, Value>, release: &str) {
        let key = *pick(&mut self.rng, &["osrelease", "supportedOsRelease"]);
        let other = *pick(&mut self.rng, &RELEASES);
        self.set(object, key, json!(release), &[json!(""), json!(other)]);
    }

    fn image(&mut self) -> Value {
        let (name, release) = *pick(&mut self.rng, &IMAGES);
        let mut image = Map::new();
        image.insert("id".to_owned(), json!(format!("{name}|")));
        if self.half() {
            image.insert("name".to_owned(), json!(name));
        }
        self.release(&mut image, release);
        self.status(&mut image);
        if self.half() {
            let odd = ["custom", "Custom", "BASE", "other"];
            self.set(&mut image, "type", json!("base"), &odd.map(Value::from));
        }
        if self.half() {
            let flags = self.flags(&[
                ("isNotAllowedInCurrentSecurityMode", false),
                ("incompatibleWithThinksystem", false),
                ("isAllowedInCurrentSecurityMode", true),
                ("requiresThinksystemKiso", false),
            ]);
            self.ready_check(&mut image, flags);
        }
        let count = self.rng.usize(1..=3);
        let mut profiles: Vec<Value> =
            (0..count).map(|n| self.profile((name, release), n)).collect();
        if self.rng.u8(..4) == 0 {
            let mut twin = profiles[0].clone();
            twin["id"] = json!(format!("{}-kISO", twin["id"].as_str().unwrap_or_default()));
            profiles.push(twin);
        }
        if self.odd() {
            let stray = self.one_of(&[json!(null), json!("x"), json!(1), json!([])]);
            profiles.push(stray);
        }
        self.set(&mut image, "profiles", Value::Array(profiles), &[json!([])]);
        image.into()
    }

    fn profile(&mut self, (name, release): (&str, &str), number: usize) -> Value {
        let own = format!("{name}-x86_64-install-{number}");
        let mut profile = Map::new();
        profile.insert("id".to_owned(), json!(format!("{name}|{own}")));
        if self.odd() {
            profile.insert("id".to_owned(), json!(format!("machine-{number}")));
        } else if self.half() {
            profile.insert("name".to_owned(), json!(own));
        }
        if self.rng.u8(..3) == 0 {
            self.release(&mut profile, release);
        }
        self.status(&mut profile);
        let is_kiso = self.rng.u8(..8) == 0;
        let flags = self.flags(&[
            ("isPlaceholder", false),
            ("incompatibleWithThinksystem", false),
            ("noWinpe", false),
            ("noPackages", false),
            ("preloadedWinpe", false),
            ("requiresThinksystemKiso", is_kiso),
            ("missingThinksystemKiso", false),
        ]);
        self.ready_check(&mut profile, flags);
        if self.half() {
            let key = "isAllowedInCurrentSecurityMode";
            self.set(&mut profile, key, json!(true), &[json!(false)]);
        }
        if self.half() {
            let odd = ["custom", "Custom", "CUSTOM", "predefined", "other"];
            self.set(&mut profile, "type", json!("Predefined"), &odd.map(Value::from));
        }
        if self.odd() {
            let value = self.one_of(&[json!(null), json!(""), json!(1), json!([]), json!({})]);
            profile.insert("customizationOptions".to_owned(), value);
        }
        profile.into()
    }

    /// Lists of files, and profiles that use some of them.
    fn repository(&mut self, root: &mut Map<String, Value>, items: &mut [Value]) {
        for kind in &KINDS {
            if self.rng.u8(..3) == 0 {
                self.use_files(kind, root, items);
            }
        }
        if self.half() {
            root.insert(
                "predefinedMacros".to_owned(),
                json!([{"macroName": "predefined.os.known"}]),
            );
        }
    }

    fn use_files(&mut self, kind: &Kind, root: &mut Map<String, Value>, items: &mut [Value]) {
        let mut list = Vec::new();
        for image in items {
            let (name, release) = (image["id"].clone(), image["osrelease"].clone());
            let Some(profiles) = image["profiles"].as_array_mut() else { continue };
            for profile in profiles.iter_mut().filter(|profile| profile.is_object()) {
                let is_windows = ["win", "hyper", "azure"]
                    .iter()
                    .any(|system| name.as_str().is_some_and(|name| name.starts_with(system)));
                if self.half() && (kind.files != "bootFiles" || is_windows || self.odd()) {
                    self.use_file(kind, profile, &name, &release, &mut list);
                }
            }
        }
        if self.odd() {
            let copy = list.first().cloned();
            list.extend(copy);
            if let (true, Some(copy)) = (self.half(), list.last_mut()) {
                let key = *pick(
                    &mut self.rng,
                    &["os", "osrelease", "failedToLoad", "description", "type"],
                );
                copy[key] =
                    self.one_of(&[json!("win"), json!("2016"), json!(true), json!("custom")]);
            }
        }
        if self.odd() {
            list.push(json!({"name": "without an id"}));
        }
        self.set(root, kind.files, Value::Array(list), &[json!([])]);
    }

    fn use_file(
        &mut self,
        kind: &Kind,
        profile: &mut Value,
        image: &Value,
        release: &Value,
        list: &mut Vec<Value>,
    ) {
        let mut ids = Vec::new();
        let shared = list.last().and_then(|file| file.get("id")).cloned();
        match shared {
            Some(id) if self.odd() => ids.push(id),
            _ => {
                let id = self.file_id(kind, list.len());
                ids.push(json!(id));
                if self.rng.u8(..8) > 0 || !self.odd() {
                    let file = self.file(kind, &id, image, release);
                    list.push(file);
                }
            }
        }
        if self.odd() {
            let odd = self.one_of(&[json!(""), json!(null), json!(1), json!("missing")]);
            ids.push(odd);
        }
        if self.rng.u8(..10) == 0 {
            ids.clear();
        }
        let mut options = Map::new();
        self.set(&mut options, kind.ids, Value::Array(ids), &[json!(""), json!(null)]);
        let options = match kind.options {
            "unattendOptions" => json!([options]),
            _ => options.into(),
        };
        if !profile["customizationOptions"].is_object() {
            profile["customizationOptions"] = json!({});
        }
        let Some(customization) = profile["customizationOptions"].as_object_mut() else { return };
        self.set(customization, kind.options, options, &[json!(""), json!(null)]);
    }

    fn file_id(&mut self, kind: &Kind, number: usize) -> String {
        let extension = if self.odd() {
            *pick(&mut self.rng, &["exe", "zip", "sh", "ks", "json", "tar.gz"])
        } else {
            pick(&mut self.rng, kind.extensions)
        };
        match self.rng.u8(..4) {
            0 if self.odd() => format!("plain-{number}"),
            1 if self.odd() => format!("{STAMP}_without-{number}"),
            2 => format!("plain-{number}.{extension}"),
            _ => format!("{STAMP}_file-{number}.{extension}"),
        }
    }

    fn file(&mut self, kind: &Kind, id: &str, image: &Value, release: &Value) -> Value {
        let mut file = Map::new();
        file.insert("id".to_owned(), json!(id));
        let os = image.as_str().unwrap_or_default();
        let os = os.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
        let os = match os {
            _ if os.starts_with("win") || os.starts_with("hyper") || os.starts_with("azure") => {
                "win"
            }
            _ if os.starts_with("rhel") => *pick(&mut self.rng, &["rhel", "rhels"]),
            _ if os.starts_with("sle") => "sles",
            _ if os.starts_with("esxi") => "esxi",
            _ => "",
        };
        if !os.is_empty() {
            let odd = ["win", "sles", "rhel", "esxi", "ubuntu", "beos"];
            self.set(&mut file, "os", json!(os), &odd.map(Value::from));
        }
        let odd = ["2016", "12SP3,15.4", "12.3, 15SP4", "7.4,8.6"];
        let usual = if self.half() { release.clone() } else { json!("") };
        self.set(&mut file, "osrelease", usual, &odd.map(Value::from));
        let usual = if self.rng.u8(..3) == 0 { "Custom" } else { "predefined" };
        self.set(
            &mut file,
            "type",
            json!(usual),
            &["custom", "Predefined", "other"].map(Value::from),
        );
        if self.half() {
            self.set(&mut file, "failedToLoad", json!(false), &[json!(true)]);
        }
        if self.odd() {
            file.insert("bundleId".to_owned(), json!("a-bundle"));
        }
        if kind.files == "unattendFiles" {
            let content = *pick(&mut self.rng, &["<a/>", "<a>#predefined.os.known#</a>"]);
            let odd = ["<a>#predefined.os.other#</a>", "<a>#settings.locale#</a>"];
            self.set(&mut file, "content", json!(content), &odd.map(Value::from));
        }
        file.into()
    }

    fn supported_images(&mut self, root: &mut Map<String, Value>) {
        let mut entries = Vec::new();
        for name in ["win", "rhels", "sles", "esxi", "ubuntu"] {
            if self.half() {
                continue;
            }
            let mut entry = Map::new();
            entry.insert("name".to_owned(), json!(name));
            let none = self.odd();
            for kind in &KINDS {
                let usual = if none { "false" } else { "true" };
                self.set(
                    &mut entry,
                    kind.allow,
                    json!(usual),
                    &[json!("false"), json!("true"), json!(false)],
                );
                if self.odd() {
                    let other = self.one_of(&[json!(kind.extensions), json!(["zip", "ks"])]);
                    entry.insert(kind.allowed.to_owned(), other);
                }
                if self.odd() {
                    let releases =
                        self.one_of(&[json!([]), json!(RELEASES), json!(["2016", "15SP4", "7.4"])]);
                    entry.insert(kind.releases.to_owned(), releases);
                }
            }
            entries.push(Value::Object(entry));
        }
        root.insert("supportedImages".to_owned(), entries.into());
    }
}
