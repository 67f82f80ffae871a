//! Plans of requests against a snapshot, for pages and tests.

use osready::input::{Discovery, File};
use osready::lint::{FileReport, Linter, Plan, PlanInput};
use osready::policy::FindingFilter;
use osready::report::{Human, Theme};

/// The snapshot of pages that show none: two ready profiles.
pub const SNAPSHOT: &str = r#"{
  "items": [
    {
      "deployStatus": "ready",
      "id": "win2022|",
      "name": "win2022",
      "profiles": [
        {
          "deployStatus": "ready",
          "id": "win2022|win2022-x86_64-install-Standard",
          "name": "win2022-x86_64-install-Standard",
          "readyCheck": { "noWinpe": false }
        }
      ],
      "readyCheck": {}
    },
    {
      "deployStatus": "ready",
      "id": "rhels8.6|",
      "name": "rhels8.6",
      "profiles": [
        {
          "deployStatus": "ready",
          "id": "rhels8.6|rhels8.6-x86_64-install-Minimal",
          "name": "rhels8.6-x86_64-install-Minimal",
          "readyCheck": { "missingPackages": false }
        }
      ],
      "readyCheck": {}
    }
  ]
}
"#;

/// Returns a file with this name and text.
pub fn file(name: &str, text: &str) -> File {
    File::new(name, Discovery::Explicit, text)
}

/// Returns the plan of a request against a snapshot, and perhaps a response of GET /hostPlatforms.
pub fn plan(linter: &Linter, request: &str, snapshot: &str, hosts: Option<&str>) -> Plan {
    let requests = [file("request.json", request)];
    let platforms = hosts.map(|hosts| file("hosts.json", hosts));
    let input = PlanInput {
        requests: &requests,
        snapshot: &file("snapshot.json", snapshot),
        saved: None,
        platforms: platforms.as_ref(),
    };
    linter.plan(&input).expect("shorter than 4 GiB")
}

/// Returns everything that is reported of a plan under a configuration, in one report.
pub fn plan_under(
    configuration: &str,
    request: &str,
    snapshot: &str,
    hosts: Option<&str>,
) -> FileReport {
    let (policy, findings) = super::policy(configuration);
    if !findings.is_empty() {
        return FileReport { findings, ..FileReport::default() };
    }
    let linter = Linter::new().with_excerpts(true).with_policy(policy);
    let mut gate = FindingFilter::new(linter.policy());
    let snapshot = if snapshot.is_empty() { SNAPSHOT } else { snapshot };
    let plan = plan(&linter, request, snapshot, hosts);
    assert_eq!(plan.failures, [], "{request}");
    let mut all = FileReport::default();
    for (index, mut report) in plan.files.into_iter().enumerate() {
        let name = ["request.json", "snapshot.json", "hosts.json"][index];
        gate.file(name, &mut report.findings);
        all.findings.extend(report.findings);
        all.readiness.extend(report.readiness);
        all.incomplete.extend(report.incomplete);
    }
    all.findings.extend(gate.end(|_| true));
    all
}

/// Returns the same for people, without suppressed findings.
pub fn human_plan(
    configuration: &str,
    request: &str,
    snapshot: &str,
    hosts: Option<&str>,
) -> String {
    let mut findings = plan_under(configuration, request, snapshot, hosts).findings;
    findings.retain(|finding| finding.suppressed.is_none());
    let human = Human::new(Theme { color: false, unicode: true }, 80);
    human.findings(&findings).expect("it is written").to_string()
}
