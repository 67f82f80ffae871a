//! URIs of documents, and the paths that they stand for.

use std::path::{Path, PathBuf};

use gen_lsp_types::Uri;
use percent_encoding::percent_decode_str;

use crate::sanitize::{self, Untrusted};

/// Returns the path of a document. `None` if it is no file, such as one that was never saved.
pub(super) fn path_of(uri: &Uri) -> Option<PathBuf> {
    let address = uri.as_ref().strip_prefix("file://")?;
    let (host, path) = address.split_at(address.find('/')?);
    let path = percent_decode_str(path).decode_utf8().ok()?;
    // `/C:/racks` and `/c%3A/racks` are drives of Windows; a host is a server there.
    let is_drive = path.as_bytes().get(2) == Some(&b':');
    Some(match host {
        "" | "localhost" if cfg!(windows) && is_drive => PathBuf::from(&path[1..]),
        "" | "localhost" => PathBuf::from(&*path),
        _ if cfg!(windows) => PathBuf::from(format!("//{host}{path}")),
        _ => return None,
    })
}

/// Returns the URI of the file at an absolute path.
pub(super) fn uri_of(path: &Path) -> Uri {
    let path = path.to_string_lossy();
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.into_owned() };
    Uri(Untrusted::from(path).through::<sanitize::Uri>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_path_is_that_of_its_address() {
        for path in ["/racks/rack 7.json", "/r\u{e9}/a%20b#c?d.json", "/a:b/[x].json"] {
            assert_eq!(path_of(&uri_of(Path::new(path))).as_deref(), Some(Path::new(path)));
        }
    }

    #[test]
    fn what_is_no_file_has_no_path() {
        for address in ["untitled:Untitled-1", "git:/a.json?%7B%7D", "file://", "https://a/b.json"]
        {
            assert_eq!(path_of(&Uri::from(address)), None, "{address}");
        }
    }
}
