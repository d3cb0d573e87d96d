"""What a sweep notes of each point: a quantity and a statistic, as claims name them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import ValidationError, model_validator

from aksonsim.engine.variables import Keep
from aksonsim.model.base import Frozen
from aksonsim.model.claims import Against, Claim
from aksonsim.model.quantities import FRACTIONS, split
from aksonsim.results.quantity import Quantity, most_kept


class Output(Frozen):
    """One figure of each point, written ``cost_total.p85``, ``gate.on_time``, ``adoption_share.gps.2030.p50``.

    The words are those of claims (`aksonsim.model.quantities`); a mapping also takes ``given``,
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
            return {"name": data, "quantity": str(about), "statistic": statistic}
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
    def about(self) -> Quantity:
        """The quantity."""
        return Quantity.parse(self.quantity)

    def units(self, about: Mapping[str, Any]) -> str:
        """Return the unit of the figure, in the money of ``about`` (`aksonsim.money.attributes`); fractions are 1."""
        return "1" if self.statistic in FRACTIONS else self.about.units(about)

    @property
    def keep(self) -> Keep:
        """The least ``--keep`` that holds it."""
        return most_kept([self.about.keep, *([Quantity.parse(self.of).keep] if self.of else [])])
