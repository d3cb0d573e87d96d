"""Claims: figures that somebody has published, tested against the model, with their source."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from aksonsim.model.base import Date, Flag, Identifier, NonNegative, Number, Positive, Stated
from aksonsim.model.naming import Loc, unknown
from aksonsim.model.quantities import DATES, ONLY, STATISTICS, QuantityName, percentile

YEARS = (1900, 2300)
"""Months after a start that nothing takes: who writes such a number means a year."""
HALF_A_MONTH = 0.5


def _is_date(value: Any) -> str:
    dated = isinstance(value, dt.date) or (isinstance(value, str) and re.match(r"\d{4}-", value))
    return "date" if dated else "number"


def _is_word(value: Any) -> str:
    found = _is_date(value)
    return "word" if found == "number" and isinstance(value, str) else found


Figure = Annotated[
    Annotated[Number, Tag("number")] | Annotated[Date, Tag("date")],
    Discriminator(_is_date),
]
"""A number, or of a milestone a date."""
Against = Annotated[
    Annotated[Number, Tag("number")] | Annotated[Date, Tag("date")] | Annotated[Literal["base"], Tag("word")],
    Discriminator(_is_word),
]
"""An amount, a date, or the base estimate."""


COLUMNS = {
    **dict.fromkeys(("id", "title", "title_nb", "quantity", "statistic", "of", "given", "scenario"), "text"),
    **dict.fromkeys(("source", "basis", "note", "price_basis", "not_comparable"), "text"),
    **dict.fromkeys(("value", "against"), "figure"),
    **dict.fromkeys(("tolerance", "factor"), "number"),
    **dict.fromkeys(("must_hold", "fitted"), "flag"),
}
"""Keys of a claim that may be columns of a table, and what a cell holds: a figure is a number, or what it may be."""


class Claim(Stated):
    """A published figure: what it is said to be, or what it is said to follow from."""

    id: Identifier
    value: Figure
    """An amount, a price per inhabitant, a fraction, a count or a date (or months after start), as the quantity has it.
    """
    quantity: str | None = None
    """What the figure is about (`aksonsim.model.quantities`); None: only its arithmetic and contradictions count."""
    statistic: str | None = None
    """``pNN``, or a word of `STATISTICS`."""
    of: str | None = None
    """With ``share_of``: the quantity whose expected value the share is taken of."""
    against: Against | None = None
    """With ``prob_below``: the amount or date, or the base estimate."""
    given: Literal["passed", "all"] | None = None
    """Over which draws; by default those that pass the gate for money, all for commitment and adoption."""
    scenario: Identifier | None = None
    """The scenario it is about; None: any."""
    price_basis: str = ""
    """Price year, VAT and discounting of the figure, in words."""
    factor: Positive = 1.0
    """Turns the value into the file's price basis."""
    tolerance: NonNegative = 0.02
    """Relative distance within which the model's figure agrees; of a date in months, and by default 0.5."""
    must_hold: Flag = False
    """`check` fails where this claim does not hold."""
    fitted: Flag = False
    """Something in the file was calibrated to it, or is made of it: that the model agrees is no evidence."""
    sum_of: tuple[str, ...] = ()
    """Claims whose values it is the sum of; ``-id`` is subtracted."""
    ratio_of: Annotated[tuple[Identifier, ...], Field(min_length=2, max_length=2)] | None = None
    """Claims whose values it is the ratio of."""
    contradicts: tuple[Identifier, ...] = ()
    not_comparable: str = ""
    """Why the figure is about something that the model does not have."""

    @property
    def terms(self) -> tuple[tuple[int, str], ...]:
        """The signs and ids of ``sum_of``."""
        return tuple((-1, name[1:]) if name.startswith("-") else (1, name) for name in self.sum_of)

    @model_validator(mode="before")
    @classmethod
    def _half_a_month(cls, data: Any) -> Any:
        if isinstance(data, Mapping) and _is_date(data.get("value")) == "date":
            return {"tolerance": HALF_A_MONTH, **data}
        return data

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if (self.quantity is None) != (self.statistic is None):
            raise ValueError("quantity and statistic go together")
        if self.quantity is None and not (self.sum_of or self.ratio_of or self.contradicts or self.not_comparable):
            raise ValueError("needs quantity and statistic, or sum_of, ratio_of, contradicts or not_comparable")
        if self.quantity is not None and self.not_comparable:
            raise ValueError("not_comparable means that the model has no such quantity; state one of the two")
        if self.sum_of and self.ratio_of:
            raise ValueError("states sum_of and ratio_of; a claim follows from one of them")
        if self.value == 0 and self.tolerance > 0:
            raise ValueError("tolerance is relative and means nothing for the value 0; set tolerance: 0")
        return self

    @model_validator(mode="after")
    def _statistic_fits(self) -> Self:
        if self.quantity is None or self.statistic is None:
            return self
        about = QuantityName.parse(self.quantity).name
        if percentile(self.statistic) is None and self.statistic not in STATISTICS:
            raise ValueError(f"unknown statistic {self.statistic}; known: pNN (p50, p85), {', '.join(STATISTICS)}")
        only = STATISTICS.get(self.statistic, ())
        if only and about not in only:
            raise ValueError(f"statistic {self.statistic} is for {', '.join(only)}, not for {about}")
        if self.statistic != ONLY.get(about, self.statistic):
            raise ValueError(f"quantity {about} takes statistic {ONLY[about]}, not {self.statistic}")
        for key, word in (("of", "share_of"), ("against", "prob_below")):
            if (getattr(self, key) is not None) != (self.statistic == word):
                raise ValueError(f"statistic {word} and the key {key} go together")
        if self.against == "base" and about not in STATISTICS["base_cost"]:
            raise ValueError(f"against: base is for {', '.join(STATISTICS['base_cost'])}, not for {about}")
        if self.of is not None:
            QuantityName.parse(self.of)
        return self

    @model_validator(mode="after")
    def _date_fits(self) -> Self:
        about = QuantityName.parse(self.quantity).name if self.quantity is not None else "a claim without a quantity"
        moment = percentile(self.statistic or "") is not None or self.statistic == "mean"
        for stated in self.dates:
            if about not in DATES:
                raise ValueError(f"{stated} is a date; dates are for {', '.join(DATES)}, not for {about}")
            if self.factor != 1 or self.sum_of or self.ratio_of:
                raise ValueError(f"{stated} is a date, which takes no factor, sum_of or ratio_of")
        if isinstance(self.value, dt.date) and not moment:
            what = "a length of time: state months" if self.statistic == "sd" else "a fraction: state a number"
            raise ValueError(f"statistic {self.statistic} is {what}, not the date {self.value}")
        if about in DATES and moment and isinstance(self.value, float) and YEARS[0] <= self.value <= YEARS[1]:
            raise ValueError(f"{self.value:g} months after the start is no date; write year-month-day (2027-06-30)")
        return self

    @property
    def dates(self) -> tuple[dt.date, ...]:
        """The dates it states."""
        return tuple(stated for stated in (self.value, self.against) if isinstance(stated, dt.date))


