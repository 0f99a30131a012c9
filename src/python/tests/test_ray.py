"""The job for Ray against a server that speaks S3, with deaths of the driver and of workers."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

pytest.importorskip("ray")
pytest.importorskip("moto")
import pyarrow.fs
import pyarrow.parquet as pq

from conftest import DAY, SAMPLES, run

MANY = int(os.environ.get("CERTPREFLIGHT_TEST_PICTURES", "60"))
SECRET = "not-to-be-logged-4711"
# What the workers' interpreter reads when it starts: a picture that takes its process down, a picture that takes its
# time, and another version.
POISON = """
import os
import time
import certpreflight.ray as job
import certpreflight.table

if "TEST_VERSION" in os.environ:
    certpreflight.table.__version__ = os.environ["TEST_VERSION"]

usual = job.check_many

def check_many(pictures, **options):
    def looked_at():
        for name, content in pictures:
            if content.startswith(b"POISON"):
                os.abort()
            time.sleep(0.05)  # so that there is somebody to kill
            yield name, content
    return usual(looked_at(), **options)

job.check_many = check_many
"""


@pytest.fixture(scope="module")
def storage(tmp_path_factory):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    poison = tmp_path_factory.mktemp("poison")
    (poison / "sitecustomize.py").write_text(POISON)
    environment = {
        **os.environ,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REQUEST_CHECKSUM_CALCULATION": "when_required",
        "AWS_EC2_METADATA_DISABLED": "true",
        "PYTHONPATH": str(poison),
        "RAY_USAGE_STATS_ENABLED": "0",
        # Ray puts sockets there, whose paths must be short.
        "RAY_TMPDIR": tempfile.mkdtemp(prefix="ray", dir="/tmp"),
    }
    query = f"?scheme=http&endpoint_override=127.0.0.1:{port}&region=us-east-1&allow_bucket_creation=true"
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.1)
    old = dict(os.environ)
    os.environ.update(environment)
    system, _ = pyarrow.fs.FileSystem.from_uri(f"s3://scans/{query}")
    system.create_dir("scans")
    system.create_dir("results")
    contents = [path.read_bytes() for path in sorted(SAMPLES.iterdir())]
    for number in range(MANY):
        content = contents[number % len(contents)]
        # The same picture, another file: bytes behind its end.
        with system.open_output_stream(f"scans/day/{number:05}.jpg") as stream:
            stream.write(content if number < 2 * len(contents) else content + str(number).encode())
    put(system, "scans/day/poison.jpg", b"POISON")
    yield system, query, environment
    os.environ.clear()
    os.environ.update(old)
    server.kill()
    server.wait()
    shutil.rmtree(environment["RAY_TMPDIR"], ignore_errors=True)


def start(environment, *arguments):
    command = [sys.executable, "-m", "certpreflight.ray", *arguments]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,
    )


def said_by(environment, *arguments, code=0):
    driver = start(environment, *arguments)
    said, _ = driver.communicate(timeout=600)
    assert driver.returncode == code, said
    return said


def put(system, path, content):
    with system.open_output_stream(path) as stream:
        stream.write(content)


def rows(system, run="run"):
    """By path; none is there twice."""
    found = pq.read_table(f"results/{run}/rows", filesystem=system).to_pylist()
    assert len(found) == len({row["path"] for row in found}) == len({row["id"] for row in found})
    return {row["path"]: row for row in found}


def workers(environment):
    """The processes that do Ray's work, by their titles and the folder of their session."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            title = (process / "cmdline").read_bytes()
            about = (process / "environ").read_bytes()
        except (OSError, ValueError):
            continue
        if title.startswith(b"ray::rows_of") and environment["RAY_TMPDIR"].encode() in about:
            found.append(int(process.name))
    return found


def test_every_object_has_one_row_whatever_dies(storage):
    system, query, environment = storage
    where = [f"s3://scans/day{query}", f"s3://results/run{query}"]
    job = ["check", *where, "--today", DAY, "--batch", "4", "--no-read"]
    parts = pyarrow.fs.FileSelector("results/run/rows", allow_not_found=True)

    driver = start(environment, *job)
    deadline = time.monotonic() + 240
    while len(system.get_file_info(parts)) < 3:
        assert driver.poll() is None, driver.communicate()[0]
        assert time.monotonic() < deadline
        time.sleep(0.2)
    os.kill(driver.pid, signal.SIGKILL)
    driver.wait()
    time.sleep(1)
    first = len(rows(system))
    assert 0 < first < MANY + 1

    began = time.monotonic()
    driver = start(environment, *job)
    killed = 0
    while driver.poll() is None:
        if killed < 2 and len(system.get_file_info(parts)) > 3 + 2 * killed:
            for worker in workers(environment)[:1]:
                os.kill(worker, signal.SIGKILL)
                killed += 1
        time.sleep(0.1)
    said, _ = driver.communicate()
    assert driver.returncode == 0 and killed == 2, said
    print(said, f"{time.monotonic() - began:.1f} s with its start; {first} rows before")
    assert SECRET not in said

    found = rows(system)
    assert len(found) == MANY + 1
    poisoned = found["poison.jpg"]
    assert poisoned["verdict"] == "unreadable" and "ended with" in poisoned["problem"]
    assert poisoned["report"] is None
    assert [row["path"] for row in found.values() if row["problem"] is not None] == ["poison.jpg"]

    # Again: nothing is left to do, and nothing changes.
    assert "\n0 pictures" in f"\n{said_by(environment, *job)}"
    assert rows(system) == found


