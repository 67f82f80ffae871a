"""Archives: a table of those that programs write and of those that hide something, and a generator of damage."""

import gzip
import io
import os
import pathlib
import shutil
import struct
import subprocess
import tarfile
import tempfile
import zipfile
import zlib

NUMBER = 0


def response(is_ready=True):
    """A response whose profile no other response has."""
    global NUMBER
    NUMBER += 1
    name = f"win{NUMBER}"
    return json_of(name, "ready" if is_ready else "notReady")


def json_of(name, status):
    profile = f'{{"profileid": "{name}|p", "name": "p", "deployStatus": "{status}", "readyCheck": {{}}}}'
    image = f'{{"id": "{name}", "name": "{name}", "deployStatus": "{status}", "os": "rhel", "profiles": [{profile}]}}'
    return f'{{"items": [{image}], "result": "success"}}'.encode()


def members():
    return [("rack7.json", response()), ("d/rack8.json", response(False)), ("notes.txt", b"x" * 700),
            ("d/e/rack9.ndjson", response() + b"\n" + response())]


# --- tar

def tar(entries, form=tarfile.GNU_FORMAT, end=True, **more):
    to = io.BytesIO()
    with tarfile.open(fileobj=to, mode="w", format=form, **more) as archive:
        for entry in entries:
            add(archive, *entry)
    return to.getvalue() if end else to.getvalue().rstrip(b"\0")


def add(archive, name, content, kind=tarfile.REGTYPE, link="", pax=None):
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, len(content)
    info.pax_headers = pax or {}
    archive.addfile(info, io.BytesIO(content))


def raw(name, content=b"", kind=b"0", link=b"", size=None, magic=b"ustar  \0"):
    """An entry as it stands, whatever its header says."""
    header = bytearray(512)
    header[:len(name)] = name
    header[100:108] = b"0000644\0"
    header[108:124] = b"0000000\0" * 2
    header[124:136] = b"%011o\0" % (len(content) if size is None else size)
    header[136:148] = b"00000000000\0"
    header[156:157] = kind
    header[157:157 + len(link)] = link
    header[257:257 + len(magic)] = magic
    return sealed(header) + content + bytes(-len(content) % 512)


def sealed(header):
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


def record(key, value):
    rest = b" " + key + b"=" + value + b"\n"
    length = len(rest)
    while length != len(rest) + len(str(length)):
        length = len(rest) + len(str(length))
    return str(length).encode() + rest


def tars():
    entries = members()
    end = bytes(1024)
    plain = tar(entries)
    yield "gnu", plain, "agreed"
    yield "ustar", tar(entries, tarfile.USTAR_FORMAT), "agreed"
    yield "pax", tar(entries, tarfile.PAX_FORMAT), "agreed"
    yield "a comment for all, as git archive writes it", tar(entries, tarfile.PAX_FORMAT,
                                                             pax_headers={"comment": "0" * 40}), "agreed"
    long = "d" * 90 + "/" + "e" * 90 + "/rack.json"
    yield "long names of gnu", tar([(long, response())]), "agreed"
    yield "long names of pax", tar([(long, response())], tarfile.PAX_FORMAT), "agreed"
    yield "long names of ustar", tar([(long[20:], response())], tarfile.USTAR_FORMAT), "agreed"
    yield "other letters", tar([("d/é日.json", response()), ("A.JSON", response()), ("a.json", response())]), "agreed"
    yield "a contiguous file", tar([("a.json", response(), tarfile.CONTTYPE)]), "agreed"
    yield "an old file", raw(b"a.json", response(), b"\0", magic=b"\0" * 8) + end, "agreed"
    yield "an old folder", raw(b"a.json/", b"", b"0") + raw(b"a.json/b.json", response()) + end, "agreed"
    yield "a label", raw(b"label", b"", b"V") + plain, "agreed"
    for what, kind in [("hard link", tarfile.LNKTYPE), ("symbolic link", tarfile.SYMTYPE)]:
        yield what, tar([("notes.txt", response()), ("a.json", b"", kind, "notes.txt")]), "refused"
        yield f"{what} of no interest", tar([("a.json", response()), ("x", b"", kind, "a.json")]), "agreed"
    hidden = raw(b"hidden.json", response())
    yield "a hard link with a size", raw(b"a", b"", b"1", b"b", len(hidden)) + hidden + end, "refused"
    yield "a link that hides", raw(b"a", hidden, b"2", b"b") + plain, "refused"
    yield "a folder that hides", raw(b"d/", hidden, b"5") + plain, "refused"
    yield "an unknown kind", raw(b"a.json", response(), b"z") + plain, "refused"
    yield "another volume", raw(b"a.json", response(), b"M") + plain, "refused"
    yield "an appended archive", plain + tar([("more.json", response())]), "refused"
    yield "one behind one block", raw(b"a.json", response()) + bytes(512) + plain, "refused"
    yield "one name twice", tar([("a.json", response()), ("a.json", response(False))]), "refused"
    yield "one place twice", tar([("a.json", response()), ("./a.json", response(False))]), "refused"
    yield "no end", raw(b"a.json", response()), "refused"
    yield "absolute", tar([("/tmp/osready-absolute.json", response())]), "refused"
    yield "leads out", tar([("../osready-out.json", response())]), "refused"
    yield "a sparse file of pax", tar([("a.json", response(), tarfile.REGTYPE, "", {
        "GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "b.json",
        "GNU.sparse.realsize": "9"})], tarfile.PAX_FORMAT), "refused"
    two = record(b"path", b"n.txt") + record(b"path", b"b.json")
    yield "two paths", raw(b"x", two, b"x") + raw(b"a.json", response()) + end, "refused"
    size = record(b"size", b"0")
    yield "a size of pax that hides", raw(b"x", size, b"x") + raw(b"a.txt", hidden) + end, None
    forged = record(b"comment", b"x\n" + record(b"path", b"n.txt")[:-1])
    yield "a record in a record", raw(b"x", forged, b"x") + raw(b"a.json", response()) + end, "refused"
    yield "a folder that is a link", tar([("d", b"", tarfile.SYMTYPE, "e"), ("e/x.json", response()),
                                          ("d/a.json", response())]), None


