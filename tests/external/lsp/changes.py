"""changes.py OSREADY FILE COUNT: changes a document COUNT times, one after the other, and fails if the server's memory
grows by more than a tenth over the second half."""

import json
import pathlib
import statistics
import subprocess
import sys
import time

MARGIN = 1.1


class Server:
    """A server, and the messages to and from it."""

    def __init__(self, osready: str) -> None:
        self.process = subprocess.Popen([osready, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def send(self, message: dict) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def receive(self) -> dict:
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        return json.loads(self.process.stdout.read(length))

    def resident(self) -> int:
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def main() -> None:
    osready, file, count = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
    server = Server(osready)
    server.send({"id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}})
    server.receive()
    server.send({"method": "initialized", "params": {}})
    uri = file.resolve().as_uri()
    item = {"uri": uri, "languageId": "json", "version": 1, "text": file.read_text(encoding="utf-8")}
    server.send({"method": "textDocument/didOpen", "params": {"textDocument": item}})
    server.receive()
    seconds, half = [], 0
    for number in range(2, count + 2):
        # A space comes and goes.
        end = {"line": 0, "character": 1 if number % 2 else 0}
        change = {"range": {"start": {"line": 0, "character": 0}, "end": end}, "text": "" if number % 2 else " "}
        document = {"uri": uri, "version": number}
        began = time.perf_counter()
        server.send({"method": "textDocument/didChange", "params": {"textDocument": document, "contentChanges": [change]}})
        published = server.receive()
        seconds.append(time.perf_counter() - began)
        assert published["params"]["version"] == number, published
        if number == count // 2:
            half = server.resident()
    end = server.resident()
    server.send({"id": 2, "method": "shutdown"})
    server.receive()
    server.send({"method": "exit"})
    assert server.process.wait(10) == 0
    median = statistics.median(seconds) * 1000
    print(f"{count} changes: {median:.1f} ms each (median), {half} KB after half of them, {end} KB at the end")
    if end > half * MARGIN:
        sys.exit("memory grows")


main()
