"""What moves the P85 of the total most: what each thing adds to it, which ranks, and its share of the variance."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import xarray as xr

from aksonsim.analysis.batches import LEAST
from aksonsim.analysis.sensitivity import variance_shares
from aksonsim.errors import ResultError
from aksonsim.language.lang import Lang
from aksonsim.language.text import _, translate
from aksonsim.plots.figure import amounts, headline, money, new_figure, shares
from aksonsim.plots.sensitivity import bar, caveat, label_rows
from aksonsim.results.quantity import output
from aksonsim.results.statistic import Statistic
from aksonsim.studies.leave_one_out import Removal
from aksonsim.studies.report import drivers, run_again

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 12
"""Bars of a picture."""


def draw(ds: xr.Dataset, scenario: str, lang: Lang) -> Figure:
    """Draw what each thing adds to the P85 of the total, the scenario run again without it, by falling size.

    A result that cannot be run again, as one of an older version, is ranked by shares of the variance, and says so.
    """
    try:
        found, held = run_again(ds, scenario)
    except ResultError:
        found, held = drivers(ds, scenario), ds
    rows = (found.causes or list(found.shares))[:MOST]  # without inputs, what there is of parts
    if found.draws < LEAST or not rows:
        raise ResultError(f"{found.draws} draws of scenario {scenario} are too few, or nothing varies in them")
    carried = _carried(held, scenario, [row.name for row in rows])
    again = found.removals is not None
    figure = new_figure(15, 3.2 + 0.36 * len(rows))
    axes = figure.subplots(1, 2 if again and carried else 1, sharey=True, squeeze=False)[0]
    if again:
        for place, row in enumerate(rows):
            bar(axes[0], place, row.change if isinstance(row, Removal) else None, "blue", f"change-{place}")
        axes[0].axvline(0, color="black", linewidth=1.2)
        axes[0].set_title(translate(_("P85 with it less P85 without it, which ranks"), lang))
        amounts(axes[0].xaxis, lang)
    if carried:
        for place, share in enumerate([carried.get(row.name) for row in rows]):
            bar(axes[-1], place, share, "orange", f"share-{place}")
        ranked = _("Share of the variance, which ranks: this result cannot be run again")
        axes[-1].set_title(translate(_("Share of the variance") if again else ranked, lang))
        shares(axes[-1].xaxis, lang)
    axes[-1].grid(False, axis="y")
    axes[-1].tick_params(axis="y", length=0)
    label_rows(axes[0], [translate(row.title, lang) for row in rows])
    caveat(figure, "leave-one-out" if again else "shares", lang)
    about = ds, scenario, found.condition, found.draws, lang, money(ds.attrs, lang)
    title = _("What moves the P85 of the total cost most") if again else _("What the total cost depends on")
    headline(figure, title, *about)
    return figure


def _carried(held: xr.Dataset, scenario: str, wanted: Sequence[str]) -> dict[str, Statistic]:
    """Return shares of the variance by name, none where there are too few draws.

    Drivers are taken out one by one, so one that is correlated has its own share of what they have in common.
    """
    total = output(held, scenario, "cost_total")
    found: dict[str, Statistic] = {}
    with suppress(ValueError):  # too few draws for so many inputs
        found = {row.name: row.share for row in variance_shares(held, scenario, total, groups_as_one=True).rows}
        if not found.keys() >= set(wanted):
            single = variance_shares(held, scenario, total).rows
            found = {row.name: row.share for row in single} | found
    return found
