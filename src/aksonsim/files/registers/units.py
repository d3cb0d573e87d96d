"""Units of money and price years, as they stand in titles, headers, sheet names and cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

CODES = (
    "NOK SEK DKK EUR USD GBP CHF ISK CAD AUD NZD JPY CNY INR BRL MXN ZAR PLN CZK HUF RON BGN TRY SGD HKD KRW "
    "THB MYR IDR PHP "
    "AED SAR QAR ILS EGP NGN KES CLP COP PEN ARS UAH RUB"
).split()
_SIGNS = {"NZ$": "NZD", "€": "EUR", "£": "GBP", "US$": "USD", "$": "USD", "A$": "AUD", "C$": "CAD"}
_NAMES = {
    "euro": "EUR", "euroa": "EUR", "euroja": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD", "pund": "GBP", "pounds": "GBP", "sterling": "GBP", "franken": "CHF",
    "francs": "CHF", "fr": "CHF", "sfr": "CHF", "kroner": "kr", "kronor": "kr", "kr": "kr", "yen": "JPY", "eur": "EUR", "nkr": "NOK", "skr": "SEK",
    "dkr": "DKK",
}  # fmt: skip
_SCALES = {
    "k": 10**3, "t": 10**3, "m": 10**6, "mm": 10**6, "mn": 10**6, "mio": 10**6, "mill": 10**6, "milj": 10**6, "million": 10**6, "millions": 10**6,
    "millioner": 10**6, "miljoner": 10**6, "millionen": 10**6, "millones": 10**6, "milioni": 10**6, "miljoen": 10**6, "milhoes": 10**6,
    "tusen": 10**3, "tusind": 10**3, "thousand": 10**3, "thousands": 10**3, "tausend": 10**3, "tsd": 10**3, "milliers": 10**3, "miles": 10**3,
    "duizend": 10**3, "migliaia": 10**3, "milhares": 10**3, "1000": 10**3, "1.000": 10**3, "1,000": 10**3, "000": 10**3, "000s": 10**3, "'000": 10**3,
    "000'": 10**3, "1'000": 10**3, "1000000": 10**6, "g": 10**9, "bn": 10**9, "b": 10**9, "mrd": 10**9, "mia": 10**9, "md": 10**9, "milliardi": 10**9, "miljard": 10**9, "duizenden": 10**3, "tuhatta": 10**3, "tuhat": 10**3, "tuh": 10**3, "tys": 10**3, "billion": 10**9,
    "milliarder": 10**9, "milliarden": 10**9, "miljarder": 10**9, "milliards": 10**9, "million(s)": 10**6, "mln": 10**6, "tkr": 10**3,
}  # fmt: skip
_BEFORE = "(?P<before>k|K|T|M|MM|m|t|Mio|mill|mn|bn|[GB](?=[A-Z€£$])|md|Md|mrd|Mrd|mia|Mia)"
_GLUED = re.compile(
    rf"(?<![\w]){_BEFORE}?\.?\s?(?P<code>{'|'.join(CODES)}|(?:US|NZ|A|C)\$|[€£$]|(?<=[kKTMmt])kr|(?<=mn)kr|(?<=md)kr|(?<=mrd)kr)\s?"
    r"(?P<after>(?:k|K|M|MM|m|mn|bn|B|Mio|T|million|billion|thousand|mill|Mill|millions|thousands|mrd|tsd|Tsd)\.?)?(?![A-Za-zÀ-ɏ])"
)
_KR = re.compile(
    r"(?<![\w])(?P<scale>t\.?|T|k|M|m|mn|md|mrd|mill\.?|mill|tusen)?\s?(?P<kr>kr|kroner|kronor|Kr|KR)(?![A-Za-zÀ-ɏ])\.?",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"'?000'?s?|1[.,' \u00a0]?000(?![\d])|[A-Za-zÀ-ɏ]+|[€£$]")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of money: currency (ISO code, empty where only the scale is said) and how many of it one is (1000).

    ``scale`` is None where only the currency is said (CHF in a title). ``kr`` is a currency of no known country.
    """

    currency: str = ""
    scale: int | None = None


