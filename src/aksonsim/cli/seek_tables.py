"""Which value of an assumption reaches a figure, in words and a table."""

from __future__ import annotations

from typing import IO, Any

from rich.console import Console

from aksonsim.cli.tables import console_for, figure, grouped, show, table_of
from aksonsim.cli.waterfall_tables import asked, provenance
from aksonsim.language.rounding import exact

Json = dict[str, Any]


def print_seek(found: Json, file: IO[str]) -> None:
    """Print what `aksonsim.studies.seek.seek` returns."""
    console = console_for(file)
    at = found["at"]
    console.print(f"{found['title']}: {found['output']}", style="bold")
    console.print(asked(found, found["draws_that_count"]))
    for change in found["changed"]:
        console.print(f"changed: {change}", soft_wrap=True)
    target = grouped(exact(found["target"]))
    console.print(f"\n{found['what']}: which value makes {at} of {found['output']} {target}?")
    if found["found"]:
        _answer(console, found, at)
    else:
        console.print(f"none: {found['reason']}", style="bold", soft_wrap=True)
        console.print(f"{at} there: {figure(found['nearest'], 'figure')}")
    table = table_of("value", [at])
    for point in found["curve"]:
        here = " (as stated)" if point["value"] == found["stated"]["value"] else ""
        table.add_row(f"{exact(point['value'])}{here}", figure(point, "figure"))
    if found["stated"]["value"] is None:
        table.add_row("with its own law, as stated", figure(found["stated"], "figure"))
    show(console, f"{at} along the range that was tried", table)
    console.print()
    console.print(provenance(found))


def _answer(console: Console, found: Json, at: str) -> None:
    answer = found["found"]
    hardly = "" if answer["value_ci"] else f" ({at} hardly moves here: no interval)"
    stated = found["stated"]["value"]
    beside = f"; stated: {exact(stated)}" if stated is not None else ""
    console.print(f"{figure(answer, 'value')}{beside}{hardly}", style="bold")
    slope = f"{float(format(answer['slope'], '.3g')):+,.10g}".replace(",", " ")
    console.print(f"{at} there: {figure(answer, 'figure')}; {slope} for 1 more of the value")
    plausible = _plausible(found["kind"], answer["plausibility"])
    if plausible:
        console.print(f"plausibility: {plausible}", soft_wrap=True)
    for other in found["others"]:
        console.print(f"{at} also meets the target at about {other:.3g}")


def _plausible(kind: str, told: Json) -> str:
    """Return how plausible a value is under what the file states, in words."""
    if "percentile" in told:
        low, high = told["band"]
        whose = "its own distribution"
        if kind == "driver":
            whose = f"the driver's own distribution (its median becomes {told['median']:.3g})"
        p = told["percentile"]
        place = f"P{p * 100:.3g}" if 0.001 <= p <= 0.999 else "below P0.1" if p < 0.5 else "above P99.9"
        return f"{place} of {whose}, whose P10–P90 is {low:.4g}–{high:.4g}: {_judged(p)}"
    if "stated_band" in told:
        low, high = told["stated_band"]
        return f"{'inside' if told['inside'] else 'outside'} the stated band {low:g}–{high:g}"
    if "times_stated" in told:
        return f"{told['times_stated']:.3g} times what is stated; the file has no distribution for it"
    return "the file has no distribution for it" if kind != "input" else "certain in the file"


def _judged(p: float) -> str:
    if 0.1 <= p <= 0.9:
        return "an ordinary value"
    return "an unlikely value" if 0.01 <= p <= 0.99 else "hardly a value that the file deems possible"
