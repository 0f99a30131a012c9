import io
import json
import os
import pickle
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import certpreflight
from certpreflight import check, check_many, fix

from conftest import DAY, images, other_formats, run


def test_a_report_is_what_the_command_says(said):
    for path, image in said.items():
        assert check(path, today=DAY).to_dict() == image
    assert len(said) == 11


def test_a_picture_is_the_same_as_path_bytes_and_file(samples):
    for path in samples[:3]:
        data = path.read_bytes()
        expected = check(path, today=DAY)
        with open(path, "rb") as file:
            others = [
                check(os.fspath(path), today=DAY),
                check(data, name=path, today=DAY),
                check(bytearray(data), name=path, today=DAY),
                check(memoryview(data), name=str(path), today=DAY),
                check(io.BytesIO(data), name=path, today=DAY),
                check(path, name=path, today=DAY),
                check(file, name=path, today=DAY),
            ]
        assert others == [expected] * len(others)
        assert {one.digest for one in others} == {expected.digest}


def test_bytes_without_a_name_have_the_right_extension(samples):
    report = check(samples[0].read_bytes())
    assert report.path == "picture.jpg"
    assert "unusual-extension" not in report.rules
    assert check(b"neither").path == "picture.txt"
    with open(samples[0], "rb") as file:
        assert check(file).path == samples[0].name


def test_attributes_are_the_parts_of_the_report(said):
    findings = 0
    for path, image in said.items():
        report = check(path, today=DAY)
        assert (report.path, report.verdict, report.format) == (
            image["path"],
            image["verdict"],
            image["format"],
        )
        assert (report.bytes, report.width, report.height) == (
            image["bytes"],
            image["width"],
            image["height"],
        )
        assert report.certificate == image["certificate"]
        assert report.measured == image["measured"]
        assert [one.reason for one in report.not_assessed] == [
            one["reason"] for one in image["not_assessed"]
        ]
        assert report.rules == tuple(one.rule for one in report.findings)
        for finding, one in zip(report.findings, image["findings"]):
            assert {**vars(finding), "region": finding.region and list(finding.region)} == one
            findings += 1
        assert report.digest.startswith("blake3:")
        again = pickle.loads(pickle.dumps(report))
        assert again == report and again.fingerprint == report.fingerprint
        changed = report.to_dict()
        changed.clear()
        assert report.to_dict() == image
    assert findings > 5


def test_profile_language_and_day_count(samples):
    licence = next(path for path in samples if path.stem == "营业执照")
    english, chinese = check(licence, today=DAY), check(licence, lang="zh", today=DAY)
    assert english.rules == chinese.rules
    card = next(path for path in samples if path.stem == "黑白复印件")
    assert check(card).findings[0].message != check(card, lang="zh").findings[0].message
    emblem = next(path for path in samples if path.stem == "身份证-国徽面")
    assert "expired" not in check(emblem, today="2026-11-28").rules
    later = check(emblem, today="2036-11-28")
    assert later.rules != check(emblem, today="2026-11-28").rules
    unread = check(card, read=False)
    assert unread.certificate is None and unread.not_assessed
    for profile in certpreflight.profiles():
        assert check(card, profile=profile, read=False).path
    assert len(certpreflight.profiles()) == 9


def test_a_profile_may_be_a_file(samples, tmp_path):
    profile = tmp_path / "strict.toml"
    profile.write_text('extends = "cnnic"\nid = "strict"\n[levels]\ngrayscale = "off"\n')
    card = next(path for path in samples if path.stem == "黑白复印件")
    assert "grayscale" in check(card, profile="cnnic", read=False).rules
    assert "grayscale" not in check(card, profile=profile, read=False).rules


def test_values_are_masked_unless_asked_for(samples):
    card = next(path for path in samples if path.stem == "身份证-人像面")
    masked, shown = check(card).to_json(), check(card, show_values=True).to_json()
    assert "*" in masked and masked != shown


def test_mistakes_raise_what_python_raises(samples, tmp_path):
    picture = samples[0]
    with pytest.raises(ValueError, match="did you mean `tencent-icp`"):
        check(picture, profile="tencent-icq")
    broken = tmp_path / "broken.toml"
    broken.write_text("extends = \n")
    with pytest.raises(ValueError, match="broken.toml"):
        check(picture, profile=broken)
    with pytest.raises(ValueError, match="language"):
        check(picture, lang="fr")
    for day in ("yesterday", "2026-02-30", ""):
        with pytest.raises(ValueError, match="date"):
            check(picture, today=day)
    with pytest.raises(FileNotFoundError) as missing:
        check(tmp_path / "none.jpg")
    assert missing.value.filename == str(tmp_path / "none.jpg")
    with pytest.raises(IsADirectoryError):
        check(tmp_path)
    with pytest.raises(TypeError, match="mode 'rb'"):
        check(io.StringIO("text"))
    for nothing in (None, 7, 1.5, object(), ["a.jpg"]):
        with pytest.raises(TypeError, match="expected"):
            check(nothing)
    with pytest.raises(TypeError, match="fsdecode"):

        class Bytes(os.PathLike):
            def __fspath__(self):
                return b"a.jpg"

        check(Bytes())
    with pytest.raises((TypeError, ValueError)):
        check("a\0b.jpg")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.jpg")
    with pytest.raises(OSError, match="regular"):
        check(tmp_path / "pipe.jpg")


