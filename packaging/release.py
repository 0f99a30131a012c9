#!/usr/bin/env python3
"""Makes of a built command what a release has: archives, .deb, .rpm, and the files of package managers.

    release.py stage COMMAND FOLDER            what every package holds: the command, manual pages, completions …
    release.py archive FOLDER TARGET OUT       .tar.gz, for Windows .zip
    release.py deb FOLDER TARGET OUT           needs dpkg-deb
    release.py rpm FOLDER TARGET OUT           needs rpmbuild
    release.py sums OUT                        SHA256SUMS of what lies in OUT
    release.py fill OUT OWNER/REPOSITORY       templates/*, with version and checksums
    release.py try ARCHIVE                     unpacks it and looks whether the command works

The version is that of Cargo.toml; nothing in `templates` or the workflow repeats it.
"""

import gzip
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "packaging" / "templates"
MANIFEST = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))
VERSION = MANIFEST["workspace"]["package"]["version"]
DESCRIPTION = MANIFEST["package"]["description"]

# What is built: the target, and what Debian and RPM call its processor.
TARGETS = {
    "x86_64-unknown-linux-musl": ("amd64", "x86_64"),
    "aarch64-unknown-linux-musl": ("arm64", "aarch64"),
    "x86_64-apple-darwin": None,
    "aarch64-apple-darwin": None,
    "x86_64-pc-windows-msvc": None,
}
PAGES = ["check", "fix", "drop", "explain", "template", "rules", "profiles", "completions", "man"]
# Where shells look for what they can complete, below /usr/share.
COMPLETIONS = {
    "bash": "bash-completion/completions/certpreflight",
    "zsh": "zsh/site-functions/_certpreflight",
    "fish": "fish/vendor_completions.d/certpreflight.fish",
}


def archive_name(target):
    ending = "zip" if "windows" in target else "tar.gz"
    return f"certpreflight-{VERSION}-{target}.{ending}"


def says(command, *arguments):
    run = subprocess.run([command, *arguments], check=True, capture_output=True)
    return run.stdout


def stage(command, folder):
    """One tree for every package: `bin`, `man`, `completions`, `schema` and the texts."""
    command, folder = Path(command).resolve(), Path(folder)
    (folder / "bin").mkdir(parents=True)
    shutil.copy(command, folder / "bin" / command.name)
    man = folder / "man"
    man.mkdir()
    (man / "certpreflight.1").write_bytes(says(command, "--lang", "en", "man"))
    for page in PAGES:
        (man / f"certpreflight-{page}.1").write_bytes(says(command, "--lang", "en", "man", page))
    for shell in [*COMPLETIONS, "powershell"]:
        (folder / "completions").mkdir(exist_ok=True)
        script = folder / "completions" / f"certpreflight.{shell}"
        script.write_bytes(says(command, "completions", shell))
    shutil.copytree(ROOT / "packaging" / "schema", folder / "schema")
    for text in ("README.md", "README.zh-CN.md", "CHANGELOG.md", "LICENSE"):
        shutil.copy(ROOT / text, folder / text)


def archive(folder, target, out):
    """The same bytes for the same tree: names in order, no times, no owners."""
    folder, path = Path(folder), Path(out) / archive_name(target)
    path.parent.mkdir(parents=True, exist_ok=True)
    top = f"certpreflight-{VERSION}-{target}"
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    # The command stands on top, where cargo-binstall, Scoop and people look for it.
    names = {file: file.relative_to(folder).as_posix().removeprefix("bin/") for file in files}
    mode = {file: 0o755 if file.parent.name == "bin" else 0o644 for file in files}
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            for file in files:
                entry = zipfile.ZipInfo(f"{top}/{names[file]}")
                entry.external_attr = mode[file] << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                packed.writestr(entry, file.read_bytes())
    else:
        with (
            open(path, "wb") as raw,
            gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as zipped,
            tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as packed,
        ):
            for file in files:
                entry = tarfile.TarInfo(f"{top}/{names[file]}")
                content = file.read_bytes()
                entry.size, entry.mode = len(content), mode[file]
                packed.addfile(entry, io.BytesIO(content))
    print(path)


def installed(folder, root, zsh="zsh/site-functions"):
    """The tree as it lies below / once it is installed; on Linux only. Debian's zsh looks in another folder."""
    folder, usr = Path(folder), Path(root) / "usr"
    share = usr / "share"

    def put(source, target, mode=0o644):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        target.chmod(mode)

    put(folder / "bin" / "certpreflight", usr / "bin" / "certpreflight", 0o755)
    for page in sorted((folder / "man").iterdir()):
        target = share / "man" / "man1" / f"{page.name}.gz"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(gzip.compress(page.read_bytes(), mtime=0))
    for shell, place in COMPLETIONS.items():
        put(folder / "completions" / f"certpreflight.{shell}", share / place.replace("zsh/site-functions", zsh))
    for text in ("README.md", "README.zh-CN.md", "CHANGELOG.md"):
        put(folder / text, share / "doc" / "certpreflight" / text)
    put(folder / "LICENSE", share / "doc" / "certpreflight" / "copyright")
    launcher = ROOT / "packaging" / "linux" / "certpreflight.desktop"
    put(launcher, share / "applications" / launcher.name)


