"""The ways to ask what an output depends on."""

from __future__ import annotations

METHODS: dict[str, str] = {
    "tornado": "share of the variance of each input and part",
    "bins": "P50 and the percentile where an input is low and high, and without each event",
    "leave-one-out": "the percentile without each event, driver, other input and correlation",
    "bands": "the percentile with each event at both ends of its band of probability",
    "sobol": "first-order and total indices of every input (pick-freeze; up to a minute)",
    "euler": "who carries the percentile: E[part | total at it]",
    "stress": "the percentile against a common correlation",
    "decompose": "expected addition and variance, one source after the other",
}
"""Methods in the order in which answers are given, and what each tells."""
