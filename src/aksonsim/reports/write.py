"""A report as a file: HTML or PDF, by the name's ending, wholly or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import xarray as xr

from aksonsim.errors import AksonsimError
from aksonsim.files.atomic import replacing
from aksonsim.language.lang import Lang
from aksonsim.reports.build import Asked, build
from aksonsim.reports.document import Report
from aksonsim.results.access import pick, require_result
from aksonsim.studies.report import report_inputs

SUFFIXES = (".html", ".pdf")


def write(
    ds: xr.Dataset,
    target: Path,
    lang: Lang,
    *,
    compared: bool = True,
    rerun: bool = True,
    result: str = "",
    command: Sequence[str] = (),
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[Report, int]:
    """Write a report of a result and return it with the size of the file in bytes.

    Parameters
    ----------
    ds
        A result that holds the scenarios of the report, the main one first (see `chosen`).
    compared
        Whether scenarios are set side by side.
    rerun
        Whether claims, ledger and sensitivity may run the scenarios again, 20 000 draws each at most.
    result, command
        Where the result came from, and what writes the report again, as its last section says.

    Raises AksonsimError where the ending is no report's, PDF takes a library that is missing, or the file cannot be
    written.
    """
    suffix = target.suffix.lower()
    if suffix not in SUFFIXES:
        raise AksonsimError(f"{target}: a report is written as {' or '.join(SUFFIXES)}")
    inputs = report_inputs(ds, rerun=rerun, threads=threads, progress=progress)
    report = build(ds, inputs, Asked(lang, compared, result, tuple(command)))
    if suffix == ".pdf":
        from aksonsim.reports.pdf import pdf

        written = pdf(report)
    else:
        from aksonsim.reports.page import html

        written = html(report).encode()
    try:
        with replacing(target) as temporary:
            temporary.write_bytes(written)
    except OSError as error:
        raise AksonsimError(f"{target}: the report cannot be written: {error.strerror or error}") from error
    return report, len(written)


def chosen(ds: xr.Dataset, names: Sequence[str]) -> xr.Dataset:
    """Return a result with some of its scenarios, in this order; all where none is named."""
    require_result(ds)
    wanted = [pick(ds, name) for name in dict.fromkeys(names)]
    return ds.sel(scenario=wanted) if wanted else ds
