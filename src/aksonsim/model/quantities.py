"""How quantities and statistics are named: one grammar for claims, targets, sweeps, comparisons and ``--of``.

A quantity is spelled ``cost_total``, ``cost_programme[journal]``, ``cost_programme[a + b]`` (a sum),
``adoption_share[inhabitants, 2030]``, ``gate[on_time]``, ``event[A.C1]``, ``commitment[inhabitants, 2022-06-01]``,
``milestone[build]``. Labels may stand in brackets of their own (``[inhabitants][2030]``) or after dots
(``adoption_share.inhabitants.2030``), and a statistic after a last dot: ``cost_total.p85``.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

QUANTITIES: dict[str, tuple[str, ...]] = {
    "cost_total": (),
    "cost_programme": ("programme",),
    "cost_group": ("group",),
    "cost_element": ("element",),
    "cost_payer": ("payer",),
    "cost_year": ("programme", "year"),
    "cost_payer_year": ("payer", "year"),
    "cost_nominal": (),
    "cost_nominal_year": ("programme", "year"),
    "state_uncapped": (),
    "state_capped": (),
    "price_per_inhabitant": (),
    "tariff_per_inhabitant": (),
    "npv": (),
    "benefit_value": ("benefit",),
    "investment_value": ("programme",),
    "gate": ("outcome",),
    "gate_month": (),
    "commitment": ("basis", "date"),
    "municipality_commit_month": ("municipality",),
    "milestone": ("milestone",),
    "adoption_share": ("measure", "year"),
    "event": ("event",),
    "event_count": ("event",),
    "driver": ("driver",),
    "driver_addition": ("driver",),
    "signatories": (),
}
"""Every quantity, and what stands in its brackets."""

ALIASES: dict[str, tuple[str, ...]] = {
    "adoption": ("adoption_share",),
    "gp_adoption_share": ("adoption_share", "gps"),
    "commitment_share": ("commitment",),
    "event_occurred": ("event",),
    "milestone_month": ("milestone",),
}
"""Other names of quantities: what each stands for, and its first labels."""

WORDS: dict[str, tuple[str, ...]] = {
    "payer": ("state", "municipal"),
    "outcome": ("on_time", "late", "stopped", "passed"),
    "basis": ("inhabitants", "municipalities"),
    "measure": ("inhabitants", "municipalities", "gps"),
}
"""Words that may stand in brackets, where they are not names of the file."""

SUMS = ("programme", "element", "event", "benefit")
"""What may be joined with ``+``."""

CHANCES = ("gate", "event")
"""Quantities that are 1 in the draws in which something happened, else 0."""

DATES = ("milestone", "gate_month", "municipality_commit_month")
"""Quantities that are moments: a file states them as dates, or as months after its start."""

AMOUNTS = (
    *("cost_total", "cost_programme", "cost_group", "cost_element", "cost_payer", "cost_year", "cost_payer_year"),
    *("state_uncapped", "state_capped", "price_per_inhabitant", "tariff_per_inhabitant", "npv", "benefit_value"),
    *("investment_value", "driver", "event_count"),
)
"""Quantities whose zero is nothing, so that a share of their mean says something."""

STATISTICS: dict[str, tuple[str, ...]] = {
    "mean": (),
    "sd": (),
    "cv": AMOUNTS,
    "sd_share": (),
    "base": ("cost_total", "cost_programme", "npv"),
    "base_cost": ("cost_total", "cost_programme"),
    "prob": CHANCES,
    "prob_below": (),
    "share_of": (),
    "goal": ("commitment", "adoption_share"),
    "stated": ("signatories",),
}
"""Statistics beside percentiles ``pNN``, and the quantities they are for (none: all that are drawn)."""
FRACTIONS = ("prob", "prob_below", "share_of", "sd_share", "cv")
"""Statistics that are fractions, whatever the quantity."""
ONLY = {"gate": "prob", "event": "prob", "signatories": "stated"}
"""Quantities with one statistic, which need not be named."""

_BRACKETS = re.compile(r"([^\[\].]*)((?:\[[^\[\]]*\])+)(?:\.(.+))?")
_PERCENTILE = re.compile(r"p(\d{1,2}(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class QuantityName:
    """A quantity by its own name, and the labels in its brackets."""

    name: str
    labels: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the quantity that a text spells; raises ValueError with what is allowed.

        Examples
        --------
        >>> str(QuantityName.parse("adoption.gps.2033")), str(QuantityName.parse("cost_programme[a+b]"))
        ('adoption_share[gps, 2033]', 'cost_programme[a + b]')
        """
        name, labels, statistic = _taken_apart(text)
        if statistic:
            raise ValueError(f"{text} names a statistic; the quantity alone is asked for")
        return cls._checked(text, name, labels)

    @classmethod
    def _checked(cls, text: str, name: str, labels: Sequence[str]) -> Self:
        whole, *first = ALIASES.get(name, (name,))
        if whole not in QUANTITIES:
            near = difflib.get_close_matches(name, [*QUANTITIES, *ALIASES], n=1, cutoff=0.7)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(QUANTITIES)}"
            raise ValueError(f"unknown quantity {text}; {hint}")
        kinds = QUANTITIES[whole]
        missing = kinds[len(first) :]
        if len(labels) != len(missing):
            form = f"{name}[{', '.join(missing)}]" if missing else name
            raise ValueError(f"quantity {text} is written {form}")
        chosen = (*first, *labels)
        for kind, label in zip(kinds, chosen, strict=True):
            _check(kind, label)
        return cls(whole, tuple(_tidy(kind, label) for kind, label in zip(kinds, chosen, strict=True)))

    def __str__(self) -> str:
        return f"{self.name}[{', '.join(self.labels)}]" if self.labels else self.name

    @property
    def kinds(self) -> tuple[str, ...]:
        """What stands in its brackets."""
        return QUANTITIES[self.name]

    def names(self) -> tuple[tuple[str, str], ...]:
        """Return the names that it uses, each with its kind; those of a sum one by one."""
        return tuple(
            (kind, name) for kind, label in zip(self.kinds, self.labels, strict=True) for name in summands(kind, label)
        )


