//! The checkable statements of the GET /osImages reference, and the rules that enforce them.

use crate::diagnostic::Rule;

use super::ALL;

/// A statement of the reference, or of another source that a rule relies on.
#[derive(Debug)]
pub struct Statement {
    /// The id: the letter of its subject, and a number. `E4` and later come from other pages of Lenovo, and `L` from
    /// what servers send and people save; all others from the reference.
    pub id: &'static str,
    /// The attributes that it is about, or another part of the reference, separated by commas. `*` stands for any
    /// attribute, and within a name for any characters.
    pub attributes: &'static str,
    /// What it says.
    pub text: &'static str,
}

const fn statement(id: &'static str, attributes: &'static str, text: &'static str) -> Statement {
    Statement { id, attributes, text }
}

/// All statements.
#[rustfmt::skip]
pub const STATEMENTS: &[Statement] = &[
    statement("Q1", "*.id", "An id that contains a comma cannot be requested, because commas separate the ids of a query."),
    statement("Q2", "request parameter id", "A request with imageType=OSPROFILE and id returns only the profiles that it names."),
    statement("R1", "status code, messages", "A request ends with status 200, or with 403 or 500 and a message that says why."),
    statement("A1", "drivers[]", "From version 1.3.0, servers no longer support drivers and the attributes below it."),
    statement("T1", "*", "Each attribute has the type that the attribute table declares for it."),
    statement("V1", "*", "An attribute for which the table lists values has one of those values."),
    statement("B1", "bootFiles[].os, bundleFiles[].os", "The os of each boot file and bundle file is win."),
    statement("B2", "bootFiles[].bundleId, driverFiles[].bundleId", "Each bundleId of a boot file or driver is the id of a bundle in bundleFiles."),
    statement("C1", "customConfigFiles[].associatedFileId, unattendFiles[].associatedFileId", "The associatedFileId of a settings file is the id of an unattend file, and vice versa; empty means none."),
    statement("C2", "customConfigFiles[].content, customConfigFiles[].customMacros[]", "The content of a settings file is JSON, and its customMacros are the macros which that content defines."),
    statement("D1", "diskUsage", "The seven parts of diskUsage add up to totalDiskUsage."),
    statement("S1", "installScriptFiles[]", "Installation scripts run only after the system is installed."),
    statement("U1", "isAuthorized", "If isAuthorized is false, the user who sent the request has no right to deploy systems."),
    statement("I1", "items[].deployStatus, items[].profiles[].deployStatus", "A deployStatus of ready means that a suitable WinPE exists and that Windows profiles boot a custom one."),
    statement("I2", "items[].deployStatus, items[].profiles[].deployStatus", "A deployStatus of warning allows deployment, despite an unsupported WinPE or no support for ThinkSystem."),
    statement("I3", "items[].deployStatus, items[].profiles[].deployStatus", "A deployStatus of notReady rules out deployment."),
    statement("I4", "items[].deployStatus, items[].profiles[].deployStatus", "A placeholder profile never has a deployStatus other than notReady."),
    statement("I5", "items[].readyCheck, items[].profiles[].readyCheck", "The flags of readyCheck show the cause of a deployStatus of notReady."),
    statement("I6", "items[].isCustomizedISO, items[].profiles[].isCustomizedISO", "The flag isCustomizedISO distinguishes a customized image and its profiles from a base image."),
    statement("I7", "items[].type", "A custom image has custom profiles only; a base image has predefined ones and may have custom ones."),
    statement("P1", "items[].profiles[].customizationOptions", "The customizationOptions of a profile are null if its base system cannot be customized."),
    statement("P2", "items[].profiles[].customizationOptions", "A child of customizationOptions that the base system cannot use is an empty string."),
    statement("P3", "items[].profiles[].customizationOptions.bootOptions.bootFileIds[]", "Each of the bootFileIds of a profile is the id of a file in bootFiles."),
    statement("P4", "items[].profiles[].customizationOptions.customConfigOptions.customConfigFileIds[]", "Each of the customConfigFileIds of a profile is the id of a file in customConfigFiles."),
    statement("P5", "items[].profiles[].customizationOptions.customSoftwareOptions.customSoftwareIds[]", "Each of the customSoftwareIds of a profile is the id of a payload in softwareFiles."),
    statement("P6", "items[].profiles[].customizationOptions.driverOptions.driverFileIds[]", "Each of the driverFileIds of a profile is the id of a driver in driverFiles."),
    statement("P7", "items[].profiles[].customizationOptions.installScriptOptions.scriptFileIds[]", "Each of the scriptFileIds of a profile is the id of a script in installScriptFiles."),
    statement("P8", "items[].profiles[].customizationOptions.unattendOptions[].unattendFileIds[]", "Each of the unattendFileIds of a profile is the id of a file in unattendFiles."),
    statement("P9", "items[].profiles[].customizationOptions.customType", "The customType (1 to 5) tells whether custom unattend and config files exist and are associated."),
    statement("P10", "items[].profiles[].customizationOptions.deployDataAndSoftwareLocation", "A deployDataAndSoftwareLocation is an absolute path in the form that the system of the profile uses."),
    statement("P11", "items[].profiles[].id", "A profile id is the name of the image, a bar and the name of the profile."),
    statement("P12", "items[].profiles[].isAllowedInCurrentSecurityMode", "The flag isNotAllowedInCurrentSecurityMode replaces isAllowedInCurrentSecurityMode of the profile."),
    statement("K1", "items[].readyCheck.incompatibleWithThinksystem, items[].profiles[].readyCheck.incompatibleWithThinksystem", "The flag incompatibleWithThinksystem marks an image or profile that does not suit ThinkSystem servers."),
    statement("K2", "items[].profiles[].readyCheck.isPlaceholder", "The flag isPlaceholder marks a profile that has nothing to install."),
    statement("K3", "items[].profiles[].readyCheck.noPackages", "For SLES 15 only, noPackages marks a profile without its packages image."),
    statement("K4", "items[].profiles[].readyCheck.noWinpe", "For Windows only, noWinpe marks a profile that has no WinPE to boot."),
    statement("K5", "items[].profiles[].readyCheck.preloadedWinpe", "For Windows only, preloadedWinpe tells whether the WinPE is preloaded; its two descriptions disagree."),
    statement("K6", "items[].profiles[].readyCheck.requiresThinksystemKiso", "For SLES only, requiresThinksystemKiso marks a profile that needs a kISO for ThinkSystem servers."),
    statement("K7", "items[].readyCheck.isNotAllowedInCurrentSecurityMode", "The flag isNotAllowedInCurrentSecurityMode marks an image that the current security mode forbids."),
    statement("N1", "number", "The value of number is the count of images in items."),
    statement("M1", "predefinedMacros[]", "A predefined macro exists only if predefinedMacros lists it."),
    statement("F1", "supportedImages[].allowCustom*", "Seven flags allowCustom* with the string true or false show what can be customized for a system."),
    statement("F2", "supportedImages[].allowCustomConfigFile", "In the entry named rhels, allowCustomConfigFile is false."),
    statement("F3", "supportedImages[].allowCustomUnattendFile", "In the entry named rhels, allowCustomUnattendFile is false, although newer servers send true."),
    statement("F4", "supportedImages[].allowed*FileExtension[]", "Each list allowed*FileExtension contains only extensions that the table lists for its kind of file."),
    statement("F5", "supportedImages[].allowed*FileExtension[]", "A custom file has an extension from the list allowed*FileExtension of its kind and system."),
    statement("F6", "supportedImages[].custom*Releases[]", "A list custom*Releases is empty if the allowCustom* flag of the same kind is false."),
    statement("F7", "supportedImages[].custom*Releases[]", "Custom files can be used only for the releases in custom*Releases, which are among the supported ones."),
    statement("F8", "supportedImages[].name", "The name of a supported image is esxi, rhels, sles, ubuntu or win."),
    statement("F9", "supportedImages[].releases[]", "Each object in releases has one key, a supported release, whose value lists server platforms."),
    statement("W1", "unattendFiles[]", "A custom unattend file belongs to at most one profile."),
    statement("X1", "result", "The result of a request is either success or failed."),
    statement("X2", "messages", "A successful response has no messages."),
    statement("X3", "messages.*", "Each message has an explanation, an id, a recovery and a text."),
    statement("E1", "example 1", "Example 1 is not JSON: commas are missing or trailing, parts are elided, and a string is cut off."),
    statement("E2", "example 2", "Example 2 is a single image instead of a complete response."),
    statement("E3", "example 3", "Example 3 is not JSON: strings contain line breaks, one comma is missing, and one is trailing."),
    statement("H1", "*.id", "Each id occurs only once in its list."),
    statement("H2", "*", "A misspelled attribute name, such as bootdFiles in example 1, hides the data below it."),
    statement("H3", "*", "Examples and servers contain attributes that the attribute table lacks."),
    statement("I8", "items[].deployStatus, items[].profiles[].deployStatus", "An image can be deployed only through one of its deployable profiles."),
    statement("I9", "items[].deployStatus, items[].profiles[].readyCheck", "Readiness follows from deployStatus and readyCheck, and is unknown if either is missing or unreadable."),
    statement("F10", "*.osrelease", "The osrelease of a file contains the releases that the file is made for."),
    statement("P13", "items[].profiles[].customizationOptions.bootOptions.bootFileIds[]", "A Windows profile that uses a WinPE has at least one boot file in bootFileIds."),
    statement("P14", "items[].profiles[].customizationOptions", "A custom file is imported for use in profiles, so at least one profile uses it."),
    statement("W2", "unattendFiles[].content", "The content of an unattend file is XML or a Kickstart file."),
    statement("L1", "*.failedToLoad", "Servers set failedToLoad to true for files that they could not load."),
    statement("L2", "unattendFiles[].content", "Lenovo recommends its preinstallConfig and postinstallConfig macros for custom unattend files."),
    statement("L3", "customConfigFiles[].content, unattendFiles[].content", "The content of a file is its complete text, including passwords."),
    statement("L4", "*", "Servers send listed values in another case or spelling, such as Predefined for predefined."),
    statement("L5", "*", "Newer servers send values that the attribute table does not list."),
    statement("L6", "supportedImages[].allowCustom*", "Some servers send allowCustom* flags as booleans instead of strings."),
    statement("L7", "*", "People also save other documents, or responses that a tool has changed."),
    statement("L8", "*", "A response is valid JSON."),
    statement("F11", "items[].profiles[].customizationOptions.deployDataAndSoftwareLocation", "A deployDataAndSoftwareLocation other than the default requires an allowCustomPath of true."),
    statement("P15", "items[].supportedOsRelease, items[].profiles[].supportedOsRelease", "A supportedOsRelease that is not empty is the release of the image or profile."),
    statement("P16", "items[].profiles[].type", "A profile with custom boot files or drivers has the type custom."),
    statement("S2", "introduction", "Some functions of XClarity need a license for each server that uses them."),
    statement("N2", "lastRefreshed", "The time in lastRefreshed is when the predefined images were last updated."),
    statement("K8", "items[].readyCheck, items[].profiles[].readyCheck", "A readyCheck is one object, or an array that contains exactly one object."),
    statement("L9", "*", "A key occurs only once in an object."),
    statement("E4", "items[].isCustomizedISO, items[].profiles[].isCustomizedISO", "Elsewhere, Lenovo says that custom profiles of a customized Windows image are not supported."),
    statement("E5", "items[].id", "Elsewhere, Lenovo says that only ESXi can have several images of one release."),
    statement("E6", "predefinedMacros[].macroName", "Servers list macro groups in predefinedMacros beside their members; a group itself has no value."),
];

