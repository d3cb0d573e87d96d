"""The sections of the report: what is measured, how often, and which figures goals are held against."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

import growth as axes
import peers
import peers_b
from pairs import Bench, Figures, Section, head
from turns import Task, Timed, Worker, caches, in_turn, middle, per_draw, times

SEVEN, AKSON = 1_000_000, 40_000
"""Draws of (a) and (d)."""
TWIN_DRAWS, CHUNKS = 8_192, (512, 1024, 2048, 4096)
OURS, TWIN, HELP = "aksonsim, 2 threads", "NumPy twin, 1 thread", "`aksonsim --help`"
ENGINES, FLOORS = ("engine, 1 thread", "engine, 2 threads"), ("floor, 1 thread", "floor, 2 threads")
HASWELL = {"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": "+avx,+avx2,+bmi,+bmi2,+fma,+sse4.2,-avx512f"}
THREADS = 2
"""Where nothing else is said."""


def seek(bench: Bench) -> Section:
    """Which cost of an element meets a target."""
    return bench.compared("seek", "seek", ("studies", "seek", [bench.few(20_000, 2_000)]), bench.few(9, 2))


def waterfall(bench: Bench) -> Section:
    """Four changes of costs, together and alone."""
    task = ("studies", "waterfall", [bench.few(20_000, 2_000)])
    return bench.compared("waterfall", "waterfall", task, bench.few(9, 2))


def sweep(bench: Bench) -> Section:
    """Two cost parameters."""
    points, draws = bench.few(1000, 60), bench.few(10_000, 1_000)
    return bench.compared(
        f"{points:,} points, {draws:,} draws",
        "sweep",
        ("studies", "sweep", [points, draws]),
        bench.few(2, 1),
        ("studies", "sweep", [4, draws]),
    )


def sobol(bench: Bench) -> Section:
    """Indices of every input and event."""
    draws = bench.few(10_000, 1_000)
    warm: Task = ("studies", "waterfall", [draws])
    return bench.compared(f"{draws:,} draws a run", "sobol", ("studies", "sobol", [draws]), bench.few(3, 1), warm)


def every(bench: Bench) -> Section:
    """All scenarios of the file, as a process."""
    draws = bench.few(20_000, 2_000)
    task = ("commands", "run", ["--all", "--draws", str(draws)])
    return bench.compared(f"`aksonsim run --all`, {draws:,} draws", "all", task, bench.few(5, 1), not bench.quick)


def engine(bench: Bench) -> Section:
    """Engine on one thread and on two, before and now: (a) with its summary, (d) up to its Dataset."""
    seven, akson = bench.few(SEVEN, SEVEN // 5), bench.few(AKSON, AKSON // 5)
    tasks: dict[str, Task] = {}
    for threads in (1, 2):
        tasks[f"(a) {threads}"] = ("model", "seven", [seven, threads])
        tasks[f"(d) {threads}"] = ("model", "engine", ["d", akson, threads])
        tasks[f"(d) {threads}, totals"] = ("model", "engine", ["d", akson, threads, "totals"])
    found = bench.against(tasks, bench.few(9, 3))
    lines, figures = head("µs a draw, by threads"), Figures()
    for name, pair in found.items():
        lines.append(pair.row(name, 1e-6 * (seven if "(a)" in name else akson)))
        if gain := pair.gain("processor"):
            figures[f"{name} gain"] = gain
    for case in ("(a)", "(d)"):
        figures[f"{case} threads"] = times(found[f"{case} 1"].now, found[f"{case} 2"].now)
        lines += ["", f"{case}, one thread over two: {figures[f'{case} threads']}."]
    figures["d totals"] = 1e6 * middle(found["(d) 2, totals"].now) / akson
    return Section(lines, figures)


def end_to_end(bench: Bench) -> Section:
    """A whole process: 100 000 draws of (d), caches full."""
    draws = bench.few(100_000, 10_000)
    pair = bench.against({"d": ("commands", "run", ["--draws", str(draws)])}, bench.few(5, 1), not bench.quick)["d"]
    return Section([*head("seconds"), pair.row(f"`aksonsim run -n {draws}`")], {"run": middle(pair.now)})


def first(bench: Bench) -> Section:
    """A whole process, caches empty: above all compilation."""
    draws = bench.few(100_000, 1_000)
    pair = bench.against({"d": ("commands", "first", ["--draws", str(draws)])}, bench.few(2, 1), warm=False)["d"]
    lines = [*head("seconds"), pair.row(f"`aksonsim run -n {draws}`, every cache empty")]
    return Section(lines, {"first": middle(pair.now, "processor")})


def seven(bench: Bench) -> Section:
    """Case (a) against its peers."""
    draws = bench.few(SEVEN, SEVEN // 10)
    found = _peers("a", peers.makers(), draws, bench.few(7, 2))
    times_of = {f"a {name}": times(found[name], found[OURS]) for name in ("openturns", "SciPy") if name in found}
    return _answers(found, draws, dict(times_of))


def sixty(bench: Bench) -> Section:
    """Case (b) against its peers; fewer draws: SciPy and OpenTURNS take seconds."""
    draws = bench.few(200_000, 10_000)
    return _answers(_peers("b", peers_b.makers(), draws, bench.few(3, 1)), draws, {})


def _peers(case: str, names: Iterable[str], draws: int, rounds: int) -> dict[str, list[Timed]]:
    """Time everybody in turn, each answer of a round with the same seed."""
    with Worker() as worker:
        return in_turn({name: (worker, ("peers", "work", [case, name, draws])) for name in names}, rounds)


def _answers(found: dict[str, list[Timed]], draws: int, figures: Figures) -> Section:
    """Return the table of everybody's time and last answer."""
    answers = {name: each[-1].answer for name, each in found.items()}
    apart = peers.apart(answers, draws)
    lines = [
        f"| {draws:,} draws | ms | times ours | P50 | P85 | standard errors from ours |",
        "|---|---|---|---|---|---|",
        *(
            f"| {name} | {1e3 * middle(each):.0f} | {times(each, found[OURS])} | {answers[name][0]:.1f} "
            f"| {answers[name][1]:.1f} | {apart[name]:.1f} |"
            for name, each in found.items()
        ),
    ]
    agrees = max(apart.values()) < peers.LIMIT
    told = "All agree" if agrees else "**They do not agree**"
    return Section([*lines, "", f"{told} within {peers.LIMIT:g} standard errors."], figures, agrees)


