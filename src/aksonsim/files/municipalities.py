"""The municipalities of a scenario: the shipped table or the file's own, less those excluded."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterator
from functools import cache
from importlib import resources

from aksonsim.errors import AksonsimError
from aksonsim.files.problems import nearest
from aksonsim.files.tree import Loc
from aksonsim.model.scenario import Scenario
from aksonsim.model.uptake import Municipality, Population


@cache
def norway_2020() -> tuple[Municipality, ...]:
    """Return the 356 municipalities of Norway on 1 January 2020 (Statistics Norway, tables 07459 and 710), by code."""
    text = resources.files("aksonsim.data").joinpath("municipalities_2020.csv").read_text(encoding="utf-8")
    return tuple(
        Municipality(
            code=row["code"],
            name=row["name"],
            county=row["county"],
            health_region=row["health_region"],
            inhabitants=int(row["population_2020"]),
        )
        for row in csv.DictReader(text.splitlines())
    )


def everyone(population: Population) -> tuple[Municipality, ...]:
    """Return the municipalities of the table before any are excluded."""
    return norway_2020() if population.table is not None else population.municipalities


def resolve(population: Population) -> tuple[Municipality, ...]:
    """Return the municipalities that take part, sorted by code.

    Raises
    ------
    AksonsimError
        The population excludes what is not in the table, or all of it.
    """
    for path, what, allowed in _exclusions(population):
        raise AksonsimError(f"population.{'.'.join(map(str, path))}: {what}; {allowed}")
    regions, codes = set(population.exclude.health_regions), set(population.exclude.codes)
    left = [m for m in everyone(population) if m.health_region not in regions and m.code not in codes]
    return tuple(sorted(left, key=lambda municipality: municipality.code))


def unknown(scenario: Scenario) -> Iterator[tuple[Loc, str, str]]:
    """Yield every reference to a municipality that does not hold, as (path, what is wrong, what is allowed)."""
    population, uptake = scenario.population, scenario.uptake
    if population is None:
        return
    for path, what, allowed in _exclusions(population):
        yield ("population", *path), what, allowed
    if uptake is None:
        return
    known = {municipality.code: municipality.name for municipality in everyone(population)}
    named: list[tuple[Loc, str]] = [(("uptake", "own", code), code) for code in uptake.own]
    for key, codes in (("pioneers", uptake.pioneers), ("signed", uptake.signed)):
        named += [(("uptake", key, i), code) for i, code in enumerate(codes)]
    for path, code in named:
        if code not in known:
            yield path, f"unknown municipality {code}", _nearest_code(code, known)
    for i, code in enumerate(uptake.signed):
        if code in uptake.pioneers:
            yield ("uptake", "signed", i), f"{known.get(code, code)} ({code}) is a pioneer too", "list it once"


def _exclusions(population: Population) -> Iterator[tuple[Loc, str, str]]:
    table = everyone(population)
    known = {municipality.code: municipality.name for municipality in table}
    regions = sorted({municipality.health_region for municipality in table} - {""})
    for i, region in enumerate(population.exclude.health_regions):
        if region not in regions:
            yield ("exclude", "health_regions", i), f"unknown health region {region}", nearest(region, regions)
    for i, code in enumerate(population.exclude.codes):
        if code not in known:
            yield ("exclude", "codes", i), f"unknown municipality {code}", _nearest_code(code, known)
    gone_regions, gone_codes = set(population.exclude.health_regions), set(population.exclude.codes)
    if all(m.health_region in gone_regions or m.code in gone_codes for m in table):
        yield ("exclude",), "no municipality is left", "exclude fewer"


def _nearest_code(code: str, known: dict[str, str]) -> str:
    near = difflib.get_close_matches(code, known, n=1)
    return f"did you mean {near[0]} ({known[near[0]]})?" if near else "codes are those of the population's table"
