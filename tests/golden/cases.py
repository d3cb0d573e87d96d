"""What is pinned: command lines, each run in a folder that holds the scenario files, by the name of its expected files.

A case that names a file which another case writes has that one run first. ``JSON`` cases run twice, as they stand and
with ``--json``.
"""

from __future__ import annotations

DRAWS = "-n 500 --seed 1 --threads 1"
STUDY = "-n 1000 --seed 1 --threads 1"
"""Studies refuse fewer."""

RUNS = {
    "run-akson": f"run akson.yaml -s baseline -s official_basis -s oslo_outside {DRAWS} --keep full -o akson.nc",
    "run-minimal": f"run minimal.yaml {DRAWS} --keep inputs -o minimal.nc",
    "run-bridge": f"run bridge.yaml --all {DRAWS} --keep full --plots pictures -o bridge.nc",
    "run-lhs": f"run bridge.yaml {DRAWS} --method lhs -o lhs.nc",
    "run-sobol": f"run bridge.yaml {DRAWS} --method sobol -o sobol.nc",
    "run-until": f"run bridge.yaml {DRAWS} --until-p85 1% -o until.nc",
    "run-other": "run bridge.yaml -s split -n 700 --seed 2 --threads 1 -o other.nc",
    **{
        f"sweep-{kind}": f"sweep {kind}.yaml --workers 1 --threads 1 -o {kind}.zarr"
        for kind in ("lhs", "morris", "saltelli", "one_at_a_time", "gate")
    },
    "report-akson-en": "report akson.nc --no-rerun --threads 1 -o akson-en.html",
    "report-akson-nb": "report akson.nc --no-rerun --threads 1 -s baseline --lang nb -o akson-nb.html",
    "report-bridge-en": "report bridge.nc --no-rerun --threads 1 -o bridge-en.html",
    "report-bridge-nb": "report bridge.nc --no-rerun --threads 1 --lang nb -o bridge-nb.html",
    "export-bridge": "export bridge.yaml bridge.xlsx",
    "import-bridge": "import bridge.xlsx -o again.yaml --onto bridge.yaml",
    "init": "init begun",
}
"""Commands without ``--json``; most write a file that others read."""

PLAIN = {
    "validate-akson": "validate akson.yaml --all",
    "validate-minimal": "validate minimal.yaml",
    "validate-bridge": "validate bridge.yaml --all",
    "validate-broken": "validate bridge.yaml --set costs[bridge.deck].estimate.max=1",
    "show-minimal": "show minimal.yaml --defaults",
    "show-bridge": "show bridge.yaml -s split",
    "show-changes": "show akson.yaml -s oslo_outside --set gate.share=0.5 --changes",
    "ledger-csv": "ledger bridge.yaml -n 500 -o ledger.csv",
    "waterfall-nothing": f"waterfall bridge.yaml {STUDY}",
}  # fmt: skip
"""Other commands, and wrong calls, whose sentence is pinned."""