def deb(folder, target, out):
    machine = TARGETS[target][0]
    with tempfile.TemporaryDirectory() as root:
        os.chmod(root, 0o755)
        installed(folder, root, zsh="zsh/vendor-completions")
        size = sum(file.stat().st_size for file in Path(root).rglob("*") if file.is_file())
        control = filled("control", {"machine": machine, "kibibytes": str(-(-size // 1024))})
        (Path(root) / "DEBIAN").mkdir()
        (Path(root) / "DEBIAN" / "control").write_text(control, encoding="utf-8")
        path = Path(out) / f"certpreflight_{VERSION}_{machine}.deb"
        subprocess.run(["dpkg-deb", "--root-owner-group", "--build", root, path], check=True)


def rpm(folder, target, out):
    machine = TARGETS[target][1]
    with tempfile.TemporaryDirectory() as top:
        tree = Path(top) / "tree"
        installed(folder, tree)
        files = sorted(f"/{file.relative_to(tree)}" for file in tree.rglob("*") if file.is_file())
        spec = Path(top) / "certpreflight.spec"
        values = {"tree": str(tree), "files": "\n".join(files)}
        spec.write_text(filled("certpreflight.spec", values), encoding="utf-8")
        define = ["--define", f"_topdir {top}", "--define", f"_rpmdir {top}/out"]
        subprocess.run(["rpmbuild", "-bb", "--target", machine, *define, spec], check=True)
        for made in (Path(top) / "out").rglob("*.rpm"):
            shutil.copy(made, out)


def sums(out):
    files = sorted(file for file in Path(out).iterdir() if file.name != "SHA256SUMS")
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files]
    (Path(out) / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def filled(name, values):
    """A template with its values; one that is not known is a mistake."""
    template = (TEMPLATES / f"{name}.in").read_text(encoding="utf-8")
    known = {"version": VERSION, "description": DESCRIPTION, **values}
    return re.sub(r"\{\{([\w:.-]+)\}\}", lambda found: known[found[1]], template)


def fill(out, repository, named=None):
    """The files of package managers, which name a release's archives and their checksums."""
    if named is None:
        lines = (Path(out) / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
        named = {name: digest for digest, name in (line.split("  ") for line in lines)}
    values = {"repository": repository}
    for target in TARGETS:
        values[f"archive:{target}"] = archive_name(target)
        values[f"sha256:{target}"] = named[archive_name(target)]
        values[f"SHA256:{target}"] = named[archive_name(target)].upper()
    folder = Path(out) / "package-managers"
    folder.mkdir()
    for template in sorted(TEMPLATES.iterdir()):
        name = template.name.removesuffix(".in")
        if name in ("control", "certpreflight.spec"):
            continue
        (folder / name).write_text(filled(name, values), encoding="utf-8")
    return folder


def try_archive(path):
    """Whether the command of an archive does what it is for, where it runs."""
    samples = ROOT / "testdata" / "samples"
    with tempfile.TemporaryDirectory() as place:
        shutil.unpack_archive(path, place)
        [folder] = Path(place).iterdir()
        command = folder / ("certpreflight.exe" if "windows" in folder.name else "certpreflight")
        command.chmod(0o755)
        assert says(command, "--version").decode().split() == ["certpreflight", VERSION]
        ran = subprocess.run(
            [command, "-f", "json", "--no-config", samples, ROOT / "testdata" / "formats"],
            capture_output=True,
        )
        assert ran.returncode == 1, ran.stderr
        images = json.loads(ran.stdout)["images"]
        assert len(images) == 13, images
        heic = next(image for image in images if image["path"].endswith(".heic"))
        assert heic["width"], heic  # its decoder's process can be started
        assert any(image["certificate"] for image in images), "nothing was read"
        assert (folder / "man" / "certpreflight.1").stat().st_size > 1000
        assert (folder / "completions" / "certpreflight.bash").stat().st_size > 1000
    print(f"{path}: works")


def main(what, *arguments):
    known = {
        "stage": stage,
        "archive": archive,
        "deb": deb,
        "rpm": rpm,
        "sums": sums,
        "fill": fill,
        "try": try_archive,
    }
    known[what](*arguments)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