def problems(claims: Sequence[Claim], known: Mapping[str, Sequence[str]]) -> Iterator[tuple[Loc, str]]:
    """Yield every reference of the claims that does not hold, as (place, sentence).

    ``known`` has the names of the file by kind: ``programme, element, event``, and ``scenario`` where it has any.
    """
    ids = [claim.id for claim in claims]
    counts = Counter(ids)
    for i, claim in enumerate(claims):
        if counts[claim.id] > 1 and claim.id in ids[:i]:
            yield ("claims", i, "id"), f"id {claim.id} stands twice"
        referred: Mapping[str, Iterable[str]] = {
            "sum_of": (name for _, name in claim.terms),
            "ratio_of": claim.ratio_of or (),
            "contradicts": claim.contradicts,
        }
        for key, names in referred.items():
            for name in names:
                if key != "contradicts" and name in ids and claims[ids.index(name)].dates:
                    yield ("claims", i, key), f"claim {name} states a date, which adds to nothing"
                if name not in ids or name == claim.id:
                    yield ("claims", i, key), unknown("claim", name, [other for other in ids if other != claim.id])
        for key in ("quantity", "of"):
            text = getattr(claim, key)
            for kind, name in QuantityName.parse(text).names() if text is not None else ():
                if kind in known and name not in known[kind]:
                    yield ("claims", i, key), unknown(kind, name, known[kind])
        if claim.scenario is not None and known["scenario"] and claim.scenario not in known["scenario"]:
            yield ("claims", i, "scenario"), unknown("scenario", claim.scenario, known["scenario"])


def date_problems(claims: Sequence[Claim], start: dt.date | None) -> Iterator[tuple[Loc, str]]:
    """Yield every date of the claims that no months lead to from the start of the file (None: it states none)."""
    for i, claim in enumerate(claims):
        for key in ("value", "against"):
            stated = getattr(claim, key)
            if isinstance(stated, dt.date) and start is None:
                yield ("claims", i, key), f"{stated} is a date; state start, which its months are counted from"
            elif isinstance(stated, dt.date) and start is not None and stated < start:
                yield ("claims", i, key), f"{stated} lies before the start of the file, {start}"