JSON = {
    "summary-akson": "summary akson.nc --ladder --effects",
    "summary-minimal": "summary minimal.nc --ladder --effects",
    "summary-bridge": "summary bridge.nc --ladder --effects",
    "summary-short": "summary bridge.nc",
    "summary-lhs": "summary lhs.nc",
    "summary-sobol": "summary sobol.nc",
    "verify-akson": "verify akson.nc --threads 1",
    "check-akson": f"check akson.yaml -s baseline -s official_basis {DRAWS}",
    "check-minimal": f"check minimal.yaml {DRAWS}",
    "check-bridge": f"check bridge.yaml --all {DRAWS}",
    "sensitivity-akson": "sensitivity akson.yaml -s baseline --method shares --method bins --method euler "
    f"--method decompose {STUDY}",
    "sensitivity-akson-adoption": f"sensitivity akson.yaml --of adoption_share[inhabitants][2030] --all-draws {STUDY}",
    "sensitivity-minimal": f"sensitivity minimal.yaml --method all {STUDY}",
    "sensitivity-bridge": f"sensitivity bridge.yaml --method all --group contractor --at p50 {STUDY}",
    "waterfall-akson": f"waterfall akson.yaml --overlay overlay-akson.yaml {STUDY}",
    "waterfall-minimal": f"waterfall minimal.yaml --set costs[a].estimate.max=6 --set costs[b].estimate.p90=9 {STUDY}",
    "waterfall-bridge": "waterfall bridge.yaml --set costs[bridge.deck].estimate.max=150 --set unspecified=0.1 "
    f"--set events[rock].probability=0.5 {STUDY}",
    "seek-driver": f"seek akson.yaml --target 11200 --by driver:scope {STUDY}",
    "seek-rho": f"seek bridge.yaml --target 240 --by rho:contractor {STUDY}",
    "seek-element": "seek bridge.yaml --of cost_programme[bridge] --at p50 --target 175 "
    f"--by element:bridge.deck {STUDY}",
    "seek-path": f"seek bridge.yaml --at mean --target 216 --by events[rock].probability {STUDY}",
    "seek-none": f"seek minimal.yaml --target 1000 --by element:a {STUDY}",
    "information-npv": f"information akson.yaml -s expected_participation --decision npv {STUDY}",
    "information-frame": f"information akson.yaml --decision frame {STUDY}",
    "information-bridge": f"information bridge.yaml --decision frame --frame 230 --nested events[rock] {STUDY}",
    "information-refused": f"information bridge.yaml --decision npv {STUDY}",
    "outside-akson": f"outside akson.yaml -s official_basis --programme journal --kind all {DRAWS}",
    "outside-bridge": f"outside bridge.yaml --on p50 {DRAWS}",
    "outside-own": f"outside bridge.yaml --class own-classes.yaml --kind rail --kind road --lang nb {DRAWS}",
    "economics-akson": "economics akson.yaml -s baseline -s expected_participation "
    f"{DRAWS} --municipalities tariffs.csv",
    "economics-bridge": f"economics bridge.yaml {DRAWS}",
    "compare-akson": f"compare akson.yaml -s baseline -s oslo_outside -s count_basis {DRAWS} --mitigations",
    "compare-payer": "compare akson.yaml -s baseline -s oslo_outside --overlay overlay-akson.yaml "
    f"--quantity cost_payer[municipal] --frame 11000 --live 0.5 --by 2032 {DRAWS}",
    "compare-adoption": "compare akson.nc -s baseline -s oslo_outside --quantity adoption_share[inhabitants][2030] "
    "--choice baseline --choice oslo_outside",
    "compare-npv": "compare akson.nc --quantity npv --base official_basis",
    "compare-minimal": f"compare minimal.yaml --overlay overlay-minimal.yaml {DRAWS}",
    "compare-bridge": f"compare bridge.yaml --all {DRAWS} --mitigations",
    "compare-programme": "compare bridge.nc --quantity cost_programme[bridge] --base split",
    "compare-files": "compare bridge.nc other.nc --unpaired",
    "backtest": f"backtest {DRAWS}",
    "calibrate-bridge": "calibrate bridge.yaml --fit costs[bridge.deck].estimate.max=85..200 --fit unspecified=0..0.3 "
    f"--target cost_total.p50=215+-2 --target cost_total.p85=245+-2 {STUDY} -o fitted.yaml",
    "calibrate-targets": f"calibrate bridge.yaml --targets targets.yaml {STUDY} -o fitted-too.yaml",
    "schedule-bridge": f"schedule bridge.yaml {STUDY}",
    "jcl-akson": "jcl akson.nc --cost 9500 --finish 2033-06-30",
    "jcl-bridge": "jcl bridge.nc -s split --milestone foundations",
    "ledger-akson": "ledger akson.nc",
    "ledger-minimal": "ledger minimal.yaml -n 500",
    "ledger-bridge": "ledger bridge.yaml -s split -n 500",
    "sweep-grid": "sweep grid.yaml --workers 1 --threads 1 -o grid.zarr",
    "explore-grid": "explore grid.zarr",
    "explore-lhs": "explore lhs.zarr --of cost_total.p85 --when 'cost_total.mean > p75'",
    "explore-morris": "explore morris.zarr --of cost_total.p85 --salib",
    "explore-saltelli": "explore saltelli.zarr --of cost_total.mean --salib",
    "explore-one_at_a_time": "explore one_at_a_time.zarr",
    "explore-gate": "explore gate.zarr --of gate[on_time].prob",
    "explore-akson": "explore akson.nc",
    "explore-akson-cost": "explore akson.nc -s oslo_outside --of cost_total --when 'cost_total > p85'",
    "explore-bridge": "explore bridge.nc --of cost_total",
    "doctor": "doctor",
    "report-minimal": "report minimal.nc --threads 1 -o minimal.html",
}
"""Commands with ``--json``."""

