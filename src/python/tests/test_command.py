import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

import certpreflight

from conftest import SAMPLES, other_formats, run

SCRIPT = Path(sys.executable).with_name("certpreflight.exe" if os.name == "nt" else "certpreflight")


def test_module_and_script_are_the_command(nowhere):
    version = f"certpreflight {certpreflight.__version__}\n"
    assert run("--version").stdout.decode() == version
    script = subprocess.run([SCRIPT, "--version"], capture_output=True, timeout=60)
    assert (script.returncode, script.stdout.decode()) == (0, version)
    assert b"tencent-domain" in run("profiles").stdout


def test_exit_codes_pass_through(nowhere):
    card = SAMPLES / "黑白复印件.jpg"
    assert run(card, "--no-read").returncode == 1
    assert run(card, "--no-read", "--exit-zero").returncode == 0
    wrong = run("--no-such-flag")
    assert wrong.returncode == 2 and b"--no-such-flag" in wrong.stderr
    assert run(nowhere / "none.jpg").returncode in (1, 2)


def test_reports_are_whole(nowhere):
    ran = run(SAMPLES, "--no-read", "-o", "report.html", "-o", "-", "-o", "report.jsonl", "-f", "json")
    assert ran.returncode == 1, ran.stderr
    assert (nowhere / "report.html").read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert len((nowhere / "report.jsonl").read_text(encoding="utf-8").splitlines()) == 9
    ran = run(SAMPLES, "--no-read", "-f", "json")
    assert len(json.loads(ran.stdout)["images"]) == 8


def test_the_command_opens_other_formats_in_a_process_with_walls(nowhere):
    ran = run(*other_formats(), "--no-read", "-f", "json")
    report = json.loads(ran.stdout)
    assert [image["width"] is not None for image in report["images"]] == [True] * 3


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_ctrl_c_ends_it(nowhere):
    names = nowhere / "names"
    names.write_text(f"{SAMPLES}\n" * 200, encoding="utf-8")
    command = [sys.executable, "-m", "certpreflight", "--files-from", names, "-o", "report.json"]
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    time.sleep(2)
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=60) in (130, -signal.SIGINT)
    assert [path.name for path in nowhere.iterdir()] == ["names"]


def test_explain_is_what_the_command_says(nowhere):
    refusals = ["审核失败，如是新办或变更的证件", "no such notice at all", "图片不清晰"]
    for text in [*refusals, "expired", " too-dark\n", "too-large-to-read"]:
        ran = run("explain", text, "-f", "json")
        assert certpreflight.explain(text) == json.loads(ran.stdout)
    for rule in certpreflight.rules():
        assert all(rule in notice["rules"] for notice in certpreflight.explain(rule)["notices"])
    assert certpreflight.explain("expired")["notices"]
    assert certpreflight.explain("审核失败，如是新办或变更的证件")["notices"]
    with pytest.raises(ValueError):
        certpreflight.explain("  ")


def test_a_manifest_is_judged_as_the_command_does(nowhere):
    shutil.copy(SAMPLES / "营业执照.jpg", nowhere / "a.jpg")
    (nowhere / "清单.csv").write_text("证件类型,证件号码,图片\n营业执照,9133O106MA0000007Q,a.jpg\n", encoding="utf-8")
    ran = run("template", "check", "清单.csv", "-f", "json", "--lang", "en")
    assert ran.returncode == 1, ran.stderr
    answer = certpreflight.check_manifest("清单.csv")
    assert answer == json.loads(ran.stdout)
    assert "number-confusable" in json.dumps(answer)
    with pytest.raises(FileNotFoundError):
        certpreflight.check_manifest("none.csv")
    with pytest.raises(ValueError, match="profile|built-in"):
        certpreflight.check_manifest("清单.csv", profile="none")
    (nowhere / "broken.toml").write_text("a = ")
    with pytest.raises(ValueError, match="broken.toml"):
        certpreflight.check_manifest("broken.toml")


def test_the_stubs_are_there():
    folder = Path(certpreflight.__file__).parent
    assert (folder / "py.typed").exists() and (folder / "_native.pyi").exists()
    native = set(dir(certpreflight._native))
    stubs = (folder / "_native.pyi").read_text(encoding="utf-8")
    public = {name for name in native if not name.startswith("_")}
    assert len(public) == 9
    assert all(f"class {name}" in stubs or f"def {name}" in stubs for name in public)
    assert set(certpreflight.__all__) <= set(dir(certpreflight))
