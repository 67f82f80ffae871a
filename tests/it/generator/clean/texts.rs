//! The texts that administrators write: descriptions and the contents of custom files.
//!
//! They are written into strings, which cannot fail, so that the results of `write!` are let go.

use std::fmt::Write as _;

use fastrand::Rng;
use serde_json::{Value, json};

use super::systems::System;

/// What people write into descriptions; often nothing.
const DESCRIPTIONS: &[&str] = &[
    "",
    "",
    "",
    "",
    "Used by the \"blue\" row only",
    "Serveurs de production, salle été-2",
    "Für die Prüfstände in Zürich",
    "東京データセンター用",
    "Reviewed in spring; ask the platform team before removing",
];

/// Names of custom settings and what they are for.
const SETTINGS: &[(&str, &str)] = &[
    ("siteCode", "Code of the site"),
    ("timeServer", "Time server"),
    ("mailRelay", "Mail relay"),
    ("keyboardLayout", "Tastatur für Konsole"),
    ("dataVolume", "Volume for \"data\""),
    ("proxyHost", "Proxy"),
    ("rackRow", "Rangée"),
    ("patchGroup", "Patch group"),
    ("backupWindow", "バックアップ"),
    ("ownerTeam", "Team that owns the server"),
];

/// Names of packages and features that unattend files ask for.
const FEATURES: &[&str] =
    &["chrony", "rsyslog", "multipath-tools", "sysstat", "snmpd", "tuned", "audit", "lldpd"];

/// The text of a settings file and the macros that come from it.
pub struct Settings {
    /// JSON text with the line ends of Windows.
    pub content: String,
    /// The names that the server derives: paths of names, without the top-most one.
    pub macros: Vec<String>,
    /// The macros as unattend files use them: objects made from a template have a number.
    pub used_as: Vec<String>,
}

/// A description, often empty, at times not in English.
pub fn description(rng: &mut Rng) -> &'static str {
    rng.choice(DESCRIPTIONS).unwrap_or(&"")
}

/// A settings file with some settings for each server and some for all.
pub fn settings(count: usize, rng: &mut Rng) -> Settings {
    let chosen = rng.choose_multiple(SETTINGS.iter(), count.max(2));
    let (common, single) = chosen.split_at(1);
    let group = *rng.choice(&["server_settings", "host-options", "nodes"]).unwrap_or(&"nodes");
    let mut macros = Vec::new();
    let mut used_as = Vec::new();
    for (name, _) in single {
        macros.push(format!("{group}.server.{name}"));
        used_as.push(format!("{group}.server0.{name}"));
    }
    for (name, _) in common {
        macros.push((*name).to_owned());
        used_as.push((*name).to_owned());
    }
    let server = json!({
        "category": "dynamic", "common": false, "label": "Server", "name": "server", "type": "array",
        "content": single.iter().map(|setting| leaf(setting, false)).collect::<Value>(),
    });
    let mut content = vec![json!({
        "category": "dynamic", "common": false, "label": "Servers", "name": group, "type": "object",
        "content": [server],
    })];
    content.extend(common.iter().map(|setting| leaf(setting, true)));
    let file = json!({
        "category": "dynamic", "description": description(rng), "label": "Site settings",
        "name": "siteSettings", "type": "object", "content": content,
    });
    Settings { content: format!("{file:#}").replace('\n', "\r\n"), macros, used_as }
}

/// One setting that a person fills in.
fn leaf((name, label): &(&str, &str), common: bool) -> Value {
    json!({
        "category": "dynamic", "common": common, "label": label, "name": name,
        "optional": true, "type": "string", "value": "",
    })
}

/// The text of an unattend file for Windows or SLES, which uses these custom macros.
pub fn unattend(system: System, macros: &[String], sections: usize, rng: &mut Rng) -> String {
    let text = match system {
        System::Windows => windows_answers(macros, sections, rng),
        _ => autoyast(macros, sections, rng),
    };
    text.replace('\n', "\r\n")
}

/// An answer file of Windows setup.
fn windows_answers(macros: &[String], sections: usize, rng: &mut Rng) -> String {
    let mut commands = String::new();
    for order in 1..=sections {
        let feature = rng.choice(FEATURES).unwrap_or(&"");
        let _ = write!(
            commands,
            r#"
        <SynchronousCommand wcm:action="add">
          <CommandLine>powershell -File "C:\setup\{feature}.ps1" -Step {order} &gt; C:\setup\{order}.log</CommandLine>
          <Order>{order}</Order>
        </SynchronousCommand>"#
        );
    }
    let mut notes = String::new();
    for name in macros {
        let _ = write!(notes, "\n      <Note>#{name}#</Note>");
    }
    format!(
        r#"<?xml version="1.0" encoding="utf-8"?>
<unattend xmlns="urn:schemas-microsoft-com:unattend" xmlns:wcm="http://schemas.microsoft.com/WMIConfig/2002/State">
  #predefined.unattendSettings.preinstallConfig#
  <settings pass="specialize">
    <component name="Microsoft-Windows-Shell-Setup" processorArchitecture="amd64">
      <ComputerName>#predefined.hostPlatforms.nodeName#</ComputerName>
      <ProductKey>#predefined.hostPlatforms.licenseKey#</ProductKey>{notes}
    </component>
  </settings>
  <settings pass="oobeSystem">
    <component name="Microsoft-Windows-Shell-Setup" processorArchitecture="amd64">
      <UserAccounts>
        <AdministratorPassword>
          <Value>#predefined.globalSettings.credentials.password#</Value>
          <PlainText>true</PlainText>
        </AdministratorPassword>
      </UserAccounts>
      <FirstLogonCommands>{commands}
      </FirstLogonCommands>
    </component>
  </settings>
  #predefined.unattendSettings.postinstallConfig#
</unattend>
"#
    )
}

/// An answer file of SUSE setup.
fn autoyast(macros: &[String], sections: usize, rng: &mut Rng) -> String {
    let doctype = if rng.bool() { "<!DOCTYPE profile>\n" } else { "" };
    let mut packages = String::new();
    for number in 1..=sections {
        let feature = rng.choice(FEATURES).unwrap_or(&"");
        let _ =
            write!(packages, "\n      <package>{feature}</package>\n      <!-- step {number} -->");
    }
    let mut lines = String::new();
    for name in macros {
        let _ = write!(lines, "\n      <line config:type=\"string\">#{name}#</line>");
    }
    format!(
        r#"<?xml version="1.0"?>
{doctype}<profile xmlns="http://www.suse.com/1.0/yast2ns" xmlns:config="http://www.suse.com/1.0/configns">
  #predefined.unattendSettings.preinstallConfig#
  <general>
    <mode><confirm config:type="boolean">false</confirm></mode>
  </general>
  <networking>
    <dns><hostname>#predefined.hostPlatforms.networkSettings.hostname#</hostname></dns>
  </networking>
  <users config:type="list">
    <user>
      <username>root</username>
      <user_password>#predefined.globalSettings.credentials.password#</user_password>
    </user>
  </users>
  <software>
    <packages config:type="list">{packages}
    </packages>
  </software>
  <etc_lines>{lines}
  </etc_lines>
  #predefined.unattendSettings.postinstallConfig#
</profile>
"#
    )
}

/// A Kickstart file such as the server brings along for RHEL.
pub fn kickstart() -> String {
    "# Installs without questions\n\
     text\n\
     #predefined.unattendSettings.preinstallConfig#\n\
     timezone --utc Etc/UTC\n\
     %packages\n@core\n%end\n\
     #predefined.unattendSettings.postinstallConfig#\n"
        .replace('\n', "\r\n")
}
