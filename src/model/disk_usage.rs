//! The disk space that the repository uses.

use crate::json::{KeyId, Value};

use super::names;

/// The `diskUsage` of a response.
#[derive(Clone, Copy, Debug)]
pub struct DiskUsage<'a>(pub Value<'a>);

/// The seven attributes that add up to the total.
pub(crate) const PARTS: [KeyId; 7] = [
    names::BOOT_FILE_DISK_USAGE,
    names::CONFIG_FILE_DISK_USAGE,
    names::DEVICE_DRIVER_DISK_USAGE,
    names::OS_IMAGE_DISK_USAGE,
    names::SCRIPT_FILE_DISK_USAGE,
    names::SOFTWARE_FILE_DISK_USAGE,
    names::UNATTEND_FILE_DISK_USAGE,
];

impl<'a> DiskUsage<'a> {
    /// Returns the total in KB and its value (`diskUsage.totalDiskUsage`).
    #[must_use]
    pub fn total(self) -> Option<(i64, Value<'a>)> {
        self.number(names::TOTAL_DISK_USAGE)
    }

    /// Returns the sum of the seven parts in KB. `None` if one is absent or unreadable.
    #[must_use]
    pub fn sum(self) -> Option<i128> {
        PARTS.into_iter().map(|part| self.number(part).map(|(size, _)| i128::from(size))).sum()
    }

    fn number(self, name: KeyId) -> Option<(i64, Value<'a>)> {
        let value = self.0.get(name).filter(|value| !value.is_damaged())?;
        Some((value.as_i64()?, value))
    }
}
