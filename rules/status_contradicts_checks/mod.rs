#![doc = include_str!("README.md")]

use crate::finding::{Findings, Group, Level, Rule};
use crate::model::{DeployStatus, Obstacle, Response};

pub(super) static RULE: Rule = Rule {
    id: "status-contradicts-checks",
    group: Group::Consistency,
    level: Level::Error,
    page: include_str!("README.md"),
    statements: &["I1", "I4"],
    check: Some(check),
};

fn check<'a>(response: &Response<'a>, findings: &mut Findings<'a>) {
    for image in response.images() {
        if let Some((DeployStatus::Ready, value)) = image.deploy_status()
            && let Some(flag) = image.incompatible()
        {
            findings
                .add(message("ready", &image.title(), INCOMPATIBLE), value, "ready here")
                .also(flag, "not compatible with ThinkSystem servers")
                .about_image(image)
                .level(Level::Warning)
                .help(HELP);
        }
    }
    for profile in response.profiles() {
        let Some((status, value)) = profile.deploy_status() else { continue };
        let word = match status {
            DeployStatus::Ready => "ready",
            DeployStatus::Warning => "warning",
            DeployStatus::NotReady => continue,
        };
        for (obstacle, flag, is_known) in profile.obstacles() {
            let (reason, label, level) = match (obstacle, status) {
                (Obstacle::Placeholder, _) => {
                    ("it is only a placeholder", "a placeholder", Level::Error)
                }
                (Obstacle::NoWinpe, DeployStatus::Ready) => (
                    "it has no WinPE boot file",
                    "no WinPE boot file",
                    if is_known { Level::Error } else { Level::Warning },
                ),
                (Obstacle::Incompatible, DeployStatus::Ready) => {
                    (INCOMPATIBLE, "not compatible with ThinkSystem servers", Level::Warning)
                }
                _ => continue,
            };
            findings
                .add(message(word, &profile.title(), reason), value, format!("{word} here"))
                .also(flag, label)
                .about(profile)
                .level(level)
                .help(HELP);
        }
    }
}

const INCOMPATIBLE: &str = "it is not compatible with ThinkSystem servers";
const HELP: &str = "do not trust the status before it is clear which of the two holds: refresh the images \
     (Provisioning > Manage OS Images > Refresh), then save the response again";

fn message(word: &str, title: &str, reason: &str) -> String {
    format!("the status of {title} is {word}, but a flag says that {reason}")
}
