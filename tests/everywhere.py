"""Every command on one file: what each prints, draws and writes, as texts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import IO, Any
from unittest.mock import patch

import openpyxl
import xarray as xr
from click.testing import CliRunner
from matplotlib.figure import Figure
from matplotlib.text import Text
from ruamel.yaml import YAML

from aksonsim.cli import group
from aksonsim.errors import AksonsimError

PLOTS = (
    "s-curve", "ladder", "uptake", "adoption", "cash-flow", "payers", "municipalities", "convergence", "tornado",
    "input-output", "npv",
)  # fmt: skip
LANGS = ("en", "nb")
DRAWS = ("-n", "2000", "--seed", "1", "--threads", "1")


class Everywhere:
    """Runs commands in a folder and keeps every text that comes out, by where it came from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.texts: dict[str, str] = {}
        self.refused: dict[str, str] = {}

    def run(self, *arguments: str | Path, may_fail: bool = False) -> str:
        """Run one command; return what it printed. Exit codes 0 and 1 are answers; 2 is one where it ``may_fail``."""
        words = [str(argument) for argument in arguments]
        name = " ".join(Path(word).name if word.startswith("/") else word for word in words)
        with pictured() as drawn:
            result = CliRunner().invoke(group, words)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            if not may_fail or not isinstance(result.exception, AksonsimError):
                raise result.exception
            self.refused[name] = str(result.exception)
            return ""
        assert result.exit_code in (0, 1), f"{name}: {result.output}"
        self.texts[name] = result.output
        for number, text in enumerate(drawn):
            self.texts[f"{name}: picture {number}"] = text
        return result.stdout

    def keep(self, name: str, text: str) -> None:
        """Note a text that a command wrote."""
        self.texts[name] = text


@contextmanager
def pictured() -> Iterator[list[str]]:
    """Collect the texts of every picture, which is laid out but not painted: that takes most of its time."""
    found: list[str] = []

    def savefig(self: Figure, file: IO[bytes], **_: Any) -> None:
        self.draw_without_rendering()
        file.write(b"not painted")
        artists = (artist for artist in self.findobj(Text) if artist.get_visible())
        found.append("\n".join(artist.get_text() for artist in artists if isinstance(artist, Text)))

    with patch.object(Figure, "savefig", savefig):
        yield found


def changed(source: Path, target: Path, **values: Any) -> Path:
    """Write a copy of a scenario file with other values at its top; None takes a section away."""
    yaml = YAML()
    tree = yaml.load(source.read_text("utf-8"))
    for key, value in values.items():
        if value is None:
            tree.pop(key, None)
        else:
            tree[key] = value
    with target.open("w", encoding="utf-8") as handle:
        yaml.dump(tree, handle)
    return target