_LOWER = re.compile(r"(?<!\w)([kmt])(nok|sek|dkk|eur|usd|gbp|chf)(?!\w)")
_THOUSAND = re.compile(r"(?<![\d.,' ])(?:\b|^)1[.,' \u00a0]?000\s*$")
_WORDS_TOO = frozenset(("TRY", "COP", "ALL", "SAR", "PEN", "ARS", "RON"))
"""Codes that are words or names as well: read beside a scale, in brackets or alone."""


def _glued(text: str) -> re.Match[str] | None:
    """Return a currency with the scale that touches it, if there is one."""
    for found in _GLUED.finditer(text):
        alone = text.strip(" ()[]") == found["code"] or f"({found['code']})" in text
        if found["code"] not in _WORDS_TOO or found["before"] or found["after"] or alone:
            return found
    return None


def unit_of(text: str) -> Unit | None:
    """Return the unit of money that a text states; None where it states none.

    >>> unit_of("Alle tall i 1000 kr"), unit_of("Base (k EUR)"), unit_of("MNOK 2024"), unit_of("Market")
    (Unit(currency='kr', scale=1000), Unit(currency='EUR', scale=1000), Unit(currency='NOK', scale=1000000), None)
    """
    currency = ""
    scale: int | None = None
    text = _LOWER.sub(lambda found: found[1] + found[2].upper(), text)
    if found := _glued(text):
        code = found["code"]
        currency = _SIGNS.get(code, "kr" if code == "kr" else code)
        scale = _scale(found["before"]) or _scale(found["after"])
        if scale is None and _THOUSAND.search(text[: found.start("code")]):
            scale = 1000
        if scale is None and re.search(r"\d\s*[.,]?\s*$", text[: found.start("code")]) is None:
            scale = _word_scale(text)
        return Unit(currency, scale)
    if found := _KR.search(text):
        return Unit("kr", _scale(found["scale"]) or _word_scale(text))
    words = [token.casefold() for token in _TOKEN.findall(text)]
    for word in words:
        if word in _NAMES and word not in ("fr", "eur"):
            currency = _NAMES[word]
    scale = _word_scale(text)
    if currency:
        return Unit(currency, scale)
    if scale is not None and len(words) <= 12 and _says_scale(text):
        return Unit("", scale)
    return None


def _scale(word: str | None) -> int | None:
    return _SCALES.get(word.rstrip(".").casefold()) if word else None


def _word_scale(text: str) -> int | None:
    """Return the scale that words of a text say, single letters apart."""
    for token in _TOKEN.findall(text):
        plain = re.sub(r"[.,' \u00a0]", "", token).casefold()
        if plain in ("1000", "000", "000s"):
            return 1000
        if len(plain) > 1 and plain in _SCALES:
            return _SCALES[plain]
    return None


_SAYS = re.compile(
    r"\b(?:in|i|en|um|tall|alle|amounts?|all|figures|beloep|belop|beløp|betr[äa]ge|beträge|belopp|montants?|importes?|angaben|werte|bedragen|oppgitt|cifre|siffror)\b|^\W*[\w'.,]+\W*$",
    re.IGNORECASE,
)


def _says_scale(text: str) -> bool:
    """Whether a text is about the figures of a file, so that a scale in it is theirs."""
    return _SAYS.search(text) is not None


def currency_name(unit: Unit) -> str:
    """Return a unit as the scenario file calls it.

    >>> currency_name(Unit("NOK", 1000000)), currency_name(Unit("EUR", 1000)), currency_name(Unit("USD", 1))
    ('MNOK', 'kEUR', 'USD')
    """
    return {10**3: "k", 10**6: "M", 10**9: "G"}.get(unit.scale or 1, "") + unit.currency if unit.currency else ""


