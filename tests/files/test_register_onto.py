"""A register of next month put onto a scenario file: what it states changes, all else stays to the letter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.files.handmade import ROWS, book, reading, sheet

from aksonsim.cli.import_ import judge
from aksonsim.errors import AksonsimError
from aksonsim.files.load import load
from aksonsim.files.registers import importing
from aksonsim.files.registers.answers import typed
from aksonsim.files.registers.applying import Register
from aksonsim.files.registers.importing import write
from aksonsim.files.registers.mapping import read_mapping
from aksonsim.files.registers.onto import onto
from aksonsim.files.tree import Place, standing_at
from aksonsim.language.text import translate

MINE = """\
# My own copy: payers and correlations are mine.
schema: 1
title: Our estimate   # not the file's name
currency: kNOK
price_year: 2025
sources:
  register: {title: may.csv, publisher: "The project"}   # from the project
  own: {title: Own work}
costs:
  - id: A1
    title: Masse
    estimate: {p10: 10, mode: 12, p90: 20, shape: triangular}
    state_share: 0.5           # agreed in May
    source: "register, C4:E4"
    note: "Status: Open; seen with the supplier"
  # the bridge
  - {id: A2, title: Bru, estimate: {p10: 40, mode: 46, p90: 63, shape: triangular, truncate: [0, 500]}, source: register, payable: true}
  - {id: A3, title: Rigg, estimate: {p10: 6, mode: 7, p90: 10, shape: triangular}, source: register}
  - {id: own.reserve, estimate: 5, source: own}   # stays
correlations:
  - {group: [A1, A2], rho: 0.4}
