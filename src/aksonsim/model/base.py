"""What every stated value has in common: frozen, strict about its keys, and able to say where it comes from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]*$", max_length=80)]
"""A name that other parts of the file refer to: letters, digits, ``_ . -``."""

Share = Annotated[float, Field(ge=0, le=1)]
"""A number from 0 to 1."""

Positive = Annotated[float, Field(gt=0)]
NonNegative = Annotated[float, Field(ge=0)]

Basis = Literal["documented", "derived", "elicited", "assumed"]
"""How a number came to be: printed in a source, computed from printed ones, asked of experts, or assumed."""


class Frozen(BaseModel):
    """A value that validates itself, refuses unknown keys and never changes."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=False, populate_by_name=True)


class Stated(Frozen):
    """A value with a title and an origin. ``source`` names entries of ``sources``."""

    title: str = ""
    title_nb: str = ""
    source: str | tuple[str, ...] = ""
    basis: Basis | None = None
    note: str = ""

    @property
    def source_names(self) -> tuple[str, ...]:
        """The entries of ``sources`` this value cites, always as a tuple."""
        if isinstance(self.source, str):
            return (self.source,) if self.source else ()
        return self.source
