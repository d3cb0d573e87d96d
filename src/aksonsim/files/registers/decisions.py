"""What was left out, taken or has to be asked while a register is read, and the answers to it.

Every decision has a key. It is asked where nothing in the file settles it, else taken and said; an answer settles it in
either case. What a key may be answered with is said in the question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from aksonsim.errors import AksonsimError
from aksonsim.files.problems import nearest
from aksonsim.language.text import Words, _, translate

T = TypeVar("T")
SHOWN = 40
"""Signs of a text that a message repeats."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the file does not say. ``choices`` are what can be answered; one in <> stands for what it describes.

    ``rows``: those of the sheet of ``where`` that are asked about, where they are more than the one named there.
    """

    key: str
    text: Words
    choices: tuple[str, ...]
    where: str = ""
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What was decided, and by what. ``key`` and ``value`` are what an answer would say; empty for a plain remark.

    ``answered``: by the user, not by the file or a rule.
    """

    text: Words
    key: str = ""
    value: str = ""
    where: str = ""
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """Rows ``first`` to ``last`` of a sheet, or the whole sheet (0), that make no figure, and why."""

    sheet: str
    first: int
    last: int
    why: Words
    kind: str = ""
    """heading, subtotal, total, parent, note, empty, hidden, struck, closed, legend, other."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a user says about a file: by ``--answer``, or as a mapping file.

    ``values``: key -> answer; a key may be meant for one sheet: ``bounds[Costs]``. What is decided about one thing,
    ``duplicates[R-04]``, is answered under that key, under ``duplicates`` for all such, or by the thing's name alone:
    ``R-04``. ``sheets``: name -> what it is
    (elements, events, drivers, correlations, activities, legend, ignored). ``headers``: sheet -> row of its header.
    ``columns``: sheet -> meaning -> header text. ``rows``: ``Costs!8`` -> total, heading, note, count, leave out.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    sheets: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, int] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rows: Mapping[str, str] = field(default_factory=dict)


class UnusedAnswersError(AksonsimError):
    """Answers to no question of a file; ``keys`` are theirs."""

    def __init__(self, sentence: str, keys: tuple[str, ...]) -> None:
        self.keys = keys
        super().__init__(sentence)


class Decisions:
    """The decisions of one reading, in the order in which they were met."""

    def __init__(self, answers: Answers | None = None) -> None:
        self.answers = answers or Answers()
        self.asked: list[Question] = []
        self.taken: list[Taken] = []
        self.left: list[Left] = []
        self.warned: list[Words] = []
        """What does not fit together: a sum that does not add up, a stated expectation that is not p times impact."""
        self._used: set[str] = set()
        self._against: list[tuple[str, str, Words, str]] = []
        """Answers that are not what a file says in so many words: key, answer, what the file says, sheet."""
        self._said = {plain(key): key for key in self.answers.values}

    def ask(
        self,
        key: str,
        text: Words,
        choices: tuple[str, ...],
        parse: Callable[[str], T],
        where: str = "",
        sheet: str = "",
        rows: tuple[int, ...] = (),
    ) -> T | None:
        """Return the answer to a question that the file leaves open; None, and the question is kept, without one."""
        said = self._answer(key, sheet)
        if said is None:
            if all((one.key, one.text) != (key, text) for one in self.asked):
                self.asked.append(Question(key, text, choices, where, rows))
            return None
        value = self._parsed(key, said, choices, parse)
        self.tell(text, key, said, where, answered=True)
        return value

    def take(
        self,
        key: str,
        value: str,
        text: Words,
        choices: tuple[str, ...],
        parse: Callable[[str], T],
        where: str = "",
        sheet: str = "",
        sure: bool = False,
    ) -> T:
        """Return what a rule or the file itself settles, said in ``text``, or the answer where there is one.

        ``sure``: the file says it in so many words; only an answer about this sheet alone says otherwise.
        """
        if sure and not self._is_scoped(key, sheet):
            said = self.answers.values.get(self._said.get(plain(key), ""))
            if said is not None and self._parsed(key, said, choices, parse) != parse(value):
                self._against.append((key, said, text, sheet))
                said = None
            elif said is not None:
                said = self._answer(key, sheet)
        else:
            said = self._answer(key, sheet)
        if said is None:
            self.tell(text, key, value, where)
            return parse(value)
        result = self._parsed(key, said, choices, parse)
        self.tell(text, key, said, where, answered=True)
        return result

    def tell(self, text: Words, key: str = "", value: str = "", where: str = "", answered: bool = False) -> None:
        """Say what was taken; what was said already is not said again."""
        taken = Taken(text, key, value, where, answered)
        if taken not in self.taken:
            self.taken.append(taken)

    def leave(self, sheet: str, row: int, why: Words, kind: str, last: int | None = None) -> None:
        """Name a row, or rows up to ``last``, that is left out; row 0 is the whole sheet."""
        self.left.append(Left(sheet, row, row if last is None else last, why, kind))

    def warn(self, text: Words) -> None:
        """Say what a reviewer should look at."""
        if text not in self.warned:
            self.warned.append(text)

    def unused(self) -> tuple[str, ...]:
        """Return the keys that were answered though nothing was decided by them."""
        return tuple(key for key in self.answers.values if key not in self._used)

    def close(self) -> None:
        """Refuse answers to no question, at the end; while something is still asked, only say so.

        Raises
        ------
        UnusedAnswersError
            One sentence, which lists the keys that this file has.
        """
        if not (unused := self.unused()):
            return
        for key, said, text, sheet in self._against:
            if self._said.get(plain(key)) in unused:
                otherwise = f"{key}[{sheet}]={said}" if sheet else f"{key}[]={said}"
                raise AksonsimError(f"answer {key}={said}: {translate(text, 'en')}; to read it otherwise: {otherwise}")
        known = dict.fromkeys((*(one.key for one in self.asked), *(one.key for one in self.taken if one.key)))
        for key in unused if self.asked else ():
            self.warn(_("answer {key}: nothing has asked for it yet", key=f"{key}={self.answers.values[key]}"))
        if not self.asked:
            said = ", ".join(f"{cut(key)}={cut(self.answers.values[key])}" for key in unused)
            near = nearest(unused[0], known)
            keys = f"; this file has: {', '.join(known)}" if near.endswith("?") else ""
            raise UnusedAnswersError(f"answer {said}: nothing in this file asks for it; {near}{keys}", unused)

    def _is_scoped(self, key: str, sheet: str) -> bool:
        return plain(f"{key}[{sheet}]") in self._said

    def _answer(self, key: str, sheet: str) -> str | None:
        base, _, thing = key.removesuffix("]").partition("[")
        for name in (f"{key}[{sheet}]", key, *((thing, base) if thing else ())):
            if (written := self._said.get(plain(name))) is not None:
                self._used.add(written)
                return self.answers.values[written]
        return None

    def _parsed(self, key: str, said: str, choices: tuple[str, ...], parse: Callable[[str], T]) -> T:
        try:
            return parse(said)
        except ValueError as error:
            why = f" ({error})" if str(error) else ""
            raise AksonsimError(
                f"answer {key}={cut(said)}: cannot be used{why}; allowed: {', '.join(choices)}"
            ) from None


def cut(text: str) -> str:
    """Return the beginning of a text, as much as a message repeats."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def one_of(*choices: str) -> Callable[[str], str]:
    """Return what reads an answer that is one of some words, however its blanks, dashes and capitals are written.

    One that begins as only one of them does, or goes on where one of them ends, is that one.

    >>> one_of("leave out", "count")("Leave_Out"), one_of("middle", "uniform")("uniform over the range")
    ('leave out', 'uniform')
    """

    def parse(said: str) -> str:
        found = plain(said)
        for choice in choices:
            if plain(choice) == found:
                return choice
        near = [choice for choice in choices if _begins(plain(choice), found) or _begins(found, plain(choice))]
        if len(near) == 1:
            return near[0]
        raise ValueError

    return parse


def _begins(text: str, start: str) -> bool:
    """Whether a text begins with some words, whole."""
    return text.startswith(f"{start} ")


def plain(text: str) -> str:
    """Return a text in lower case with single blanks for all that parts words: ``P10-P90`` is ``p10 p90``."""
    return " ".join(re.sub(r"[\s_/\-]+", " ", text).casefold().split())
