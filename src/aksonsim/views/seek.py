"""Which value of a parameter reaches a figure, in words and a table."""

from __future__ import annotations

import math
from collections.abc import Iterator

from aksonsim.language.text import Words, _
from aksonsim.results.statistic import Statistic
from aksonsim.studies.seek import Seek, SeekPoint, SeekRoot
from aksonsim.studies.seek_parameters import Plausibility
from aksonsim.views import common
from aksonsim.views.document import Column, Document, Note, Picture, Row, Table, join

ORDINARY, POSSIBLE, SEEN = (0.1, 0.9), (0.01, 0.99), (0.001, 0.999)
"""Percentiles of a distribution between which a value is ordinary, or possible; beyond the last no place is given."""


def view(result: Seek) -> Document:
    """Return the document of a search."""
    about = result.about
    title = _("{figure} along the range that was tried", figure=result.at)
    question = _(
        "{what}: which value makes {figure} of {output} {target}?",
        what=result.what,
        figure=result.at,
        output=about.output,
        target=Statistic(result.target),
    )
    return Document(
        title=common.heading(about),
        under=(
            common.scope(about, result.draws_that_count),
            *(_("changed: {change}", change=change) for change in about.changed),
        ),
        blocks=join(
            Note(question),
            _none(result) if result.found is None else _answer(result, result.found),
            Table("curve", title, _columns(result), _rows(result)),
            Picture("seek", title, common.drawn("seek", result)),
        ),
        foot=(common.provenance(about),),
        about=common.rests_on(about),
    )


def _columns(result: Seek) -> tuple[Column, ...]:
    return Column("value", _("value"), "plain"), Column("figure", result.at), Column("note", "", "text", wide=True)


def _rows(result: Seek) -> tuple[Row, ...]:
    def row(point: SeekPoint) -> Row:
        is_stated = point.parameter == result.stated.parameter
        return Row((point.parameter, point.figure, _("as stated") if is_stated else ""))

    rows = tuple(row(point) for point in result.curve)
    if math.isnan(result.stated.parameter):
        rows += (Row((_("as stated"), result.stated.figure, "")),)
    return rows


def _none(result: Seek) -> Iterator[Note]:
    yield Note(_("none: {reason}", reason=result.reason), strong=True)
    yield Note(_("{figure} there: {value}", figure=result.at, value=result.nearest.figure))


def _answer(result: Seek, root: SeekRoot) -> Iterator[Note]:
    yield Note(_found(result, root.value), strong=True)
    yield Note(
        _(
            "{figure} there: {value}; for each unit of the value it changes by {slope}",
            figure=result.at,
            value=root.figure,
            slope=_three(root.slope),
        )
    )
    yield Note(_("plausibility: {how}", how=_plausible(result.kind, root.plausibility)))
    for other in result.others:
        yield Note(_("{figure} also meets the target at about {value}", figure=result.at, value=_three(other)))


def _found(result: Seek, value: Statistic) -> Words:
    stated = result.stated.parameter
    said = _("value: {value}", value=value)
    if not math.isnan(stated):
        said = _("value: {value}; as stated: {stated}", value=value, stated=Statistic(stated))
    if value.interval is None:
        return _("{found} (no interval: {figure} hardly moves here)", found=said, figure=result.at)
    return said


def _plausible(kind: str, how: Plausibility) -> Words:
    """Return how plausible a value is under what the file states."""
    if how.percentile is not None and how.band is not None:
        whose: Words = _("its own distribution")
        if how.median is not None:
            whose = _("the driver's own distribution (its median becomes {median})", median=_three(how.median))
        return _(
            "{place} of {whose}, whose P10–P90 is {low}–{high}: {verdict}",
            place=_place(how.percentile),
            whose=whose,
            low=Statistic(how.band[0]),
            high=Statistic(how.band[1]),
            verdict=_verdict(how.percentile),
        )
    if how.stated_band is not None:
        low, high = (Statistic(end) for end in how.stated_band)
        if how.inside:
            return _("inside the stated range {low}–{high}", low=low, high=high)
        return _("outside the stated range {low}–{high}", low=low, high=high)
    if how.times_stated is not None:
        return _("{times} times what is stated; the file has no distribution for it", times=_three(how.times_stated))
    return _("certain in the file") if kind == "input" else _("the file has no distribution for it")


def _place(p: float) -> Words:
    if SEEN[0] <= p <= SEEN[1]:
        return _("P{percent}", percent=_three(100 * p))
    return _("below P0.1") if p < 0.5 else _("above P99.9")


def _verdict(p: float) -> Words:
    if ORDINARY[0] <= p <= ORDINARY[1]:
        return _("an ordinary value")
    if POSSIBLE[0] <= p <= POSSIBLE[1]:
        return _("an unlikely value")
    return _("hardly a value that the file deems possible")


def _three(value: float) -> Statistic:
    """Return a number in three digits."""
    return Statistic(float(f"{value:.3g}"))
