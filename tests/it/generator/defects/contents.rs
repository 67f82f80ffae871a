//! Defects in the texts of settings and unattend files.

use serde_json::{Value, json};

use super::facts::{CONFIG, UNATTEND};
use super::{Injector, is_custom, list_of, set, text_of};

/// The macro that stands where a password has to be.
const PASSWORD: &str = "#predefined.globalSettings.credentials.password#";

/// Changes the content of custom files of a list, where it can be changed so.
fn change(
    response: &mut Value,
    injector: &mut Injector,
    list: &str,
    change: impl Fn(&str) -> Option<String>,
) {
    for (index, file) in list_of(response, list).iter_mut().enumerate() {
        let place = format!("/{list}/{index}");
        if !is_custom(file) {
            continue;
        }
        if let Some(content) = change(text_of(file, "content"))
            && injector.draws(2.0)
            && injector.claims(&[&place])
        {
            set(file, "content", content);
            injector.note(format!("{place}/content"));
        }
    }
}

/// A text with something put before its last closing tag.
fn before_end(content: &str, line: &str) -> Option<String> {
    let end = content.rfind("</")?;
    Some(format!("{}{line}\r\n{}", &content[..end], &content[end..]))
}

/// A text with something in the place of another.
fn instead(content: &str, old: &str, new: &str) -> Option<String> {
    content.contains(old).then(|| content.replacen(old, new, 1))
}

/// A settings file that is no JSON.
pub fn no_json(response: &mut Value, injector: &mut Injector) {
    change(response, injector, CONFIG.list, |content| {
        let end = content.rfind('}')?;
        Some(content[..end].to_owned())
    });
}

/// An unattend file that is no XML.
pub fn no_xml(response: &mut Value, injector: &mut Injector) {
    change(response, injector, UNATTEND.list, |content| before_end(content, "  <section>"));
}

/// An unattend file that uses a macro which nothing defines.
pub fn undefined_macro(response: &mut Value, injector: &mut Injector, name: &str) {
    change(response, injector, UNATTEND.list, |content| {
        before_end(content, &format!("  #{name}#"))
    });
}

/// An unattend file without a place for steps of XClarity.
pub fn no_install_macro(response: &mut Value, injector: &mut Injector, name: &str) {
    let name = format!("#predefined.unattendSettings.{name}#");
    change(response, injector, UNATTEND.list, |content| instead(content, &name, ""));
}

/// An unattend file with a password in clear text.
pub fn clear_password(response: &mut Value, injector: &mut Injector) {
    change(response, injector, UNATTEND.list, |content| instead(content, PASSWORD, "Herbst-2031!"));
}

/// An answer file of Windows with a password that anyone can decode.
pub fn encoded_password(response: &mut Value, injector: &mut Injector) {
    change(response, injector, UNATTEND.list, |content| {
        let encoded = instead(content, PASSWORD, "SABlAHIAYgBzAHQALQAyADAAMwAxACEA")?;
        instead(&encoded, "<PlainText>true", "<PlainText>false")
    });
}

/// An answer file of SLES with the hash of a password.
pub fn hashed_password(response: &mut Value, injector: &mut Injector) {
    let hash = format!("$6$Q3kd0aZ1${}", "aB3/x9.Q".repeat(10) + "zz0912");
    change(response, injector, UNATTEND.list, |content| {
        let is_sles = content.contains("</user_password>");
        is_sles.then(|| instead(content, PASSWORD, &hash)).flatten()
    });
}

/// A settings file whose list of macros lacks one, or has one that its text does not define.
pub fn macro_list(response: &mut Value, injector: &mut Injector, lacks_one: bool) {
    for (index, file) in list_of(response, CONFIG.list).iter_mut().enumerate() {
        let place = format!("/{}/{index}", CONFIG.list);
        let Some(macros) = file.get_mut("customMacros").and_then(Value::as_array_mut) else {
            continue;
        };
        if macros.len() < 2 || !injector.draws(2.0) || !injector.claims(&[&place]) {
            continue;
        }
        if lacks_one {
            macros.pop();
        } else {
            macros.push(json!({ "macroName": "formerly.there" }));
        }
        injector.note(format!("{place}/customMacros"));
    }
}
