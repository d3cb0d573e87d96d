"""What a sweep notes of each point: a quantity and a statistic, as claims name them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import ValidationError, model_validator

from aksonsim import money
from aksonsim.engine.variables import BY_NAME, KEEP_LEVELS, Keep
from aksonsim.model.base import Frozen
from aksonsim.model.claims import PARTS, STATISTICS, Against, Claim, percentile, quantity

_VARIABLE = {
    "gate": "gate_outcome",
    "event": "event_occurred",
    "commitment": "commitment_share",
    "adoption": "adoption_share",
    "signatories": "cost_total",
}
"""Variable of a result behind a quantity of another name."""
_FRACTIONS = ("prob", "prob_below", "share_of", "sd_share")
_OF_ITSELF = {"gate": "prob", "event": "prob", "signatories": "stated"}
"""Quantities with one statistic only, which need not be named."""


class Output(Frozen):
    """One figure of each point, written ``cost_total.p85``, ``gate.on_time`` or ``adoption.inhabitants.2030.p50``.

    The words are those of claims (`aksonsim.model.claims`), with dots for brackets; a mapping also takes ``given``,
    ``against`` and ``of``, with the meaning they have there.
    """

    name: str = ""
    quantity: str
    statistic: str
    given: Literal["passed", "all"] | None = None
    against: Against | None = None
    of: str | None = None
    title: str = ""
    title_nb: str = ""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, data: Any) -> Any:
        if isinstance(data, str):
            about, statistic = split(data)
            return {"name": data, "quantity": about, "statistic": statistic}
        if isinstance(data, dict) and not data.get("name") and {"quantity", "statistic"} <= data.keys():
            given = f" ({data['given']})" if data.get("given") else ""
            return {**data, "name": f"{data['quantity']}.{data['statistic']}{given}"}
        return data

    @model_validator(mode="after")
    def _is_a_claim_without_its_value(self) -> Self:
        try:
            self.claim.quantity  # noqa: B018  (making the claim judges quantity and statistic)
        except ValidationError as error:
            fault = error.errors(include_url=False)[0]
            raise ValueError(str(fault.get("ctx", {}).get("error", fault["msg"]))) from None
        return self

    @property
    def claim(self) -> Claim:
        """The claim that asks for this figure, its value left open."""
        return Claim(
            id="output",
            value=1.0,
            quantity=self.quantity,
            statistic=self.statistic,
            given=self.given,
            against=self.against,
            of=self.of,
        )

    @property
    def variable(self) -> str:
        """The variable of a result that it is read from."""
        about = quantity(self.quantity).name
        return _VARIABLE.get(about, about)

    def units(self, about: Mapping[str, Any]) -> str:
        """Return the unit of the figure, in the money of ``about`` (`aksonsim.money.attributes`); fractions are 1."""
        if self.statistic in _FRACTIONS or not self.is_money:
            return "1"
        return money.units(BY_NAME[self.variable].units, about)

    @property
    def is_money(self) -> bool:
        """Whether the figure is an amount or a price."""
        return BY_NAME[self.variable].is_money and self.quantity != "signatories"

    @property
    def keep(self) -> Keep:
        """The least ``--keep`` that holds it."""
        of = _VARIABLE.get(quantity(self.of).name, quantity(self.of).name) if self.of else self.variable
        return max((BY_NAME[self.variable].keep, BY_NAME[of].keep), key=KEEP_LEVELS.index)


def split(text: str) -> tuple[str, str]:
    """Return the quantity and the statistic of an output written as one word.

    Raises ValueError with what is allowed.

    Examples
    --------
    >>> split("cost_total.p85"), split("gate.on_time"), split("adoption.inhabitants.2030.p50")
    (('cost_total', 'p85'), ('gate[on_time]', 'prob'), ('adoption[inhabitants, 2030]', 'p50'))
    >>> split("cost_programme[journal].p97.5")
    ('cost_programme[journal]', 'p97.5')
    """
    head, bracket, rest = text.partition("[")
    if bracket:
        inner, _, statistic = rest.partition("]")
        parts, statistic = [part.strip() for part in inner.split(",")], statistic.removeprefix(".")
        name = head.strip()
    else:
        name, *words = text.strip().split(".")
        parts, statistic = _without_statistic(words)
    if not statistic:
        statistic = _OF_ITSELF.get(name, "")
    wanted = len(PARTS.get(name, parts))
    if not statistic and wanted != 1 and len(parts) > wanted:
        statistic = parts.pop()  # a word that is none: it is named where statistics are known
    if wanted == 1 and len(parts) > 1 and not bracket:
        parts = [".".join(parts)]  # an id may hold dots
    about = f"{name}[{', '.join(parts)}]" if parts else name
    quantity(about)
    if not statistic:
        raise ValueError(f"{text} names no statistic; write {text}.p50, {text}.p85 or {text}.mean")
    return about, statistic


def _without_statistic(words: list[str]) -> tuple[list[str], str]:
    """Take the statistic off the end of a dotted name; a percentile may hold a dot itself (p97.5)."""
    for length in (1, 2):
        last = ".".join(words[-length:])
        if len(words) >= length and (percentile(last) is not None or last in STATISTICS):
            return words[:-length], last
    return words, ""
