//! The texts within settings and unattend files, each read once for all rules.

use std::cell::OnceCell;

use crate::json::{Defect, read};

use super::macros::settings_macros;
use super::secrets::{is_like_xml, secrets_in_settings, secrets_in_text};
use super::xml::Xml;
use super::{File, FileKind, MacroNames, Secret, Text, XmlFault, settings};

/// The content of a settings or unattend file.
#[derive(Debug)]
pub struct Content<'a> {
    /// The file.
    pub file: File<'a>,
    /// Its text, as unescaped.
    pub text: Text<'a>,
    settings: OnceCell<Settings>,
    xml: OnceCell<Xml>,
    secrets: OnceCell<Vec<Secret>>,
}

/// What the content of a settings file says, read as JSON.
#[derive(Debug, Default)]
struct Settings {
    defect: Option<Defect>,
    macros: Option<MacroNames>,
    secrets: Vec<Secret>,
}

impl<'a> Content<'a> {
    /// The content of `file`; none where it has none, or an empty one.
    pub(super) fn of(file: File<'a>) -> Option<Self> {
        let text = file.content()?;
        Some(Self {
            file,
            text,
            settings: OnceCell::new(),
            xml: OnceCell::new(),
            secrets: OnceCell::new(),
        })
    }

    /// Whether a defect of the response's own text stands in it, so that it is a guess.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        self.text.value.is_damaged()
    }

    /// The first defect of a settings file as JSON.
    #[must_use]
    pub fn first_defect(&self) -> Option<&Defect> {
        self.settings().defect.as_ref()
    }

    /// The macros that a settings file defines; none where it is damaged, or of a shape that is not
    /// known.
    #[must_use]
    pub fn defined_macros(&self) -> Option<&MacroNames> {
        self.settings().macros.as_ref()
    }

    /// The secrets in it, in their order. Macros are none.
    #[must_use]
    pub fn secrets(&self) -> &[Secret] {
        self.secrets.get_or_init(|| {
            if !is_like_xml(&self.text) {
                return match self.file.kind {
                    FileKind::Config => self.settings().secrets.clone(),
                    _ => secrets_in_text(&self.text, None),
                };
            }
            let Xml { fault, secrets } = self.xml();
            secrets_in_text(&self.text, fault.is_none().then_some(secrets))
        })
    }

    /// The first thing that keeps it from being well-formed XML; none where nothing does.
    #[must_use]
    pub fn xml_fault(&self) -> Option<&XmlFault> {
        self.xml().fault.as_ref()
    }

    fn xml(&self) -> &Xml {
        self.xml.get_or_init(|| Xml::of(&self.text))
    }

    fn settings(&self) -> &Settings {
        self.settings.get_or_init(|| {
            let Ok(tree) = read(&self.text, settings::vocabulary()) else {
                return Settings::default();
            };
            let defect = tree.defects().first().cloned();
            let macros = if defect.is_none() { settings_macros(&tree) } else { None };
            Settings { defect, macros, secrets: secrets_in_settings(&self.text, &tree) }
        })
    }
}
