"""The page in headless Chromium, from a file: console, search, sorting, choice of scenario, paper, accessibility."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.report.browser import MISSING, PROGRAM, Page, browser

pytestmark = pytest.mark.skipif(PROGRAM is None, reason=MISSING)

LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3."""

CONTRAST = """
(() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b]
    .map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const found = {};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.getClientRects().length) continue;
    const svg = element.namespaceURI.endsWith("svg");
    if (svg && element.tagName !== "text") continue;
    const style = getComputedStyle(element);
    const pair = [light(parse(svg ? style.fill : style.color)), light(ground(element))].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    const key = `${element.tagName}.${element.getAttribute("class") || ""}`;
    found[key] = Math.min(found[key] ?? 99, ratio);
  }
  return found;
})()
"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Page]:
    with browser() as page:
        yield page


@pytest.fixture
def opened(chromium: Page, pages: dict[str, Path]) -> Page:
    chromium.resize(1200, 900)
    chromium.open(pages["nb"])
    return chromium


def test_page__loads_with_no_complaint_and_no_request(opened: Page, pages: dict[str, Path]) -> None:
    assert opened.complaints() == []
    assert opened.requests() == [pages["nb"].as_uri()]


def _type(page: Page, text: str) -> None:
    page.run(
        f"(() => {{ const i = document.querySelector('.block:not([hidden]) .find input'); i.value = '{text}';"
        " i.dispatchEvent(new Event('input')); })()"
    )


VISIBLE = (
    "[...document.querySelectorAll('.block:not([hidden]) table.search tbody tr')]"
    ".filter((r) => !r.hidden).map((r) => r.cells[0].textContent)"
)


@pytest.mark.parametrize("typed", ["Osterøy", "Østerøy", "osteroy", "4630"])
def test_search__finds_osteroy(opened: Page, typed: str) -> None:
    assert len(opened.run(VISIBLE)) == 291
    _type(opened, typed)
    assert opened.run(VISIBLE) == ["Osterøy"]
    assert opened.run("document.querySelector('.find output').textContent") == "1 av 291 kommuner"
    assert opened.run("document.querySelector('circle.found').dataset.key") == "4630"
    _type(opened, "")
    assert len(opened.run(VISIBLE)) == 291


def test_sort__by_inhabitants_and_by_name(opened: Page) -> None:
    click = "document.querySelectorAll('.block:not([hidden]) table.search thead button')[{}].click()"
    opened.run(click.format(3))
    assert opened.run(VISIBLE)[0] == "Oslo"
    opened.run(click.format(3))
    assert opened.run(VISIBLE)[-1] == "Oslo"
    opened.run(click.format(0))
    # Å is the last letter of the Norwegian alphabet.
    assert opened.run(VISIBLE)[-1].startswith("Å")
    assert opened.run("document.querySelector('th[aria-sort]').textContent") == "Kommune"


def test_scenario__choice_changes_the_numbers(opened: Page) -> None:
    lead = "[...document.querySelectorAll('#summary .block[data-scenario]')]"
    lead += ".filter((b) => !b.hidden).map((b) => b.innerText)"
    before = opened.run(lead)
    opened.run(
        "(() => { const s = document.getElementById('scenario'); s.value = 'oslo_outside';"
        " s.dispatchEvent(new Event('change')); })()"
    )
    after = opened.run(lead)
    assert len(before) == len(after) == 1
    assert re.findall(r"[\d,\u202f]+", before[0]) != re.findall(r"[\d,\u202f]+", after[0])
    assert "Oslo står utenfor" in after[0]
    shown = "[...document.querySelectorAll('[data-scenario]')].filter((b) => !b.hidden).map((b) => b.dataset.scenario)"
    assert set(opened.run(shown)) == {"oslo_outside"}


def test_values__show_under_the_pointer_without_a_script(opened: Page) -> None:
    found = "document.querySelectorAll('#s-curve .block:not([hidden]) .hit title')"
    tips = opened.run(f"[...{found}].map((tip) => tip.textContent)")
    assert len(tips) == 4 * 99
    assert any(tip.startswith("Samlet, P85: ") for tip in tips)
    under = "(() => { const r = document.querySelector('#gate rect.blue').getBoundingClientRect();"
    under += " return document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2).textContent; })()"
    opened.run("document.querySelector('#gate').scrollIntoView({behavior: 'instant'})")
    assert opened.run(under).startswith("Nådd i tide: ")


def test_scripts_off__all_is_there_but_the_interaction(chromium: Page, pages: dict[str, Path]) -> None:
    chromium.send("Emulation.setScriptExecutionDisabled", value=True)
    try:
        chromium.open(pages["nb"])
    finally:
        chromium.send("Emulation.setScriptExecutionDisabled", value=False)
    assert len(chromium.run(VISIBLE)) == 291
    assert chromium.run("document.getElementById('chooser').hidden")
    assert chromium.run("document.querySelector('.find').hidden")


@pytest.mark.parametrize("width", [1200, 390])
def test_page__never_scrolls_sideways(opened: Page, width: int) -> None:
    opened.resize(width, 900)
    assert opened.run("document.documentElement.scrollWidth") <= width


def test_contrast__is_enough_everywhere(opened: Page) -> None:
    opened.run("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    found = opened.run(CONTRAST)
    assert len(found) > 15
    assert {key: ratio for key, ratio in found.items() if ratio < LEAST_CONTRAST} == {}


def test_keyboard__skip_link_first_focus_seen_fields_labelled(opened: Page) -> None:
    opened.send("Input.dispatchKeyEvent", type="keyDown", key="Tab", code="Tab", windowsVirtualKeyCode=9)
    assert opened.run("document.activeElement.className") == "skip"
    assert opened.run("document.activeElement.getBoundingClientRect().left") >= 0
    assert opened.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert opened.run("[...document.querySelectorAll('input, select')].every((field) => field.labels.length)")
    levels = opened.run("[...document.querySelectorAll('h1, h2, h3')].map((h) => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_paper__heads_are_repeated_and_all_is_unfolded(opened: Page) -> None:
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed: printed pages are not read")
    printed = pypdf.PdfReader(io.BytesIO(opened.pdf())).pages
    assert 20 < len(printed) < 60
    # Pages of municipalities stand behind those of the sections before; reading all takes long.
    told = [page.extract_text().replace("\u00a0", " ") for page in (*printed[10:26], printed[-4])]
    assert sum("Forpliktet, %" in text for text in told) >= 5
    assert any("Osterøy" in text for text in told)
    assert not any("Finn din kommune" in text for text in told)
    assert not any("Tallene som tabell" in text for text in told)
    # The ledger, which is folded on the screen.
    assert ".value" in told[-1]
