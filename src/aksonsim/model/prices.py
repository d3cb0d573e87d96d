"""Prices that change: indices from the price year to the year of payment, and rates of exchange."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from aksonsim.model.base import Identifier, OneOrMany, Positive, Stated
from aksonsim.model.estimate import Constant, Estimate

Year = Annotated[int, Field(ge=1900, le=2300)]
"""Text that is a year is one: keys of JSON are text."""


class Index(Stated):
    """A price index of cost lines: by it, nominal cost follows from amounts at the prices of ``price_year``."""

    id: Identifier
    growth: Estimate | None = None
    """Yearly growth as a fraction (0.03), one draw for all years: from the price year, or from the last of ``levels``.
    """
    levels: dict[Year, Positive] = {}
    """Known or forecast levels by year, the price year among them; in any unit (100, 104.2)."""
    on: OneOrMany[str] | None = None
    """Element, programme, group or pattern whose prices follow it; without, all that follow no other index."""

    @property
    def targets(self) -> tuple[str, ...]:
        """The patterns of ``on`` as a tuple; none where it is the index of all that follow no other."""
        return (self.on,) if isinstance(self.on, str) else self.on or ()

    @model_validator(mode="after")
    def _grows_or_is_known(self) -> Self:
        if self.growth is None and not self.levels:
            raise ValueError(f"index {self.id} needs growth (0.03 a year), levels by year, or both")
        years = sorted(self.levels)
        missing = [year for year in range(years[0], years[-1]) if year not in self.levels] if years else []
        if missing:
            raise ValueError(f"index {self.id} has no level for {missing[0]}, between {years[0]} and {years[-1]}")
        return self


class Exchange(Stated):
    """The rate of a currency that cost lines are stated in: what one unit of it costs in the file's currency."""

    id: Identifier
    """The currency's code, as cost lines name it (``currency: EUR``)."""
    rate: Estimate
    """Units of the file's currency for one of it, one draw for all lines; both in millions, or neither."""

    @model_validator(mode="after")
    def _worth_something(self) -> Self:
        if isinstance(self.rate, Constant) and self.rate.value <= 0:
            raise ValueError(
                f"rate {self.rate.value:g} is not above 0; write what one {self.id} costs in this file's currency"
            )
        return self