"""  # noqa: E501


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(MINE, encoding="utf-8")
    return path


def put(mine: Path, rows: Any, **changes: Any) -> importing.Written:
    new = book(sheet(rows), path="june.csv")
    return write(Register(new), reading(new, **changes), typed(["shape=triangular"]), mine, mine)


NEXT = (
    ROWS[0],
    ("A2", "Bru over elva", 42, 48, 70, "Open"),
    ("A2b", "Rekkverk", 1, 2, 3, "Open"),
    ("A9", "Skilt", 2, 3, 4, "Open"),
)


def test_onto__changes_what_the_register_states_and_nothing_else(mine: Path) -> None:
    found = put(mine, NEXT)
    text = mine.read_text(encoding="utf-8")
    three = "{p10: %d, mode: %d, p90: %d, shape: triangular}"
    new_item = "costs[%s]: (not there) -> {id: %s, title: %s, estimate: " + three + ', source: "register, %s"}'
    assert [str(change) for change in found.changes or () if "map_digest" not in change.path] == [
        "sources.register.title: may.csv -> june.csv",
        "costs[A2].title: Bru -> Bru over elva",
        "costs[A2].estimate.p10: 40 -> 42",
        "costs[A2].estimate.mode: 46 -> 48",
        "costs[A2].estimate.p90: 63 -> 70",
        f"costs[A3]: {{id: A3, title: Rigg, estimate: {three % (6, 7, 10)}, source: register}} -> (removed)",
        new_item % ("A2b", "A2b", "Rekkverk", 1, 2, 3, "C6:E6"),
        new_item % ("A9", "A9", "Skilt", 2, 3, 4, "C7:E7"),
    ]
    assert found.moved == 1  # A2 cites its cells now
    old, new = MINE.splitlines(), text.splitlines()
    gone = [line for line in old if line not in new]
    assert [line.split(",")[0] for line in gone] == [
        "  register: {title: may.csv",
        "  - {id: A2",
        "  - {id: A3",
    ]
    kept = [line for line in new if line in old]
    assert kept == [line for line in old if line not in gone]  # in their order, to the letter
    scenario = load(mine)
    assert [cost.id for cost in scenario.costs] == ["A1", "A2", "A2b", "A9", "own.reserve"]
    assert scenario.title == "Our estimate"
    assert scenario.sources["register"].publisher == "The project"
    assert scenario.costs[1].payable
    assert scenario.costs[1].estimate.truncate == (0, 500)  # type: ignore[union-attr]
    assert scenario.sources["register"].map_digest


def test_onto__an_equal_register_changes_nothing_but_where_it_is_from(mine: Path) -> None:
    found = put(mine, ROWS)
    assert {change.path for change in found.changes or ()} <= {
        "sources.register.title",
        "sources.register.map_digest",
    }
    assert read_mapping(mine.parent / "mine.map.yaml").answers == {"shape": "triangular"}


def test_onto__another_form_of_an_estimate_is_stated_as_a_whole(mine: Path) -> None:
    new = book(path="june.csv")
    made = reading(new)
    assert made.root is not None
    made.root["costs"][1]["estimate"] = 50
    found = write(Register(new), made, typed([]), mine, mine)
    assert "costs[A2].estimate: {p10: 40, mode: 46, p90: 63, shape: triangular, truncate: [0, 500]} -> 50" in map(
        str, found.changes or ()
    )


def test_onto__parts_of_a_note_that_the_register_writes_are_kept_up_to_date(mine: Path) -> None:
    new = book(path="june.csv")
    made = reading(new)
    assert made.root is not None
    made.root["costs"][0]["note"] = "Status: Closed"
    made.root["costs"][0].places["note"] = made.root["costs"][0].place
    write(Register(new), made, typed([]), mine, mine)
    assert 'note: "Status: Closed; seen with the supplier"' in mine.read_text(encoding="utf-8")


def test_onto__what_no_longer_holds_leaves_every_file_as_it_was(mine: Path) -> None:
    new = book(sheet(ROWS[1:]), path="june.csv")  # A1 is gone, and a correlation is about it
    with pytest.raises(AksonsimError, match=r"correlations"):
        write(Register(new), reading(new), typed([]), mine, mine, judge)
    assert mine.read_text(encoding="utf-8") == MINE
    assert [path.name for path in mine.parent.iterdir()] == ["mine.yaml"]


@pytest.mark.parametrize("alone", [False, True])
def test_onto__a_matrix_takes_the_place_of_the_one_before(alone: bool) -> None:
    def stated(rho: float) -> list[Any]:
        return [{"matrix": {"members": ["a", "b"], "rows": [[1], [rho, 1]]}}]

    place = Place("t.yaml", 1, 1)
    before = standing_at({"correlations": stated(0.2)[0] if alone else stated(0.2)}, place)
    assert onto(before, standing_at({"correlations": stated(0.3)}, place))["correlations"] == stated(0.3)


def test_write__neither_file_is_overwritten_and_none_is_written_alone(tmp_path: Path) -> None:
    out = tmp_path / "out.yaml"
    made, answers = reading(), typed(["shape=triangular"])
    (tmp_path / "out.map.yaml").write_text("import: 1\n", encoding="utf-8")
    with pytest.raises(AksonsimError, match=r"out.map.yaml: exists already; --map"):
        write(Register(made.book), made, answers, out)
    assert not out.exists()
    (tmp_path / "out.map.yaml").unlink()
    found = write(Register(made.book), made, answers, out)
    assert [path.name for path in found.files] == ["out.yaml", "out.map.yaml"]
    assert read_mapping(tmp_path / "out.map.yaml").expect.elements == 3
    with pytest.raises(AksonsimError, match=r"out.yaml: exists already; --onto .*out.yaml puts the register onto it"):
        write(Register(made.book), made, answers, out)


def test_write__a_mapping_that_was_edited_keeps_its_comments(tmp_path: Path) -> None:
    made, answers = reading(), typed(["shape=triangular"])
    write(Register(made.book), made, answers, tmp_path / "out.yaml")
    path = tmp_path / "out.map.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("import: 1\n", "import: 1  # mine\n"), encoding="utf-8")
    new = book(sheet((*ROWS, ("A4", "Skilt", 1, 2, 3, "Open"))), path="june.csv", digest="1" * 64)
    register = Register(new, path, read_mapping(path))
    found = write(register, reading(new), answers, tmp_path / "out.yaml", tmp_path / "out.yaml")
    text = path.read_text(encoding="utf-8")
    assert "import: 1  # mine\n" in text
    assert "elements: 4" in text
    said = f"out.map.yaml is not as it was when {tmp_path / 'out.yaml'} was read"
    assert [translate(one, "en") for one in found.remarks] == [said]
