"""What several pictures name: payers, measures of adoption, outcomes of the gate, and the draws that are shown."""

from __future__ import annotations

from aksonsim.language.text import Text, _, ngettext, pgettext

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
        return ngettext(
            "given that the gate is passed, {count} draw", "given that the gate is passed, {count} draws", draws
        )
    if name == "municipality_condition":
        return ngettext(
            "given that it takes part and nothing stops, local introduction included; {count} draw in all",
            "given that it takes part and nothing stops, local introduction included; {count} draws in all",
            draws,
        )
    return ngettext("{count} draw in all", "all {count} draws", draws)
