"""What several pictures name: payers, measures of adoption, outcomes of the gate, and the draws that are shown."""

from __future__ import annotations

from aksonsim.language.text import Text, _, pgettext

PAYERS = {"state": _("State"), "municipal": pgettext("payer", "Municipalities")}
MEASURES = {
    "inhabitants": _("Inhabitants"),
    "municipalities": _("Municipalities"),
    "gps": _("General practitioners"),
}
OUTCOMES = {
    "on_time": _("Passed on time"),
    "late": _("Passed after the deadline"),
    "stopped": _("Stopped"),
}


def condition(name: str, draws: int) -> Text:
    """Return which draws are shown, in words."""
    if name == "given_passed":
        return _("given that the gate is passed, {draws} draws", draws=draws)
    if name == "municipality_condition":
        return _(
            "given that it takes part and nothing stops, local introduction included; {draws} draws in all",
            draws=draws,
        )
    return _("all {draws} draws", draws=draws)
