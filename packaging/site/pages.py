"""pages.py FOLDER [SOURCE]: writes the pages of the site for mdBook: docs/, the pages of the rules, and what they link to.

A rule's page is `rules/ID.md`, where `docs-url` leads. The contents are the lists of docs/README.md, with the rules below
docs/rules.md. Links to other files of the repository lead to SOURCE, the address of its files, or are taken away."""

import os
import pathlib
import re
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINK = re.compile(r"(!?)\[((?:[^\[\]`]|`[^`\n]*`)*)\]\(([^()\s#]*)(#[^()\s]*)?\)")
FENCE = re.compile(r"^(`{3,}).*?^\1$", re.MULTILINE | re.DOTALL)


def rule_pages() -> dict[pathlib.Path, str]:
    pages = sorted((ROOT / "rules").glob("**/README.md"))
    return {page: page.parent.relative_to(ROOT / "rules").as_posix().replace("_", "-") for page in pages}


def site_paths() -> dict[pathlib.Path, str]:
    """The files of the site by their place in the repository."""
    paths = {page: page.relative_to(ROOT / "docs").as_posix() for page in sorted((ROOT / "docs").glob("**/*.*"))}
    paths[ROOT / "docs/README.md"] = "index.md"
    for page in ["CHANGELOG.md", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "SECURITY.md"]:
        paths[ROOT / page] = page.lower()
    for schema in sorted((ROOT / "schemas").glob("*.json")):
        paths[schema] = f"schemas/{schema.name}"
    return paths | {page: f"rules/{rule}.md" for page, rule in rule_pages().items()}


def with_links(text: str, file: pathlib.Path, paths: dict[pathlib.Path, str], source: str) -> str:
    def link(match: re.Match[str]) -> str:
        image, title, target, fragment = match[1], match[2], match[3], match[4] or ""
        if not target or "://" in target:
            return match[0]
        path = (file.parent / target).resolve()
        if path in paths:
            return f"{image}[{title}]({os.path.relpath(paths[path], os.path.dirname(paths[file]) or '.')}{fragment})"
        if not path.exists():
            sys.exit(f"{file}: {target} is not there")
        return f"[{title}]({source}/{path.relative_to(ROOT).as_posix()}{fragment})" if source else title

    # Nothing within a block is a link.
    parts, end = [], 0
    for block in FENCE.finditer(text):
        parts += [LINK.sub(link, text[end : block.start()]), block[0]]
        end = block.end()
    return "".join([*parts, LINK.sub(link, text[end:])])


def summary(paths: dict[pathlib.Path, str]) -> str:
    lines = ["# Summary", "", "[osready](index.md)", ""]
    for line in (ROOT / "docs/README.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            lines += ["", f"# {line[3:]}", ""]
        elif entry := re.match(r"- \[(.*?)\]\((.*?)\)", line):
            page = (ROOT / "docs" / entry[2]).resolve()
            lines.append(f"- [{entry[1]}]({paths[page]})")
            if page == ROOT / "docs/rules.md":
                lines += [f"  - [{rule}](rules/{rule}.md)" for rule in sorted(rule_pages().values())]
    lines += ["", "[Changelog](changelog.md)", "[Code of conduct](code_of_conduct.md)", ""]
    return "\n".join(lines)


def main() -> None:
    folder, source = pathlib.Path(sys.argv[1]), sys.argv[2].rstrip("/") if len(sys.argv) > 2 else ""
    paths = site_paths()
    for file, name in paths.items():
        to = folder / name
        to.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix == ".md":
            to.write_text(with_links(file.read_text(encoding="utf-8"), file, paths, source), encoding="utf-8")
        else:
            shutil.copyfile(file, to)
    (folder / "SUMMARY.md").write_text(summary(paths), encoding="utf-8")


main()
