"""Texts of which there is much in one way: `inputs.py KIND COUNT` prints one."""
import sys


def profile(number, flag="true", status="notReady", name=None):
    name = name or f"win2016-x86_64-install-Core-{number}"
    return (f'{{"deployStatus": "{status}", "id": "win2016|{name}", "name": "{name}", '
            f'"readyCheck": {{"noWinpe": {flag}}}}}')


def image(profiles):
    return f'{{"items": [{{"id": "win2016|", "name": "win2016", "profiles": [{", ".join(profiles)}]}}], "number": 1}}'


KINDS = {
    "nesting": lambda n: '{"items": [], "x": [' + ", ".join(["[" * 100 + "1" + "]" * 100] * (n // 25)) + "]}",
    "too-deep": lambda n: '{"items": [], "x": ' + "[" * n + "]" * n + "}",
    "siblings": lambda n: image(profile(i, "false", "ready") for i in range(n)),
    "keys": lambda n: '{"items": [], ' + ", ".join(f'"k{i}": 1' for i in range(n)) + "}",
    "repeated-keys": lambda n: '{"items": [], ' + ", ".join('"number": 0' for _ in range(n)) + "}",
    "repeated-pairs": lambda n: '{"items": [], ' + ", ".join(f'"k{i // 2}": 0' for i in range(n)) + "}",
    "escapes": lambda n: '{"items": [{"id": "a|", "name": "a", "description": "' + "\\n\\u00e9\\\\" * n + '"}]}',
    "errors": lambda n: '{"items": [], "x": [' + "'a',\n" * n + "]}",
    "errors-of-keys": lambda n: '{"items": [], "x": [' + "{a: 1,},\n" * n + "]}",
    "errors-on-one-line": lambda n: '{"items": [], "x": [' + "True,, " * n + "]}",
    "quotes": lambda n: '{"items": [], "x": [' + '"a"b"c", ' * n + "]}",
    "lines-in-a-string": lambda n: '{"items": [], "x": "' + "a\n" * n + '"}',
    "brackets": lambda n: '{"items": [' + '{"id": [1}, ' * n + "1]}",
    "brackets-unclosed": lambda n: '{"items": [' + '{"id": [1,\n' * n + "1]}",
    "findings": lambda n: image(profile(i) for i in range(n)),
    "labels": lambda n: image(profile(0) for _ in range(n)),
    "findings-of-one": lambda n: image([profile(0, "false", "ready")[:-1] + ', "customizationOptions": {"driverOptions": '
                                        '{"driverFileIds": [' + ", ".join(f'"none-{i}"' for i in range(n)) + "]}}}"])
    .replace("{", '{"driverFiles": [], ', 1),
    "an-id": lambda n: image(profile(0, name="x" * n * 20) for _ in range(2)),
    "many-ids": lambda n: image(profile(0, name="x" * 1000 + str(i)) for i in range(n // 10)),
    "responses": lambda n: "\n".join(profile(i) for i in range(n)),
    "heads": lambda n: "HTTP/1.1 200 OK\n\n" * n + '{"items": []}',
    "missing-commas": lambda n: image(["[" + profile(i) + " 1]" for i in range(n)]),
    "prefixes": lambda n: "".join(f"2026-01-01T00:00:00Z saver[7]: {profile(i)}\n" for i in range(n)),
    "prefixes-of-one": lambda n: "> " + image(profile(i) for i in range(n)).replace(", ", ",\n> ") + "\n",
    "log": lambda n: "".join(f"INFO [{i}] GET {{id}} took 3 ms\n" * 100 + profile(i) + "\n" for i in range(n // 10)),
    "brackets-before": lambda n: "[" * n * 100 + "\n" + profile(0),
    "values-in-a-string": lambda n: '{"stdout": "log' + ("\\nok: " + profile(0).replace('"', '\\"')) * n + '"}',
    "colours": lambda n: "".join(f"\x1b[32mok:\x1b[0m {profile(i)}\n" for i in range(n)),
    "white-space": lambda n: '{"items": []' + " \n\t" * n * 10 + "}",
}

if __name__ == "__main__":
    print(KINDS[sys.argv[1]](int(sys.argv[2])))
