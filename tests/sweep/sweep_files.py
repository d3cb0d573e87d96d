"""A scenario whose answers are known, and sweeps of it."""

from __future__ import annotations

from pathlib import Path

BASE = """\
schema: 1
title: Two lines
price_year: 2019
programmes: [{id: one}, {id: two}]
costs:
  - {id: a, programme: one, estimate: {mean: 100, sd: 4, shape: normal}, payable: true}
  - {id: b, programme: two, estimate: {mean: 50, sd: 2, shape: normal}, payable: true}
events:
  - {id: fire, probability: 0.3, on: one, cost: 20}
scenarios:
  dear: {changes: {unspecified: 0.1}}
"""

SPEC = """\
schema: 1
title: Means of two lines
base: two.yaml
parameters:
  "costs[a].estimate.mean": {title: Mean of a, range: [80, 120], levels: 4}
  "costs[b].estimate.mean": {title: Mean of b, values: [40, 50, 60]}
design: grid
outputs: [cost_total.mean, cost_total.p85, "cost_programme[one].p50", event.fire]
draws: 200
"""


def written(folder: Path, spec: str = SPEC, base: str = BASE) -> Path:
    """Write a base and a sweep of it; return the sweep's file."""
    (folder / "two.yaml").write_text(base, encoding="utf-8")
    path = folder / "sweep.yaml"
    path.write_text(spec, encoding="utf-8")
    return path


def chunks(store: Path) -> dict[str, bytes]:
    """Return every chunk of figures of a store."""
    files = [f for name in ("value", "interval", "curve") for f in (store / name).glob("[0-9]*")]
    return {str(f.relative_to(store)): f.read_bytes() for f in files}
