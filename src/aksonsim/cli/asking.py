"""``aksonsim import --ask``: the open questions of a register, one by one, at a terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from aksonsim.cli.streams import say
from aksonsim.errors import AksonsimError
from aksonsim.language.lang import Lang
from aksonsim.language.numbers import Digits
from aksonsim.language.text import Words, _, translate

if TYPE_CHECKING:
    from aksonsim.files.registers.decisions import Answers, Question
    from aksonsim.files.registers.importing import Register
    from aksonsim.files.registers.reading import Reading


def ask(register: Register, typed: Answers, lang: Lang) -> Answers:
    """Ask until nothing is open, on stderr; returns the answers, those that were typed before among them."""
    reading, _used = register.read(typed)
    while reading.asked:
        question = reading.asked[0]
        typed, reading = _answered(register, typed, question, lang, len(reading.asked))
    return typed


def _answered(register: Register, typed: Answers, question: Question, lang: Lang, left: int) -> tuple[Answers, Reading]:
    """Ask one question until the answer can be used; returns all answers and the reading under them."""

    def tell(words: Words) -> None:
        say(translate(words, lang), err=True)

    def under(value: str) -> tuple[Answers, Reading]:
        answers = replace(typed, values={**typed.values, question.key: value})
        return answers, register.read(answers)[0]

    tell("")
    tell(_("{question} ({left} to answer)", question=question.text, left=left))
    if example := _example(register, question):
        tell(example)
    for place, choice in enumerate(question.choices, 1):
        what: Words = "" if choice.startswith("<") else _effect(under, choice)
        tell(f"  {place}  {choice}" + (f"   {translate(what, lang)}" if what else ""))
    while True:
        said = click.prompt(translate(_("number or answer"), lang), err=True).strip()
        chosen = int(said) if said.isdecimal() and 1 <= int(said) <= len(question.choices) else 0
        value = question.choices[chosen - 1] if chosen and not _stands_for_more(question, chosen) else said
        try:
            return under(value)
        except AksonsimError as error:
            say(str(error), err=True)


def _stands_for_more(question: Question, chosen: int) -> bool:
    """Whether a choice only describes what to type: then a digit is the answer itself, such as 5 days a week."""
    return question.choices[chosen - 1].startswith("<")


def _example(register: Register, question: Question) -> Words:
    """Return a cell that the question is about, as it stands in the file."""
    sheet_name, _mark, cells = question.where.rpartition("!")
    first = cells.partition(":")[0].partition(",")[0].removeprefix("row ").strip()
    row = "".join(mark for mark in first if mark.isdigit())
    for sheet in register.book.sheets:
        if sheet.name == sheet_name and row:
            texts = [str(cell.value) for cell in sheet.by_row.get(int(row), {}).values() if cell.value is not None]
            return _("for example {where}: {cells}", where=question.where, cells=" | ".join(texts)) if texts else ""
    return ""


def _effect(under: Callable[[str], tuple[Answers, Reading]], choice: str) -> Words:
    """Say what becomes of the sum, and of one item, with a choice; or why it cannot be used."""
    try:
        _answers, reading = under(choice)
    except AksonsimError as error:
        return _("cannot be: {why}", why=str(error).splitlines()[0])
    item = _item(reading)
    if reading.sum is None:
        return item
    total = _("sum {sum} {unit}", sum=Digits(f"{reading.sum:.10g}"), unit=reading.unit)
    return _("{sum}; {item}", sum=total, item=item) if item else total


def _item(reading: Reading) -> str:
    """Return the first item of a reading whose figures are more than one number, as the scenario file has it."""
    from aksonsim.files.dump import flow
    from aksonsim.files.tree import Map

    for section, key in (
        ("costs", "estimate"),
        ("events", "cost"),
        ("drivers", "multiplier"),
        ("activities", "duration"),
    ):
        for item in () if reading.root is None else reading.root.get(section, ()):
            if isinstance(item.get(key), Map):
                return f"{item.get('title') or item.get('id')}: {flow(item[key], own=True)}"
    return ""