def written_by_tar():
    """What GNU tar itself writes."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, content in members():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        with (folder / "holes.json").open("wb") as holes:
            holes.write(response())
            holes.write(b" " * 5000)
        for label, options in [("gnu", ["--format=gnu"]), ("posix", ["--format=posix"]), ("v7", ["--format=v7"]),
                               ("ustar", ["--format=ustar"]), ("oldgnu", ["--format=oldgnu"])]:
            yield f"tar --format {label}", made(folder, options), "agreed"
        yield "tar of an excluded folder", made(folder, ["--exclude=d"]), "agreed"
        with (folder / "holes.json").open("ab") as holes:
            holes.truncate(3 << 20)
        yield "tar -S", made(folder, ["-S", "--format=gnu"]), None
        yield "tar -S --format posix", made(folder, ["-S", "--format=posix"]), "refused"
        os.link(folder / "rack7.json", folder / "same.json")
        yield "tar of hard links", made(folder, []), "refused"


def made(folder, options):
    return subprocess.run(["tar", "-C", str(folder), *options, "-cf", "-", "."], check=True,
                          capture_output=True).stdout


# --- zip

def zip_of(entries, method=zipfile.ZIP_DEFLATED, stream=False):
    to = io.BytesIO()
    sink = Stream(to) if stream else to
    with zipfile.ZipFile(sink, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return to.getvalue()


class Stream:
    """A file in which nobody can go back."""

    def __init__(self, to):
        self.to = to

    def write(self, content):
        return self.to.write(content)

    def flush(self):
        pass


def crafted(entries, gap=b"", comment=b""):
    """A zip whose two headers may disagree: (local name, central name or None, content, changes)."""
    body, directory, count = b"", b"", 0
    for local, central, content, changes in entries:
        flags, method = changes.get("flags", 0), changes.get("method", 0)
        common = struct.pack("<HHHHIII", flags, method, 0, 33, zlib.crc32(content), len(content), len(content))
        if central is not None:
            extra = changes.get("extra", b"")
            directory += b"PK\1\2\x14\3\x14\0" + common + struct.pack("<HHHHHII", len(central), len(extra), 0, 0, 0,
                                                                      changes.get("mode", 0) << 16, len(body))
            directory += central + extra
            count += 1
        body += b"PK\3\4\x14\0" + common + struct.pack("<HH", len(local), 0) + local + content
    body += gap
    return body + directory + b"PK\5\6\0\0\0\0" + struct.pack("<HHIIH", count, count, len(directory), len(body),
                                                             len(comment)) + comment


def zips():
    entries = members()
    plain = zip_of(entries)
    yield "deflated", plain, "agreed"
    yield "stored", zip_of(entries, zipfile.ZIP_STORED), "agreed"
    yield "streamed", zip_of(entries, stream=True), "agreed"
    yield "with folders", zip_of([("d/", b"")] + entries), "agreed"
    yield "bzip2", zip_of(entries, zipfile.ZIP_BZIP2), "refused"
    yield "lzma", zip_of(entries, zipfile.ZIP_LZMA), "refused"
    yield "other letters", zip_of([("d/é日.json", response()), ("A.JSON", response()), ("a.json", response())]), "agreed"
    yield "a comment", crafted([(b"a.json", b"a.json", response(), {})], comment=b"hello"), "agreed"
    yield "self-extracting", b"MZ" + bytes(300) + plain, "refused"
    yield "a script before it", b"#!/bin/sh\nexit\n" + plain, "refused"
    yield "another before it", zip_of([("more.json", response())]) + plain, "refused"
    yield "another behind it", plain + zip_of([("more.json", response())]), "refused"
    yield "another in its comment", crafted([(b"a.json", b"a.json", response(), {})],
                                            comment=zip_of([("more.json", response())])), "refused"
    yield "another local name", crafted([(b"n.txt", b"a.json", response(), {})]), "refused"
    yield "another central name", crafted([(b"a.json", b"n.txt", response(), {})]), "refused"
    yield "an entry that the directory lacks", crafted([(b"a.json", b"a.json", response(), {}),
                                                        (b"b.json", None, response(), {})]), "refused"
    yield "one name twice", crafted([(b"a.json", b"a.json", response(), {})] * 2), "refused"
    yield "a link", crafted([(b"a.json", b"a.json", b"b", {"mode": 0o120777})]), "refused"
    yield "encrypted", crafted([(b"a.json", b"a.json", response(), {"flags": 1})]), "refused"
    yield "a folder with content", crafted([(b"a.json/", b"a.json/", response(), {})]), "refused"
    yield "a NUL in its name", crafted([(b"a.json\0.txt", b"a.json\0.txt", response(), {})]), "refused"
    unicode = struct.pack("<HHBI", 0x7075, 11, 1, zlib.crc32(b"n.txt")) + b"b.json"
    yield "another name in Unicode", crafted([(b"n.txt", b"n.txt", response(), {"extra": unicode})]), "refused"
    yield "leads out", crafted([(b"../osready-out.json", b"../osready-out.json", response(), {})]), "refused"
    yield "a gap", crafted([(b"a.json", b"a.json", response(), {})], gap=b"gap"), "refused"
    yield "nothing", crafted([]), "agreed"
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, content in members():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        subprocess.run(["zip", "-q", "-r", "a.zip", "."], cwd=folder, check=True)
        yield "zip", (folder / "a.zip").read_bytes(), "agreed"
        streamed = subprocess.run(["zip", "-q", "-r", "-", "rack7.json", "d"], cwd=folder, check=True,
                                  capture_output=True).stdout
        yield "zip to a pipe", streamed, "agreed"
        subprocess.run(["zip", "-q", "-fz", "b.zip", "rack7.json", "d/rack8.json"], cwd=folder, check=True)
        yield "zip64", (folder / "b.zip").read_bytes(), "agreed"
        subprocess.run(["zip", "-q", "-P", "secret", "c.zip", "rack7.json"], cwd=folder, check=True)
        yield "zip -P", (folder / "c.zip").read_bytes(), "refused"


# --- packed

def zstd(content, *options):
    return subprocess.run(["zstd", "-q", "-c", *options], input=content, capture_output=True, check=True).stdout


def packed():
    plain = tar(members())
    first, second = plain[:700], plain[700:]
    skippable = struct.pack("<II", 0x184D2A53, 5) + b"hello"
    yield "gzip", "a.tar.gz", gzip.compress(plain), "agreed"
    yield "two members", "a.tar.gz", gzip.compress(first) + gzip.compress(second), "agreed"
    yield "rest behind gzip", "a.tar.gz", gzip.compress(plain) + b"rest", "refused"
    yield "zeros behind gzip", "a.tar.gz", gzip.compress(plain) + bytes(512), "refused"
    yield "an archive behind gzip", "a.tgz", gzip.compress(plain) + gzip.compress(tar(members())), "refused"
    yield "cut gzip", "a.tgz", gzip.compress(plain)[:-9], "refused"
    yield "zstd", "a.tar.zst", zstd(plain), "agreed"
    yield "zstd with a checksum", "a.tar.zst", zstd(plain, "--check"), "agreed"
    yield "two frames", "a.tar.zst", zstd(first) + zstd(second), "agreed"
    yield "frames in parallel", "a.tar.zst", zstd(plain, "-T2", "-B512"), "agreed"
    yield "skippable frames", "a.tar.zst", skippable + zstd(first) + skippable + zstd(second) + skippable, "agreed"
    yield "rest behind zstd", "a.tar.zst", zstd(plain) + b"rest", "refused"
    yield "a wrong checksum", "a.tar.zst", zstd(plain, "--check")[:-1] + b"\0", "refused"
    yield "an archive in a second frame", "a.tar.zst", zstd(plain) + zstd(tar([("more.json", response())])), "refused"
    yield "no zstd", "a.tar.zst", gzip.compress(plain), "refused"
    yield "no tar", "a.tar", gzip.compress(plain), "refused"


def table():
    """What it is, its name, its bytes, and whether it must be read or refused; None where both are sound."""
    for label, content, expected in [*tars(), *written_by_tar()]:
        yield label, "a.tar", content, expected
    for label, content, expected in zips():
        yield label, "a.zip", content, expected
    yield from packed()


def generated(rng, number):
    """An archive of some entries, damaged where it may matter most: in headers."""
    if rng.random() < 0.5:
        kinds = [b"0"] * 12 + [b"\0", b"7", b"1", b"2", b"5", b"S", b"x", b"g", b"L", b"K", b"V", b"M", b"3"]
        names = [b"a.json", b"b.json", b"d/c.json", b"n.txt", b"d/", b"./a.json", b"d", b"A.json", b"e.json/"]
        contents = [response(), b"", b"x" * 600, record(b"path", b"p.json"), record(b"size", b"512"),
                    record(b"path", b"q.txt"), b"long.json\0", raw(b"inner.json", response()), bytes(1024)]
        magics = [b"ustar  \0"] * 8 + [b"ustar\0" + b"00"] * 8 + [bytes(8)] * 2 + [b"ustar\0  "]
        content = b""
        for entry in rng.sample(names, rng.randrange(1, 6)):
            kind = rng.choice(kinds)
            inner = response() if rng.random() < 0.8 else rng.choice(contents)
            is_empty = kind in b"1235V" or entry.endswith(b"/")
            inner = b"" if is_empty and rng.random() < 0.9 else inner
            size = None if rng.random() < 0.95 else rng.choice([0, 512, 1, 600])
            if rng.random() < 0.1:
                entry = rng.choice(names)
            content += raw(entry, inner, kind, rng.choice([b"", b"n.txt", b"a.json"]), size, rng.choice(magics))
            if rng.random() < 0.03:
                content += bytes(512)
        content += bytes(rng.choice([0, 512] + [1024, 10240] * 5))
        if rng.random() < 0.1:
            content += tar([("more.json", response())])
        name = "a.tar"
        if rng.random() < 0.2:
            name, content = "a.tgz", gzip.compress(content)
        elif rng.random() < 0.2:
            name, content = "a.tar.zst", zstd(content)
    else:
        name = "a.zip"
        names = [b"a.json", b"b.json", b"d/c.json", b"n.txt", b"d/", b"A.json", b"d\\e.json"]
        entries = []
        for local in rng.sample(names, rng.randrange(1, 5)):
            central = local if rng.random() < 0.95 else rng.choice([*names, None])
            inner = response() if rng.random() < 0.9 else crafted([(b"i.json", b"i.json", response(), {})])
            inner = b"" if local == b"d/" else inner
            entries.append((local, central, inner, {"flags": rng.choice([0] * 40 + [1, 8, 0x800]),
                                                    "method": rng.choice([0] * 40 + [8, 12])}))
        content = crafted(entries, gap=rng.choice([b""] * 20 + [b"gap"]), comment=rng.choice([b"", b"hello"]))
        if rng.random() < 0.1:
            content = b"before" + content
    if rng.random() < 0.2:
        content = bytearray(content)
        for _ in range(rng.randrange(1, 4)):
            content[rng.randrange(len(content))] = rng.randrange(256)
        content = bytes(content)
    return f"generated {number}", name, content, None
