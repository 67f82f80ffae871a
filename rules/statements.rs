//! The checkable statements of the GET /osImages reference, and the rules that enforce them.

use crate::diagnostic::Rule;

use super::ALL;

/// All statements, as pairs of id and subject: the attributes that the statement is about, or another part of the
/// reference. `*` stands for any attribute, and within a name for any characters.
pub const STATEMENTS: &[(&str, &str)] = &[
    ("Q1", "*.id"),
    ("Q2", "request parameter id"),
    ("R1", "status code, messages"),
    ("A1", "drivers[]"),
    ("T1", "*"),
    ("V1", "*"),
    ("B1", "bootFiles[].os, bundleFiles[].os"),
    ("B2", "bootFiles[].bundleId, driverFiles[].bundleId"),
    ("C1", "customConfigFiles[].associatedFileId, unattendFiles[].associatedFileId"),
    ("C2", "customConfigFiles[].content, customConfigFiles[].customMacros[]"),
    ("D1", "diskUsage"),
    ("S1", "installScriptFiles[]"),
    ("U1", "isAuthorized"),
    ("I1", "items[].deployStatus, items[].profiles[].deployStatus"),
    ("I2", "items[].deployStatus, items[].profiles[].deployStatus"),
    ("I3", "items[].deployStatus, items[].profiles[].deployStatus"),
    ("I4", "items[].deployStatus, items[].profiles[].deployStatus"),
    ("I5", "items[].readyCheck, items[].profiles[].readyCheck"),
    ("I6", "items[].isCustomizedISO, items[].profiles[].isCustomizedISO"),
    ("I7", "items[].type"),
    ("P1", "items[].profiles[].customizationOptions"),
    ("P2", "items[].profiles[].customizationOptions"),
    ("P3", "items[].profiles[].customizationOptions.bootOptions.bootFileIds[]"),
    ("P4", "items[].profiles[].customizationOptions.customConfigOptions.customConfigFileIds[]"),
    ("P5", "items[].profiles[].customizationOptions.customSoftwareOptions.customSoftwareIds[]"),
    ("P6", "items[].profiles[].customizationOptions.driverOptions.driverFileIds[]"),
    ("P7", "items[].profiles[].customizationOptions.installScriptOptions.scriptFileIds[]"),
    ("P8", "items[].profiles[].customizationOptions.unattendOptions[].unattendFileIds[]"),
    ("P9", "items[].profiles[].customizationOptions.customType"),
    ("P10", "items[].profiles[].customizationOptions.deployDataAndSoftwareLocation"),
    ("P11", "items[].profiles[].id"),
    ("P12", "items[].profiles[].isAllowedInCurrentSecurityMode"),
    (
        "K1",
        "items[].readyCheck.incompatibleWithThinksystem, items[].profiles[].readyCheck.incompatibleWithThinksystem",
    ),
    ("K2", "items[].profiles[].readyCheck.isPlaceholder"),
    ("K3", "items[].profiles[].readyCheck.noPackages"),
    ("K4", "items[].profiles[].readyCheck.noWinpe"),
    ("K5", "items[].profiles[].readyCheck.preloadedWinpe"),
    ("K6", "items[].profiles[].readyCheck.requiresThinksystemKiso"),
    ("K7", "items[].readyCheck.isNotAllowedInCurrentSecurityMode"),
    ("N1", "number"),
    ("M1", "predefinedMacros[]"),
    ("F1", "supportedImages[].allowCustom*"),
    ("F2", "supportedImages[].allowCustomConfigFile"),
    ("F3", "supportedImages[].allowCustomUnattendFile"),
    ("F4", "supportedImages[].allowed*FileExtension[]"),
    ("F5", "supportedImages[].allowed*FileExtension[]"),
    ("F6", "supportedImages[].custom*Releases[]"),
    ("F7", "supportedImages[].custom*Releases[]"),
    ("F8", "supportedImages[].name"),
    ("F9", "supportedImages[].releases[]"),
    ("W1", "unattendFiles[]"),
    ("X1", "result"),
    ("X2", "messages"),
    ("X3", "messages.*"),
    ("E1", "example 1"),
    ("E2", "example 2"),
    ("E3", "example 3"),
    ("H1", "*.id"),
    ("H2", "*"),
    ("H3", "*"),
    ("I8", "items[].deployStatus, items[].profiles[].deployStatus"),
    ("I9", "items[].deployStatus, items[].profiles[].readyCheck"),
    ("F10", "*.osrelease"),
    ("P13", "items[].profiles[].customizationOptions.bootOptions.bootFileIds[]"),
    ("P14", "items[].profiles[].customizationOptions"),
    ("W2", "unattendFiles[].content"),
    ("L1", "*.failedToLoad"),
    ("L2", "unattendFiles[].content"),
    ("L3", "customConfigFiles[].content, unattendFiles[].content"),
    ("L4", "*"),
    ("L5", "*"),
    ("L6", "supportedImages[].allowCustom*"),
    ("L7", "*"),
    ("L8", "*"),
    ("F11", "items[].profiles[].customizationOptions.deployDataAndSoftwareLocation"),
    ("P15", "items[].supportedOsRelease, items[].profiles[].supportedOsRelease"),
    ("P16", "items[].profiles[].type"),
    ("S2", "introduction"),
    ("N2", "lastRefreshed"),
    ("K8", "items[].readyCheck, items[].profiles[].readyCheck"),
    ("L9", "*"),
    ("E4", "items[].isCustomizedISO, items[].profiles[].isCustomizedISO"),
    ("E5", "items[].id"),
    ("E6", "predefinedMacros[].macroName"),
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
    let statements = STATEMENTS.iter().filter(|(id, _)| rule.statements.contains(id));
    let mut attributes = Vec::new();
    for attribute in statements.flat_map(|(_, attributes)| attributes.split(", ")) {
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
        for (id, _) in STATEMENTS {
            let reason = WITHOUT_RULE.iter().any(|(without, _)| without == id);
            assert_ne!(enforcing(id).next().is_some(), reason, "{id}");
        }
        for rule in ALL {
            // Rules of the site group enforce local policy, and those of deployments another reference.
            let is_of_others = matches!(rule.group, Group::Site | Group::Deployment);
            assert_eq!(rule.statements.is_empty(), is_of_others, "{}", rule.id);
            for id in rule.statements {
                assert!(STATEMENTS.iter().any(|(known, _)| known == id), "{}: {id}", rule.id);
            }
        }
    }
}
