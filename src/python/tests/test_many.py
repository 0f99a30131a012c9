import threading
import time

import pytest

from certpreflight import Duplicates, check, check_many

from conftest import DAY, other_formats


def test_reports_come_in_order_and_are_those_of_one_picture(said):
    paths = list(said) * 2
    reports = list(check_many(iter(paths), jobs=3, today=DAY))
    assert [report.to_dict() for report in reports] == [said[path] for path in paths]
    assert len(reports) == 22


def test_pictures_are_taken_when_they_are_needed(samples):
    taken = []

    def endless():
        while True:
            taken.append(1)
            yield samples[0].name, samples[0].read_bytes()

    reports = check_many(endless(), jobs=2, read=False)
    assert not taken
    next(reports)
    assert len(taken) <= 6
    for _ in range(3):
        next(reports)
    assert len(taken) <= 9
    reports.close()
    before = len(taken)
    time.sleep(0.05)
    assert len(taken) == before
    assert not [one for one in threading.enumerate() if one.name.startswith("certpreflight")]


def test_what_the_iterable_raises_comes_after_the_reports_before_it(samples):
    class Gone(Exception):
        pass

    def broken():
        yield samples[0]
        yield samples[1]
        raise Gone("the bucket is gone")

    reports = check_many(broken(), jobs=4, read=False)
    assert [next(reports).path, next(reports).path] == [str(path) for path in samples[:2]]
    with pytest.raises(Gone):
        next(reports)
    with pytest.raises(StopIteration):
        next(reports)


def test_a_bad_file_is_a_report_and_a_bad_argument_is_raised(samples, tmp_path):
    reports = list(check_many([samples[0], tmp_path / "none.jpg", b"nothing", samples[1]], read=False))
    assert [report.verdict == "unreadable" for report in reports] == [False, True, False, False]
    assert len(reports) == 4
    reports = check_many([samples[0], 7], read=False)
    assert next(reports).path == str(samples[0])
    with pytest.raises(TypeError):
        next(reports)
    for pair in (("a.jpg",), ("a.jpg", b"", 1), (1, b"")):
        with pytest.raises(TypeError, match="pair"):
            list(check_many([pair]))
    assert list(check_many([])) == []


def test_arguments_are_looked_at_before_the_first_picture(samples):
    with pytest.raises(ValueError, match="jobs"):
        check_many([], jobs=0)
    with pytest.raises(ValueError, match="profile"):
        check_many([], profile="none")
    for one in ("a.jpg", b"bytes", samples[0]):
        with pytest.raises(TypeError, match="check"):
            check_many(one)
    with pytest.raises(TypeError):
        check_many(7)


def test_what_is_there_twice_is_found_over_several_parts(samples):
    first, second = samples[0], next(path for path in samples if path.stem == "营业执照")
    reports = [check(path, read=False) for path in (first, second, first)]
    seen = Duplicates()
    found = [seen.insert(str(i), one.digest, one.fingerprint) for i, one in enumerate(reports)]
    assert found == [None, None, ("file", "0")]
    assert found[2].kind == "file"
    for wrong in (("x", "blake3:12"), ("x", reports[0].digest[:-1] + "0", "no fingerprint")):
        with pytest.raises(ValueError):
            Duplicates().insert(*wrong)


def test_several_threads_check_at_once(said):
    path, image = next(iter(said.items()))
    found = []
    paths = [path, *other_formats()]
    threads = [
        threading.Thread(target=lambda: found.extend(check(one, today=DAY) for one in paths))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 16
    assert [one.to_dict() for one in found if one.path == str(path)] == [image] * 4
