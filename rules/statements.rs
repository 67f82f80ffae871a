//! The checkable statements of the GET /osImages reference, and the rules that enforce them.

use crate::diagnostic::Rule;

use super::ALL;

/// All statements, as pairs of id and source: the lines of the reference, or another source.
pub const STATEMENTS: &[(&str, &str)] = &[
    ("Q1", "19-25"),
    ("Q2", "17-27"),
    ("R1", "31-37"),
    ("A1", "41-42"),
    ("T1", "43-455"),
    ("V1", "43-455"),
    ("B1", "49-50,62-63"),
    ("B2", "45,101"),
    ("C1", "70,422"),
    ("C2", "71,72"),
    ("D1", "91-99"),
    ("S1", "128-131"),
    ("U1", "148-151"),
    ("I1", "155-156,211-212"),
    ("I2", "157-159,213-215"),
    ("I3", "160,216"),
    ("I4", "162,218"),
    ("I5", "163,219"),
    ("I6", "165-167,225-227"),
    ("I7", "279-282"),
    ("P1", "173-175"),
    ("P2", "177"),
    ("P3", "179-183"),
    ("P4", "184-185"),
    ("P5", "186-187"),
    ("P6", "199-203"),
    ("P7", "204-208"),
    ("P8", "209-210"),
    ("P9", "188-193"),
    ("P10", "194-198"),
    ("P11", "221"),
    ("P12", "222-224"),
    ("K1", "232-236,272-276"),
    ("K2", "237-241"),
    ("K3", "242-246"),
    ("K4", "247-251"),
    ("K5", "252-256"),
    ("K6", "257-261"),
    ("K7", "267-270"),
    ("N1", "285"),
    ("M1", "286-287"),
    ("F1", "308-346"),
    ("F2", "313-319"),
    ("F3", "340-346"),
    ("F4", "347-389"),
    ("F5", "347-389"),
    ("F6", "390-407"),
    ("F7", "390-407"),
    ("F8", "409-419"),
    ("F9", "420"),
    ("W1", "421"),
    ("X1", "443-445"),
    ("X2", "446-449"),
    ("X3", "450-455"),
    ("E1", "457-693"),
    ("E2", "700-738"),
    ("E3", "740-753"),
    ("H1", "all"),
    ("H2", "all"),
    ("H3", "all"),
    ("I8", "155-163,211-219,279-282"),
    ("I9", "155-163,211-219,231-276"),
    ("F10", "52,65,86,123,301,436"),
    ("P13", "156,179-180,212,247-250"),
    ("P14", "55,88,125,145,304,421,438"),
    ("W2", "385-389,423"),
    ("L1", "elsewhere"),
    ("L2", "elsewhere"),
    ("L3", "71,423"),
    ("L4", "elsewhere"),
    ("L5", "elsewhere"),
    ("L6", "308-346"),
    ("L7", "elsewhere"),
    ("L8", "all"),
    ("F11", "194-198,330-334"),
    ("P15", "262,278"),
    ("P16", "263-265"),
    ("S2", "35"),
    ("N2", "284"),
    ("K8", "211-276"),
    ("L9", "all"),
    ("E4", "elsewhere"),
    ("E5", "elsewhere"),
    ("E6", "elsewhere"),
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

/// Returns the sources of the statements that a rule enforces, one entry per statement.
pub fn lines_of(rule: &Rule) -> impl Iterator<Item = &'static str> {
    STATEMENTS.iter().filter(|(id, _)| rule.statements.contains(id)).map(|(_, lines)| *lines)
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
