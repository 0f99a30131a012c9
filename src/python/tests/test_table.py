import pytest

pa = pytest.importorskip("pyarrow")

from certpreflight.table import RESULT, check_table, check_tables

from conftest import DAY


def pictures(said, **more):
    paths = list(said)[:4]
    return pa.table({
        "id": list(range(len(paths))),
        "path": [str(path) for path in paths],
        "content": pa.array([path.read_bytes() for path in paths], pa.binary()),
        **more,
    }), [said[path] for path in paths]


def test_a_row_is_what_the_command_says(said):
    table, images = pictures(said)
    checked = check_table(table, jobs=2, today=DAY)
    assert checked.column_names == ["id", "path", *RESULT.names]
    assert checked.schema.field("rules").type == pa.list_(pa.string())
    import json

    rows = checked.to_pylist()
    assert [json.loads(row["report"]) for row in rows] == images
    assert [row["verdict"] for row in rows] == [image["verdict"] for image in images]
    assert [row["rules"] for row in rows] == [
        [finding["rule"] for finding in image["findings"]] for image in images
    ]
    assert [row["bytes"] for row in rows] == [image["bytes"] for image in images]
    assert {row["profile"] for row in rows} == {"tencent-domain"} and len(rows) == 4


def test_what_is_not_there_is_a_row(said):
    table = pa.table({"path": ["a.jpg", "b.jpg", None], "content": [None, b"no picture", b""]})
    rows = check_table(table, read=False).to_pylist()
    assert [row["problem"] for row in rows] == ["there is no content", None, None]
    assert rows[0]["verdict"] == "unreadable" and rows[0]["report"] is None
    assert rows[1]["rules"] and len(rows) == 3
    assert check_table(table.slice(0, 0)).num_rows == 0


def test_batches_come_as_batches(said):
    table, images = pictures(said)
    batches = table.to_batches(max_chunksize=3)
    found = list(check_tables(iter(batches), read=False))
    assert [batch.num_rows for batch in found] == [3, 1]


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(KeyError, match="content"):
        check_table(pa.table({"path": ["a"]}))
