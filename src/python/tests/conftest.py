import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "testdata" / "samples"
FORMATS = ROOT / "testdata" / "formats"
DAY = "2026-11-28"


def run(*arguments, cwd=None, **options):
    """The command, as the wheel starts it."""
    command = [sys.executable, "-m", "certpreflight", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, timeout=300, cwd=cwd, **options)


def images(*arguments):
    """What the command's JSON report says of pictures, each checked by itself."""
    found = []
    for argument in arguments:
        ran = run("-f", "json", "--lang", "en", "--today", DAY, "--no-config", argument)
        assert ran.returncode in (0, 1), ran.stderr
        found += json.loads(ran.stdout)["images"]
    return found


@pytest.fixture(scope="session")
def samples():
    found = sorted(SAMPLES.iterdir())
    assert len(found) == 8
    return found


@pytest.fixture(scope="session")
def said(samples):
    """What the command says of the samples and of a file of each other format, by path."""
    paths = [*samples, *other_formats()]
    return dict(zip(paths, images(*paths)))


def other_formats():
    found = [FORMATS / name for name in ("certificate.jp2", "certificate.jxl", "iphone-like.heic")]
    assert all(map(Path.exists, found))
    return found


@pytest.fixture
def nowhere(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CERTPREFLIGHT", raising=False)
    return Path(os.getcwd())