_YEAR = r"(19[5-9]\d|20\d\d|21\d\d)"
_PRICES = re.compile(
    r"(?:prisniv[åa]|prisår|prisår|kroneår|kroneverdi|\bpris(?:er)?|\bprices?|price\s*(?:base|level|basis|year)|priced?|preisstand|preisbasis|preise|prisnivå|"
    r"prix|niveau\s+de\s+prix|prijspeil|prijzen|precios|prezzi|preços|\breal(?:\s+terms)?(?=\W+(?:q[1-4]\W)?\d)|constant|\breelle?|kostenstand|conditions\s+[ée]conomiques|valeur(?=\s+\d)|euros?(?=\s+\d)|faste|cost\s+base|base\s+date|base\s+year|"
    r"penningv[äa]rde|prisl[äa]ge|money\s+of|euros?\s+(?:de|van|of)|hintataso|løbende|kostnadsniv[åa])"
    rf"\D{{0,14}}?(?:q[1-4]\D?|[1-4]\s?q|[1-4]\.\s?(?:quartal|kvartal)\s|(?:(?:0?[1-9]|[12]\d|3[01])[./])?(?:0?[1-9]|1[0-2])[./-])?{_YEAR}(?!\s?\d{{3}})",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    rf"{_YEAR}\s*-?\s*(?:kroner|kr\b|kronor|prices?|prisniv[åa]|prisniveau|priser|money|euros?|dollars?|preise?n?|prislage|prisläge|real\b|nok\b|eur\b|usd\b|gbp\b|chf\b|sek\b|dkk\b)",
    re.IGNORECASE,
)
_UNIT_YEAR = re.compile(rf"(?:{'|'.join(CODES)}|kr|kroner|kronor|[€£$])[\s,;.(/\-]{{1,3}}{_YEAR}(?!\d|[.\-/]\d)")


_NO_LEVEL = re.compile(r"\b(?:dated|datert|offer|tilbud|offert|angebot|offre)\b", re.IGNORECASE)
"""Words for a price that somebody named on a day, which is no level of prices."""


def price_year_of(text: str) -> int | None:
    """Return the year of the prices that a text states; None for years that are no price level.

    >>> price_year_of("Prisnivå: 2025"), price_year_of("MNOK 2024"), price_year_of("KVU 2019")
    (2025, 2024, None)
    """
    if _NO_LEVEL.search(text):
        return None
    for pattern in (_PRICES, _BEHIND, _UNIT_YEAR):
        if found := pattern.search(text):
            return int(found[1])
    return None


_LANGUAGES = {
    "NOK": "og av ikke mest sannsynlig høy lav sum prisnivå uten mva kostnad beløp grunnkalkyle element kostnadselement post til sannsynlighet konsekvens "
    "prosjekt byggherre merknad ansvarlig tusen kroner hendelse usikkerhet veg skole vann avløp arbeid alle "
    "tall delsum",
    "SEK": "och av inte mest trolig hög låg summa prisnivå exkl moms kostnad belopp kalkyl för till sannolikhet konsekvens projekt anmärkning ansvarig "
    "kronor händelse osäkerhet väg skola vatten spår schakt projektering byggledning alla är på",
    "DKK": "og af ikke mest sandsynlig høj lav sum prisniveau ekskl moms omkostning beløb anlægsoverslag til sandsynlighed konsekvens projekt bygherre "
    "bemærkning hændelse usikkerhed vej alle udgift kroner arbejde",
}


def country_of(texts: Iterable[str]) -> str | None:
    """Return which currency kr is, by the language of the words around it; None where they do not say."""
    words = Counter(re.findall(r"[a-zæøåäö]+", " ".join(texts).casefold()))
    if any(code in " ".join(words) for code in ("nok ", "mnok", "knok")):
        return "NOK"
    letters = "".join(words)
    scores = {}
    for code, known in _LANGUAGES.items():
        own = set(known.split()) - {w for other, ws in _LANGUAGES.items() if other != code for w in ws.split()}
        scores[code] = sum(words[w] for w in own) + 0.1 * sum(words[w] for w in known.split())
    if "ä" in letters or "ö" in letters:
        scores["SEK"] += 3
    if "æ" in letters or "ø" in letters:
        scores["SEK"] -= 3
    best = sorted(scores, key=lambda code: scores[code], reverse=True)
    return best[0] if scores[best[0]] > 0 and scores[best[0]] > scores[best[1]] * 1.2 else None
