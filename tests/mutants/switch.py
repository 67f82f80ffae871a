"""Puts all mutants that cargo-mutants lists into one copy of the sources, each behind a switch.

An operator becomes `(if on(7) { a <= b } else { a < b })`, a function begins with
`if on(8) { return None; }`, an arm of a match is guarded by `!on(9)`. Where a mutant stands within
another, the mutated text is the one of the sources: only one is ever on.
"""

import os
import pathlib

import tree_sitter_rust
from tree_sitter import Language, Parser

PARSER = Parser(Language(tree_sitter_rust.language()))
SWITCH = (pathlib.Path(__file__).parent / "switch.rs").read_text()
OPERATIONS = ("binary_expression", "compound_assignment_expr", "let_chain")
LET = ("let_condition", "let_chain")


class Source:
    """A source file, and the places of its mutants in it."""

    def __init__(self, path):
        self.data = path.read_bytes()
        self.root = PARSER.parse(self.data).root_node
        self.lines = [0] + [at + 1 for at, byte in enumerate(self.data) if byte == 10]

    def offset(self, place):
        """The byte of a place that counts lines and characters from 1."""
        start = self.lines[place["line"] - 1]
        line = self.data[start:].split(b"\n", 1)[0].decode()
        return start + len(line[: place["column"] - 1].encode())

    def span(self, mutant):
        return tuple(self.offset(mutant["span"][end]) for end in ("start", "end"))

    def text(self, start, end):
        return self.data[start:end].decode()

    def around(self, span, *kinds):
        node = self.root.descendant_for_byte_range(*span)
        while node and node.type not in kinds:
            node = node.parent
        return node


def edits(source, mutant):
    """What stands before and behind which bytes; None for what the compiler cannot take."""
    start, end = span = source.span(mutant)
    on = f"crate::mutant_switch::on({mutant['number']})"
    new, kind = mutant["replacement"], mutant["genre"]
    text = source.text

    def either(first, last, mutated):
        return first, last, f"(if {on} {{ {mutated} }} else {{ ", " })"

    if kind == "FnValue":
        if "-> impl" in (mutant["function"] or {}).get("return_type", ""):
            way = "crate::mutant_switch::Either"
            return start, end, f"if {on} {{ {way}::Mutated({new}) }} else {{ {way}::Real({{", "}) }"
        return start, start, f"if {on} {{ return {new}; }} ", ""
    if kind == "BinaryOperator":
        node = source.around(span, *OPERATIONS)
        if node.type == "let_chain" or any(child.type in LET for child in node.children):
            return None  # `||` beside a `let`
        first, last = node.start_byte, node.end_byte
        return either(first, last, text(first, start) + new + text(end, last))
    if kind == "UnaryOperator":
        node = source.around(span, "unary_expression")
        return either(node.start_byte, node.end_byte, new + text(end, node.end_byte))
    if kind == "MatchArmGuard":
        return either(start, end, new)
    if kind == "MatchArm":
        pattern = source.around(span, "match_arm").child_by_field_name("pattern")
        guard = pattern.child_by_field_name("condition")
        if guard:
            return guard.start_byte, guard.end_byte, f"!{on} && (", ")"
        return pattern.end_byte, pattern.end_byte, f" if !{on}", ""
    if kind == "StructField":
        node = source.around(span, "struct_expression")
        first, last = node.start_byte, node.end_byte
        behind = end + (text(end, end + 1) == ",")
        return either(first, last, text(first, start) + text(behind, last))
    raise ValueError(f"an unknown kind of mutant: {kind}")


def without_const(source, mutants, constant):
    """The words `const` of mutated functions: a switch is no constant. Those that constants call stay."""
    for mutant in mutants:
        function = source.around(source.span(mutant), "function_item")
        for child in function.children if function else ():
            name = function.child_by_field_name("name").text.decode()
            is_const = child.type == "function_modifiers" and child.text.startswith(b"const")
            if is_const and name not in constant:
                yield child.start_byte, child.start_byte + 5, "/*", "*/"


def switched(source, mutants, constant):
    """The text with its mutants, where each edit went, and the mutants that cannot be."""
    wraps, refused = [], {}
    for mutant in mutants:
        edit = edits(source, mutant)
        if edit:
            wraps.append((*edit, mutant["number"]))
        else:
            refused[mutant["number"]] = "|| in a chain of lets"
    wraps += [(*edit, 0) for edit in sorted(set(without_const(source, mutants, constant)))]
    wraps.sort(key=lambda wrap: (wrap[0], -wrap[1], wrap[4]))
    events = []
    for order, (first, last, before, behind, number) in enumerate(wraps):
        # At one byte: what closes (the last that opened first), what is put in, what opens.
        if behind:
            events.append(((last, 0, -first, -order), behind, number))
        events.append(((first, 2 if behind else 1, 0, order), before, number))
    out, places, done = bytearray(), [], 0
    for (at, *_), text, number in sorted(events):
        out += source.data[done:at]
        places.append((len(out), len(out) + len(text.encode()), number))
        out += text.encode()
        done = at
    return bytes(out + source.data[done:]), places, refused


def write(mutants, dropped, constant, root, tree):
    """Writes the sources with all mutants but the dropped ones. Gives the places of the edits by file,
    and the mutants that cannot be."""
    places, refused, files = {}, {}, {}
    for mutant in mutants:
        files.setdefault(os.path.normpath(mutant["file"]), []).append(mutant)
    for file, of_file in files.items():
        left = [mutant for mutant in of_file if mutant["number"] not in dropped]
        text, places[file], out = switched(Source(root / file), left, constant)
        refused.update(out)
        put(tree / file, text)
    count = 1 + max(mutant["number"] for mutant in mutants)
    library = (root / "src/lib.rs").read_text()
    put(tree / "src/lib.rs", f"#![allow(warnings)]\n{library}{SWITCH.replace('COUNT', str(count))}".encode())
    return places, refused


def put(path, data):
    """Writes what has changed, so that cargo builds no more than that."""
    if not path.exists() or path.read_bytes() != data:
        path.write_bytes(data)
