#!/usr/bin/env python3
"""Fails if modules of a crate import each other in a circle.

Between crates Cargo forbids circles; inside one the compiler allows them. Here every file of a crate
is a module of the graph, a parent and its children included, and an import is an edge to the file
that defines what is imported: a facade that only passes a name on (`pub use`) imports nothing and is
looked through. Modules that are compiled for tests alone are left out, because a test may know
everything.

Before the crates of this workspace, crates with a planted circle are examined, and ones without.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

NAME = r"[A-Za-z_]\w*"
# What has no meaning for the graph and could be mistaken for code: comments, strings, characters.
# Block comments nest in Rust; none does here, and one that did would be found by the parser below.
NOISE = re.compile(
    r"""//[^\n]*
      | /\*.*?\*/
      | b?r(?P<hashes>\#*)".*?"(?P=hashes)
      | [bc]?"(?:\\.|[^"\\])*"
      | b?'(?:\\(?:x[0-9a-fA-F]{2}|u\{[^}]*\}|.)|[^'\\\n])'
    """,
    re.VERBOSE | re.DOTALL,
)
USE = re.compile(rf"(?P<seen>\bpub(?:\([^)]*\))?\s+)?\buse\s+(?P<tree>[^;]+);")
MODULE = re.compile(rf"\bmod\s+({NAME})\s*;")
TEST = re.compile(r"#\[cfg\((?:all\()?test\b")
DEFINED = r"\b(?:fn|struct|enum|union|trait|type|const|static|mut|macro_rules!)\s+{}\b"


def blank(match):
    """Spaces in place of a match, so that lines keep their numbers."""
    return re.sub(r"[^\n]", " ", match.group())


def without_tests(code):
    """The code without what is compiled for tests alone."""
    while found := TEST.search(code):
        at = start = found.start()
        while code[at] == "#":  # further attributes
            at = end_of_block(code, at, "[", "]")
            at += len(code[at:]) - len(code[at:].lstrip())
        semicolon, brace = code.find(";", at), code.find("{", at)
        if 0 <= semicolon and not 0 <= brace < semicolon:
            end = semicolon + 1
        elif code[at:brace].lstrip().startswith(("use ", "pub use ", "pub(crate) use ")):
            end = semicolon + 1
        else:
            end = end_of_block(code, brace, "{", "}")
        code = code[:start] + re.sub(r"[^\n]", " ", code[start:end]) + code[end:]
    return code


def end_of_block(code, start, opening, closing):
    """The place behind the bracket that closes the first one from `start` on."""
    depth = 0
    for at in range(start, len(code)):
        depth += (code[at] == opening) - (code[at] == closing)
        if depth == 0 and code[at] == closing:
            return at + 1
    raise ValueError(f"no {closing} after {code[start:start + 60]!r}")


def leaves(tree, above=()):
    """Every path that a `use` tree stands for, with the name it gets: `(("a", "b"), "b")`."""
    tree = tree.strip()
    if "{" in tree:
        head, rest = tree.split("{", 1)
        above = (*above, *(part.strip() for part in head.split("::") if part.strip()))
        depth, part = 0, ""
        for letter in rest[: rest.rindex("}")] + ",":
            depth += (letter == "{") - (letter == "}")
            if letter == "," and depth == 0:
                if part.strip():
                    yield from leaves(part, above)
                part = ""
            else:
                part += letter
        return
    path, _, alias = re.sub(r"\s+", " ", tree).partition(" as ")
    path = (*above, *(part.strip() for part in path.split("::") if part.strip()))
    if len(path) > 1 and path[-1] == "self":
        path = path[:-1]
    yield path, alias.strip() or path[-1]


class Module:
    """One file."""

    def __init__(self, crate, path, file):
        self.crate, self.path, self.file = crate, path, file
        self.code = without_tests(NOISE.sub(blank, file.read_text(encoding="utf-8")))
        self.children = MODULE.findall(self.code)
        self.uses = [  # (path, name, whether others see it, place)
            (path, name, bool(use["seen"]), use.start())
            for use in USE.finditer(self.code)
            for path, name in leaves(use["tree"])
        ]
        self.body = USE.sub(blank, self.code)

    def defines(self, name):
        return re.search(DEFINED.format(re.escape(name)), self.body) is not None

    def mentions(self, name):
        return re.search(rf"\b{re.escape(name)}\b", self.body) is not None

    def line(self, place):
        return self.code.count("\n", 0, place) + 1

    def imports(self):
        """Every path that is needed here, and its place."""
        for path, name, seen, place in self.uses:
            # What is passed on and not needed here is no import of this module's.
            if not seen or path[-1] == "*" or self.mentions(name):
                if not (seen and path[-1] == "*"):
                    yield path, place
        heads = "|".join(["crate", "super", "self", *self.children])
        for match in re.finditer(rf"(?<![\w:])(?:{heads})(?:\s*::\s*{NAME})+", self.body):
            yield tuple(re.findall(NAME, match.group())), match.start()


class Crate:
    """The modules of one target, by path."""

    def __init__(self, root):
        self.modules = {}
        self.read((), root)

    def read(self, path, file):
        module = self.modules[path] = Module(self, path, file)
        folder = file.parent if file.stem in ("mod", "lib", "main") or not path else None
        folder = folder or file.parent / file.stem
        for child in module.children:
            found = [folder / f"{child}.rs", folder / child / "mod.rs"]
            found = [file for file in found if file.is_file()]
            if not found:
                raise ValueError(f"{file}: no file for `mod {child};`")
            self.read((*path, child), found[0])

    def absolute(self, module, path):
        """A path as seen from the crate's root; `None` for one that leads out of the crate."""
        head, *rest = path
        if head == "crate":
            return tuple(rest)
        here = module.path
        if head == "self":
            return (*here, *rest)
        if head == "super":
            while rest and rest[0] == "super":
                here, rest = here[:-1], rest[1:]
            return (*here[:-1], *rest)
        if head in module.children:
            return (*here, *path)
        return None

    def defining(self, path, seen=frozenset()):
        """The module that defines what an absolute path names; `None` outside the crate."""
        at = ()
        for index, part in enumerate(path):
            if (*at, part) in self.modules:
                at = (*at, part)
                continue
            if part == "*" or (at, part) in seen:
                return at
            return self.through(self.modules[at], part, path[index + 1 :], seen | {(at, part)})
        return at

    def through(self, module, name, rest, seen):
        """The module behind a name that is no child of `module`: itself, or what it passes on."""
        for path, known, _, _ in module.uses:
            if known == name:
                path = self.absolute(module, path)
                return None if path is None else self.defining((*path, *rest), seen)
        if not module.defines(name):
            for path, known, _, _ in module.uses:
                source = self.absolute(module, path[:-1]) if known == "*" else None
                if source in self.modules and self.modules[source].defines(name):
                    return source
        return module.path

    def edges(self):
        """From each module to the modules it imports, each with a place that says so."""
        edges = {path: {} for path in self.modules}
        for module in self.modules.values():
            for path, place in module.imports():
                path = self.absolute(module, path)
                target = None if path is None else self.defining(path)
                if target is not None and target != module.path:
                    edges[module.path].setdefault(target, f"{module.file}:{module.line(place)}")
        return edges


