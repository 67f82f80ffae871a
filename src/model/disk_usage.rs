//! The space that the repository takes.

use crate::json::{Name, Value};

use super::names;

/// The diskUsage of a response (line 91).
#[derive(Clone, Copy, Debug)]
pub struct DiskUsage<'a>(pub Value<'a>);

/// The seven parts that make up the total.
const PARTS: [Name; 7] = [
    names::BOOT_FILE_DISK_USAGE,
    names::CONFIG_FILE_DISK_USAGE,
    names::DEVICE_DRIVER_DISK_USAGE,
    names::OS_IMAGE_DISK_USAGE,
    names::SCRIPT_FILE_DISK_USAGE,
    names::SOFTWARE_FILE_DISK_USAGE,
    names::UNATTEND_FILE_DISK_USAGE,
];

impl<'a> DiskUsage<'a> {
    /// What it says is used in all, and where (line 98).
    #[must_use]
    pub fn total(self) -> Option<(i64, Value<'a>)> {
        self.number(names::TOTAL_DISK_USAGE)
    }

    /// What its seven parts add up to (lines 92 to 99); none where one is absent or unreadable.
    #[must_use]
    pub fn sum(self) -> Option<i128> {
        PARTS.into_iter().map(|part| self.number(part).map(|(size, _)| i128::from(size))).sum()
    }

    fn number(self, name: Name) -> Option<(i64, Value<'a>)> {
        let value = self.0.get(name).filter(|value| !value.is_damaged())?;
        Some((value.as_i64()?, value))
    }
}
