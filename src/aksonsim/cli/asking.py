"""``aksonsim import --ask``: the open questions of a register, one by one, at a terminal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from aksonsim.cli.streams import say
from aksonsim.errors import AksonsimError
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import Digits
from aksonsim.language.text import Words, _, translate

if TYPE_CHECKING:
    from aksonsim.files.registers.applying import Register
    from aksonsim.files.registers.decisions import Answers, Question
    from aksonsim.files.registers.reading import Reading

MOST_TRIALS = 12
EXAMPLES = {"currency": "NOK", "unit": "MNOK", "price_year": "2025", "years": "1"}
"""Answers that stand for any other of a question without choices, to show an item."""
FIGURES = (("costs", "estimate"), ("events", "cost"), ("drivers", "multiplier"), ("activities", "duration"))


def ask(register: Register, typed: Answers, lang: Lang) -> Answers:
    """Ask until nothing is open, on stderr; returns the answers, those that were typed before among them."""
    reading, _used = register.read(typed)
    while reading.asked:
        typed, reading = _answered(register, typed, reading, lang)
    return typed


def _answered(register: Register, typed: Answers, before: Reading, lang: Lang) -> tuple[Answers, Reading]:
    """Ask the first open question until the answer can be used; returns all answers and the reading under them."""
    question = before.asked[0]

    def tell(words: Words) -> None:
        say(translate(words, lang), err=True)

    def under(value: str) -> tuple[Answers, Reading]:
        answers = _with(typed, question, value)
        return answers, register.read(answers)[0]

    def effect(choice: str) -> Words:
        try:
            answers, reading = under(choice)
            return _effect(reading.sum, reading.unit, _settled(register, answers, reading))
        except AksonsimError as error:
            return _("cannot be: {why}", why=str(error).splitlines()[0])

    tell("")
    tell(_("{question} ({left} to answer)", question=question.text, left=len(before.asked)))
    if example := _example(before, question):
        tell(example)
    for place, choice in enumerate(question.choices, 1):
        what: Words = "" if _described(choice) else effect(choice)
        tell(f"  {place}  {choice}" + (f"   {translate(what, lang)}" if what else ""))
    while True:
        said = click.prompt(translate(_("number or answer"), lang), err=True).strip()
        chosen = int(said) if said.isdecimal() and 1 <= int(said) <= len(question.choices) else 0
        value = said if not chosen or _described(question.choices[chosen - 1]) else question.choices[chosen - 1]
        try:
            return under(value)
        except AksonsimError as error:
            say(str(error), err=True)


def _described(choice: str) -> bool:
    """Whether a choice only describes what to type; a digit is then the answer itself, such as 3 years."""
    return "<" in choice


def _with(answers: Answers, question: Question, value: str) -> Answers:
    return replace(answers, values={**answers.values, question.key: value})


def _settled(register: Register, answers: Answers, reading: Reading) -> Reading | None:
    """Return a reading in which all other questions have their first answer, to show an item; None without any."""
    for _trial in range(MOST_TRIALS):
        if not reading.asked:
            return reading
        question = reading.asked[0]
        choice = next((choice for choice in question.choices if not _described(choice)), EXAMPLES.get(question.key))
        if choice is None:
            return None
        answers = _with(answers, question, choice)
        reading = register.read(answers)[0]
    return None


def _example(reading: Reading, question: Question) -> Words:
    """Return a row that the question is about, as it stands in the file."""
    sheet_name, _mark, cells = question.where.rpartition("!")
    row = "".join(mark for mark in cells.partition(":")[0].partition(" ...")[0] if mark.isdigit())
    for table in reading.tables:
        named = table.sheet.name == (sheet_name if row else question.where or table.sheet.name)
        if named and table.rows:
            line = int(row) if row and (sheet_name or not table.sheet.name) else table.rows[0]
            texts = [str(cell.value) for cell in table.sheet.by_row.get(line, {}).values() if cell.value is not None]
            return _("for example {where}: {cells}", where=table.sheet.place(line), cells=" | ".join(texts))
    return ""


def _effect(total: float | None, unit: str, settled: Reading | None) -> Words:
    """Say what becomes of the sum, and of one item."""
    item = _item(settled) if settled is not None else ""
    if total is None:
        return item
    summed = _("sum {sum} {unit}", sum=Digits(f"{total:.10g}"), unit=unit)
    return _("{sum}; {item}", sum=summed, item=item) if item else summed


def _item(reading: Reading) -> str:
    """Return the first item of a reading whose figures are more than one number, as the scenario file has it."""
    from aksonsim.files.dump import flow
    from aksonsim.files.tree import Map

    for section, key in FIGURES:
        for item in () if reading.root is None else reading.root.get(section, ()):
            if isinstance(item.get(key), Map):
                return f"{item.get('title') or item.get('id')}: {flow(item[key], own=True)}"
    return ""
