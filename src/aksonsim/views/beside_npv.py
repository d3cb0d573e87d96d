"""Effects with a price and without one, as they are told beside the net present value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aksonsim.analysis.beside_npv import MEASURES, Effect
from aksonsim.language.text import Words, _
from aksonsim.results.measure import MEAN
from aksonsim.studies.check_draws import BASES
from aksonsim.views.document import Block, Cell, Column, Note, Table, rows

FOLLOWS: dict[str, Words] = {"inhabitants": _("inhabitants"), "gps": _("GPs"), "": _("the programme")}


def effect_blocks(
    effects: Mapping[str, Effect], condition: Words, unit: Words, keys: tuple[tuple[str, Words], ...]
) -> Iterator[Block]:
    """Yield the effects of a scenario, what they mean, whom they affect and their sources; or that none are stated.

    ``condition`` says over which draws, ``unit`` what amounts are in.
    """
    if not effects:
        yield Note(_("No effects without a price are stated (benefits.effects)."))
        return
    title = _("Effects with a price and without, {condition}", condition=condition)
    unit = unit if any(one.priced for one in effects.values()) else ""
    live = (Column(m.key, _("live, expected") if m is MEAN else m.title, "percent") for m in MEASURES)
    label = Column("effect", "", "text", wide=True)
    columns = (
        label,
        Column("priced", _("priced, expected")),
        Column("place", _("not priced"), "text"),
        Column("follows", _("follows"), "text"),
        *live,
    )
    yield Table("effects", title, columns, rows(map(_row, effects.values())), unit, keys)
    if any(one.place is not None for one in effects.values()):
        yield Note(
            _(
                "Places run from ---- (very large, negative) by 0 to ++++ (very large, positive). They are stated, not "
                "simulated, and in no sum of money."
            )
        )
    years = [one.year for one in effects.values() if one.live is not None]
    if years:
        yield Note(
            _(
                "Live: the share live at the end of {year} of what an effect follows; a circumstance, no weight.",
                year=str(years[0]),
            )
        )
    origin = (
        label,
        Column("affects", _("affected"), "text", wide=True),
        Column("source", _("source"), "text", wide=True),
        Column("basis", _("basis"), "text", wide=True),
    )
    made = ((one.title, one.affects, "; ".join(one.source), BASES[one.basis or ""]) for one in effects.values())
    yield Table("effects_origin", _("Whom the effects affect, and where they come from"), origin, rows(made), "", keys)


def _row(one: Effect) -> tuple[Cell, ...]:
    live = [None if one.live is None else one.live[measure] for measure in MEASURES]
    follows = "" if one.place is None else FOLLOWS[one.by]
    priced = None if one.priced is None else one.priced.mean
    return one.title, priced, one.place or "", follows, *live
