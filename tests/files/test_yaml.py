"""The reader: what values mean, and where they stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from aksonsim.errors import ScenarioError
from aksonsim.files import yaml
from aksonsim.files.access import MAX_BYTES
from aksonsim.files.dump import flow
from aksonsim.files.tree import Place, dotted, locate, place_of, split
from aksonsim.files.yaml import parse, read, read_text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-1.5e3", -1500.0),
        (".5", 0.5),
        ("1.", 1.0),
        ("0", 0),
        ("0301", "0301"),
        ("'12'", "12"),
        ("!!str 12", "12"),
        ("no", "no"),
        ("off", "off"),
        ("true", True),
        ("~", None),
        ("2022-06-01", "2022-06-01"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("12:30:45", "12:30:45"),
        ("|\n  two\n  lines", "two\nlines"),
        ('"\\u00e6"', "æ"),
    ],
)
def test_scalar__means_what_yaml_1_2_says(text: str, value: Any) -> None:
    read_value = parse(f"a: {text}", "f")["a"]
    assert read_value == value
    assert type(read_value) is type(value)


def test_keys__are_taken_as_written() -> None:
    assert list(parse("{0301: 1, 1103: 2, null: 3, 2.50: 4, yes: 5}", "f")) == ["0301", "1103", "null", "2.50", "yes"]


def test_places__are_known_for_every_key_and_item() -> None:
    root = parse("a:\n  - x: 1\n    y: [1,\n        2]\n", "f.yaml")
    assert root.places["a"] == Place("f.yaml", 1, 1)
    assert root["a"][0].places["y"] == Place("f.yaml", 3, 5)
    assert root["a"][0]["y"].places == [Place("f.yaml", 3, 9), Place("f.yaml", 4, 9)]


def test_alias__stands_for_a_copy_of_its_own() -> None:
    root = parse("a: &x {p: 1}\nb: *x\n", "f")
    assert root["b"] == {"p": 1}
    assert root["b"] is not root["a"]


def test_all_faults_of_reading__are_told_at_once() -> None:
    with pytest.raises(ScenarioError) as error:
        parse("a: .nan\nb:\n  - {id: x, c: 1, c: 2}\nd: !odd 3\n", "f")
    assert [str(problem) for problem in error.value.problems] == [
        "f:1:4: a: must be a finite number, not .nan",
        "f:3:19: b[x].c: this key stands twice; first on line 3",
        "f:4:4: d: tag !odd is not read; leave the tag out",
    ]


def test_size__has_a_bound(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    with file.open("wb") as out:
        out.truncate(MAX_BYTES + 1)
    with pytest.raises(ScenarioError, match=r"large\.yaml: has 20 MB; at most 20 MB are read"):
        read(file)


def test_byte_order_mark_and_windows_lines__are_read(tmp_path: Path) -> None:
    file = tmp_path / "windows.yaml"
    file.write_bytes("\ufeffa: 1\r\nb: [2]\r\n".encode())
    assert read(file) == {"a": 1, "b": [2]}
    assert read_text(file).startswith("a")


@pytest.mark.parametrize(
    "value", ["", "no", "null", "1", "a: b", "#", "[", "x\ty", "\x00\x85\u2028", "é😀", " a ", "- a", "'", '"\\', "a,b"]
)
def test_flow__is_read_back(value: str) -> None:
    assert parse(f"{{k: {flow(value)}, l: [{flow(value)}]}}", "f") == {"k": value, "l": [value]}
    assert parse(f"{flow(value)}: {flow(value)}", "f") == {value: value}


@pytest.mark.parametrize("number", [0.1, 1e-300, 9.999999999999999e29, 1e16, 123456.0, -0.0, 5e-324, 2**53 + 1])
def test_flow__numbers_are_read_back_exactly(number: float) -> None:
    back = parse(f"a: {flow(number)}", "f")["a"]
    assert str(float(back)) == str(float(number))
    assert back == number


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("costs[journal.licences].estimate.p90", ["costs", "journal.licences", "estimate", "p90"]),
        ("uptake.own.0301.hazard", ["uptake", "own", "0301", "hazard"]),
        ("costs[journal.*]", ["costs", "journal.*"]),
        ("", None),
        ("a..b", None),
        (".a", None),
        ("a[b", None),
        ("a[]", None),
        ("a]b", None),
    ],
)
def test_split__knows_paths(path: str, steps: list[str] | None) -> None:
    assert split(path) == steps


def test_dotted__names_items_by_id_and_brackets_what_is_no_plain_key() -> None:
    root = parse("costs: [{id: a.b, estimate: {p90: 1}}, {x: 1}]\nown: {0301: {h: 1}}\n", "f")
    assert dotted(("costs", 0, "estimate", "p90"), root) == "costs[a.b].estimate.p90"
    assert dotted(("costs", 1, "x"), root) == "costs[1].x"
    assert dotted(("own", "0301", "h"), root) == "own[0301].h"
    assert locate(("costs", 0, "estimate", "PercentilesAndMode", "p90"), root) == (
        ("costs", 0, "estimate", "p90"),
        Place("f", 1, 30),
    )
    assert place_of("costs[a.b].estimate.p10", root) == root["costs"][0].places["estimate"]
    assert place_of("nowhere", root) == Place("f")


def places(value: Any) -> Any:
    """Return every place in read data, in the shape of the data."""
    if isinstance(value, dict):
        return [value.place, [(key, value.places[key], places(inner)) for key, inner in value.items()]]
    return [value.place, value.places, [places(inner) for inner in value]] if isinstance(value, list) else None


def read_by(text: str, reader: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what the parser with or without libyaml makes of a text: data, types and places, or its errors."""
    with monkeypatch.context() as patch:
        patch.setattr(yaml, "_libyaml", reader)
        try:
            value = parse(text, "f")
        except ScenarioError as error:
            return str(error)
    return repr(value), places(value)


