"""Writes snapshots that differ, most of them with defects: snapshots.py COUNT FOLDER [SEED].

Each is one of the samples, damaged in a few places by its number: the same number gives the same file.
"""

import gzip
import pathlib
import random
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
SAMPLES = [
    (ROOT / "tests" / name).read_text(encoding="utf-8")
    for name in (
        "samples/rack7.json",
        "samples/from-the-manual.json",
        "samples/nightly.ndjson",
        "fixtures/base-image.txt",
        "fixtures/single-image.json",
        "fixtures/failure.txt",
    )
]
# The weight of each sample.
WEIGHTS = [8, 3, 3, 3, 6, 1]
CHANGES = [
    ("false", "true"),
    ("true", "false"),
    ('"ready"', '"notReady"'),
    ('"ready"', '"warning"'),
    ("null", '""'),
    ('"id"', '"Id"'),
    ("predefined", "pre-défini 日本"),
    (",\n", "\n"),
    (": ", ":"),
    ("}", ""),
    ("1", "11"),
]
PER_FOLDER = 1000


def damaged(number, seed):
    """Returns the name and the bytes of a snapshot."""
    chance = random.Random(f"{seed} {number}")
    text = chance.choices(SAMPLES, WEIGHTS)[0]
    ending = ".ndjson" if text == SAMPLES[2] else ".json"
    for _ in range(chance.randrange(4)):
        old, new = chance.choice(CHANGES)
        places = text.split(old)
        if len(places) > 1:
            at = chance.randrange(1, len(places))
            text = old.join(places[:at]) + new + old.join(places[at:])
    # No two files are equal.
    text += "\n" + " " * (number % 97)
    kind = chance.random()
    if kind < 0.03:
        content = text.encode("utf-16")
    elif kind < 0.06:
        content = b"\xef\xbb\xbf" + text.encode()
    else:
        content = text.encode()
    if chance.random() < 0.05:
        return f"s{number:06}{ending}.gz", gzip.compress(content, 1, mtime=0)
    return f"s{number:06}{ending}", content


def write(count, folder, seed=1):
    """Writes snapshots in folders of a thousand."""
    for number in range(count):
        name, content = damaged(number, seed)
        below = pathlib.Path(folder) / f"night-{number // PER_FOLDER:03}"
        below.mkdir(parents=True, exist_ok=True)
        (below / name).write_bytes(content)


def bad():
    """Returns files that are not snapshots, or cannot be read: their bytes by name."""
    whole = SAMPLES[0].encode()
    packed = gzip.compress(whole, mtime=0)
    return {
        "cut.json.gz": packed[:200],
        "damaged.json.gz": packed[:100] + b"\0\xff" * 50 + packed[200:],
        "latin-1.json": whole[:50] + b"\xe9" + whole[50:],
        "utf-32.json": SAMPLES[0].encode("utf-32"),
        "half.json": SAMPLES[0].encode("utf-16")[:-1],
        "empty.json": b"",
        "blank.json": b" \n",
        "zeros.json": bytes(5000),
        "package.json": b'{"name": "no response", "version": "1"}',
        "page.json": b"<!DOCTYPE html><html><body>502 Bad Gateway</body></html>",
        "bomb.json.gz": gzip.compress(bytes(60 << 20), mtime=0),
    }


if __name__ == "__main__":
    write(int(sys.argv[1]), sys.argv[2], *sys.argv[3:])
    bad_ones = pathlib.Path(sys.argv[2]) / "bad"
    bad_ones.mkdir(exist_ok=True)
    for name, content in bad().items():
        (bad_ones / name).write_bytes(content)