def test_what_has_come_since_is_taken_in_and_what_was_replaced_gives_way(storage):
    system, query, environment = storage
    samples = sorted(SAMPLES.iterdir())
    for number in range(10):
        put(system, f"scans/new/{number}.jpg", samples[number % 8].read_bytes() + b"%d" % number)
    job = ["check", f"s3://scans/new{query}", f"s3://results/new{query}", "--today", DAY, "--batch", "4", "--no-read"]
    said_by(environment, *job)
    before = rows(system, "new")
    assert len(before) == 10

    put(system, "scans/new/10.jpg", b"no picture")
    put(system, "scans/new/3.jpg", b"another")
    for name in ("8.jpg", "9.jpg"):
        put(system, f"scans/new/{name}", samples[0].read_bytes())
    # Not asked for: what is known is done.
    assert "\n0 pictures" in f"\n{said_by(environment, *job)}"
    assert rows(system, "new") == before
    assert "\n4 pictures" in f"\n{said_by(environment, *job, '--relist')}"
    after = rows(system, "new")
    assert len(after) == 11
    changed = {path for path, row in after.items() if row != before.get(path)}
    assert changed == {"3.jpg", "8.jpg", "9.jpg", "10.jpg"}
    assert after["3.jpg"]["bytes"] == 7 and after["8.jpg"]["digest"] == after["9.jpg"]["digest"]
    assert "\n0 pictures" in f"\n{said_by(environment, *job, '--relist')}"
    assert rows(system, "new") == after

    said_by(environment, "merge", f"s3://results/new{query}")
    repeats = pq.read_table("results/new/repeats.parquet", filesystem=system).to_pylist()
    assert {"path": "9.jpg", "kind": "file", "first": "8.jpg"} in repeats
    assert not [row for row in repeats if row["path"] == row["first"]]


def test_other_terms_are_refused_and_spoil_nothing(storage):
    system, query, environment = storage
    job = ["check", f"s3://scans/new{query}", f"s3://results/new{query}", "--batch", "4", "--no-read"]
    before = rows(system, "new")
    put(system, "scans/new/11.jpg", b"later")
    others = [["--today", "2027-01-01"], ["--today", DAY, "--profile", "cnnic"], ["--today", DAY, "--lang", "zh"], []]
    for other in others:
        for relist in ([], ["--relist"]):
            assert "another OUT" in said_by(environment, *job, *other, *relist, code=2)
    newer = {**environment, "TEST_VERSION": "99.0.0"}
    assert "another OUT" in said_by(newer, *job, "--today", DAY, "--relist", code=2)
    assert rows(system, "new") == before
    assert "\n1 pictures" in f"\n{said_by(environment, *job, '--today', DAY, '--relist')}"
    assert len(rows(system, "new")) == 12

    below = ["check", f"s3://scans/new{query}", f"s3://scans/new/results{query}"]
    assert "OUT lies in SOURCE" in said_by(environment, *below, code=2)


def test_rows_and_repeats_are_what_the_command_says(storage, tmp_path):
    """Of each picture by itself; what is there twice, of all of them."""
    system, query, environment = storage
    samples = sorted(SAMPLES.iterdir())
    contents = {f"{number:02}.jpg": samples[number % 8].read_bytes() + bytes(number // 16) for number in range(24)}
    contents["empty.jpg"] = b""
    contents["half.jpg"] = contents["00.jpg"][:4000]
    contents["note.jpg"] = b"no picture"
    contents["姓名 +%20.jpg"] = contents["01.jpg"]
    folder = tmp_path / "scans"
    folder.mkdir()
    for name, content in contents.items():
        (folder / name).write_bytes(content)
        put(system, f"scans/twice/{name}", content)
    said_by(environment, "check", f"s3://scans/twice{query}", f"s3://results/twice{query}", "--today", DAY, "--batch", "5")
    found = rows(system, "twice")
    assert found.keys() == contents.keys()

    terms = ["-f", "json", "--lang", "en", "--today", DAY, "--no-config"]
    whole = json.loads(run(*terms, *sorted(contents), cwd=folder).stdout)["images"]
    assert len(whole) == len(contents) == 28
    for name, row in found.items():
        [image] = json.loads(run(*terms, name, cwd=folder).stdout)["images"]
        assert json.loads(row["report"]) == image, name
        assert (row["path"], row["verdict"], row["bytes"]) == (image["path"], image["verdict"], image["bytes"])

    said_by(environment, "merge", f"s3://results/twice{query}")
    repeats = pq.read_table("results/twice/repeats.parquet", filesystem=system).to_pylist()
    kinds = {"duplicate": "file", "near-duplicate": "shot"}
    expected = [
        {"path": image["path"], "kind": kinds[finding["rule"]], "first": finding["evidence"]["other"]}
        for image in whole
        for finding in image["findings"]
        if finding["rule"] in kinds
    ]
    assert repeats == expected
    assert {row["kind"] for row in repeats} == {"file", "shot"}


def test_no_credential_is_logged_and_no_picture_is_on_the_disk(storage):
    _, _, environment = storage
    files = [path for path in Path(environment["RAY_TMPDIR"]).rglob("*") if path.is_file() and not path.is_symlink()]
    assert len(files) > 20
    for path in files:
        content = path.read_bytes()
        assert SECRET.encode() not in content, path
        assert b"\xff\xd8\xff" not in content, path
