//! The contents of settings and unattend files, parsed once for all rules.

use std::cell::OnceCell;

use crate::json::{SyntaxError, read};
use crate::source::Span;

use super::macros::settings_macros;
use super::secrets::{is_like_xml, secrets_in_settings, secrets_in_text};
use super::xml::Xml;
use super::{File, FileKind, MacroNames, Secret, Text, XmlFault, settings};

/// The content of a settings or unattend file.
#[derive(Debug)]
pub struct Content<'a> {
    /// The file.
    pub file: File<'a>,
    /// The unescaped text.
    pub text: Text<'a>,
    settings: OnceCell<Settings>,
    xml: OnceCell<Xml>,
    secrets: OnceCell<Vec<Secret>>,
}

/// The parsed content of a settings file.
#[derive(Debug, Default)]
struct Settings {
    defect: Option<SyntaxError>,
    macros: Option<MacroNames<'static>>,
    secrets: Vec<Secret>,
}

impl<'a> Content<'a> {
    /// Returns the content of `file`. `None` if it is absent or empty.
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

    /// Returns `true` if a syntax error of the response is within the content, so that it is a guess.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        self.text.value.is_damaged()
    }

    /// Returns the line of the content at which a span begins; 1 for the first.
    #[must_use]
    pub fn line_of(&self, span: Span) -> usize {
        let before = self.text.get(..span.start as usize).unwrap_or_default();
        before.matches('\n').count() + 1
    }

    /// Returns the first syntax error in the JSON of a settings file.
    #[must_use]
    pub fn first_defect(&self) -> Option<&SyntaxError> {
        self.settings().defect.as_ref()
    }

    /// Returns the macros that a settings file defines. `None` if it is damaged or has an unknown
    /// structure.
    #[must_use]
    pub fn defined_macros(&self) -> Option<&MacroNames<'static>> {
        self.settings().macros.as_ref()
    }

    /// Returns the secrets in the content, in the order of the text. Macros are not secrets.
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

    /// Returns the first XML error. `None` if the content is well-formed.
    #[must_use]
    pub fn xml_fault(&self) -> Option<&XmlFault> {
        self.xml().fault.as_ref()
    }

    fn xml(&self) -> &Xml {
        self.xml.get_or_init(|| Xml::of(&self.text))
    }

    fn settings(&self) -> &Settings {
        self.settings.get_or_init(|| {
            let Ok(tree) = read(&self.text, settings::interner()) else {
                return Settings::default();
            };
            let defect = tree.syntax_errors().first().cloned();
            let macros = if defect.is_none() { settings_macros(&tree) } else { None };
            Settings { defect, macros, secrets: secrets_in_settings(&self.text, &tree) }
        })
    }
}
