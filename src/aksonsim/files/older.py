"""Results of earlier versions, which say less about their money: brought to what this version writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aksonsim import money
from aksonsim.engine.variables import BY_NAME

if TYPE_CHECKING:
    import xarray as xr

_OLD = {"currency": "MNOK", "currency_per_inhabitant": "NOK"}
"""The unit that every result named, whatever its currency."""
_INPUT = "various"
CONVENTIONS = "CF-1.11"


def brought_up(dataset: xr.Dataset) -> xr.Dataset:
    """Return a result with the attributes that this version gives it; a newer one, and a damaged one, as it is.

    Amounts per inhabitant were 1e6 times those in the file's currency, whatever that was: so their unit says.
    """
    attrs = dataset.attrs
    known = isinstance(attrs.get("currency"), str) and isinstance(attrs.get("price_year"), (int, np.integer))
    if not known or "currency_scale" in attrs:
        return dataset
    about = money.attributes_of(attrs)
    dataset.attrs |= about | {"price_year": attrs["price_year"], "Conventions": CONVENTIONS}
    for name, array in dataset.data_vars.items():
        variable = BY_NAME.get(str(name))
        if variable is None:
            continue
        if variable.is_money and array.attrs.get("units") == money.units(variable.units, _OLD):
            array.attrs |= {"units": money.units(variable.units, about), "price_year": attrs["price_year"]}
        if not variable.units and array.attrs.get("units") == _INPUT:
            del array.attrs["units"]
    return dataset
