//! A second reading of the tables about deployment requests, as naive as can be, over `serde_json`: what
//! must hold if a host is ready. It shares no code with osready.
#![allow(unreachable_pub)]

use fastrand::Rng;
use serde_json::{Value, json};

/// The hosts of a request.
pub fn hosts(request: &Value) -> impl Iterator<Item = &Value> {
    request.as_array().into_iter().flatten()
}

/// Returns why a host cannot be ready, if so.
pub fn must_be_ready(host: &Value, snapshot: &Value) -> Result<(), String> {
    for name in ["uuid", "selectedImage"] {
        let text = host[name].as_str().ok_or(format!("{name} is no string"))?;
        if text.trim().is_empty() {
            return Err(format!("{name} is empty"));
        }
    }
    for name in ["storageSettings", "networkSettings"] {
        host[name].as_object().ok_or(format!("{name} is no object"))?;
    }
    let id = host["selectedImage"].as_str().unwrap_or_default();
    let images = snapshot.as_array().or(snapshot["items"].as_array()).ok_or("no items")?;
    let pairs: Vec<&Value> = images
        .iter()
        .flat_map(|image| image["profiles"].as_array().into_iter().flatten())
        .filter(|profile| profile["id"] == json!(id))
        .collect();
    let [profile] = pairs[..] else { return Err(format!("{} profiles", pairs.len())) };
    let status = profile["deployStatus"].as_str().unwrap_or_default();
    if !status.eq_ignore_ascii_case("ready") {
        return Err(format!("the status is {status}"));
    }
    if profile["readyCheck"]["noWinpe"] == json!(true) && id.starts_with("win") {
        return Err("no WinPE".to_owned());
    }
    let options = &profile["customizationOptions"];
    let configs = &options["customConfigOptions"]["customConfigFileIds"];
    let configs = configs.as_array().cloned().unwrap_or_default();
    let config = host["configFileId"].as_str().filter(|id| !id.is_empty());
    if let Some(config) = config.filter(|_| !configs.is_empty()) {
        exists(config, &snapshot["customConfigFiles"])?;
        if !configs.contains(&json!(config)) {
            return Err("the settings file is not one of the profile".to_owned());
        }
    } else if !configs.is_empty() {
        return Err("no settings file".to_owned());
    }
    if let Some(unattend) = host["unattendFileId"].as_str().filter(|id| !id.is_empty()) {
        exists(unattend, &snapshot["unattendFiles"])?;
        let listed = options["unattendOptions"].as_array().into_iter().flatten();
        let mut listed =
            listed.flat_map(|one| one["unattendFileIds"].as_array().into_iter().flatten());
        if !listed.any(|id| *id == json!(unattend)) {
            return Err("the unattend file is not one of the profile".to_owned());
        }
    }
    Ok(())
}

fn exists(id: &str, list: &Value) -> Result<(), String> {
    let list = list.as_array().ok_or("no list of files")?;
    match list.iter().any(|file| file["id"] == json!(id)) {
        true => Ok(()),
        false => Err(format!("no file {id}")),
    }
}

/// Changes a random value of a document. Returns `false` if there is none to change.
pub fn change(document: &mut Value, rng: &mut Rng) -> bool {
    let mut pointers = Vec::new();
    collect(document, String::new(), &mut pointers);
    let Some(pointer) = rng.choice(&pointers).cloned() else { return false };
    let with = match rng.u8(0..8) {
        0 => json!(null),
        1 => json!("x"),
        2 => json!(true),
        3 => json!([]),
        4 => json!({}),
        5 => json!("notReady"),
        6 => json!(""),
        _ => return remove(document, &pointer),
    };
    document.pointer_mut(&pointer).map(|value| *value = with).is_some()
}

fn remove(document: &mut Value, pointer: &str) -> bool {
    let Some((parent, key)) = pointer.rsplit_once('/') else { return false };
    match document.pointer_mut(parent) {
        Some(Value::Object(object)) => object.remove(key).is_some(),
        Some(Value::Array(array)) => {
            let at: usize = key.parse().unwrap_or(usize::MAX);
            let is_there = at < array.len();
            if is_there {
                array.remove(at);
            }
            is_there
        }
        _ => false,
    }
}

fn collect(value: &Value, pointer: String, pointers: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                collect(value, format!("{pointer}/{key}"), pointers);
            }
        }
        Value::Array(array) => {
            for (at, value) in array.iter().enumerate() {
                collect(value, format!("{pointer}/{at}"), pointers);
            }
        }
        _ => {}
    }
    pointers.push(pointer);
}