/// The statements that no rule enforces, as pairs of id and reason.
pub const WITHOUT_RULE: &[(&str, &str)] = &[
    ("Q2", "input: a response may cover a part of the repository"),
    ("E2", "input: a single image is a valid input"),
    ("S1", "a response does not say when a script runs"),
    ("S2", "a response does not list licences"),
    ("N2", "the GET /osImages reference gives no format for lastRefreshed"),
];

/// Returns the rules that enforce the statement `id`.
pub fn enforcing(id: &str) -> impl Iterator<Item = &'static Rule> {
    ALL.iter().copied().filter(move |rule| rule.statements.contains(&id))
}

/// Returns the attributes that the statements of a rule are about, each once.
#[must_use]
pub fn attributes_of(rule: &Rule) -> Vec<&'static str> {
    let statements = STATEMENTS.iter().filter(|statement| rule.statements.contains(&statement.id));
    let mut attributes = Vec::new();
    for attribute in statements.flat_map(|statement| statement.attributes.split(", ")) {
        if !attributes.contains(&attribute) {
            attributes.push(attribute);
        }
    }
    attributes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Group;

    #[test]
    fn statements_and_rules_cover_each_other() {
        for Statement { id, .. } in STATEMENTS {
            let reason = WITHOUT_RULE.iter().any(|(without, _)| without == id);
            assert_ne!(enforcing(id).next().is_some(), reason, "{id}");
        }
        for rule in ALL {
            // Rules of the site group enforce local policy, and those of deployments another reference.
            let is_of_others = matches!(rule.group, Group::Site | Group::Deployment);
            assert_eq!(rule.statements.is_empty(), is_of_others, "{}", rule.id);
            for id in rule.statements {
                assert!(STATEMENTS.iter().any(|known| known.id == *id), "{}: {id}", rule.id);
            }
        }
    }
}
