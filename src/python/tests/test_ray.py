"""The job for Ray against a server that speaks S3, with deaths of the driver and of workers."""

import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

pytest.importorskip("ray")
pytest.importorskip("moto")
import pyarrow.fs
import pyarrow.parquet as pq

from conftest import DAY, SAMPLES, images

MANY = int(os.environ.get("CERTPREFLIGHT_TEST_PICTURES", "60"))
SECRET = "not-to-be-logged-4711"
# Stands in for a picture that takes its process down; the workers' interpreter reads it when it starts.
POISON = """
import os
import certpreflight.ray as job

usual = job.check_many

def check_many(pictures, **options):
    def looked_at():
        for name, content in pictures:
            if content.startswith(b"POISON"):
                os.abort()
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
        "RAY_TMPDIR": "/tmp",
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
    with system.open_output_stream("scans/day/poison.jpg") as stream:
        stream.write(b"POISON")
    yield system, query, environment
    os.environ.clear()
    os.environ.update(old)
    server.kill()
    server.wait()


def start(environment, *arguments):
    command = [sys.executable, "-m", "certpreflight.ray", *arguments]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,
    )


def rows(system):
    return pq.read_table("results/run/rows", filesystem=system).to_pylist()


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
    said, _ = driver.communicate(timeout=1200)
    assert driver.returncode == 0, said
    print(said, f"{time.monotonic() - began:.1f} s with its start; {first} rows before")
    assert SECRET not in said

    found = rows(system)
    assert len(found) == len({row["path"] for row in found}) == len({row["id"] for row in found}) == MANY + 1
    [poisoned] = [row for row in found if row["path"] == "poison.jpg"]
    assert poisoned["verdict"] == "unreadable" and "ended with" in poisoned["problem"]
    assert poisoned["report"] is None
    assert all(row["problem"] is None for row in found if row is not poisoned)

    # Again: nothing is left to do, and nothing changes.
    driver = start(environment, *job)
    said, _ = driver.communicate(timeout=120)
    assert driver.returncode == 0 and "\n0 pictures" in f"\n{said}", said
    assert sorted(rows(system), key=lambda row: row["path"]) == sorted(found, key=lambda row: row["path"])

    # What has come since is taken in, and nothing is done twice.
    with system.open_output_stream("scans/day/zz.jpg") as stream:
        stream.write(b"no picture")
    driver = start(environment, *job, "--relist")
    said, _ = driver.communicate(timeout=240)
    assert driver.returncode == 0 and "\n1 pictures" in f"\n{said}", said
    assert len(rows(system)) == MANY + 2

    # Other terms need another place.
    driver = start(environment, *job, "--profile", "cnnic")
    assert driver.wait(timeout=120) == 2


def test_rows_are_what_the_command_says(storage, tmp_path):
    system, _, _ = storage
    import certpreflight

    by_path = {row["path"]: row for row in rows(system)}
    compared = 0
    for number, sample in enumerate(sorted(SAMPLES.iterdir())):
        name = f"{number:05}.jpg"
        report = certpreflight.check(sample.read_bytes(), name=name, today=DAY, read=False)
        assert json.loads(by_path[name]["report"]) == report.to_dict()
        compared += 1
    assert compared == 8


def test_what_is_there_twice_is_found_over_all_partitions(storage):
    system, query, environment = storage
    driver = start(environment, "merge", f"s3://results/run{query}")
    said, _ = driver.communicate(timeout=120)
    assert driver.returncode == 0, said
    repeats = pq.read_table("results/run/repeats.parquet", filesystem=system).to_pylist()
    kinds = {row["path"]: (row["kind"], row["first"]) for row in repeats}
    for number in range(8, 16):
        assert kinds[f"{number:05}.jpg"] == ("file", f"{number - 8:05}.jpg")
    assert any(kind == "shot" for kind, _ in kinds.values())
    assert "00000.jpg" not in kinds
