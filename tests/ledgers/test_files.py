"""Files kept by their content."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongwei.ledgers.files import queries
from gongwei.ledgers.files.actions import keep_file
from gongwei.ledgers.files.models import KeptFile
from gongwei.records.actions import Refused
from gongwei.records.models import AuditEntry
from tests.records.county import WHO

pytestmark = pytest.mark.django_db


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_one_content_is_kept_once(tmp_path):
    into, photo = tmp_path / "files", written(tmp_path, "灭火器.jpg", b"photo")
    digest = keep_file(path=photo, into=into, **WHO)
    assert digest == hashlib.sha256(b"photo").hexdigest()
    assert queries.path_of(digest, into) == into / digest[:2] / digest and queries.path_of(digest, into).read_bytes() == b"photo"
    assert keep_file(path=written(tmp_path, "另名.png", b"photo"), into=into, **WHO) == digest
    kept = KeptFile.objects.get()
    assert (kept.name, kept.size, kept.media_type) == ("灭火器.jpg", 5, "image/jpeg")
    assert AuditEntry.objects.filter(action="keep_file").count() == 1
    assert [path for path in into.rglob("*") if path.is_file()] == [into / digest[:2] / digest], "no copy is left over"


def test_what_cannot_be_kept(tmp_path):
    for path, why in ((tmp_path / "无.jpg", "读不出"), (tmp_path, "读不出"), (written(tmp_path, "空.jpg", b""), "是空的")):
        with pytest.raises(Refused, match=why):
            keep_file(path=path, into=tmp_path / "files", **WHO)
    assert not KeptFile.objects.exists() and not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


def test_altered_and_missing_copies_are_found_and_mended(tmp_path):
    into = tmp_path / "files"
    photos = [written(tmp_path, f"{number}.jpg", bytes([number])) for number in (1, 2, 3)]
    digests = [keep_file(path=photo, into=into, **WHO) for photo in photos]
    assert queries.altered(into) == []
    queries.path_of(digests[0], into).write_bytes(b"another")
    queries.path_of(digests[1], into).unlink()
    found = {one.digest: (one.name, one.missing) for one in queries.altered(into)}
    assert found == {digests[0]: ("1.jpg", False), digests[1]: ("2.jpg", True)}
    for photo in photos:
        keep_file(path=photo, into=into, **WHO)
    assert queries.altered(into) == []


@settings(max_examples=20)
@given(st.lists(st.binary(min_size=1, max_size=20), max_size=6))
def test_as_many_files_as_contents(tmp_path_factory, contents):
    folder = tmp_path_factory.mktemp("kept")
    digests = {keep_file(path=written(folder, "x", content), into=folder / "files", **WHO) for content in contents}
    assert len(digests) == len(set(contents))
    assert {queries.path_of(digest, folder / "files").read_bytes() for digest in digests} == set(contents)
