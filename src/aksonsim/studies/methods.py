"""The ways to ask what an output depends on."""

from __future__ import annotations

from aksonsim.language.text import Text, _

METHODS: dict[str, Text] = {
    "tornado": _("share of the variance of each input and part"),
    "bins": _("P50 and the percentile where an input is low and high, and without each event"),
    "leave-one-out": _("the percentile without each event, driver, other input and correlation"),
    "bands": _("the percentile with each event at both ends of its band of probability"),
    "sobol": _("first-order and total indices of every input (pick-freeze; up to a minute)"),
    "euler": _("contributions to the percentile: E[part | total at it]"),
    "stress": _("the percentile against a common correlation"),
    "decompose": _("expected addition and variance, one source after the other"),
}
"""Methods in the order in which answers are given, and what each shows."""
