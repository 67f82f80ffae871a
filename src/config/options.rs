//! Options that change how single rules read a response.

use crate::model::Target;

/// Options of single rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleOptions {
    /// How to interpret `preloadedWinpe`.
    pub preloaded_winpe: Reading,
    /// The kind of target that profiles are deployed to.
    pub target: Target,
}

/// How to interpret `preloadedWinpe`, which the GET /osImages reference describes in two opposite ways.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "lowercase"))]
pub enum Reading {
    /// By its name, with a note that the meaning is uncertain.
    #[default]
    Unsure,
    /// By its name: `true` means that the WinPE boot file is preloaded.
    Name,
    /// By the description of its values: `false` means that the WinPE boot file is preloaded.
    Values,
}

impl Reading {
    /// All interpretations.
    pub const ALL: [Self; 3] = [Self::Unsure, Self::Name, Self::Values];

    /// Returns the value of the option in the configuration.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unsure => "unsure",
            Self::Name => "name",
            Self::Values => "values",
        }
    }
}

/// The servers that profiles are deployed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "lowercase"))]
pub enum DeployTarget {
    /// `ThinkSystem` servers.
    ThinkSystem,
}

impl DeployTarget {
    /// All variants.
    pub const ALL: [Self; 1] = [Self::ThinkSystem];

    /// Returns the name for messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ThinkSystem => "ThinkSystem",
        }
    }

    /// Returns the name in configurations.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ThinkSystem => "thinksystem",
        }
    }
}
