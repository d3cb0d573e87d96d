"""Cells as text: the one place where a figure in a table gets its digits, its error, its sign and its language."""

from __future__ import annotations

import datetime as dt
import math

from aksonsim.language.lang import Lang
from aksonsim.language.numbers import THIN, localised
from aksonsim.language.rounding import exact, round_to_error, with_error
from aksonsim.language.text import Text, Title, Words, _, translate
from aksonsim.results.statistic import Statistic
from aksonsim.views.document import Band, Cell, Column, Form, Formed, Named, Table

WHOLE_PERCENT = 0.1
"""Percentage points: a band's middle has no more digits than this error gives it."""

SIGNS: dict[Form, Words] = {"percent": f"{THIN}%", "points": _(" pp")}
"""What stands after fractions, which are shown times 100."""
DECIMALS: dict[Form, int] = {"count": 0, "decimal": 1, "hundredths": 2}


def text(cell: Cell, column: Column, lang: Lang) -> str:
    """Return a cell as a reader sees it; empty where there is nothing."""
    form, signed = column.form, column.signed
    if isinstance(cell, Formed):
        form, signed, cell = cell.form, cell.signed, cell.value
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return translate(_("yes") if cell else _("no"), lang)
    if isinstance(cell, str | Text | Title):
        return translate(cell, lang)
    if isinstance(cell, Named):
        name, title = translate(cell.name, lang), translate(cell.title, lang)
        return name if title in ("", name) else f"{name} {title}"
    if isinstance(cell, dt.date):
        return cell.strftime("%Y-%m") if form == "month" else cell.isoformat()
    if isinstance(cell, Band):
        return band(cell, form, lang)
    return figure(cell if isinstance(cell, Statistic) else Statistic(cell), form, lang, signed)


def figure(cell: Statistic, form: Form, lang: Lang, signed: bool = False) -> str:
    """Return a figure in the digits of its error, with the error where it has one: ``9 620 ± 50``; empty for NaN."""
    if not math.isfinite(cell.value):
        return ""
    if form in ("place", "chance"):
        return _whole_percent(cell, form, lang)
    value, error = digits(cell, form)
    shown = localised(value, lang)
    if signed and float(value) > 0:
        shown = f"+{shown}"
    if error:
        shown += f" ± {error if error == '?' else localised(error, lang)}"
    return f"{shown}{translate(SIGNS[form], lang)}" if form in SIGNS else shown


def digits(cell: Statistic, form: Form) -> tuple[str, str]:
    """Return a figure and its error in plain digits, without language; the error is empty where there is none."""
    scale = 100.0 if form in SIGNS else 1.0
    if form in DECIMALS:
        return f"{round(cell.value, DECIMALS[form]) + 0.0:.{DECIMALS[form]}f}", ""
    if form == "three":
        return exact(float(f"{cell.value:.3g}")), ""
    if cell.interval is None or form == "plain":
        return exact(cell.value * scale), ""
    return with_error(cell.value * scale, cell.half * scale)


def _whole_percent(cell: Statistic, form: Form, lang: Lang) -> str:
    """Return a probability in whole per cent, its error rounded up; as a bound where it is surely near 0 or 1."""
    low, high = cell.interval or (cell.value, cell.value)
    before, shown, error = "", f"{cell.value * 100:.0f}", f" ± {max(math.ceil(cell.half * 100), 1)}"
    if cell.value < 0.01 and high < 0.02:
        before, shown, error = f"<{THIN}", "1", ""
    elif cell.value > 0.99 and low > 0.98:
        before, shown, error = f">{THIN}", "99", ""
    elif cell.interval is None:
        error = ""
    shown = f"{localised(shown, lang)}{error}"
    return f"{before}P{shown}" if form == "place" else f"{before}{shown}{THIN}%"


def band(cell: Band, form: Form, lang: Lang) -> str:
    """Return a middle figure and the range around it: ``44 (30-61)``; empty where there is none."""
    if not math.isfinite(cell.middle.value + cell.low + cell.high):
        return ""
    scale = 100.0 if form == "percent" else 1.0
    half = max(cell.middle.half * scale, WHOLE_PERCENT if form == "percent" else 0.0)
    low, high = (localised(f"{end * scale:.0f}", lang) for end in (cell.low, cell.high))
    return f"{localised(round_to_error(cell.middle.value * scale, half), lang)} ({low}–{high})"


def heading(table: Table, lang: Lang) -> str:
    """Return a table's title with its unit."""
    title, unit = translate(table.title, lang), translate(table.unit, lang)
    return f"{title}, {unit}" if unit else title


def header(column: Column, lang: Lang) -> str:
    """Return a column's title with its unit."""
    title, unit = translate(column.title, lang), translate(column.unit, lang)
    return f"{title}, {unit}" if unit else title


def words(text: Words, lang: Lang) -> str:
    """Return a title, note or label."""
    return translate(text, lang)
