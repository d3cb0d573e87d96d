"""What every study answers: a frozen result that is also a Dataset, a table of pandas, JSON and HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import Field, fields, is_dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from aksonsim import money
from aksonsim.language.lang import Lang
from aksonsim.language.text import Text, Title
from aksonsim.results import showing
from aksonsim.results.access import stated, title
from aksonsim.results.measure import Measure
from aksonsim.results.plain import Plain, fields_of, frozen, shaped
from aksonsim.results.quantity import Condition, Quantity
from aksonsim.results.statistic import Statistic

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure


class Result:
    """A result: a frozen dataclass of figures, labels (`aksonsim.results.plain.shaped`) and other results."""

    __slots__ = ()

    def to_json(self) -> dict[str, Plain]:
        """Return what ``--json`` prints."""
        return fields_of(self)

    def to_frame(self) -> pd.DataFrame:
        """Return the figures as a tidy table: one row each, its labels in columns, then value, lower, upper."""
        import pandas as pd

        rows = [labels | figure for labels, figure in _figures(self, {})]
        columns = list(dict.fromkeys(key for row in ({"part": ""}, *rows) for key in row if key not in FIGURE))
        frame = pd.DataFrame(rows, columns=[*columns, *FIGURE])
        # A number that is not there is NaN, a text is empty.
        return frame.fillna(dict.fromkeys((name for name in columns if frame[name].dtype.kind not in "iuf"), ""))

    def to_dataset(self) -> xr.Dataset:
        """Return the figures as a Dataset: each part a variable by its own labels, and its ``_lower`` and ``_upper``.

        Attributes are what the result rests on; ``units`` of the figures where they have one.
        """
        import xarray as xr

        frame = self.to_frame()
        found: list[xr.Dataset] = []
        for part, rows in frame.groupby("part", sort=False):
            known = [name for name in frame.columns if name not in ("part", *FIGURE)]
            labels = [name for name in known if not rows[name].isin(["", np.nan]).all()]
            if rows.duplicated(labels).any() if labels else len(rows) > 1:  # what nothing but its place tells apart
                rows = rows.assign(place=rows.groupby(labels).cumcount() if labels else range(len(rows)))
                labels.append("place")
            name = str(part).replace(".", "_") or "figures"
            names = dict(zip(FIGURE, (name, f"{name}_lower", f"{name}_upper"), strict=True))
            figures = rows[[*labels, *FIGURE]].rename(columns=names)
            found.append(
                xr.Dataset.from_dataframe(figures.set_index(labels))
                if labels
                else xr.Dataset({column: float(figures[column].iloc[0]) for column in names.values()})
            )
        ds = xr.merge(found, join="outer", compat="no_conflicts") if found else xr.Dataset()
        if units := getattr(getattr(self, "about", None), "units", ""):
            for variable in ds.data_vars.values():
                variable.attrs["units"] = units
        return ds.assign_attrs(_about(self))

    def plot(self, name: str = "", lang: Lang = "en") -> Figure:
        """Return a picture of the result, the first or the one of a name, as matplotlib's figure.

        Raises AksonsimError where there is none.
        """
        assert showing.figure is not None
        drawn: Figure = showing.figure(self, name, lang)
        return drawn

    def _repr_html_(self) -> str:
        assert showing.page is not None
        return showing.page(self)


FIGURE = ("value", "lower", "upper")
"""Columns of a figure in a tidy table."""


@frozen
class About:
    """What the figures of a study rest on; it stands beside them in every medium, so that anyone can repeat them.

    ``output`` is the quantity asked about, in ``units``, ``output_title`` the item it is about, if any; ``condition``
    says over which draws; ``draws`` are those of each run; ``changed``: what overlays changed in the file.
    """

    scenario: str
    title: Title
    changed: tuple[str, ...]
    output: str
    output_title: Title
    units: str
    draws: int
    seed: int
    condition: Condition
    aksonsim_version: str
    money: Mapping[str, Any] = shaped(spread=True)

    @classmethod
    def of(cls, ds: xr.Dataset, scenario: str, quantity: Quantity, condition: Condition) -> About:
        """Return what figures rest on that are read from a result."""
        attrs = ds.attrs
        return cls(
            scenario=scenario,
            title=Title(title(ds, "scenario", scenario), title(ds, "scenario", scenario, "nb")),
            changed=tuple(stated(ds, scenario).get("changed") or ()),
            output=str(quantity),
            output_title=quantity.item(ds) or Title(""),
            units=quantity.units(attrs),
            draws=int(attrs.get("draws", ds.sizes["draw"])),
            seed=int(attrs["seed"]),
            condition=condition,
            aksonsim_version=str(attrs["aksonsim_version"]),
            money=money.attributes_of(attrs),
        )


def _figures(value: Any, labels: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield every figure inside a result with its labels; ``part`` is the field it stands in."""
    if isinstance(value, Statistic):
        low, high = value.interval or (value.value, value.value)
        yield labels, dict(zip(FIGURE, (value.value, low, high), strict=True))
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            key = {"measure": name.key} if isinstance(name, Measure) else {"item": str(name)}
            yield from _figures(inner, labels | ({} if _labelled(inner) else key))
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _figures(inner, labels)
    elif is_dataclass(value) and not isinstance(value, type | Text):  # a number in a sentence is no figure of its own
        own = {_label(one): getattr(value, one.name) for one in fields(value) if one.metadata.get("label")}
        own = {
            name: inner if isinstance(inner, int | float) else str(inner)
            for name, inner in own.items()
            if not isinstance(inner, Mapping)
        }
        for one in fields(value):
            inner, named = getattr(value, one.name), one.metadata.get("label")
            part = "" if one.metadata.get("spread") else one.name
            where = labels | own | {"part": ".".join(filter(None, (labels.get("part", ""), part)))}
            if named and isinstance(inner, Mapping):
                for name, entry in inner.items():
                    yield from _figures(entry, where | {_label(one): str(name)})
            else:
                yield from _figures(inner, where)


def _label(one: Field[Any]) -> str:
    label = one.metadata["label"]
    return label if isinstance(label, str) else one.name


def _labelled(value: Any) -> bool:
    """Whether a part of a result says itself what its figures are about."""
    return is_dataclass(value) and any(one.metadata.get("label") for one in fields(value))


def _about(value: Any) -> dict[str, Any]:
    """Return the single texts and numbers of a result, as attributes."""
    known = {one.name: getattr(value, one.name) for one in fields(value)}
    if isinstance(about := known.get("about"), About):
        return _about(about) | dict(about.money)
    return {
        name: own for name, own in known.items() if isinstance(own, str | int | float) and not isinstance(own, bool)
    }
