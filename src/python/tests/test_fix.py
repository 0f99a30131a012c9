import pytest

from certpreflight import check, fix

from conftest import DAY, other_formats, run


def test_a_copy_is_what_the_command_writes(samples, tmp_path):
    seen = {"copied": 0, "fixed": 0, "refused": 0}
    for path in samples:
        copy = fix(path, today=DAY)
        out = tmp_path / path.stem
        ran = run("fix", path, "--out", out, "--lang", "en", "--today", DAY, "--no-config", "-q")
        assert ran.returncode in (0, 1), ran.stderr
        written = sorted(out.iterdir()) if out.exists() else []
        assert [(file.name, file.bytes) for file in copy.files] == [
            (file.name, file.read_bytes()) for file in written
        ]
        seen[copy.status] += 1
        if copy.files:
            assert (copy.name, copy.bytes) == (copy.files[0].name, copy.files[0].bytes)
            assert check(copy.bytes, name=copy.name, today=DAY).verdict == copy.verdict
        else:
            assert copy.bytes is None and copy.name is None and copy.remarks
    assert seen["fixed"] and seen["refused"] and sum(seen.values()) == 8


def test_remarks_say_what_was_done(samples):
    copy = fix(next(path for path in samples if path.stem == "太小"), today=DAY)
    assert copy.status == "fixed" and copy.verdict == "pass"
    assert [remark.message for remark in copy.remarks] and copy.remarks[0].id
    assert copy.report.to_dict()["fix"]["status"] == "fixed"
    assert copy.name == "太小.png" and copy.bytes.startswith(b"\x89PNG")


def test_bytes_are_repaired_as_the_file_is(samples):
    path = next(path for path in samples if path.stem == "太小")
    assert fix(path.read_bytes(), name=path.name, today=DAY).files == fix(path, today=DAY).files
    with open(path, "rb") as file:
        assert fix(file, today=DAY).files == fix(path, today=DAY).files


def test_other_formats_become_some_that_is_taken():
    for path in other_formats():
        copy = fix(path, today=DAY)
        assert copy.status in ("fixed", "refused")
        assert copy.status == "refused" or copy.bytes[:2] == b"\xff\xd8" or copy.bytes[:4] == b"\x89PNG"


def test_originals_are_only_read(samples, tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(samples[0].read_bytes())
    before = path.stat()
    fix(path)
    assert (path.stat().st_mtime_ns, sorted(tmp_path.iterdir())) == (before.st_mtime_ns, [path])


def test_mistakes_raise(tmp_path):
    with pytest.raises(FileNotFoundError):
        fix(tmp_path / "none.jpg")
    with pytest.raises(ValueError):
        fix(b"", profile="none")
    assert fix(b"no picture").status == "refused"
