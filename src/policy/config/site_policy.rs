//! Reads `[site-policy]`.

use crate::config::{
    DeployPath, DeployTarget, DeviceType, MinimumDriverVersion, MinimumRelease, ReleasePattern,
    SitePolicy, Size,
};
use crate::expression::ReleaseNumber;
use crate::model::Version;
use crate::pattern::Pattern;
use crate::source::Spanned;
use crate::spec::System;

use super::reader::{Fields, Node, Reader};
use super::values::{lacks, tables};

/// The maximum of `max-age-days`, in days.
const MAX_DAYS: u32 = 36_500;

/// A list of values with their locations.
type List<T> = Option<Spanned<Vec<Spanned<T>>>>;

pub(super) fn site_policy(reader: &mut Reader, node: Node<'_>) -> SitePolicy {
    let mut fields = reader.fields(
        node,
        &[
            "allowed-images",
            "denied-images",
            "allowed-releases",
            "denied-releases",
            "minimum-release",
            "minimum-boot-file-version",
            "deploy-path",
            "required-drivers",
            "minimum-driver-version",
            "required-unattend-file",
            "denied-preloaded-winpe",
            "custom-profiles-only",
            "max-age-days",
            "disk-budget",
        ],
    );
    SitePolicy {
        allowed_images: images(reader, &mut fields, "allowed-images"),
        denied_images: images(reader, &mut fields, "denied-images"),
        allowed_releases: releases(reader, &mut fields, "allowed-releases"),
        denied_releases: releases(reader, &mut fields, "denied-releases"),
        minimum_release: fields
            .take("minimum-release")
            .map(|node| minimum_release(reader, node))
            .unwrap_or_default(),
        minimum_boot_file_version: fields
            .take("minimum-boot-file-version")
            .and_then(|node| version(reader, node)),
        deploy_path: fields.take("deploy-path").map(|node| deploy_path(reader, node)),
        required_drivers: words(
            reader,
            &mut fields,
            "required-drivers",
            &DeviceType::ALL,
            DeviceType::as_str,
        ),
        minimum_driver_version: tables(
            reader,
            &mut fields,
            "minimum-driver-version",
            minimum_driver_version,
        ),
        required_unattend_file: words(
            reader,
            &mut fields,
            "required-unattend-file",
            &System::ALL,
            System::keyword,
        ),
        denied_preloaded_winpe: words(
            reader,
            &mut fields,
            "denied-preloaded-winpe",
            &DeployTarget::ALL,
            DeployTarget::as_str,
        ),
        custom_profiles_only: fields
            .take("custom-profiles-only")
            .and_then(|node| reader.truth(node)),
        max_age_days: fields.take("max-age-days").and_then(|node| reader.number(node, MAX_DAYS)),
        disk_budget: fields.take("disk-budget").and_then(|node| {
            let read =
                |text: &str| Size::of(text).ok_or_else(|| "not a size with a unit".to_owned());
            reader.parsed(node, read, "write a number and KB, MB, GB or TB, such as \"200 GB\"")
        }),
    }
}

fn words<T: Copy>(
    reader: &mut Reader,
    fields: &mut Fields<'_>,
    key: &str,
    all: &[T],
    as_str: fn(T) -> &'static str,
) -> List<T> {
    let node = fields.take(key)?;
    reader.list(node, |reader, element| reader.one_of(element, all, as_str))
}

fn images(reader: &mut Reader, fields: &mut Fields<'_>, key: &str) -> List<Pattern> {
    fields.take(key).and_then(|node| reader.globs(node, Pattern::of_ids))
}

fn releases(reader: &mut Reader, fields: &mut Fields<'_>, key: &str) -> List<ReleasePattern> {
    let node = fields.take(key)?;
    let help =
        "write a release (\"2019\", \"15.*\"), optionally with an operating system (\"sles 15.*\")";
    reader.list(node, |reader, element| reader.parsed(element, ReleasePattern::of, help))
}

fn version(reader: &mut Reader, node: Node<'_>) -> Option<Spanned<Version>> {
    let read = |text: &str| {
        Version::of(text).ok_or_else(|| "not a version of numbers and dots".to_owned())
    };
    reader.parsed(node, read, "write numbers with dots between them, such as \"2.1\"")
}

fn minimum_release(reader: &mut Reader, node: Node<'_>) -> Vec<MinimumRelease> {
    // Another Linux has releases of several systems.
    let systems = || System::ALL.into_iter().filter(|system| *system != System::OtherLinux);
    let names: Vec<&str> = systems().map(System::keyword).collect();
    let mut fields = reader.fields(node, &names);
    let read = |text: &str| match ReleaseNumber::parse(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err("does not begin with a number".to_owned()),
    };
    let help = "write a release in quotes, such as \"15.3\" or \"2019\"";
    let minimums = systems().filter_map(|system| {
        let node = fields.take(system.keyword())?;
        Some(MinimumRelease { system, release: reader.parsed(node, read, help)? })
    });
    minimums.collect()
}

fn minimum_driver_version(reader: &mut Reader, node: Node<'_>) -> Option<MinimumDriverVersion> {
    let source_span = node.source_span.clone();
    let mut fields = reader.fields(node, &["drivers", "type", "system", "version"]);
    let wanted = fields.take("version");
    if wanted.is_none() {
        let example = "version = \"5.50\"";
        lacks(reader, &source_span, "minimum driver version", "version", example);
    }
    let drivers = fields.take("drivers").map(|node| {
        let help = "write a glob over ids and names, such as \"mlnx*\"";
        reader.parsed(node, Pattern::of_ids, help)
    });
    let device_type =
        fields.take("type").map(|node| reader.one_of(node, &DeviceType::ALL, DeviceType::as_str));
    let system =
        fields.take("system").map(|node| reader.one_of(node, &System::ALL, System::keyword));
    let version = version(reader, wanted?)?;
    // A selection that cannot be read must not become one of all drivers.
    let is_readable = !matches!(drivers, Some(None))
        && !matches!(device_type, Some(None))
        && !matches!(system, Some(None));
    is_readable.then(|| MinimumDriverVersion {
        drivers: drivers.flatten(),
        device_type: device_type.flatten(),
        system: system.flatten(),
        version,
    })
}

fn deploy_path(reader: &mut Reader, node: Node<'_>) -> DeployPath {
    let mut fields = reader.fields(node, &["windows", "linux"]);
    DeployPath {
        windows: fields.take("windows").and_then(|node| reader.text(node)),
        linux: fields.take("linux").and_then(|node| reader.text(node)),
    }
}
