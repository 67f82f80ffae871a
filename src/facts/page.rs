//! The documentation of the rule model.

use std::fmt::Write as _;

use super::schema::{FieldType, Kind};

/// Returns the reference of the rule model, in Markdown.
#[must_use]
pub fn page() -> String {
    let mut page = String::from(BEGIN);
    for kind in Kind::ALL {
        let _ = writeln!(
            page,
            "\n## {}\n\n| attribute | type | in the response | what it is |\n|---|---|---|---|",
            title(kind)
        );
        for field in kind.fields() {
            let json =
                if field.json.is_empty() { String::new() } else { format!("`{}`", field.json) };
            let _ = writeln!(
                page,
                "| `{}` | {} | {json} | {} |",
                field.name,
                type_name(field.of),
                field.summary.replace('|', "\\|")
            );
        }
    }
    page
}

fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::Response => "`response`",
        Kind::Image => "`image`",
        Kind::Profile => "`profile`",
        Kind::Flags => "Flags",
        Kind::ProfileFiles => "Files of a profile",
        Kind::File => "`file`",
        Kind::Supported => "`supported`",
        Kind::DiskUsage => "Disk usage",
    }
}

fn type_name(of: FieldType) -> String {
    match of {
        FieldType::Bool => "boolean".to_owned(),
        FieldType::Int => "integer".to_owned(),
        FieldType::String => "string".to_owned(),
        FieldType::Strings => "list of strings".to_owned(),
        FieldType::Word(words) => {
            words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
        }
        FieldType::Object(kind) => kind.as_str().to_owned(),
        FieldType::Objects(kind) => format!("list: {}", kind.as_str()),
    }
}

const BEGIN: &str = "\
# The rule model

What expressions of `[[rule]]` and `osready inventory` see of a response. `osready explain rule-model` prints
this page.

- A rule has two variables: its subject (`image`, `profile`, `file` or `supported`, by `each`) and `response`.
- An attribute can be **absent**: the response does not have it, or it is null. `has(profile.release)` asks
  whether it is there; `profile.?release.orValue('')` replaces it.
- An attribute can be **unreadable**: it has another type or an unknown value, it is damaged, or it has
  contradictory duplicates. Nothing replaces it.
- An expression that needs an absent or unreadable attribute is **unknown**, unless `&&`, `||`, `all` or `exists`
  decide without it. A rule that is unknown is a finding.

## Expressions

Expressions are a subset of [CEL](https://cel.dev), with types that are checked when the configuration is read.

| | |
|---|---|
| literals | `true`, `12`, `'text'`, `r'raw\\d'`, `['a', 'b']` |
| operators | `!` `&&` `\\|\\|` `? :` `==` `!=` `<` `<=` `>` `>=` `in` `+` `-` `*` `/` `%` |
| lists | `size()`, `all(f, …)`, `exists(f, …)`, `exists_one(f, …)`, `filter(f, …)`, `map(f, …)`, `list[0]` |
| strings | `size()`, `contains`, `startsWith`, `endsWith`, `matches` (a regular expression, written as a string), `lowerAscii()` |
| absent values | `has(a.b)`, `a.?b.orValue(…)`, `a.?b.hasValue()` |
| versions | `version('15.3')`: `12SP3` equals `12.3`, 2.10 is newer than 2.9, 2012r2 than 2012 |
| numbers | `string(12)` |

Other than in CEL, strings have no order (compare versions), a string is compared only with values that the
attribute can have, and variables are not shadowed. Maps, null, floating-point numbers and dates are not
supported. An expression has at most 4096 bytes, 48 levels of nesting and two nested comprehensions. A rule
takes at most 5 million steps on a response, all rules together 20 million; a rule that takes more is an
incomplete check, and the exit code is 2.
";