ROOT = Path(__file__).parents[2]
FILES = sorted(
    [*ROOT.glob("configs/*.yaml"), *ROOT.glob("src/aksonsim/data/*.yaml"), *ROOT.glob("tests/bad_configs/*")]
)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_libyaml__reads_every_file_as_the_other_parser(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = file.read_bytes().decode("utf-8-sig", "replace")
    assert yaml._libyaml is not None
    assert read_by(text, yaml._libyaml, monkeypatch) == read_by(text, None, monkeypatch)


ODD = (
    "a: b\u2028c: 1", "a: 1\x85b: 2", "a: \ufeffb", "!!str a: 1", "- !!str a: 1", "&x a: 1", "{? , a: 1}", "? a\n: b",
    "|\n# a", "--- |\n# a", "- |\n#a", "a: |#", "a: >2 #b\n   c", "a: >\n    \n  b", "a: |-\r\n   \r\n b",
    "!!str |+\n#a", "a: R&D, why? it!", "a: 1 > 2 | 3", "a: *x", "a: 1,5", "a: [1,5]", "a: 'x",
    "%YAML 1.1\n---\na: 1", "a: 1\r\nb: 2\r\n",
)  # fmt: skip


@pytest.mark.parametrize("text", ODD)
def test_libyaml__reads_odd_texts_as_the_other_parser(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_by(text, yaml._libyaml, monkeypatch) == read_by(text, None, monkeypatch)


def test_libyaml__reads_the_large_files_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is slow is not called for a file that has nothing odd in it."""
    monkeypatch.setattr(yaml, "YAML", lambda **_: pytest.fail("the other parser was asked"))
    assert read(ROOT / "configs" / "akson.yaml")["schema"] == 1


@pytest.mark.parametrize(
    ("escaped", "what"),
    [
        ("\\ud800", r":2:7: \\ud800 is half a character; write the character itself"),
        ("\\UFFFFFFFF", "not valid YAML: Python int too large"),
    ],
)
def test_escape__that_no_text_can_hold_is_refused(tmp_path: Path, escaped: str, what: str) -> None:
    (tmp_path / "a.yaml").write_text(f'schema: 1\nnote: "{escaped}"\n')
    with pytest.raises(ScenarioError, match=what):
        read(tmp_path / "a.yaml")


def test_size__a_device_without_end_is_refused() -> None:
    with pytest.raises(ScenarioError, match="/dev/zero: is a device; a file is needed"):
        read("/dev/zero")
