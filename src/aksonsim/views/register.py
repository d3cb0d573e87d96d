"""What a register was read as, on one screen: read, left, took, ask, always in this order, the sum first."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from aksonsim.files.registers.decisions import Left, Question, Taken
from aksonsim.files.registers.row_marks import STATUSES
from aksonsim.language.text import Listed, Text, Title, Words, _, ngettext, translate
from aksonsim.results.register import RegisterRead
from aksonsim.views.document import Document, Items

LABELS = tuple(STATUSES.values())
MOST_ROWS = 14
"""Rows or runs of rows that a line names; --json has each."""
MOST_CHOICES = 12
"""Answers that a question names; --json has each."""
DELIMITERS = {"semicolon": _("semicolon"), "comma": _("comma"), "tab": _("tab"), "pipe": _("vertical bar")}


def view(result: RegisterRead) -> Document:
    """Return the document of a reading."""
    return Document(
        title=title(result),
        under=(_("applied {map}", map=result.applied),) if result.applied else (),
        blocks=(Items(sentences(result)),),
        foot=tuple(_foot(result)),
    )


def sentences(
    result: RegisterRead, asking: Callable[[Question], Words] | None = None
) -> tuple[tuple[Words, Words], ...]:
    """Return what is said of a reading, each sentence under its label; ``asking`` words a question, None: `asked`."""
    read, left, took, check, ask = _even(LABELS)
    parts: list[tuple[Words, Iterable[Words]]] = [
        (read, result.read),
        (left, _left(result.left)),
        (took, _took(result.took)),
        (check, result.warnings),
        (ask, map(asking or asked, result.ask)),
    ]
    return tuple((label, line) for label, lines in parts for line in lines)


def asked(question: Question) -> Words:
    """Return a question with what is to be typed for each answer."""
    typed: list[object] = [option(question.key, choice) for choice in question.choices[:MOST_CHOICES]]
    if len(question.choices) > MOST_CHOICES:
        typed.append(_("{count} more", count=str(len(question.choices) - MOST_CHOICES)))
    where = _(" ({where})", where=question.where) if question.where else ""
    return _("{question}{where}: {options}", question=question.text, where=where, options=Listed(tuple(typed), " | "))


def asked_plainly(question: Question) -> Words:
    """Return a question as one asks a person who types no command."""
    where = _(" ({where})", where=question.where) if question.where else ""
    return _(
        "{question}{where}: {options}", question=question.text, where=where, options=Listed(question.choices, " | ")
    )


def option(key: str, choice: str) -> str:
    """Return the option that answers a question, as a shell takes it.

    >>> option("closed", "leave out"), option("years", "<number>")
    ("--answer 'closed=leave out'", '--answer years=<number>')
    """
    text = f"{key}={choice}"
    return f"--answer {text if choice.startswith('<') and ' ' not in text else shlex.quote(text)}"


def _even(labels: tuple[Text, ...]) -> list[Title]:
    """Return labels that are equally wide in each language."""
    wide = {lang: max(len(translate(label, lang)) for label in labels) for lang in ("en", "nb")}
    return [Title(*(translate(label, lang).ljust(width) for lang, width in wide.items())) for label in labels]  # type: ignore[arg-type]


def title(result: RegisterRead) -> Words:
    """Return the name of the file and how it was opened."""
    told: list[Words] = []
    for fact, value in result.opened.items():
        if fact == "delimiter":
            told.append(DELIMITERS.get(value, value))
        elif fact != "kind" or "delimiter" not in result.opened:
            told.append(value)
    for sheet, row in result.headers.items():
        told.append(
            _("header of {sheet} in row {row}", sheet=sheet, row=row) if sheet else _("header in row {row}", row=row)
        )
    return _("{file}: {facts}", file=result.file, facts=Listed(tuple(told))) if told else result.file


def _left(left: tuple[Left, ...]) -> Iterator[Words]:
    """Yield a line for each sheet and reason."""
    order = {one.sheet: place for place, one in reversed([*enumerate(left)])}

    def reason(one: Left) -> tuple[int, str, bool]:
        return order[one.sheet], translate(one.why, "en"), one.first > 0

    firsts = {reason(one): place for place, one in reversed([*enumerate(left)])}
    for _key, group in groupby(sorted(left, key=lambda one: (order[one.sheet], firsts[reason(one)])), reason):
        same = [*group]
        sheet, why = same[0].sheet, same[0].why
        if not same[0].first:
            yield _("sheet {sheet}: {why}", sheet=sheet, why=why) if sheet else why
            continue
        rows = ngettext("row {rows}: {why}", "rows {rows}: {why}", sum(one.last - one.first + 1 for one in same),
                        rows=_runs(same), why=why)  # fmt: skip
        yield _("{sheet}, {rows}", sheet=sheet, rows=rows) if sheet else rows


def _runs(left: list[Left]) -> str:
    """Return rows as numbers and runs: ``6, 13, 19-22``."""
    runs: list[list[int]] = []
    for one in sorted(left, key=lambda one: one.first):
        if runs and one.first <= runs[-1][1] + 1:
            runs[-1][1] = max(runs[-1][1], one.last)
        else:
            runs.append([one.first, one.last])
    shown = [f"{first}" if first == last else f"{first}-{last}" for first, last in runs]
    return ", ".join(shown[:MOST_ROWS]) + (", ..." if len(shown) > MOST_ROWS else "")


def _took(took: tuple[Taken, ...]) -> Iterator[Words]:
    for one in took:
        text: Words = _("{text} ({where})", text=one.text, where=one.where) if one.where else one.text
        if one.answered:
            yield _("{text}: {value}, as answered", text=text, value=one.value)
        else:
            yield _("{text} [{key}]", text=text, key=one.key) if one.key else text


def _foot(result: RegisterRead) -> Iterator[Words]:
    file = shlex.quote(result.file)
    if result.changes is not None:
        yield from result.changes
    if result.moved:
        yield ngettext(
            "{count} item stands in other cells now, and cites them",
            "{count} items stand in other cells now, and cite them",
            result.moved,
        )
    if result.ask:
        yield _("nothing is written before all is answered; at a terminal: aksonsim import {file} --ask", file=file)
    elif not result.wrote:
        yield _("nothing written; -o OUT.yaml writes the scenario and how it was read: OUT.map.yaml")
    yield _(
        "to change anything: aksonsim import {file} --answer KEY=VALUE, or --map with an edited mapping file", file=file
    )
