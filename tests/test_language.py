"""Texts: every one of the source is translated, with the same fields; and how texts are shown in either language."""

from __future__ import annotations

import ast
import datetime as dt
import io
from gettext import GNUTranslations
from pathlib import Path

import hatch_build
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from aksonsim.errors import AksonsimError
from aksonsim.language import text
from aksonsim.language.numbers import Digits
from aksonsim.language.text import Listed, Text, Title, _, ngettext, pgettext, translate

CATALOGUES = hatch_build.catalogues()

PO = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

msgid "Cost of {name}"
msgstr "Kostnad for {name}"

msgid "{count} draw"
msgid_plural "{count} draws"
msgstr[0] "{count} trekning"
msgstr[1] "{count} trekninger"

msgctxt "verb"
msgid "plan"
msgstr "planlegge"

msgid "plan"
msgstr "plan"

msgid "all"
msgstr "alle"
"""
SOURCE = """
_("Cost of {name}", name=name)
ngettext("{count} draw", "{count} draws", count)
pgettext("verb", "plan")
_("plan")
_("al" "l")
other("untouched")
"""


def catalogue(po: str = PO) -> Catalog:
    return read_po(io.BytesIO(po.encode()), locale="nb")


@pytest.fixture
def texts(tmp_path: Path) -> Catalog:
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "module.py").write_text(SOURCE, encoding="utf-8")
    return hatch_build.gathered(tmp_path)


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the five texts above be all that is translated."""
    messages = tmp_path / "locale" / "nb" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    (messages / "aksonsim.mo").write_bytes(hatch_build.compiled(catalogue()))
    monkeypatch.setattr(text, "files", lambda _package: tmp_path)
    monkeypatch.setattr(text, "_catalogue", text._catalogue.__wrapped__)


def test_catalogues__norwegian_is_there() -> None:
    assert [path.parents[1].name for path in CATALOGUES] == ["nb"]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[1].name)
def test_catalogues__all_texts_translated_and_no_others(path: Path) -> None:
    assert list(hatch_build.faults(hatch_build.read(path), hatch_build.gathered())) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[1].name)
def test_catalogues__compiled_of_what_is_written(path: Path) -> None:
    files = path.with_suffix(".mo").read_bytes(), hatch_build.compiled(hatch_build.read(path))
    compiled, written = (GNUTranslations(io.BytesIO(file))._catalog for file in files)
    del compiled[""], written[""]  # the heading names the version of Babel
    assert compiled == written


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[1].name)
def test_catalogues__are_as_make_words_writes_them(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "nb" / "LC_MESSAGES" / path.name
    copy.parent.mkdir(parents=True)
    copy.write_bytes(path.read_bytes())
    hatch_build.update(copy, hatch_build.gathered())
    old, new = ([line for line in p.read_text("utf-8").split("\n") if "Babel" not in line] for p in (path, copy))
    assert new == old


@pytest.mark.parametrize("file", sorted(hatch_build.SOURCE.rglob("*.py")), ids=lambda file: file.stem)
def test_source__no_text_inside_an_f_string(file: Path) -> None:
    """Python 3.11 does not let one see into f-strings, so a text in there would not be gathered."""
    inside = [
        node
        for whole in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(whole, ast.JoinedStr)
        for node in ast.walk(whole)
    ]
    assert not [
        ast.unparse(n) for n in inside if isinstance(n, ast.Call) and ast.unparse(n.func) in hatch_build.KEYWORDS
    ]


def test_faults__none(texts: Catalog) -> None:
    assert list(hatch_build.faults(catalogue(), texts)) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('msgid "all"\nmsgstr "alle"\n', "", "missing: all"),
        ('msgctxt "verb"', 'msgctxt "noun"', "missing: plan"),
        ('msgid "all"', 'msgid "some"\nmsgstr "noen"\n\nmsgid "all"', "unused: some"),
        ('msgid "all"', '#~ msgid "some"\n#~ msgstr "noen"\n\nmsgid "all"', "unused: some"),
        ('msgid "all"', '#, fuzzy\nmsgid "all"', "fuzzy: all"),
        ('msgstr "alle"', 'msgstr ""', "untranslated: all"),
        ('msgstr[1] "{count} trekninger"', 'msgstr[1] ""', "untranslated: {count} draw"),
        ('msgstr "Kostnad for {name}"', 'msgstr "Kostnad for {navn}"', "other fields: Cost of {name}"),
        ('msgstr[1] "{count} trekninger"', 'msgstr[1] "trekninger"', "other fields: {count} draw"),
    ],
)
def test_faults__found(texts: Catalog, old: str, new: str, fault: str) -> None:
    assert old in PO
    assert fault in list(hatch_build.faults(catalogue(PO.replace(old, new, 1)), texts))


def test_update__adds_new_texts_and_drops_old_ones(texts: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "nb" / "LC_MESSAGES" / "aksonsim.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO.replace('msgid "all"', 'msgid "old"'), encoding="utf-8")
    hatch_build.update(path, texts)
    assert list(hatch_build.faults(hatch_build.read(path), texts)) == ["untranslated: all"]
    assert "old" not in path.read_text("utf-8")
    assert path.read_text("utf-8").count("#") == 0  # no file, no line, no flag


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("words", "en", "nb"),
    [
        ("cost_total", "cost_total", "cost_total"),
        (Title("Risk", "Risiko"), "Risk", "Risiko"),
        (Title("Risk"), "Risk", "Risk"),
        (_("Cost of {name}", name=_("all")), "Cost of all", "Kostnad for alle"),
        (_("Cost of {name}", name=Title("risk", "risiko")), "Cost of risk", "Kostnad for risiko"),
        (
            _("Cost of {name}", name=ngettext("{count} draw", "{count} draws", 1)),
            "Cost of 1 draw",
            "Kostnad for 1 trekning",
        ),
        (ngettext("{count} draw", "{count} draws", 0), "0 draws", "0 trekninger"),
        (
            ngettext("{count} draw", "{count} draws", 12345),
            "12\N{THIN SPACE}345 draws",
            "12\N{THIN SPACE}345 trekninger",
        ),
        (_("plan"), "plan", "plan"),
        (pgettext("verb", "plan"), "plan", "planlegge"),
        (_("Cost of {name}", name=dt.date(2027, 3, 1)), "Cost of 1 March 2027", "Kostnad for 1.3.2027"),
        (_("Cost of {name}", name="{x}"), "Cost of {x}", "Kostnad for {x}"),
        (
            _("Cost of {name}", name=Digits("1234.50")),
            "Cost of 1\N{THIN SPACE}234.50",
            "Kostnad for 1\N{THIN SPACE}234,50",
        ),
        (_("Cost of {name}", name=Listed(("a", _("all")))), "Cost of a, all", "Kostnad for a, alle"),
    ],
)
def test_translate__either_language(words: Text | Title | str, en: str, nb: str) -> None:
    assert (translate(words, "en"), translate(words, "nb")) == (en, nb)


@pytest.mark.parametrize("value", [1.5, True, None, [1]])
def test_translate__what_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="is no text; a figure needs its digits stated"):
        translate(_("Cost of {name}", name=value), "en")


def test_translate__catalogue_not_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "files", lambda _package: tmp_path)
    monkeypatch.setattr(text, "_catalogue", text._catalogue.__wrapped__)
    with pytest.raises(AksonsimError, match="not built; install the package again"):
        translate(Text("all"), "nb")
