"""The effect of each change, one after the other and each alone."""

from __future__ import annotations

from collections.abc import Iterator

from aksonsim.language.text import Text, Words, _
from aksonsim.studies.waterfall import MEASURES, Figures, Waterfall, WaterfallStep
from aksonsim.views import common
from aksonsim.views.document import Cell, Column, Document, Formed, Items, Note, Picture, Row, Table, join

WIDEST = 60
"""Characters of a step's name; the changes stand in full above the tables."""


def view(result: Waterfall) -> Document:
    """Return the document of a waterfall."""
    about = result.about
    changes = tuple(
        (str(number), f"{change.path}: {change.old} -> {change.new}")
        for number, step in enumerate(result.steps, 1)
        for change in step.changes
    )
    return Document(
        title=common.heading(about),
        under=(common.scope(about, result.before.draws),),
        blocks=join(
            Note(_("Changes, in order")),
            Items(changes),
            _after_another(result),
            _alone(result),
            *_notes(result),
            Picture("waterfall", _("Effect of each change"), common.drawn("waterfall", result)),
        ),
        foot=(common.provenance(about),),
        about=common.rests_on(about),
    )


def _columns(signed: bool) -> tuple[Column, ...]:
    return (Column("change", "", "text"), *(Column(m.key, m.title, signed=signed) for m in MEASURES))


def _after_another(result: Waterfall) -> Table:
    def level(label: Words, measures: Figures) -> Row:
        return Row((label, *(Formed(measures[m], "amount") for m in MEASURES)))

    rows = [
        level(_("as stated"), result.before.measures),
        *(_row(_name(number, step), step.effect) for number, step in enumerate(result.steps, 1)),
        level(_("with all changes"), result.after.measures),
        _row(_("difference: sum of the steps"), result.total),
    ]
    title = _("One change after the other: what each adds to those before it")
    return Table("steps", title, _columns(signed=True), tuple(rows))


def _alone(result: Waterfall) -> Table | None:
    if len(result.steps) == 1:
        return None
    numbered = enumerate(result.steps, 1)
    rows = [_row(_name(number, step), step.alone) for number, step in numbered if step.alone is not None]
    if result.alone_sum is not None and result.interaction is not None:
        rows.append(_row(_("sum"), result.alone_sum))
        rows.append(_row(_("together: difference less this sum"), result.interaction))
    return Table("alone", _("Each change alone"), _columns(signed=True), tuple(rows))


def _row(label: Words, figures: Figures) -> Row:
    cells: tuple[Cell, ...] = (label, *(figures[m] for m in MEASURES))
    return Row(cells)


def _name(number: int, step: WaterfallStep) -> str:
    text = ", ".join(step.asked)
    return f"{number}  {text if len(text) <= WIDEST else f'{text[: WIDEST - 1]}…'}"


def _notes(result: Waterfall) -> Iterator[Note]:
    """Yield what a reader would otherwise misread."""
    for number, step in enumerate(result.steps, 1):

        def note(what: Words, place: int = number) -> Note:
            return Note(_("{number}: {what}", number=str(place), what=what))

        if step.together:
            yield note(_("one step, since fewer changes make no valid scenario: {why}", why=step.together))
        if step.alone is None:
            yield note(_("not possible alone: {why}", why=step.not_alone))
        if step.inert:
            yield note(_inert(result.about.output, step))
    if len(result.steps) > 1 and result.interaction is None:
        yield Note(_("Alone effects are not summed: not every change is possible alone."))


def _inert(output: str, step: WaterfallStep) -> Text:
    if step.moves:
        others = ", ".join(step.moves)
        return _("inert: it changes {output} in no draw; it does change {others}", output=output, others=others)
    return _("inert: it changes {output} in no draw", output=output)
