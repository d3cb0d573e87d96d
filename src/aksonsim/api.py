"""The Python door: load, simulate, summary, read_register."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aksonsim.arguments import MOST_DRAWS, SEEDS, choice, whole
from aksonsim.doors import door
from aksonsim.engine.variables import Keep
from aksonsim.errors import AksonsimError
from aksonsim.machine import available_threads
from aksonsim.model.scenario import Scenario

if TYPE_CHECKING:
    import xarray as xr

    from aksonsim.analysis.summary import Summary
    from aksonsim.clusters.pools import Open
    from aksonsim.engine.parts import Parts
    from aksonsim.engine.plan import Plan

DRAWS = 20_000
"""Draws of a run that does not say how many."""


@door
def simulate(
    scenario: Scenario | Sequence[Scenario],
    *,
    draws: int = DRAWS,
    seed: int = 1,
    method: str = "mc",
    keep: Keep = "standard",
    threads: int | None = None,
    block: int | None = None,
    client: Any = None,
    progress: Callable[[int], None] | None = None,
) -> xr.Dataset:
    """Simulate one scenario or several on common random numbers.

    Parameters
    ----------
    scenario : Scenario or sequence of Scenario
        What `load` returns; several have different names (``load(..., name=...)``).
    draws : int
        Number of draws, 1 or more.
    seed : int
        0 <= seed < 2**64; equal seeds give equal bits, whatever the number of threads or the size of a block.
    method : {"mc", "lhs", "sobol"}
        How inputs are placed; lhs and sobol take their error from replicates with other seeds.
    keep : {"totals", "standard", "inputs", "full"}
        Which variables the result holds (see ``aksonsim.engine.variables``).
    threads : int, optional
        By default the number of cores this process may use.
    client : dask.distributed.Client, optional
        Simulate on the workers of the Dask cluster that it is connected to; the result has the bits of one machine.

    Returns
    -------
    xarray.Dataset
        Dims ``scenario, draw`` first; in the file's currency and price year unless ``units`` says otherwise.

    Raises
    ------
    AksonsimError
        Each a sentence: arguments, laws, correlations or references that do not hold, a scenario that was made past
        validation (``model_copy``, ``model_construct``), two scenarios of one name; a cluster that has no workers,
        other versions of aksonsim, or is lost.

    Examples
    --------
    >>> import aksonsim
    >>> ds = aksonsim.simulate(aksonsim.load("configs/minimal.yaml"), draws=1000, seed=1)
    >>> ds.sizes["draw"]
    1000
    """
    from aksonsim.engine.run import simulate_plans

    scenarios = [scenario] if isinstance(scenario, Scenario) else scenario
    planned = plans(scenarios, draws=draws, seed=seed, method=method)
    if client is not None:
        from aksonsim.clusters.gathered import gathered

        return gathered(planned, client, draws=draws, seed=seed, method=method, keep=keep, progress=progress)
    return simulate_plans(
        planned,
        draws=draws,
        seed=seed,
        method=method,
        keep=keep,
        threads=threads if threads is not None else available_threads(),
        block=block,
        progress=progress,
    )


@door
def simulate_summary(
    scenario: Scenario | Sequence[Scenario],
    *,
    draws: int = DRAWS,
    seed: int = 1,
    method: str = "mc",
    threads: int | None = None,
    client: Any = None,
    progress: Callable[[int], None] | None = None,
) -> Summary:
    """Simulate any number of draws and keep none: the summary of totals, here or on a cluster.

    Figures, intervals and percentiles are those of the draws themselves, to the bit. Each draw is simulated two or
    three times instead: percentiles are counted first and then looked for where they lie.

    Parameters
    ----------
    scenario, draws, seed, method, threads, client
        As `simulate` takes them.

    Returns
    -------
    Summary
        What `summary` says of a result with ``keep="totals"``: costs, payers, prices, net present value and gate, by
        ``.scenarios[name]``, and as ``.to_dataset()``, ``.to_frame()``, ``.to_json()``.

    Raises
    ------
    AksonsimError
        As `simulate` does, except that no result can be too large.

    Examples
    --------
    >>> import aksonsim
    >>> found = aksonsim.simulate_summary(aksonsim.load("configs/minimal.yaml"), draws=100_000)
    >>> round(found.scenarios["baseline"].every.costs["total"].p85.value, 1)
    9.2
    """
    from aksonsim.clusters.counted import counted

    scenarios = [scenario] if isinstance(scenario, Scenario) else scenario
    planned = plans(scenarios, draws=draws, seed=seed, method=method)
    found, _ = counted(planned, pool(threads, client), draws=draws, seed=seed, method=method, progress=progress)
    return found


def pool(threads: int | None, client: Any) -> Open:
    """Return where a run in slices is computed: the workers of a Dask client, or so many threads here."""
    from aksonsim.clusters.pools import here, of_client

    return partial(here, threads or available_threads()) if client is None else partial(of_client, client)


@door
def summary(dataset: xr.Dataset) -> xr.Dataset:
    """Return percentiles, moments and probabilities of a result with their errors (see ``analysis.summary``)."""
    from aksonsim.analysis.summary import summarise

    found = summarise(dataset).to_dataset()
    found.attrs.update(dataset.attrs)
    return found


def plans(
    scenarios: Sequence[Scenario], *, draws: int, seed: int, method: str = "mc", parts: Parts | None = None
) -> list[Plan]:
    """Resolve scenarios into plans, with the municipality table and the cache of quantile tables.

    ``parts``: those of plans of other scenarios; whoever keeps them vouches for these scenarios, made by `Original` of
    a valid one, and they are not validated again.

    Raises AksonsimError for arguments that make no sense, and scenarios that were made past validation.
    """
    from aksonsim.clusters.slices import planned
    from aksonsim.files.derive import valid
    from aksonsim.sampling.designs import METHODS

    draws, seed = whole(draws, "draws", 1, MOST_DRAWS), whole(seed, "seed", 0, SEEDS - 1)
    method = choice(method, "method", METHODS)
    scenarios = scenarios if parts is not None else [valid(scenario) for scenario in scenarios]
    return planned(scenarios, draws=draws, seed=seed, method=method, parts=parts)


@door
def read_register(
    path: str | PathLike[str],
    scenario: str | None = None,
    *,
    answers: Mapping[str, Any] | None = None,
    map: str | PathLike[str] | None = None,
) -> Scenario:
    """Read a register (csv, tsv, xlsx, xlsm, xls, ods), or a workbook that `aksonsim export` wrote, as a scenario.

    Parameters
    ----------
    path
        The file; all but csv and tsv need the extra ``excel``, ``xls`` or ``ods``.
    scenario
        One that a workbook of `export` holds; None: its base.
    answers
        What the file does not say: ``{"shape": "triangular", "price_year": 2025}``; keys as after ``--answer``.
    map
        A mapping file, as `aksonsim import` writes it beside the scenario; None: the one beside the register, if any.

    Raises
    ------
    ScenarioError
        Every cell that cannot be read or does not hold, and a file that no longer fits its mapping.
    AksonsimError
        What has to be answered first, with what each question can be answered with; answers to no question.

    Notes
    -----
    An estimate that reaches below zero is cut there (``truncate: [0, null]``), inside which what is stated holds.

    Examples
    --------
    >>> import aksonsim, pathlib, tempfile
    >>> from aksonsim.files.excel.write import export
    >>> bridge, target = aksonsim.load("configs/minimal.yaml"), pathlib.Path(tempfile.mkdtemp(), "bridge.xlsx")
    >>> rows = export("configs/minimal.yaml", target)
    >>> aksonsim.read_register(target) == bridge
    True
    """
    from aksonsim.files.registers.answers import said
    from aksonsim.files.registers.applying import open_register
    from aksonsim.files.registers.exported import is_exported
    from aksonsim.files.registers.importing import cut_and_judged
    from aksonsim.language.text import translate

    names = [scenario] if scenario is not None else ()
    if is_exported(Path(path)):
        from aksonsim.files.excel.read import read_counted
        from aksonsim.files.load import resolve_all

        if answers or map is not None:
            raise AksonsimError(f"{fspath(path)}: export wrote this workbook: it takes no answers and no map")
        return resolve_all(read_counted(Path(path), Path(path))[0], names)[0]
    register = open_register(Path(path), None if map is None else Path(map))
    reading, _answers = register.read(said(answers or {}))
    if reading.root is None:
        asked = (f"{one.key}: {translate(one.text, 'en')} ({' | '.join(one.choices)})" for one in reading.asked)
        raise AksonsimError(f"{fspath(path)}: answers are needed: {'; '.join(asked)}")
    return cut_and_judged(reading.root, lambda one: plans([one], draws=1, seed=0))[0][0]
