"""What stated amounts are multiplied by to be in the unit of the scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from aksonsim.files.registers.table import Column
from aksonsim.files.registers.units import Unit


@dataclass(frozen=True, slots=True)
class Factors:
    """Those of the columns of a table, by number. ``unit``: how many of its currency one of the scenario is (1000)."""

    columns: Mapping[int, Decimal] = field(default_factory=dict)
    unit: Decimal = Decimal(1)

    def of(self, column: Column, own: Unit | None = None) -> Decimal:
        """Return the factor of a column; of a cell that says its ``own`` unit, as 2 MEUR in a table of kEUR.

        >>> from aksonsim.files.registers.meanings import Meaning
        >>> Factors({}, Decimal(1000)).of(Column(1, "Cost", Meaning("value")), Unit("EUR", 10**6))
        Decimal('1000')
        """
        if own is not None and own.scale is not None:
            return Decimal(own.scale) / self.unit
        return self.columns.get(column.number, Decimal(1))

    def into(self, unit: Decimal) -> Factors:
        """Return those of a scenario whose unit is so many of its currency.

        >>> Factors({1: Decimal(1)}, Decimal(1000)).into(Decimal(10**6)).columns[1]
        Decimal('0.001')
        """
        return Factors({number: factor * self.unit / unit for number, factor in self.columns.items()}, unit)
