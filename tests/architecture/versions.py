#!/usr/bin/env python3
"""Fails where a second place says another version, or another dependency, than Cargo.toml; and where what a release is
made of doesn't fit together: templates, archives, the action, names that hooks look at.

Before the project, planted mistakes are examined.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "packaging"))

import release  # noqa: E402


def load(path):
    return tomllib.loads((ROOT / path).read_text(encoding="utf-8"))


def requirement(dependency):
    return dependency if isinstance(dependency, str) else dependency.get("version")


def other_versions(manifest, python, locks):
    """Places that name another version than the workspace does."""
    version = manifest["workspace"]["package"]["version"]
    for name, dependency in manifest["workspace"]["dependencies"].items():
        if "path" in dependency and dependency.get("version", version) != version:
            yield f"Cargo.toml asks for {name} {dependency['version']}, and is {version}"
    if python["package"]["version"] != version:
        yield f"src/python/Cargo.toml is {python['package']['version']}, not {version}"
    for name, lock in locks.items():
        for package in lock["package"]:
            if package["name"].startswith("certpreflight") and "source" not in package:
                if package["version"] not in (version, "0.0.0"):
                    yield f"{name}: {package['name']} is {package['version']}, not {version}"


def other_dependencies(manifest, python):
    """Dependencies of the Python package that the command asks for in another version."""
    shared = manifest["workspace"]["dependencies"]
    own = [manifest, *manifest.get("target", {}).values()]
    asked = {}
    for table in own:
        for name, dependency in table.get("dependencies", {}).items():
            inherits = isinstance(dependency, dict) and dependency.get("workspace")
            asked[name] = requirement(shared[name] if inherits else dependency)
    for table in [python, *python.get("target", {}).values()]:
        for name, dependency in table.get("dependencies", {}).items():
            if name in asked and requirement(dependency) != asked[name]:
                yield f"src/python/Cargo.toml: {name} {requirement(dependency)}, not {asked[name]}"


def not_pinned(workflows):
    """Actions of others that are named by a tag, which can be moved."""
    for path, text in workflows.items():
        for used in re.findall(r"uses:\s*(\S+)", text):
            if not used.startswith("./") and not re.search(r"@[0-9a-f]{40}$", used):
                yield f"{path}: {used} is not named by its digest"


def not_released(manifest):
    """What names a release's files, and names others."""
    archives = {release.archive_name(target) for target in release.TARGETS}
    with tempfile.TemporaryDirectory() as out:
        sums = {name: hashlib.sha256(name.encode()).hexdigest() for name in archives}
        folder = release.fill(out, "owner/name", sums)
        files = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    assert len(files) == 5, sorted(files)
    for name, text in files.items():
        if "{{" in text or release.VERSION not in text:
            yield f"{name}: not all is filled in"
        for url, archive in re.findall(r"(https://\S+/releases/download/[^\s\"/]+)/([^\s\"]+)", text):
            if "$version" not in url + archive and archive not in archives:
                yield f"{name}: a release has no {archive}"
    scoop = json.loads(files["certpreflight.json"])["architecture"]["64bit"]
    if scoop["hash"] != sums[scoop["url"].rsplit("/")[-1]]:
        yield "certpreflight.json: the checksum is another file's"
    workflow = (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
    built = set(re.findall(r"target: ([\w-]+),", workflow))
    if built != set(release.TARGETS):
        yield f"release.yml builds {sorted(built)}"
    for system in ("Linux-X64", "Linux-ARM64", "macOS-X64", "macOS-ARM64", "Windows-X64"):
        runner_os, arch = system.split("-")
        environment = {**os.environ, "RUNNER_OS": runner_os, "RUNNER_ARCH": arch, "REF": "v0"}
        which = [str(ROOT / "packaging/action/which")]
        said = subprocess.run(which, env=environment, check=True, capture_output=True, text=True)
        said = dict(line.split("=", 1) for line in said.stdout.splitlines())
        if said["archive"] not in archives or said["tag"] != f"v{release.VERSION}":
            yield f"packaging/action/which on {system}: {said}"
    binstall = manifest["package"]["metadata"]["binstall"]
    values = {"repo": "https://x", "version": release.VERSION, "target": "{target}"}
    url = binstall["pkg-url"]
    for key, value in {**values, "archive-suffix": ".tar.gz"}.items():
        url = url.replace(f"{{ {key} }}", value)
    if url.rsplit("/")[-1].format(target="x86_64-apple-darwin") not in archives:
        yield f"Cargo.toml: cargo-binstall looks for {url}"


def not_looked_at():
    """Endings of what can be opened that the pre-commit hook passes over."""
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    pattern = re.compile(re.search(r"files: '(.+)'", hooks)[1])
    table = (ROOT / "src/formats/format.rs").read_text(encoding="utf-8")
    rows = re.findall(r'row\((\w+), (\w+), "\w+", "[^"]+", &\[([^\]]*)\]', table)
    assert len(rows) > 10, "the table of formats has another form"
    for _, kind, endings in rows:
        if kind in ("Accepted", "Openable"):
            for ending in re.findall(r'"(\w+)"', endings):
                if not pattern.search(f"scan.{ending}") or not pattern.search(f"SCAN.{ending.upper()}"):
                    yield f".pre-commit-hooks.yaml passes .{ending} over"
    for other in ("logo.svg", "favicon.ico", "scan.txt", "pdf", "scan.pdf.txt"):
        if pattern.search(other):
            yield f".pre-commit-hooks.yaml takes {other}"


def examine_planted(manifest, python, locks):
    version = manifest["workspace"]["package"]["version"]
    other = {"package": {**python["package"], "version": "9.9.9"}}
    assert list(other_versions(manifest, other, {})), "another version is not seen"
    lock = {"package": [{"name": "certpreflight", "version": "9.9.9"}]}
    assert list(other_versions(manifest, python, {"a": lock})), "another locked version is not seen"
    wrong = {"dependencies": {"clap": "0.1"}}
    assert list(other_dependencies(manifest, wrong)), "another requirement is not seen"
    assert list(not_pinned({"a": "uses: actions/checkout@v4"})), "a tag is not seen"
    assert not list(not_pinned({"a": "uses: ./here\nuses: a/b@" + "0" * 40}))
    assert version == release.VERSION


def main():
    manifest, python = load("Cargo.toml"), load("src/python/Cargo.toml")
    locks = {name: load(name) for name in ("Cargo.lock", "src/python/Cargo.lock")}
    examine_planted(manifest, python, locks)
    workflows = {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for path in [*(ROOT / ".github/workflows").iterdir(), ROOT / "action.yml"]
    }
    faults = [
        *other_versions(manifest, python, locks),
        *other_dependencies(manifest, python),
        *not_pinned(workflows),
        *not_released(manifest),
        *not_looked_at(),
    ]
    for fault in faults:
        print(fault)
    return len(faults) > 0


if __name__ == "__main__":
    sys.exit(main())