def workbook(file: Path) -> str:
    """Return every cell of a workbook that holds text."""
    book = openpyxl.load_workbook(file)
    return "\n".join(
        [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
        + book.sheetnames
    )


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.hidden += tag in ("style", "script")
        self.parts += [str(value) for key, value in attrs if key in ("title", "alt", "aria-label", "placeholder")]

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def page(file: Path) -> str:
    """Return the text that a reader of an HTML page sees."""
    parser = _Page()
    parser.feed(file.read_text("utf-8"))
    return re.sub(r"[ \n]+", " ", " ".join(parser.parts))


def attributes(ds: xr.Dataset) -> str:
    """Return the attributes of a Dataset and its variables; not the scenarios it repeats."""
    rest = {key: str(value) for key, value in ds.attrs.items() if key not in ("scenarios", "titles")}
    return json.dumps(
        rest | {str(k): {a: str(b) for a, b in v.attrs.items()} for k, v in ds.variables.items()}, ensure_ascii=False
    )


def results(every: Everywhere, file: Path, scenarios: Sequence[str] = ()) -> Path:
    """Run a file, and everything that reads a result; return the result."""
    out = every.folder / "out.nc"
    named = [part for name in scenarios for part in ("-s", name)]
    every.run("run", file, *named, *DRAWS, "--keep", "full", "--plots", every.folder / "core", "-o", out)
    with xr.open_dataset(out, engine="h5netcdf") as ds:
        every.keep("out.nc", attributes(ds.load()))
    every.run("summary", out, "--ladder", "--effects", "--xlsx", every.folder / "summary.xlsx")
    every.keep("summary.xlsx", workbook(every.folder / "summary.xlsx"))
    every.run("summary", out, "--ladder", "--effects", "--json")
    every.run("verify", out)
    every.run("ledger", out, "-o", every.folder / "ledger.md")
    every.run("ledger", out, "-o", every.folder / "ledger.csv")
    every.run("ledger", out, "--json")
    for name in ("ledger.md", "ledger.csv"):
        every.keep(name, (every.folder / name).read_text("utf-8"))
    every.run("explore", out, "--when", "cost_total > 1", "--of", "cost_total", may_fail=True)
    for lang in LANGS:
        for kind in PLOTS:
            every.run("plot", kind, out, "--lang", lang, "-o", every.folder / f"{kind}-{lang}.png", may_fail=True)
        target = every.folder / f"report-{lang}.html"
        every.run("report", out, "--lang", lang, "-o", target)
        every.keep(target.name, page(target))
    return out


def studies(every: Everywhere, file: Path, change: str, by: str) -> None:
    """Ask every study of a file; ``change``: PATH=VALUE of the waterfall; ``by``: what seek may change."""
    folder = every.folder
    for json_too in ((), ("--json",)):
        every.run("check", file, *DRAWS, *json_too)
        every.run("sensitivity", file, *DRAWS, "--method", "bins", *json_too, "--xlsx", folder / "sensitivity.xlsx")
        every.run("waterfall", file, *DRAWS, "--set", change, *json_too)
        every.run("seek", file, *DRAWS, "--target", "5000", "--by", by, *json_too, may_fail=True)
        every.run("information", file, *DRAWS, "--decision", "frame", *json_too)
        every.run("outside", file, *DRAWS, *json_too)
        table = ("--municipalities", folder / "municipalities.csv")
        every.run("economics", file, *DRAWS, *json_too, *table, may_fail=True)
        every.run("validate", file)
    every.keep("sensitivity.xlsx", workbook(folder / "sensitivity.xlsx"))
    if (folder / "municipalities.csv").exists():
        every.keep("municipalities.csv", (folder / "municipalities.csv").read_text("utf-8"))
    for lang in LANGS:
        end = ("--lang", lang, "-o")
        every.run("waterfall", file, *DRAWS, "--set", change, *end, folder / f"waterfall-{lang}.png")
        every.run("information", file, *DRAWS, "--decision", "frame", *end, folder / f"information-{lang}.png")
        every.run("outside", file, *DRAWS, *end, folder / f"outside-{lang}.png")
    every.run("export", file, folder / "book.xlsx")
    every.keep("book.xlsx", workbook(folder / "book.xlsx"))


def comparison(every: Everywhere, file: Path, scenarios: Sequence[str], quantities: Sequence[str]) -> None:
    """Set scenarios side by side in every medium."""
    named = [part for name in scenarios for part in ("-s", name)]
    for quantity in quantities:
        common = ("compare", file, *named, *DRAWS, "--quantity", quantity)
        every.run(*common)
        every.run(*common, "--json")
        for lang in LANGS:
            every.run(*common, "--lang", lang, "-o", every.folder / f"compare-{lang}")


def sweep(every: Everywhere, file: Path, parameters: dict[str, list[float]], outputs: Sequence[str]) -> None:
    """Sweep a file over a grid, and explore it."""
    spec, store = every.folder / "sweep.yaml", every.folder / "sweep.zarr"
    told = {"schema": 1, "title": "Grid", "base": str(file), "design": {"kind": "grid"}, "draws": 300, "seed": 1}
    told |= {"parameters": {path: {"values": values} for path, values in parameters.items()}, "outputs": list(outputs)}
    with spec.open("w", encoding="utf-8") as handle:
        YAML().dump(told | {"curves": ["cost_total"]}, handle)
    every.run("sweep", spec, "--workers", "1", "--threads", "1", "-o", store)
    with xr.open_zarr(store, chunks=None, zarr_format=2, consolidated=True) as ds:
        every.keep("sweep.zarr", attributes(ds) + " ".join(map(str, ds["units"].values)))
    for output in outputs:
        every.run("explore", store, "--of", output)
        every.run("explore", store, "--of", output, "--json")
    for lang in LANGS:
        for output in outputs:
            every.run("explore", store, "--of", output, "--lang", lang, "-o", every.folder / f"explored-{lang}")
