"""Points that make no valid scenario: how many, and why."""

from __future__ import annotations

from collections.abc import Mapping

from aksonsim.sweeps.points import Points

TOLD = 3
"""Reasons that are told; points may each have their own."""


def by_reason(reasons: Mapping[int, str]) -> list[tuple[str, list[int]]]:
    """Return each reason with its points, the most frequent first. ``reasons`` by point, none of them empty."""
    found: dict[str, list[int]] = {}
    for point, reason in sorted(reasons.items()):
        found.setdefault(reason, []).append(point)
    return sorted(found.items(), key=lambda item: -len(item[1]))


def sentences(reasons: Mapping[int, str], points: Points) -> list[str]:
    """Return how many points could not be simulated, and why, an example with each reason."""
    groups = by_reason(reasons)
    lines = [f"{len(reasons)} of {len(points)} points could not be simulated; explore treats them as missing"]
    for reason, of_it in groups[:TOLD]:
        lines.append(f"  {len(of_it)} of them: {reason} (at {settings_told(points, of_it[0])})")
    if len(groups) > TOLD:
        lines.append(f"  and {len(groups) - TOLD} other reasons (refusal in the store)")
    return lines


def settings_told(points: Points, point: int) -> str:
    """Return the settings of a point in words."""
    return ", ".join(f"{path} = {value}" for path, value in points.settings(point))
