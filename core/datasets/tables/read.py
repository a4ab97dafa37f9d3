"""Reading a whole table: in blocks, strictly, with progress, within a stated memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import chain, compress, islice
from pathlib import Path

from core.data_config import FileOptions
from core.datasets.raw import RawData
from core.datasets.tables import build
from core.datasets.tables.columns import MOST_ROWS_OF_A_BLOCK, Column
from core.datasets.tables.names import column_names
from core.datasets.tables.records import records
from core.datasets.tables.sample import RowSample
from core.datasets.tables.sniff import Format, about_encoding, check_options, recognise
from core.datasets.tables.source import lines, read_head, wrong_encoding
from core.errors import UserError
from core.quoting import quoted
from core.work import Work

TABLE_BYTES = 512 * 1024 * 1024
"""The largest table of float64 that is kept. Of more rows a sample is drawn.

While it is put together its columns are held as well: at the peak some 2.3 times as much.
"""
BLOCK_CELLS = 256 * 1024
BLOCK_BYTES = 4 * 1024 * 1024

_Record = tuple[int, list[str]]


def read_table(
    options: FileOptions, *, samples: int | None = None, seed: int = 0, work: Work | None = None
) -> RawData:
    """Read a CSV or TSV file; what the options leave open is recognised from it.

    `samples`: at most so many rows, drawn with `seed`. Raises UserError naming file, line and
    remedy if it is no table that can be learned from, CancelledError if `work` is given up.
    """
    check_options(options)
    work = work or Work()
    if samples is not None and samples < 2:
        raise UserError(f"{samples} rows are too few to learn from. Ask for at least 2.")
    path = Path(options.path)
    head = read_head(path, options.encoding)
    form = recognise(head, options)
    for encoding in _encodings(form.encoding, options):
        try:
            table = _table(path, form, encoding, samples, seed, work)
        except UnicodeDecodeError:
            continue
        notices = list(form.notices)
        if encoding != form.encoding and head.sure:
            notices.insert(0, about_encoding(encoding))
        return build.raw_data(table, options, notices, TABLE_BYTES, work)
    raise wrong_encoding(path, form.encoding)


def _encodings(first: str, options: FileOptions) -> tuple[str, ...]:
    """What to try in turn: a byte that is not UTF-8 may come late in the file."""
    if options.encoding:
        return (first,)
    return {"utf-8-sig": ("utf-8-sig", "cp1252", "latin-1"), "cp1252": ("cp1252", "latin-1")}.get(
        first, (first,)
    )


def _table(
    path: Path, form: Format, encoding: str, samples: int | None, seed: int, work: Work
) -> build.Table:
    # Closed here and not whenever the collector comes by: the file may be about to be mended.
    with closing(lines(path, encoding, work)) as text:
        return _from_lines(path, text, form, samples, seed, work)


def _from_lines(
    path: Path, text: Iterator[str], form: Format, samples: int | None, seed: int, work: Work
) -> build.Table:
    rest = islice(text, form.skip, None)
    rows = records(quoted(path), rest, form.separator, form.skip + 1)
    first = next(rows, None)
    if first is None:
        raise UserError(f"{quoted(path)} is empty. Choose a file with a table.")
    width = len(first[1])
    names, notices = column_names(first[1] if form.header else None, width)
    most = max(TABLE_BYTES // (8 * width), 2)
    sample = RowSample(most if samples is None else min(samples, most), seed)
    columns = [Column(name, form.decimal) for name in names]
    data: Iterable[_Record] = rows if form.header else chain([first], rows)
    for where, block in _blocks(data, width, work):
        _take(columns, sample, where, block, path, work)
    if not sample.total:
        raise UserError(f"{quoted(path)} has a header and no rows. Choose a file with data.")
    stays = sample.shrink()
    if stays is not None:
        for column in columns:
            column.keep(stays)
    unnamed = form.header and not first[1][0].strip()
    return build.Table(path, columns, sample, samples, unnamed, notices)


def _take(
    columns: list[Column],
    sample: RowSample,
    where: list[int],
    block: list[list[str]],
    path: Path,
    work: Work,
) -> None:
    picked = sample.offer(where)
    if picked is not None:
        where, block = list(compress(where, picked)), list(compress(block, picked))
    if not block:
        return
    progress = work.progress
    for column, cells in zip(columns, zip(*block, strict=True), strict=True):
        column.add(cells, where)
        if progress is not None:
            work.report(progress.what, progress.done, progress.total)
    if sample.is_crowded():
        stays = sample.shrink()
        if stays is not None:
            for column in columns:
                column.keep(stays)


def _blocks(
    rows: Iterable[_Record], width: int, work: Work
) -> Iterator[tuple[list[int], list[list[str]]]]:
    """Some rows at a time, with their lines: fewer if their cells are long."""
    size = min(max(BLOCK_CELLS // width, 16), MOST_ROWS_OF_A_BLOCK)
    where: list[int] = []
    block: list[list[str]] = []
    start = 0
    for line, row in rows:
        where.append(line)
        block.append(row)
        progress = work.progress
        done = 0 if progress is None else progress.done
        if len(block) == size or done - start > BLOCK_BYTES:
            yield where, block
            where, block, start = [], [], done
    if block:
        yield where, block
