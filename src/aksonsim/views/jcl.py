"""Joint confidence of cost and finish: what is promised and how surely it is kept, and the frontier."""

from __future__ import annotations

import math

from aksonsim.analysis.jcl import ASKED, STATED, Jcl, Needed, Promise
from aksonsim.language.numbers import Digits
from aksonsim.language.text import Words, _
from aksonsim.results.quantity import Condition
from aksonsim.results.statistic import Statistic
from aksonsim.views import common
from aksonsim.views.document import Block, Cell, Column, Document, Note, Picture, Table, join, rows

NAMES: dict[str, Words] = {ASKED: _("asked"), STATED: _("base estimate and reference date")}


def view(result: Jcl) -> Document:
    """Return the document of a joint confidence."""
    about = result.about
    title = _("{title}: cost and finish together", title=about.title)
    return Document(
        title=title,
        under=(common.scope(about, result.draws),),
        blocks=(*blocks(result), Picture("jcl", title, common.drawn("jcl", result, "of"))),
        foot=(common.provenance(about),),
        about=common.rests_on(about),
    )


def blocks(result: Jcl) -> tuple[Block, ...]:
    """Return the joint confidence of one scenario as a part of a document."""
    unit = common.prices(result.about.money)
    keys: tuple[tuple[str, Words], ...] = (("scenario", result.about.scenario),)
    gated = result.about.condition is Condition.PASSED
    finish = Column("finish", result.milestone_title, "text")
    promised = (
        common.LABEL,
        Column("cost", _("cost")),
        finish,
        Column("cost_kept", _("P(cost kept)"), "percent"),
        Column("date_kept", _("P(date kept)"), "percent"),
        Column("both", _("P(both kept)"), "percent"),
    )
    body: list[list[Cell]] = [
        [
            NAMES.get(name) or _("{percentile} of each", percentile=name.upper()),
            round(one.cost, 1),
            _day(one),
            one.cost_kept,
            one.date_kept,
            one.both,
        ]
        for name, one in result.promises.items()
    ]
    title = (
        _("Cost and finish, each and together given that the gate is passed")
        if gated
        else _("Cost and finish, each and together")
    )
    levels = tuple(result.frontier[0].costs)
    columns = (
        finish,
        Column("date_kept", _("P(date kept)"), "percent"),
        *(Column(key, _("{p} % joint confidence", p=key[1:])) for key in levels),
    )
    needed: list[list[Cell]] = [[_day(one), one.date_kept, *map(_known, one.costs.values())] for one in result.frontier]
    return join(
        Table("joint", title, promised, rows(body), unit, keys),
        Table("frontier", _("Least cost that is kept together with each date"), columns, rows(needed), unit, keys),
        Note(
            _(
                "Both are kept less often than either alone. Empty: no cost is enough, because the date itself is kept "
                "less surely, or as surely within its error."
            )
        ),
        Note(_("Rank correlation of cost and finish: {rho}.", rho=Statistic(round(result.rank_correlation, 2))))
        if result.rank_correlation is not None
        else None,
    )


def _known(least: Statistic | None) -> Cell:
    """Leave out what only the dearest draws in time bound: their cost, without an upper end, is no estimate."""
    return least if least is None or math.isfinite(least.half) else None


def _day(one: Promise | Needed) -> Cell:
    if one.date is not None:
        return one.date
    return _("{months} months", months=Digits(f"{one.month:.1f}"))  # whole months would name two rows alike
