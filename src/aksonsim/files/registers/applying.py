"""A register under its mapping file: opened, held to it, and read with its answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from aksonsim.files.registers import mapping as maps
from aksonsim.files.registers.answers import joined
from aksonsim.files.registers.decisions import Answers, UnusedAnswersError
from aksonsim.files.registers.fitting import check_grid, check_reading
from aksonsim.files.registers.grid import Book
from aksonsim.files.registers.opening import open_book
from aksonsim.files.registers.reading import Reading, read
from aksonsim.language.text import Words, _
from aksonsim.model.mapping import Mapping


@dataclass(frozen=True, slots=True)
class Register:
    """A register that was opened, and the mapping that is applied to it: one that was named, or stands beside it."""

    book: Book
    map_path: Path | None = None
    mapping: Mapping | None = None
    remarks: tuple[Words, ...] = ()

    def read(self, typed: Answers) -> tuple[Reading, Answers]:
        """Read it under the answers of its mapping and those of the user on top; returns all answers used.

        Raises AksonsimError as `aksonsim.files.registers.reading.read` does, and where it no longer fits its mapping.
        """
        if self.mapping is None or self.map_path is None:
            return read(self.book, typed), typed
        answers = joined(maps.answers_of(self.mapping), typed)
        remarks = self.remarks
        try:
            reading = read(self.book, answers)
        except UnusedAnswersError as error:  # what the map answers may be gone: rows that were hidden
            if any(key in typed.values for key in error.keys):
                raise
            answers = replace(answers, values={k: v for k, v in answers.values.items() if k not in error.keys})
            told = (
                _("{map} answers {key}: nothing asks for it now", map=self.map_path.name, key=k) for k in error.keys
            )
            remarks = (*remarks, *told)
            reading = read(self.book, answers)
        check_reading(self.mapping, self.map_path, reading)
        return replace(reading, warned=(*reading.warned, *remarks)), answers


def open_register(path: Path, map_path: Path | None = None) -> Register:
    """Open a register, with its mapping: the one named, else the one beside it (``FILE.map.yaml``).

    Raises
    ------
    ScenarioError
        A file that cannot be opened, a mapping that does not hold or no longer fits, everything that is wrong with it.
    """
    book = open_book(path)
    if map_path is None and maps.beside(path).is_file():
        map_path = maps.beside(path)
    if map_path is None:
        return Register(book)
    mapping = maps.read_mapping(map_path)
    return Register(book, map_path, mapping, check_grid(mapping, map_path, book))