def test_what_is_larger_than_files_may_be_is_refused_as_the_command_refuses_it(tmp_path):
    path = tmp_path / "large.jpg"
    with open(path, "wb") as file:
        file.truncate((256 << 20) + 1)
    [image] = images(path)
    assert [finding["rule"] for finding in image["findings"]] == ["too-large-to-read"]
    data = path.read_bytes()
    with open(path, "rb") as file:
        reports = [
            check(path, today=DAY),
            check(data, name=path, today=DAY),
            check(path, name=path, today=DAY),
            check(file, name=path, today=DAY),
            *check_many([path, (path, data)], jobs=1, today=DAY),
        ]
    assert [report.to_dict() for report in reports] == [image] * 6
    assert {report.digest for report in reports} == {None}

    ran = run("fix", path, "--out", tmp_path / "out", "-f", "json", "--lang", "en", "--today", DAY, "--no-config")
    [image] = json.loads(ran.stdout)["images"]
    for source in (path, data):
        copy = fix(source, name=path, today=DAY)
        assert copy.status == "refused" and not copy.files
        assert copy.report.to_dict() == image


class Slow(io.RawIOBase):
    """Gives a hundred bytes at a time, without an end if there is nothing to give."""

    def __init__(self, data=None):
        self.data, self.given = data, 0

    def readable(self):
        return True

    def read(self, size=-1):
        assert size > 0, "all of it is asked for"
        piece = bytes(size) if self.data is None else self.data[self.given : self.given + min(size, 100)]
        self.given += len(piece)
        return piece


def test_files_that_give_little_at_a_time_are_read_whole_and_endless_ones_are_not(samples):
    data = samples[0].read_bytes()
    assert check(Slow(data), name="a.jpg", read=False) == check(data, name="a.jpg", read=False)
    endless = Slow()
    assert check(endless, name="a.jpg").rules == ("too-large-to-read",)
    assert endless.given == (256 << 20) + 1


def test_what_is_no_picture_is_a_report(tmp_path):
    (tmp_path / "empty.jpg").touch()
    assert check(tmp_path / "empty.jpg").verdict in ("fail", "unreadable")
    assert check(b"").verdict in ("fail", "unreadable")
    assert check(b"\xff\xd8\xff" + bytes(1000)).verdict in ("fail", "unreadable")


def test_the_lock_of_python_is_free_meanwhile(samples):
    """Another thread goes on while a picture is looked at."""
    turns = []
    done = threading.Event()

    def count():
        while not done.wait(0.001):
            turns.append(1)

    other = threading.Thread(target=count)
    other.start()
    for _ in range(3):
        check(samples[0])
    done.set()
    other.join()
    assert len(turns) > 10


def test_other_formats_are_opened_in_a_process_with_walls(tmp_path):
    """A file that takes its decoder down costs nothing but itself, and the process that asked lives on."""
    hostile = Path(__file__).resolve().parents[3] / "testdata" / "hostile"
    heic, good = hostile / "heic_100x4096.heic", other_formats()[2]
    assert check(good).width
    stopped = check(heic)
    assert set(stopped.rules) & {"too-costly", "too-large-to-decode"}
    pdf = certpreflight.fix(hostile / "pdf_content_4G.pdf")
    assert pdf.status == "refused" and "too-costly" in pdf.report.rules
    assert check(good).width


def test_without_a_process_other_formats_are_not_assessed():
    """A frozen program, or one that is no interpreter, can't be started again; nothing is decoded in it."""
    script = """
import sys
sys.frozen = True
import certpreflight
for path in sys.argv[1:]:
    report = certpreflight.check(path)
    assert report.verdict == "unreadable" and report.width is None, report
    assert "too-costly" in report.rules, report
    assert report.not_assessed
print(len(sys.argv[1:]))
"""
    paths = list(map(str, other_formats()))
    ran = subprocess.run(
        [sys.executable, "-c", script, *paths], capture_output=True, text=True, timeout=120
    )
    assert (ran.returncode, ran.stdout.strip()) == (0, "3"), ran.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_fork_checks_too(samples):
    """Threads and processes of the parent are not there after a fork."""
    expected = [check(path, today=DAY).to_json() for path in (samples[0], other_formats()[2])]
    child = os.fork()
    if child == 0:
        try:
            found = [check(path, today=DAY).to_json() for path in (samples[0], other_formats()[2])]
            os._exit(0 if found == expected else 3)
        except BaseException:
            os._exit(4)
    timer = threading.Timer(60, os.kill, (child, 9))
    timer.start()
    _, status = os.waitpid(child, 0)
    timer.cancel()
    assert status == 0
    # The parent's own processes are still its own.
    assert check(other_formats()[2], today=DAY).to_json() == expected[1]
