//! The allowed extensions of custom files.

use crate::json::{Kind, Value};

use super::{File, FileKind, Response, Text};

/// A file with an extension that its system does not allow.
#[derive(Clone, Copy, Debug)]
pub struct ExtensionFault<'a> {
    /// The file.
    pub file: File<'a>,
    /// The list of its system. `None` if the values of the GET /osImages reference are used instead.
    pub list: Option<Value<'a>>,
}

impl<'a> ExtensionFault<'a> {
    /// Returns the fault of `file`. `None` if its extension is allowed or the check does not apply.
    #[must_use]
    pub fn find(response: &Response<'a>, file: File<'a>) -> Option<Self> {
        let id = file.id().filter(|id| has_file_name(file, id))?;
        let supported = file.system().and_then(|system| response.supported_image(system));
        // If the whole kind is not supported, another rule reports that.
        if supported
            .and_then(|supported| supported.allows(file.kind))
            .is_some_and(|flag| !flag.is_true)
        {
            return None;
        }
        let list = supported.and_then(|supported| supported.extensions(file.kind));
        let is_allowed = match list {
            Some(list) if list.is_incomplete() => return None,
            Some(list) => {
                list.elements().filter_map(Text::of).any(|extension| has_extension(&id, &extension))
            }
            None => {
                file.kind.known_extensions().iter().any(|extension| has_extension(&id, extension))
            }
        };
        (!is_allowed).then_some(Self { file, list })
    }

    /// Returns the list of extensions that applies to `file`, if it cannot be read.
    pub(super) fn unreadable_list(response: &Response<'a>, file: File<'a>) -> Option<Value<'a>> {
        file.id().filter(|id| has_file_name(file, id))?;
        let supported = response.supported_image(file.system()?)?;
        let list = supported.extensions_value(file.kind)?;
        let is_readable = list.kind() == Kind::Array
            && !list.is_incomplete()
            && list.elements().all(|one| one.kind() == Kind::String && !one.is_damaged());
        (!is_readable && list.kind() != Kind::Null).then_some(list)
    }

    /// Returns the allowed extensions.
    #[must_use]
    pub fn allowed(&self) -> Vec<String> {
        match self.list {
            Some(list) => {
                list.elements().filter_map(Text::of).map(|text| text.to_string()).collect()
            }
            None => {
                let known = self.file.kind.known_extensions();
                known.iter().map(|known| (*known).to_owned()).collect()
            }
        }
    }
}

/// Returns `true` if the id of a file is a file name, so that its extension is meaningful. The ids of
/// predefined files are not file names; boot and driver files are often imported in a bundle.
fn has_file_name(file: File<'_>, id: &str) -> bool {
    let is_stamped = || {
        let (stamp, name) = id.split_once('_').unwrap_or_default();
        let stamped =
            stamp.len() >= 8 && stamp.bytes().all(|byte| byte.is_ascii_digit()) && !name.is_empty();
        let known = FileKind::ALL.iter().flat_map(|kind| kind.known_extensions());
        stamped || known.into_iter().any(|extension| has_extension(id, extension))
    };
    let is_name = match file.kind {
        FileKind::Config | FileKind::Script | FileKind::Software | FileKind::Unattend => true,
        FileKind::Boot | FileKind::Driver => is_stamped(),
        FileKind::Bundle => false,
    };
    is_name && file.bundle_id().is_none()
}

fn has_extension(id: &str, extension: &str) -> bool {
    let extension = extension.trim_start_matches('.');
    let Some(at) = id.len().checked_sub(extension.len() + 1) else { return false };
    id.get(at..).is_some_and(|end| end.starts_with('.') && end[1..].eq_ignore_ascii_case(extension))
}
