"""Pictures of what a sweep says; each places what `aksonsim.sweep.explore` found, and computes nothing."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aksonsim.language.lang import Lang
from aksonsim.language.numbers import number
from aksonsim.language.text import Text, _, translate
from aksonsim.plots.figure import money, save, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Json = dict[str, Any]
Draw = Callable[[Json, Lang], "Figure"]


def write(found: Json, folder: Path, stem: str, lang: Lang) -> list[Path]:
    """Draw every picture that there are figures for, as ``FOLDER/STEM-KIND.png``; return the files."""
    written = []
    for kind, draw in _pictures(found).items():
        path = folder / f"{stem}-{kind}.png"
        with styled():
            save(draw(found, lang), path)
        written.append(path)
    return written


def _pictures(found: Json) -> dict[str, Draw]:
    """Return the kinds of picture that there are figures for."""
    from aksonsim.plots import sweep_band, sweep_box, sweep_curves, sweep_effects, sweep_heat

    kinds: dict[str, tuple[Draw, bool]] = {
        "curves": (sweep_curves.draw, any(len(steps) > 1 for steps in found.get("curves", {}).values())),
        "heat": (sweep_heat.draw, "heat" in found),
        "effects": (sweep_effects.draw, found.get("effects") is not None),
        "box": (sweep_box.draw, "scatter" in found.get("discovery", {})),
        "band": (sweep_band.draw, bool(found.get("bands"))),
    }
    return {kind: draw for kind, (draw, there) in kinds.items() if there}


def heading(figure: Figure, title: Text, found: Json, lang: Lang, below: str = "") -> None:
    """Title a picture: what it shows, of which sweep, how many points and draws, under which condition."""
    draws = int(found["draws"])
    points = _("{done} points of {draws} draws each", done=int(found["done"]), draws=draws) if "done" in found else None
    told = translate(points or _("all {draws} draws", draws=draws), lang)
    if refused := sum(one["points"] for one in found.get("refused", ())):
        told += translate(_(", {n} more could not be simulated", n=number(refused, lang)), lang)
    condition = translate(
        _("given that the gate is passed") if found["of"]["condition"] == "passed" else _("stopped draws included"),
        lang,
    )
    width = int(figure.get_figwidth() * 11)
    name = found["titles"][lang]
    rest = " · ".join([told, condition, *([below] if below else [])])
    lines = [*textwrap.wrap(translate(title, lang), width), *textwrap.wrap(name, width), *textwrap.wrap(rest, width)]
    figure.suptitle("\n".join(lines), x=0.01, ha="left", fontsize=12)


def axis_title(found: Json, of: Json, lang: Lang, width: int = 48) -> str:
    """Return the title of an output with its unit, wrapped."""
    unit = money(found, lang, of["units"])
    shown = f" ({unit})" if unit else ""
    return "\n".join(textwrap.wrap(of["title"][lang] + shown, width))


def is_share(of: Json) -> bool:
    """Whether an output is a fraction that is shown as per cent."""
    return bool(of["units"] == "1" and of["least"] >= -0.001 and of["most"] <= 1.001)
