"""The files that are checked: clean ones, one that the schema refuses, and one with known defects."""

import copy
import functools
import json
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SCHEMA = ROOT / "schemas/osimages.schema.json"
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))


def osready(is_quick):
    """Builds osready: as it is released, or fast."""
    profile = "dev" if is_quick else "release"
    cargo("build", "--locked", "--quiet", "--profile", profile)
    return TARGET / ("debug" if is_quick else "release") / "osready"


def cargo(*arguments):
    made = subprocess.run(["cargo", *map(str, arguments)], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return made.stdout


@functools.cache
def full_path_program(is_quick):
    """Builds the bench of that name, which makes files too."""
    profile = ["--profile", "dev"] if is_quick else []
    messages = cargo("bench", "--locked", "--quiet", *profile, "--bench", "full_path", "--no-run", "--message-format", "json")
    made = map(json.loads, messages.splitlines())
    return next(one["executable"] for one in made if one.get("target", {}).get("name") == "full_path")


def full_path(is_quick, *arguments):
    """Calls the bench of that name."""
    program = full_path_program(is_quick)
    subprocess.run([program, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)


def generate(size, path, defect_share=0, is_quick=False):
    """Makes a response of about that many bytes."""
    full_path(is_quick, "--generate", size, defect_share, path)
    return path


def generate_folder(count, size, folder, is_quick=False):
    """Makes a folder of so many different responses."""
    full_path(is_quick, "--generate-folder", count, size, folder)
    return folder


def folder_of_one(text, count, folder):
    """Makes a folder of so many files with one text."""
    folder.mkdir()
    for index in range(count):
        (folder / f"r{index:04}.json").write_text(text)
    return folder


def against_the_schema(response):
    """A copy of the response that the schema refuses."""
    wrong = copy.deepcopy(response)
    wrong["items"][0]["profiles"][0]["id"] = 5
    return wrong


def with_defects(response):
    """A copy with defects of the first five rules, and what each rule has to find: its id and a pointer."""
    damaged = copy.deepcopy(response)
    found = set()
    # Whatever images there are, there is one of each system that a rule asks about.
    first = damaged["items"][0]
    for name in ("sles12.2", "win2016", "rhels7.4"):
        damaged["items"].append(json.loads(json.dumps(first).replace(first["name"], name)))
    for i, image in enumerate(damaged["items"]):
        for p, profile in enumerate(image["profiles"]):
            # Flags of another system are false alarms, which each has to pass by.
            flags = {"missing-winpe": ("noWinpe", profile["id"].startswith("win")),
                     "kiso-required": ("requiresThinksystemKiso", profile["id"].startswith("sles")),
                     "placeholder-profile": ("isPlaceholder", p % 2 == 0)}
            profile["readyCheck"] = {flag: rule != "placeholder-profile" or is_so for rule, (flag, is_so) in flags.items()}
            found |= {f"{rule} /items/{i}/profiles/{p}/readyCheck/{flag}" for rule, (flag, is_so) in flags.items() if is_so}
    file = {"id": "20250101120000_tools.exe", "name": "tools", "os": "win", "type": "Custom"}
    damaged["softwareFiles"].append(file)
    found.add(f"disallowed-extension /softwareFiles/{len(damaged['softwareFiles']) - 1}/id")
    for n, supported in enumerate(damaged["supportedImages"]):
        if supported["name"] == "win":
            supported |= {"allowCustomSoftwareFile": "true", "allowedSoftwareFileExtension": ["zip"]}
        if supported["name"] == "rhels":
            for flag in ("allowCustomConfigFile", "allowCustomUnattendFile"):
                supported[flag] = "true"
                found.add(f"rhels-config-flags /supportedImages/{n}/{flag}")
    assert len({line.split()[0] for line in found}) == 5, found
    return damaged, found


def write(path, response):
    path.write_text(json.dumps(response))
    return path
