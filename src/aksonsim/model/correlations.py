"""Correlations as they are stated: of a pair, among a group, or a whole matrix."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Self

from pydantic import Field, field_validator, model_validator

from aksonsim.model.base import Flag, Frozen, Identifier, Number, Stated

MOST_MEMBERS = 500
"""Members of a matrix of correlations at most."""
_TOLD = 5
"""Cells that a message names at most."""

Rho = Annotated[Number, Field(ge=-1, le=1)]


class CorrelationMatrix(Frozen):
    """Correlations of every pair of ``members``: a full square, or one half of it with the diagonal."""

    members: tuple[str, ...] = Field(min_length=2, max_length=MOST_MEMBERS)
    rows: tuple[tuple[Rho, ...], ...]
    rank: Flag = False
    """They are Spearman correlations instead of the copula's own."""
    repair: Flag = False
    """Accept the nearest valid matrix where the stated one is impossible, and record the change."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        size = len(self.members)
        if twice := [name for i, name in enumerate(self.members) if name in self.members[:i]]:
            raise ValueError(f"{twice[0]} stands twice among the members")
        lengths = [len(row) for row in self.rows]
        full = [size] * size
        if lengths not in (full, [*range(1, size + 1)], [*range(size, 0, -1)]):
            raise ValueError(
                f"{size} members need {size} rows of {size} numbers, or one half of the square with its diagonal: rows "
                f"of 1, 2 ... {size} numbers, or of {size}, {size - 1} ... 1"
            )
        wrong = [*self._off_the_diagonal(), *(self._lopsided() if lengths == full else ())]
        if wrong:
            more = f"; and {len(wrong) - _TOLD} more" if len(wrong) > _TOLD else ""
            raise ValueError("; ".join(wrong[:_TOLD]) + more)
        return self

    def _off_the_diagonal(self) -> Iterator[str]:
        for i, name in enumerate(self.members):
            own = self.rows[i][self._column(i, i)]
            if own != 1:
                yield f"{name} and itself: {own:g}, where the diagonal has 1"

    def _lopsided(self) -> Iterator[str]:
        for i, row in enumerate(self.rows):
            for j in range(i):
                if row[j] != self.rows[j][i]:
                    pair = f"{self.members[i]} and {self.members[j]}"
                    yield f"{pair}: {row[j]:g} below the diagonal, but {self.rows[j][i]:g} above it"

    def _column(self, i: int, j: int) -> int:
        """Return where in row i the correlation with member j stands; rows of an upper half begin at the diagonal."""
        return j - (len(self.members) - len(self.rows[i]) if len(self.rows[0]) == len(self.members) else 0)

    def pairs(self) -> Iterator[tuple[int, int, float]]:
        """Yield (i, j, rho) for i < j."""
        lower = len(self.rows[0]) == 1
        for i in range(len(self.members)):
            for j in range(i + 1, len(self.members)):
                yield i, j, self.rows[j][i] if lower else self.rows[i][self._column(i, j)]


class Correlation(Stated):
    """A correlation of a Gaussian copula: of two inputs, among all members of a group, or a matrix of many.

    Members are element, driver, activity or event ids, patterns of element ids, or full input names
    (``events[A.G2].cost``). An event's id stands for whether (or how often) it occurs, ``events[A.G2].occurs``: rho is
    that of the normal scores behind it, with a high score where it occurs, and its probability stays as stated.
    """

    id: Identifier | None = None
    between: tuple[str, str] | None = None
    group: tuple[str, ...] | None = None
    matrix: CorrelationMatrix | None = None
    file: str | None = None
    """CSV file of a matrix, ids in its first row and column; the reader puts what it holds into ``matrix``."""
    rho: Rho | None = None
    """Of a pair or a group, which must state it; a matrix states its own."""
    rank: Flag = False
    """rho is a Spearman correlation instead of the copula's own."""
    repair: Flag = False
    """Accept the nearest valid matrix where the stated one is impossible, and record the change."""

    @property
    def members(self) -> tuple[str, ...]:
        """What is correlated, as it is named."""
        return self.between or self.group or (self.matrix.members if self.matrix is not None else ())

    @property
    def name(self) -> str:
        """The id, or where there is none its members: what the stream of a group is called."""
        return self.id or "+".join(self.members)

    @property
    def common(self) -> float:
        """The one rho of a pair or a group; 0 for a matrix."""
        return self.rho if self.rho is not None else 0.0

    @property
    def by_rank(self) -> bool:
        """Whether Spearman correlations are stated."""
        return self.rank or (self.matrix is not None and self.matrix.rank)

    @property
    def repaired(self) -> bool:
        """Whether the nearest valid matrix is accepted."""
        return self.repair or (self.matrix is not None and self.matrix.repair)

    @field_validator("group", mode="before")
    @classmethod
    def _one_is_a_group(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        kinds = [kind for kind in (self.between, self.group, self.matrix) if kind is not None]
        if len(kinds) != 1:
            raise ValueError(
                "needs one of between: [a, b], group: [...], matrix: {members: [...], rows: [...]}, file: a CSV file"
            )
        if self.matrix is None:
            if self.file is not None:
                raise ValueError("file: holds a whole matrix, so between and group are stated apart from it")
            if self.rho is None:
                raise ValueError("missing key rho; a number from -1 to 1")
        elif self.rho is not None:
            raise ValueError("a matrix states each correlation itself, so there is no rho beside it")
        elif self.file is None and (self.rank or self.repair):
            raise ValueError("rank and repair of a matrix stand inside it: matrix: {members, rows, rank, repair}")
        return self
