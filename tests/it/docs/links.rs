//! Links within the repository.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{pages, read, root, slug};

/// Returns the targets of the links and images of a page.
fn targets(page: &str) -> Vec<String> {
    let events = Parser::new_ext(page, Options::ENABLE_TABLES);
    let targets = events.filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
            Some(dest_url.to_string())
        }
        _ => None,
    });
    targets.collect()
}

/// Returns the anchors of a page's headings, as code hosts make them.
fn anchors(page: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    let mut title: Option<String> = None;
    for event in Parser::new_ext(page, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. }) => title = Some(String::new()),
            Event::Text(text) | Event::Code(text) => {
                title.as_mut().into_iter().for_each(|title| title.push_str(&text));
            }
            Event::End(TagEnd::Heading(_)) => {
                let anchor = slug(&title.take().unwrap_or_default());
                let mut numbered = anchor.clone();
                for number in 1.. {
                    if anchors.insert(numbered.clone()) {
                        break;
                    }
                    numbered = format!("{anchor}-{number}");
                }
            }
            _ => {}
        }
    }
    anchors
}

#[test]
fn every_link_resolves() {
    let mut wrong = Vec::new();
    let mut links = 0;
    for name in pages().into_iter().chain(["CHANGELOG.md".to_owned()]) {
        let page = read(&name);
        let folder = root().join(&name);
        let folder = folder.parent().expect("a folder");
        for target in targets(&page).into_iter().filter(|target| !target.contains("://")) {
            links += 1;
            let (file, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let path = folder.join(file);
            if !file.is_empty() && !path.exists() {
                wrong.push(format!("{name}: {target}: no such file"));
            } else if !anchor.is_empty() {
                let other = if file.is_empty() {
                    page.clone()
                } else {
                    std::fs::read_to_string(path).expect("a page")
                };
                if !anchors(&other).contains(anchor) {
                    wrong.push(format!("{name}: {target}: no such heading"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(links > 100, "{links}");
}

#[test]
fn the_index_lists_every_page_once() {
    let listed = targets(&read("docs/README.md"));
    for name in pages() {
        let Some(page) = name.strip_prefix("docs/").filter(|page| *page != "README.md") else {
            continue;
        };
        assert_eq!(listed.iter().filter(|target| *target == page).count(), 1, "{page}");
    }
}

#[test]
fn anchors_are_those_of_code_hosts() {
    let page = "# `[[rule]]`\n## What `git` ignores\n## A, b\n## A, b\n";
    let expected = ["rule", "what-git-ignores", "a-b", "a-b-1"].map(str::to_owned);
    assert_eq!(anchors(page), expected.into());
}
