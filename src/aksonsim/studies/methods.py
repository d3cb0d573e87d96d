"""The ways to ask what an output depends on: the question of each, and what must be said beside its answer."""

from __future__ import annotations

from aksonsim.language.text import Text, _

METHODS: dict[str, Text] = {
    "leave-one-out": _("What would it be without each event, driver, other input and correlation?"),
    "shares": _("What is its spread due to?"),
    "euler": _("Which parts is the percentile made of?"),
    "decompose": _("Where do its expected addition and its variance come from, one source after the other?"),
    "bins": _("What is it where an input is low, and where it is high?"),
    "bands": _("What does it matter at which end of its band of probability each event is?"),
    "sobol": _("How much of its variance does each input have alone, and with all interactions?"),
    "stress": _("What would the percentile be under another correlation?"),
}
"""Methods in the order in which answers are given, and the question of each."""
USUAL = ("leave-one-out", "shares", "euler", "decompose")
"""Methods that are asked where none is named."""
OLDER = {"tornado": "shares"}
"""What methods were called before, and may be still."""
CAVEATS: dict[str, Text] = {
    "leave-one-out": _(
        "On the same draws, with it less without it: how likely an event is, is in its figure. Correlated estimates "
        "are taken out together, drivers one by one. Rows do not add up."
    ),
    "shares": _(
        "Correlated inputs are one. A share is about what is not known: an event that nearly surely occurs has a small "
        "one, and leave-one-out tells what it does to the percentile."
    ),
    "euler": _("Means of the parts where the whole is at its percentile; they add up to it."),
    "bins": _(
        "Groups of draws, no experiments. Correlated inputs are one. Of an event: lowest, without it; difference, with "
        "it less without it. In the order of shares of the variance."
    ),
    "bands": _("Less the run at the middle of the band, on the same draws."),
    "sobol": _("Over all draws. Correlated inputs are one; total indices count interactions more than once."),
}
"""What a reader of an answer, or of its picture alone, must know."""
