"""What people use instead: how each tool is installed, called, and what it has to find."""

import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import Callable

from run import run
from samples import ROOT, SCHEMA, TARGET

HERE = ROOT / "benches/compare"
HOME = TARGET / "compare"
JSONSCHEMA_CLI = "0.60.2"
ARCHITECTURE = {"aarch64": "arm64"}.get(platform.machine(), platform.machine())
READS = "import json, sys\nfor path in sys.argv[1:]: json.load(open(path, 'rb'))"
ENVIRONMENT = {"OSIMAGES_SCHEMA": str(SCHEMA), "NODE_PATH": str(HOME / "node_modules")}


@dataclass
class Tool:
    """One tool: what it does of osready's work, and its command for a list of files."""

    name: str
    work: str
    version: Callable[[], str]
    command: Callable[[list], list]
    # Of its output on a file with defects, the rules and pointers that it found.
    found: Callable[[str], set] | None = None
    missing: str = ""
    # Its command where it is not timed.
    proof: Callable[[list], list] | None = None


def needs(what, *command, folder=HOME, inputs=()):
    """Runs a command that installs something, unless the same one has run before."""
    texts = [str(command), *(path.read_text() for path in inputs)]
    stamp = HOME / f"{what}.{hashlib.sha256(''.join(texts).encode()).hexdigest()[:16]}"
    if not stamp.exists():
        print(f"installing {what}", file=sys.stderr, flush=True)
        environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        subprocess.run([str(part) for part in command], cwd=folder, check=True, env=environment)
        stamp.touch()


def python(program="python"):
    """A program of the virtual environment, which is made where it is not there yet."""
    HOME.mkdir(parents=True, exist_ok=True)
    needs("venv", sys.executable, "-m", "venv", HOME / "python")
    needs("requirements", HOME / "python/bin/pip", "install", "--quiet", "-r", HERE / "requirements.txt",
          inputs=[HERE / "requirements.txt"])
    return HOME / "python/bin" / program


def npm():
    shutil.copy(HERE / "package.json", HOME)
    needs("packages", "npm", "install", "--loglevel", "error", "--no-package-lock", "--no-audit", "--no-fund",
          "--ignore-scripts", inputs=[HERE / "package.json"])


def rust(is_quick):
    """The tools in Rust, optimized unless nothing is to be timed. Gives where the Rego check is."""
    bare = ["--config", "profile.dev.debug=false"]
    debug = ["--debug", *bare] if is_quick else []
    needs("jsonschema-cli", "cargo", "install", "--quiet", "--locked", "--force", *debug, "--root", HOME / "cargo",
          "--target-dir", HOME / "build", f"jsonschema-cli@{JSONSCHEMA_CLI}")
    manifest = ROOT / "benches/rego/Cargo.toml"
    release = bare if is_quick else ["--release"]
    subprocess.run(["cargo", "build", "--quiet", "--locked", *release, "--manifest-path", manifest, "--target-dir",
                    HOME / "rego"], check=True)
    return HOME / "rego" / ("debug" if is_quick else "release") / "rego"


def jq():
    if not shutil.which("jq"):
        for arguments in (["update"], ["install", "-y", "--no-install-recommends", "jq"]):
            subprocess.run(["apt-get", "-q", *arguments], check=True, stdout=subprocess.DEVNULL)


def tried(install, *arguments):
    """What an installation gives, and why there is nothing where it fails."""
    try:
        return install(*arguments), ""
    except (OSError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return None, "it could not be installed"


def first_number(command):
    return re.search(r"\d+(\.\d+)+", run(command, keep=True).output)[0]


def of_npm(package):
    return json.loads((HOME / "node_modules" / package / "package.json").read_text())["version"]


def of_rego():
    return re.search(r'name = "regorus"\nversion = "(.*?)"', (ROOT / "benches/rego/Cargo.lock").read_text())[1]


def of_spectral(output):
    """The rules and pointers of spectral's report."""
    # It says on a line of its own how much it found.
    report, _ = json.JSONDecoder().raw_decode(output[output.index("["):])
    return {f"{one['code']} /{'/'.join(map(str, one['path']))}" for one in report}


def of_lines(output):
    """The rules and pointers of lines that have a file's name first."""
    return {line.split(" ", 1)[1] for line in output.splitlines()}


def of_osready(output):
    """The rules and pointers of osready's own report."""
    return {f"{one['rule']} {one['pointer']}" for one in json.loads(output)["findings"]}


def all_of(osready, is_quick):
    """osready and all tools beside it. Those that cannot be had say so."""
    check = [osready, "check", "--no-config"]
    bin, no_python = tried(python)
    bin = bin and bin.parent
    # The binary itself: its wrapper in Python would be timed too.
    sourcemeta = next(HOME.glob(f"python/lib/*/site-packages/sourcemeta_jsonschema/jsonschema-linux-{ARCHITECTURE}"), None)
    _, no_node = tried(npm)
    rego, no_rust = tried(rust, is_quick)
    _, no_jq = tried(jq)
    modules = HOME / "node_modules"
    spectral = ["node", modules / "@stoplight/spectral-cli/dist/index.js", "lint", "--quiet", "--format", "json",
                "--ruleset", HOME / "spectral.mjs"]
    shutil.copy(HERE / "spectral.mjs", HOME)
    return [
        Tool("osready", "schema, all rules", lambda: first_number([osready, "--version"]),
             lambda files: [*check, "--format", "concise", *files], of_osready,
             proof=lambda files: [*check, "--format", "json", *files]),
        Tool("sourcemeta jsonschema", "schema", lambda: first_number([sourcemeta, "version"]),
             lambda files: [sourcemeta, "validate", SCHEMA, *files], missing=no_python),
        Tool("sourcemeta jsonschema --fast", "schema, first error", lambda: first_number([sourcemeta, "version"]),
             lambda files: [sourcemeta, "validate", "--fast", SCHEMA, *files], missing=no_python),
        Tool("jsonschema-cli", "schema", lambda: JSONSCHEMA_CLI,
             lambda files: [HOME / "cargo/bin/jsonschema-cli", "validate", SCHEMA,
                            *(part for file in files for part in ("-i", file))], missing=no_rust),
        Tool("ajv", "schema", lambda: of_npm("ajv"),
             lambda files: ["node", HERE / "ajv.cjs", SCHEMA, *files], missing=no_node),
        Tool("check-jsonschema", "schema", lambda: first_number([bin / "check-jsonschema", "--version"]),
             lambda files: [bin / "check-jsonschema", "--schemafile", SCHEMA, *files], missing=no_python),
        Tool("Rego (regorus)", "schema, five rules", of_rego,
             lambda files: [rego, HERE / "rules.rego", SCHEMA, *files], of_lines, no_rust),
        Tool("spectral", "schema, five rules", lambda: of_npm("@stoplight/spectral-cli"),
             lambda files: [*spectral, *files], of_spectral, no_node),
        Tool("jq", "reading alone", lambda: first_number(["jq", "--version"]),
             lambda files: ["jq", "empty", *files], missing=no_jq),
        Tool("Python json.load", "reading alone", lambda: ".".join(map(str, sys.version_info[:3])),
             lambda files: [sys.executable, "-c", READS, *files]),
    ]