def circles(edges):
    """The strongly connected components of more than one module (Tarjan)."""
    number, low, stack, found = {}, {}, [], []

    def visit(node):
        number[node] = low[node] = len(number)
        stack.append(node)
        for target in edges[node]:
            if target not in number:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], number[target])
        if low[node] == number[node]:
            component = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(component) > 1:
                found.append(sorted(component))

    sys.setrecursionlimit(10_000)
    for node in edges:
        if node not in number:
            visit(node)
    return found


def called(path):
    return "::".join(("crate", *path))


def examine(root):
    """What is wrong in the crate with this root file, in lines; and how many modules were seen."""
    edges = Crate(root).edges()
    lines = []
    for circle in circles(edges):
        lines.append("circle: " + ", ".join(map(called, circle)))
        for source in circle:
            for target, place in edges[source].items():
                if target in circle:
                    lines.append(f"  {called(source)} imports {called(target)} ({place})")
    return lines, len(edges)


# Files of a crate, and the modules of its one circle.
PLANTED = {
    "siblings": (
        {"lib.rs": "mod a;\nmod b;", "a.rs": "use crate::b::B;", "b.rs": "use super::a::A;"},
        ["a", "b"],
    ),
    "through a third": (
        {
            "lib.rs": "mod a;\nmod b;\nmod c;",
            "a.rs": "use crate::{b::{self, B}, std::fmt};",
            "b.rs": "fn f() { crate::c::g() }",
            "c.rs": "fn g(_: super::a::A) {}",
        },
        ["a", "b", "c"],
    ),
    "parent and child": (
        {
            "lib.rs": "mod a;",
            "a/mod.rs": "mod b;\nuse b::f;\nstruct A;",
            "a/b.rs": "use super::A;",
        },
        ["a", "a::b"],
    ),
    "behind a facade": (
        {
            "lib.rs": "mod a;\nmod b;",
            "a/mod.rs": "mod inner;\npub use inner::A as Renamed;",
            "a/inner.rs": "use crate::b::B; struct A;",
            "b.rs": "use crate::a::Renamed; struct B;",
        },
        ["a::inner", "b"],
    ),
    "none: a facade, its children, and tests that know everything": (
        {
            "lib.rs": "mod a;\nmod b;\npub use a::A;\npub use b::*;",
            "a.rs": "pub struct A;\n#[cfg(all(test, unix))]\nmod tests { use crate::b::B; }\n// crate::b::B",
            "b.rs": 'pub struct B(crate::A);\nconst C: &str = "super::b";\n#[cfg(test)]\nmod tests;',
            "b/tests.rs": "use super::*;",
        },
        [],
    ),
}


def prove():
    """Planted circles are found, and nothing else."""
    for title, (files, expected) in PLANTED.items():
        with tempfile.TemporaryDirectory() as folder:
            for name, code in files.items():
                file = Path(folder, name)
                file.parent.mkdir(exist_ok=True)
                file.write_text(code, encoding="utf-8")
            found = circles(Crate(Path(folder, "lib.rs")).edges())
        found = [["::".join(path) for path in circle] for circle in found]
        if found != ([expected] if expected else []):
            sys.exit(f"planted circle `{title}`: expected {expected}, found {found}")


def main():
    prove()
    command = ["cargo", "metadata", "--no-deps", "--format-version", "1", "--offline"]
    metadata = json.loads(subprocess.check_output(command, cwd=ROOT))
    targets = [
        (f"{package['name']} ({target['kind'][0]})", Path(target["src_path"]))
        for package in metadata["packages"]
        for target in package["targets"]
        if target["kind"][0] in ("lib", "bin")
    ]
    wrong = False
    for name, root in targets:
        lines, modules = examine(root)
        print(f"{name}: {modules} modules, {'circles' if lines else 'no circle'}")
        wrong |= bool(lines)
        for line in lines:
            print(line.replace(f"{ROOT}/", ""))
    if not targets:
        sys.exit("no crate was found")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