CASES = RUNS | PLAIN | JSON

AFTERWARDS = {
    "export-bridge": ("bridge.xlsx",),
    "import-bridge": ("again.yaml",),
    "init": ("begun/scenario.yaml",),
    "ledger-csv": ("ledger.csv",),
    "economics-akson": ("tariffs.csv",),
    "calibrate-bridge": ("fitted.yaml",),
    "calibrate-targets": ("fitted-too.yaml",),
    "run-bridge": ("bridge.nc",),
    "run-akson": ("akson.nc",),
    **{name: (line.split()[-1],) for name, line in (RUNS | JSON).items() if name.startswith("report")},
}
"""Case -> what it writes that people read; its text, or what a result's variables say of themselves, is pinned too."""

OVERLAY = """\
changes:
  gate.share: 0.5
  uptake.peer: 0
  events[A.A1].probability: 0
"""

SWEEP = """\
schema: 1
title: Deck and rock
title_nb: Brodekke og fjell
base: bridge.yaml
parameters:
  "costs[bridge.deck].estimate.max": {title: Highest cost of the deck, range: [90, 150], levels: 4}
  "events[rock].probability": {title: Chance of deep rock, range: [0.05, 0.6], levels: 3, start: 0.2}
design: DESIGN
curves: [cost_total]
outputs: [cost_total.mean, cost_total.p85, "cost_programme[bridge].p50", "event[rock].prob"]
draws: 100
"""

GATE = """\
schema: 1
title: Threshold and deadline
base: akson.yaml
parameters:
  gate.share: {title: Threshold, values: [0.45, 0.55, 0.65]}
  gate.deadline: {title: Deadline, values: [2022-06-01, 2023-06-01]}
design: grid
outputs: ["gate[on_time].prob", cost_total.p85]
draws: 200
"""

TARGETS = """\
title: To two percentiles
stages:
  - title: The deck
    draws: 1000
    fit:
      - {path: "costs[bridge.deck].estimate.max", min: 85, max: 200}
    targets:
      - {title: frame, quantity: cost_total, statistic: p85, value: 245, tolerance: 2}
      - {quantity: "cost_programme[bridge]", statistic: sd_share, value: 0.14, tolerance: 0.01, weight: 0}
"""

OWN = """\
# Made up for tests: no project is behind these figures.
classes:
  - id: stretches
    title: Our finished stretches
    title_nb: Våre ferdige strekninger
    kind: rail
    decision: final
    of: base
    source: Final accounts (made up)
    ratios: [0.93, 1.02, 1.05, 1.08, 1.11, 1.16, 1.2, 1.24, 1.31, 1.38, 1.52, 1.9]
  - id: crossings
    title: Crossings, early estimates
    kind: road
    decision: early
    of: p50
    source: A study (made up)
    certainty: second-hand
    estimate: {p10: 1.02, p50: 1.2, p85: 1.5}
cases:
  - {id: tunnel, title: The tunnel, kind: rail, ratio: 1.4, decision: final, source: Its final account (made up)}
"""

SMALL = """\
schema: 1
title: Two lines
base: minimal.yaml
parameters:
  "costs[a].estimate.max": {title: Highest cost of a, range: [3, 6]}
  "costs[b].estimate.p90": {title: High cost of b, range: [6, 9]}
design: {kind: KIND, points: 128}
outputs: [cost_total.mean, cost_total.p85]
draws: 100
"""

OVERLAYS = {
    "overlay-akson.yaml": OVERLAY,
    "overlay-minimal.yaml": "changes:\n  costs[a].estimate.max: 6\n",
}

FILES = OVERLAYS | {
    "targets.yaml": TARGETS,
    "own-classes.yaml": OWN,
    "gate.yaml": GATE,
    "grid.yaml": SWEEP.replace("DESIGN", "grid"),
    "lhs.yaml": SWEEP.replace("DESIGN", "{kind: lhs, points: 24}"),
    "one_at_a_time.yaml": SWEEP.replace("DESIGN", "one_at_a_time"),
    "morris.yaml": SMALL.replace("KIND, points: 128", "morris, points: 12"),
    "saltelli.yaml": SMALL.replace("KIND", "saltelli"),
}
"""Files written into the folder, beside copies of the scenario files."""
