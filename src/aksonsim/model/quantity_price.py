"""A cost that is a quantity times a unit price."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import Discriminator, Tag, model_validator

from aksonsim.model.base import Frozen
from aksonsim.model.estimate import Constant, Estimate


class QuantityPrice(Frozen):
    """A quantity times the price of one unit of it; where both are uncertain they are drawn independently."""

    quantity: Estimate
    """In the element's own units (m3, t, hours)."""
    price: Estimate
    """Of one unit, in the file's currency."""

    @model_validator(mode="after")
    def _not_negative(self) -> Self:
        for name, stated in (("quantity", self.quantity), ("price", self.price)):
            if isinstance(stated, Constant) and stated.value < 0:
                raise ValueError(
                    f"the {name} is negative; state both positive, and income: true of the line where money comes in"
                )
        return self

    @property
    def factor(self) -> float | None:
        """The certain one, which multiplies what is drawn; None where both are uncertain."""
        if isinstance(self.price, Constant):
            return self.price.value
        return self.quantity.value if isinstance(self.quantity, Constant) else None

    @property
    def drawn(self) -> Estimate:
        """The one that is drawn: the price, or the quantity at a certain price."""
        return self.quantity if isinstance(self.price, Constant) else self.price


def _is_product(value: Any) -> str:
    keys = {"quantity", "price"}
    return "product" if isinstance(value, QuantityPrice) or (isinstance(value, dict) and keys & value.keys()) else "one"


CostEstimate = Annotated[
    Annotated[QuantityPrice, Tag("product")] | Annotated[Estimate, Tag("one")], Discriminator(_is_product)
]
"""What a cost line states: one estimate, or a quantity and a price."""
