"""The layers of a snapshot: a base with everyone, and above it the people touched since, newest last.

A touched person's rows stand complete in the newest layer that has the person; older layers are passed over. So a saved
visit costs the records of one person, not a rebuild; when the layers have grown the base is written anew.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pyarrow as pa
import pyarrow.parquet as pq

from gongwei.definition.fingerprint import fingerprint
from gongwei.evaluation import tables
from gongwei.records import queries

from .export import COLUMNS, raw_queries, write_layer

FOLD_BELOW = 2_000
"""A newest layer with fewer people takes in the newly touched ones; a larger one gets another on top."""
MOST_LAYERS = 5
MOST_TOUCHED = 0.05
"""With a larger share of the people in layers above the base, the base is written anew."""
LOCK = "reading.lock"
"""In each layer: held together by its readers, alone by who removes it."""


@dataclass(frozen=True)
class Layer:
    """One folder of Parquet files. `people`: how many residents it holds (the base: all)."""

    folder: str
    people: int
    rows: int


@dataclass(frozen=True)
class Manifest:
    """What the snapshot is made of. `change` is the last change it holds, `mark` what the audit says of that change."""

    change: int
    mark: str
    form: str
    layers: tuple[Layer, ...]

    @property
    def id(self) -> str:
        """The name that figures give as their snapshot."""
        return f"S{self.change:06d}"


@cache
def format_of_tables() -> str:
    """A short name of the tables' columns and of how they are prepared: a snapshot of others is of no use."""
    preparation = Path(tables.__file__).read_text(encoding="utf-8")
    return fingerprint((*COLUMNS.items(), *raw_queries(Path()).items(), preparation))


def read_manifest(home: Path) -> Manifest | None:
    """The snapshot's manifest; None when there is none, it is damaged, or its tables have other columns."""
    try:
        said = json.loads((home / "snapshot.json").read_text(encoding="utf-8"))
        manifest = Manifest(**{**said, "layers": tuple(Layer(**layer) for layer in said["layers"])})
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None
    whole = all((home / layer.folder / LOCK).is_file() for layer in manifest.layers)
    return manifest if whole and manifest.form == format_of_tables() else None


def mark_of(change: int) -> str:
    """A short name of the change's audit entry: another database, or an older copy of this one, has another under its number."""
    return fingerprint((change, queries.entry_of(change)))


def update(home: Path) -> Manifest:
    """Bring the snapshot up to the last change; only the people touched since are read. Safe to repeat after a kill."""
    with alone(home), queries.one_moment():
        manifest = read_manifest(home)
        if manifest is None or manifest.mark != mark_of(manifest.change):
            return _write_base(home)
        change = queries.last_change()
        if change == manifest.change:
            return manifest
        touched = queries.people_touched_since(manifest.change)
        base, *upper = manifest.layers
        if upper and upper[-1].people < FOLD_BELOW:
            touched |= set(residents_of(home, upper[-1]))
            upper = upper[:-1]
        if len(touched) + sum(layer.people for layer in upper) > max(MOST_TOUCHED * base.people, FOLD_BELOW):
            return _write_base(home)
        layers = (base, *upper)
        if touched:
            layers += (_write(home, f"layer-{change:06d}-", touched),)
        if len(layers) > MOST_LAYERS:
            return _write_base(home)
        return _keep(home, Manifest(change, mark_of(change), format_of_tables(), layers), manifest)


def rebuild(home: Path) -> Manifest:
    """Write the whole snapshot anew."""
    with alone(home), queries.one_moment():
        return _write_base(home)


def residents_of(home: Path, layer: Layer) -> list[int]:
    """The residents a layer holds."""
    return pq.read_table(home / layer.folder / "touched.parquet")["resident"].to_pylist()


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """One writer of the snapshot at a time."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "snapshot.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write_base(home: Path) -> Manifest:
    change = queries.last_change()
    before = read_manifest(home)
    base = _write(home, f"base-{change:06d}-", None)
    return _keep(home, Manifest(change, mark_of(change), format_of_tables(), (base,)), before)


def _write(home: Path, prefix: str, touched: set[int] | None) -> Layer:
    folder = Path(mkdtemp(prefix=prefix, dir=home))
    (folder / LOCK).touch()
    rows = write_layer(folder, touched)
    people = rows["person"] if touched is None else len(touched)
    if touched is not None:
        pq.write_table(pa.table({"resident": pa.array(sorted(touched), pa.int64())}), folder / "touched.parquet")
    return Layer(folder.name, people, sum(rows.values()))


def _keep(home: Path, manifest: Manifest, before: Manifest | None) -> Manifest:
    """Make the manifest the current one at once. Layers of the one before stay for those who have read its manifest,
    older ones as long as somebody reads them."""
    draft = home / "snapshot.json.new"
    draft.write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(draft, home / "snapshot.json")
    needed = {layer.folder for one in (manifest, before) if one for layer in one.layers}
    for folder in home.iterdir():
        if folder.is_dir() and folder.name.startswith(("base-", "layer-")) and folder.name not in needed:
            remove_unread(folder)
    return manifest


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """While inside, the layer is not removed. FileNotFoundError when it has been."""
    with (folder / LOCK).open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        os.stat(folder / LOCK)  # removed while we waited?
        yield


def remove_unread(folder: Path) -> None:
    """Remove a layer unless somebody reads it; a later update tries again."""
    with (folder / LOCK).open("a") as lock, suppress(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
