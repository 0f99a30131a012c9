#!/usr/bin/env python3
"""Fails on a dependency that nobody uses, a licence or source that is not allowed, and a second
version of a crate that is not excused.

What is allowed stands in `.github/deny.toml`, for cargo-deny too; which crates there are is what
Cargo says. A dependency counts as used where its name stands before `::` or behind `use`.

Before the project, planted mistakes are examined.
"""

import json
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

from circles import NOISE, ROOT, blank

CRATES_IO = "registry+https://github.com/rust-lang/crates.io-index"
# Targets that a kind of dependency is there for.
SHIPPED = {"lib", "bin", "custom-build"}


def is_used(name, code):
    return re.search(rf"\b{name}\s*::|\b(?:use|extern\s+crate)\s+{name}\b", code) is not None


def is_allowed(expression, allowed):
    """Whether an SPDX expression leaves a choice that is allowed. `a/b` is an old way to say OR."""
    words = re.findall(r"[()]|[\w.+-]+(?:\s+WITH\s+[\w.-]+)?", expression.replace("/", " OR "))
    logic = {"AND": "and", "OR": "or", "(": "(", ")": ")"}
    return eval(" ".join(logic.get(word, str(word in allowed)) for word in words))


def is_excused(name, version, skipped):
    """Whether `skip` names the crate, or the crate and the beginning of its version."""
    return any(
        f"{name}@{version}" == entry or f"{name}@{version}".startswith(f"{entry}.")
        for entry in skipped
    )


def unused(package, names):
    """The dependencies of a package that none of its targets mentions."""
    code = defaultdict(str)
    for target in package["targets"]:
        root = Path(target["src_path"])
        alone = root.parent.name == "benches" or "custom-build" in target["kind"]
        for file in [root] if alone else root.parent.rglob("*.rs"):
            text = NOISE.sub(blank, file.read_text(encoding="utf-8"))
            code["any"] += text
            if SHIPPED & set(target["kind"]):
                code["shipped"] += text
    for dependency in package["dependencies"]:
        name = dependency["rename"] or names.get(dependency["name"], dependency["name"])
        where = "any" if dependency["kind"] == "dev" else "shipped"
        if not is_used(name.replace("-", "_"), code[where]):
            yield f"{package['name']}: {dependency['name']} is not used"


def strangers(packages, rules):
    """What the lock file must not hold."""
    allowed = set(rules["licenses"]["allow"])
    skipped = {entry["crate"] for entry in rules["bans"]["skip"]}
    versions, needed, excused = defaultdict(list), set(), set()
    for package in packages:
        title = f"{package['name']} {package['version']}"
        licence = package["license"] or ""
        if not licence or not is_allowed(licence, allowed):
            yield f"{title}: the licence `{licence}` is not allowed"
        if package["source"] not in (None, CRATES_IO):
            yield f"{title}: it comes from {package['source']}"
        versions[package["name"]].append(package["version"])
        needed |= {word for word in allowed if word in re.split(r"[\s()/]+", licence)}
    for name, found in versions.items():
        left = [version for version in found if not is_excused(name, version, skipped)]
        if len(left) > 1:
            yield f"{name}: versions {', '.join(left)}"
        if len(found) > 1:
            excused |= {
                entry for entry in skipped for v in found if is_excused(name, v, {entry})
            }
    for entry in sorted(skipped - excused):
        yield f"deny.toml: {entry} has to be excused no more"
    for licence in sorted(allowed - needed):
        yield f"deny.toml: {licence} has to be allowed no more"


def prove():
    """Planted mistakes are found, and nothing else."""
    for expression, expected in {
        "MIT": True,
        "GPL-3.0": False,
        "MIT/GPL-3.0": True,
        "MIT AND GPL-3.0": False,
        "(GPL-3.0 OR MIT) AND ISC": True,
        "Apache-2.0 WITH LLVM-exception OR GPL-3.0": False,
    }.items():
        assert is_allowed(expression, {"MIT", "ISC", "Apache-2.0"}) == expected, expression
    assert is_used("image", "use image::Rgb;") and is_used("image", "image::open()")
    assert not is_used("image", "my_image::open(); use other::image;")
    assert is_excused("a", "0.30.1", {"a@0.30"}) and not is_excused("a", "0.3.1", {"a@0.30"})
    rules = {"licenses": {"allow": ["MIT"]}, "bans": {"skip": [{"crate": "gone@1"}]}}
    crate = {"name": "a", "version": "1.0.0", "license": "MIT", "source": CRATES_IO}
    found = list(strangers([crate, crate | {"version": "2.0.0", "source": "git"}], rules))
    assert len(found) == 3, found


def main():
    prove()
    command = ["cargo", "metadata", "--format-version", "1", "--locked"]
    metadata = json.loads(subprocess.check_output(command, cwd=ROOT))
    members = set(metadata["workspace_members"])
    names = {  # of packages whose library is called otherwise
        package["name"]: target["name"]
        for package in metadata["packages"]
        for target in package["targets"]
        if {"lib", "rlib", "proc-macro"} & set(target["kind"])
    }
    rules = tomllib.loads((ROOT / ".github/deny.toml").read_text(encoding="utf-8"))
    wrong = list(strangers(metadata["packages"], rules))
    for package in metadata["packages"]:
        if package["id"] in members:
            wrong += unused(package, names)
    print(f"{len(metadata['packages'])} crates, {len(members)} of them here")
    sys.exit("\n".join(wrong) or 0)


if __name__ == "__main__":
    main()
