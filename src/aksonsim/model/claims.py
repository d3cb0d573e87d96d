"""Claims: figures that somebody has published, tested against the model, with their source."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from aksonsim.model.base import Flag, Identifier, NonNegative, Number, Positive, Stated
from aksonsim.model.quantities import ONLY, STATISTICS, QuantityName, percentile

Loc = tuple[str | int, ...]


def _is_word(value: Any) -> str:
    return "word" if isinstance(value, str) else "number"


Against = Annotated[
    Annotated[Number, Tag("number")] | Annotated[Literal["base"], Tag("word")],
    Discriminator(_is_word),
]
"""An amount, or the base estimate."""


COLUMNS = {
    **dict.fromkeys(("id", "title", "title_nb", "quantity", "statistic", "of", "given", "scenario"), "text"),
    **dict.fromkeys(("source", "basis", "note", "price_basis", "not_comparable"), "text"),
    **dict.fromkeys(("value", "tolerance", "factor", "against"), "number"),
    **dict.fromkeys(("must_hold", "fitted"), "flag"),
}
"""Keys of a claim that may be columns of a table, and what a cell holds; ``against`` may be the word ``base``."""


class Claim(Stated):
    """A published figure: what it is said to be, or what it is said to follow from."""

    id: Identifier
    value: Number
    """An amount, a price per inhabitant, a fraction or a count, as the quantity has it."""
    quantity: str | None = None
    """What the figure is about (`aksonsim.model.quantities`); None: only its arithmetic and contradictions count."""
    statistic: str | None = None
    """``pNN``, or a word of `STATISTICS`."""
    of: str | None = None
    """With ``share_of``: the quantity whose expected value the share is taken of."""
    against: Against | None = None
    """With ``prob_below``: the amount, or the base estimate."""
    given: Literal["passed", "all"] | None = None
    """Over which draws; by default those that pass the gate for money, all for commitment and adoption."""
    scenario: Identifier | None = None
    """The scenario it is about; None: any."""
    price_basis: str = ""
    """Price year, VAT and discounting of the figure, in words."""
    factor: Positive = 1.0
    """Turns the value into the file's price basis."""
    tolerance: NonNegative = 0.02
    """Relative distance within which the model's figure agrees (percentages are of the value)."""
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
                if name not in ids or name == claim.id:
                    yield ("claims", i, key), _unknown("claim", name, [other for other in ids if other != claim.id])
        for key in ("quantity", "of"):
            text = getattr(claim, key)
            for kind, name in QuantityName.parse(text).names() if text is not None else ():
                if kind in known and name not in known[kind]:
                    yield ("claims", i, key), _unknown(kind, name, known[kind])
        if claim.scenario is not None and known["scenario"] and claim.scenario not in known["scenario"]:
            yield ("claims", i, "scenario"), _unknown("scenario", claim.scenario, known["scenario"])


def _unknown(kind: str, name: str, known: Sequence[Any]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(known[:12]) or 'none'}"
    return f"unknown {kind} {name}; {hint}"