@lru_cache(maxsize=1024)
def summands(kind: str, label: str) -> tuple[str, ...]:
    """Return the names that are joined in a label."""
    return tuple(part.strip() for part in label.split("+")) if kind in SUMS else (label,)


def split(text: str) -> tuple[QuantityName, str]:
    """Return the quantity and the statistic that a text spells, which a quantity with one statistic may leave out.

    Raises ValueError with what is allowed.

    Examples
    --------
    >>> quantity, statistic = split("adoption.inhabitants.2030.p97.5")
    >>> str(quantity), statistic
    ('adoption_share[inhabitants, 2030]', 'p97.5')
    """
    name, labels, statistic = _taken_apart(text, with_statistic=True)
    alone = f"{name}[{', '.join(labels)}]" if labels else name
    quantity = QuantityName._checked(alone, name, labels)
    statistic = statistic or ONLY.get(quantity.name, "")
    if not statistic:
        raise ValueError(f"{text} names no statistic; write {text}.p50, {text}.p85 or {text}.mean")
    return quantity, statistic


def percentile(statistic: str) -> float | None:
    """Return the probability that a statistic ``pNN`` stands for; None for another word."""
    match = _PERCENTILE.fullmatch(statistic)
    p = float(match[1]) / 100 if match else 0.0
    return p if 0 < p < 1 else None


@lru_cache(maxsize=1024)  # what claims are about is read whenever a scenario is validated
def _taken_apart(text: str, *, with_statistic: bool = False) -> tuple[str, tuple[str, ...], str]:
    """Return the name, the labels and the statistic of a text, none of them looked at."""
    if found := _BRACKETS.fullmatch(text.strip()):
        labels = tuple(part.strip() for part in found[2][1:-1].replace("][", ",").split(","))
        return found[1].strip(), labels, (found[3] or "").strip()
    name, *words = text.strip().split(".")
    statistic = ""
    whole, *first = ALIASES.get(name, (name,))
    wanted = len(QUANTITIES.get(whole, words)) - len(first)
    if with_statistic:
        words, statistic = _without_statistic(words)
        if not statistic and whole not in ONLY and len(words) > wanted:
            statistic = words.pop()  # a word that is none: it is named where statistics are known
    extra = len(words) - wanted if wanted else 0
    if extra > 0:
        words = [".".join(words[: extra + 1]), *words[extra + 1 :]]  # an id may hold dots
    return name, tuple(words), statistic


def _without_statistic(words: list[str]) -> tuple[list[str], str]:
    """Take the statistic off the end of a dotted name; a percentile may hold a dot itself (p97.5)."""
    for length in (1, 2):
        last = ".".join(words[-length:])
        if len(words) >= length and (percentile(last) is not None or last in STATISTICS):
            return words[:-length], last
    return words, ""


def _check(kind: str, label: str) -> None:
    if kind in WORDS and label not in WORDS[kind]:
        raise ValueError(f"unknown {kind} {label}; known: {', '.join(WORDS[kind])}")
    if kind == "year" and not re.fullmatch(r"\d{4}", label):
        raise ValueError(f"{label} is not a year of four digits")
    if kind == "date":
        try:
            dt.date.fromisoformat(label)
        except ValueError:
            raise ValueError(f"{label} is not a date as year-month-day (2022-06-01)") from None


def _tidy(kind: str, label: str) -> str:
    return " + ".join(summands(kind, label))