def whole(bench: Bench) -> Section:
    """The whole model (d): engine, twin, floor."""
    draws = bench.few(AKSON, AKSON // 5)
    floors = {name: ("floor", "floor", [draws, n]) for n, name in enumerate(FLOORS, start=1)}
    lines, found = _beside_twin("d", bench, floors)
    doubles, singles, size = found[FLOORS[1]][-1].answer
    lines += [
        "",
        f"The floor is {doubles} float64 and {singles} float32 uniforms a draw by the engine's own generator, and "
        f"{size:,} bytes written.",
    ]
    twin, engine = found[TWIN], found[ENGINES[1]]
    return Section(lines, {"d twin": times(twin, engine), "d floor": times(engine, found[FLOORS[1]])})


def uptake(bench: Bench) -> Section:
    """The uptake alone (c): engine and twin."""
    lines, found = _beside_twin("c", bench, {})
    return Section(lines, {"c twin": times(found[TWIN], found[ENGINES[1]])})


def _beside_twin(case: str, bench: Bench, more: dict[str, Task]) -> tuple[list[str], dict[str, list[Timed]]]:
    """Time engine, twin at its best chunk, and more, all of this commit; return lines, and microseconds a draw."""
    draws, few = bench.few(AKSON, AKSON // 5), bench.few(TWIN_DRAWS, TWIN_DRAWS // 4)
    with Worker() as worker:
        tried = {chunk: (worker, ("model", "twin", [case, few, 1, chunk])) for chunk in CHUNKS}
        chunks = {chunk: 1e6 * middle(each) / few for chunk, each in in_turn(tried, bench.few(3, 1)).items()}
        best = min(chunks, key=lambda chunk: chunks[chunk])
        tasks: dict[str, tuple[Task, int]] = {
            **{name: (("model", "engine", [case, draws, n]), draws) for n, name in enumerate(ENGINES, start=1)},
            TWIN: (("model", "twin", [case, few, 1, best]), few),
            "NumPy twin, 2 threads": (("model", "twin", [case, 2 * few, 2, best]), 2 * few),
            **{name: (task, draws) for name, task in more.items()},
        }
        taken = in_turn({name: (worker, task) for name, (task, _) in tasks.items()}, bench.few(5, 2))
    found = {name: per_draw(each, tasks[name][1]) for name, each in taken.items()}
    lines = [
        "| | draws a second | µs a draw | processor µs a draw | twin on 1 thread takes |",
        "|---|---|---|---|---|",
        *(
            f"| {name} | {1e6 / middle(each):,.0f} | {middle(each):.3g} | {middle(each, 'processor'):.3g} "
            f"| {times(found[TWIN], each)} times |"
            for name, each in found.items()
        ),
        "",
        f"Twin by chunk (µs a draw): {', '.join(f'{chunk}: {each:.1f}' for chunk, each in chunks.items())}.",
    ]
    return lines, found


def cluster(bench: Bench) -> Section:
    """Case (a) by two workers of a Dask cluster here, which keep no draws, beside a run here that keeps its own."""
    fewer, most = bench.few(10**8, 10**6), bench.few(10**9, 10**7)
    lines = ["| | draws | s | most MB of a worker | P50 | P85 |", "|---|---|---|---|---|---|"]

    def row(name: str, draws: int, taken: Timed) -> str:
        held = f"{taken.answer['peak']:,.0f}" if "peak" in taken.answer else ""
        low, high = taken.answer["percentiles"]
        return f"| {name} | {draws:,} | {taken.answer['seconds']:.1f} | {held} | {low:.6f} | {high:.6f} |"

    with Worker() as worker:
        here, there = (worker.run(("cluster", how, [fewer, THREADS])) for how in ("alone", "clustered"))
        large = worker.run(("cluster", "clustered", [most, THREADS]))
    lines += [row("two threads, draws kept", fewer, here), row("two workers, none kept", fewer, there)]
    agrees = here.answer["percentiles"] == there.answer["percentiles"]
    figures: Figures = {} if bench.quick else {"cluster peak": large.answer["peak"]}
    return Section([*lines, row("two workers, none kept", most, large)], figures, agrees)


def stages(bench: Bench) -> Section:
    """The stages of the whole model (d), one by one."""
    with Worker() as worker:
        times_of: dict[str, float] = in_turn({"": (worker, ("stages", "stages", [bench.few(100, 20)]))}, 1)[""][
            0
        ].answer
    block = times_of.pop("block")
    rest = block - sum(times_of.values())
    lines = [
        "One thread, medians over blocks.",
        "",
        "| stage | µs a draw | share of a block |",
        "|---|---|---|",
        *(
            f"| {name} | {each:.3f} | {each / block:.0%} |"
            for name, each in sorted(times_of.items(), key=lambda item: -item[1])
        ),
        f"| Python between stages | {rest:.3f} | {rest / block:.0%} |",
        f"| **all** | **{block:.3f}** | |",
    ]
    return Section(lines, {})


def avx2(bench: Bench) -> Section:
    """(a) and (d) with kernels for this machine, and for one with AVX2 and no AVX-512; NumPy's own loops stay."""
    seven, akson = bench.few(SEVEN, SEVEN // 10), bench.few(AKSON, AKSON // 5)
    lines = [
        "Microseconds a draw, wall and processor; the last column compares processor times.",
        "",
        "| | this machine | processor | Haswell | processor | times |",
        "|---|---|---|---|---|---|",
    ]
    with (
        tempfile.TemporaryDirectory() as folder,
        Worker() as here,
        Worker(environment=caches(Path(folder)) | HASWELL) as old,
    ):
        for n, text in enumerate(("1 thread", "2 threads"), start=1):
            tasks: dict[str, tuple[Task, int]] = {
                f"(a) {text}": (("model", "seven", [seven, n]), seven),
                f"(d) {text}": (("model", "engine", ["d", akson, n]), akson),
            }
            for name, (task, draws) in tasks.items():
                taken = in_turn({"here": (here, task), "old": (old, task)}, bench.few(5, 2))
                native, haswell = per_draw(taken["here"], draws), per_draw(taken["old"], draws)
                cells = (f"{middle(each, what):.4g}" for each in (native, haswell) for what in ("seconds", "processor"))
                lines.append(f"| {name} | {' | '.join(cells)} | {times(haswell, native, 'processor')} |")
    return Section(lines, {})


def processes(bench: Bench) -> Section:
    """What happens before any work."""
    starts = {
        "`python -c pass`": ["-c", "pass"],
        "`import aksonsim`": ["-c", "import aksonsim"],
        "`import aksonsim.engine.run`": ["-c", "import aksonsim.engine.run"],
        HELP: ["-m", "aksonsim", "--help"],
    }
    found = bench.against({name: ("commands", "python", [one]) for name, one in starts.items()}, bench.few(7, 2))
    lines = [*head("seconds"), *(pair.row(name) for name, pair in found.items())]
    return Section(lines, {"help": middle(found[HELP].now)})


def growth(bench: Bench) -> Section:
    """Time and memory as things grow (e)."""
    lines, figures = list[str](), Figures()
    with tempfile.TemporaryDirectory() as folder:
        tables = {"AKSONSIM_CACHE": caches(Path(folder))["AKSONSIM_CACHE"]}  # empty at first
        for axis in axes.AXES if not bench.quick else ("b", "d"):
            more, points = axes.table(axis, tables, bench.few(9, 2))
            lines += more
            if axis in ("b", "d") and not bench.quick:  # goals are of ten million draws
                before, last = points[-2:]
                figures |= {f"{axis} peak": last["peak"], f"{axis} linear": last["each"] / before["each"]}
    return Section(lines, figures)
