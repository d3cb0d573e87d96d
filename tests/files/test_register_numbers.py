"""Numbers as registers have them: marks, amounts, ranges, frequencies, lengths of time, predecessors."""

from __future__ import annotations

from decimal import Decimal

import pytest

from aksonsim.files.registers.amounts import amount, percent_range, value_range
from aksonsim.files.registers.marks import Marks, find_marks
from aksonsim.files.registers.predecessors import predecessors
from aksonsim.files.registers.times import frequency, span
from aksonsim.files.registers.units import Unit

POINT, COMMA, NONE = Marks(".", ","), Marks(",", "."), Marks()

MARKS: list[tuple[tuple[str, ...], str | None]] = [
    (("12 500,5",), ","), (("1,250,000",), "."), (("1.250", "2.400",), None), (("1,234",), None),
    (("0.250",), "."), (("0,5",), ","), (("12,50",), ","), (("1.2345",), "."), (("1.250.000,50",), ","),
    (("1,234", "12.5",), "."), (("1.250", "3,5",), ","), (("1'250.50",), "."), (("1\u2019250.50",), "."),
    (("CHF 2'850'000",), None), (("$4.2M", "$850k",), "."), (("20,5 %",), ","), (("1\u202f250,5",), ","),
    (("1.1.2", "2.10",), "."), (("12.03.2024",), None), (("1,250,000", "12,5",), None), (("-0,25",), ","),
    (("(1.250,5)",), ","), (("€1.2bn",), "."), (("P97.5",), None), (("v1.2",), None), (("1234,567",), ","),
    (("1.250 kr", "3,125",), None), (("1 250,000",), ","),
]  # fmt: skip
AMOUNTS = [
    ("$4.2M", POINT, (Decimal("4.2"), Unit("USD", 1000000), False)),
    ("CHF 2'850'000", NONE, (Decimal("2850000"), Unit("CHF", None), False)),
    ("CHF 2\u2019850\u2019000.\u2013", NONE, (Decimal("2850000"), Unit("CHF", None), False)),
    ("300,000 CHF", POINT, (Decimal("300000"), Unit("CHF", None), False)),
    ("€1.2bn", POINT, (Decimal("1.2"), Unit("EUR", 1000000000), False)),
    ("850k", POINT, (Decimal("850"), Unit("", 1000), False)),
    ("12 mill", POINT, (Decimal("12"), Unit("", 1000000), False)),
    ("12 mill.", POINT, (Decimal("12"), Unit("", 1000000), False)),
    ("3,5 MNOK", COMMA, (Decimal("3.5"), Unit("NOK", 1000000), False)),
    ("3,5 mill. kr", COMMA, (Decimal("3.5"), Unit("kr", 1000000), False)),
    ("kr 1 200", COMMA, (Decimal("1200"), Unit("kr", None), False)),
    ("1 200 kr", COMMA, (Decimal("1200"), Unit("kr", None), False)),
    ("kr 1 200,-", COMMA, (Decimal("1200"), Unit("kr", None), False)),
    ("1 200,-", COMMA, (Decimal("1200"), None, False)), ("20%", POINT, (Decimal("0.2"), None, True)),
    ("20 %", POINT, (Decimal("0.2"), None, True)), ("-6 %", POINT, (Decimal("-0.06"), None, True)),
    ("\u22126 %", POINT, (Decimal("-0.06"), None, True)), ("(1 200)", COMMA, (Decimal("-1200"), None, False)),
    ("1 200-", COMMA, (Decimal("-1200"), None, False)), ("\u20131,5", COMMA, (Decimal("-1.5"), None, False)),
    ("1.250", COMMA, (Decimal("1250"), None, False)), ("1.250", POINT, (Decimal("1.25"), None, False)),
    ("1,250", POINT, (Decimal("1250"), None, False)), ("1\u00a0180,5", COMMA, (Decimal("1180.5"), None, False)),
    ("1\u202f180,5", COMMA, (Decimal("1180.5"), None, False)),
    ("1\u2009180,5", COMMA, (Decimal("1180.5"), None, False)),
    ("12 500,5", COMMA, (Decimal("12500.5"), None, False)),
    ("£850k", POINT, (Decimal("850"), Unit("GBP", 1000), False)),
    ("US$ 1.5m", POINT, (Decimal("1.5"), Unit("USD", 1000000), False)),
    ("1.5m", POINT, (Decimal("1.5"), Unit("", 1000000), False)),
    ("EUR 2 Mio.", POINT, (Decimal("2"), Unit("EUR", 1000000), False)),
    ("2,5 Mio. €", COMMA, (Decimal("2.5"), Unit("EUR", 1000000), False)),
    ("€ 1.250.000,00", COMMA, (Decimal("1250000"), Unit("EUR", None), False)),
    ("-$1.2M", POINT, (Decimal("-1.2"), Unit("USD", 1000000), False)),
    ("$-1.2M", POINT, (Decimal("-1.2"), Unit("USD", 1000000), False)),
    ("($1.2M)", POINT, (Decimal("-1.2"), Unit("USD", 1000000), False)),
    ("+12", POINT, (Decimal("12"), None, False)), ("15 pct", POINT, (Decimal("0.15"), None, True)),
    ("~12", POINT, None), ("ca. 12", POINT, None),
    ("2.5 million", POINT, (Decimal("2.5"), Unit("", 1000000), False)),
    ("1.2 billion USD", POINT, (Decimal("1.2"), Unit("USD", 1000000000), False)), ("12 m3", POINT, None),
    ("3 weeks", POINT, None), ("P10", POINT, None), ("R-04", POINT, None), ("1.1.2", POINT, None),
    ("12 34", POINT, None), ("3-12", POINT, None), ("2 stk", POINT, None), ("2024-01-05", POINT, None),
    ("12 kr/m2", POINT, None), ("TBC", POINT, None), ("", POINT, None),
    ("SFr. 1'200", POINT, (Decimal("1200"), Unit("CHF", None), False)),
    ("12 TEUR", POINT, (Decimal("12"), Unit("EUR", 1000), False)),
    ("0 CHF", POINT, (Decimal("0"), Unit("CHF", None), False)), ("12,5,3", COMMA, None),
    ("1,25,000", COMMA, None), ("1,2345.6", POINT, None),
    ("50 NOK mill", POINT, (Decimal("50"), Unit("NOK", 1000000), False)), ("1 2 3", POINT, None),
    ("5 d", POINT, None), ("12,500", COMMA, (Decimal("12.5"), None, False)), ("1,2,3", POINT, None),
    ("1.25", COMMA, None),
]  # fmt: skip
RANGES = [
    ("0,5\u20133", COMMA, (Decimal("0.5"), Decimal("3"), False, None)),
    ("3-12", COMMA, (Decimal("3"), Decimal("12"), False, None)),
    ("< 0,5", COMMA, (None, Decimal("0.5"), False, None)), ("> 40", COMMA, (Decimal("40"), None, False, None)),
    ("≥ 40", COMMA, (Decimal("40"), None, False, None)), (">= 40", COMMA, (Decimal("40"), None, False, None)),
    ("over 40", COMMA, (Decimal("40"), None, False, None)),
    ("mer enn 40", COMMA, (Decimal("40"), None, False, None)),
    ("meir enn 40", COMMA, (Decimal("40"), None, False, None)),
    ("up to 5", POINT, (None, Decimal("5"), False, None)), ("inntil 5", COMMA, (None, Decimal("5"), False, None)),
    ("75% to 100%", POINT, (Decimal("0.75"), Decimal("1"), True, None)),
    ("5-20 %", COMMA, (Decimal("0.05"), Decimal("0.2"), True, None)),
    ("10 % - 25 %", COMMA, (Decimal("0.1"), Decimal("0.25"), True, None)),
    ("€1M \u2013 €5M", POINT, (Decimal("1"), Decimal("5"), False, Unit("EUR", 1000000))),
    ("40+", POINT, (Decimal("40"), None, False, None)),
    ("under 2 mill", COMMA, (None, Decimal("2"), False, Unit("", 1000000))),
    ("1 to 5", POINT, (Decimal("1"), Decimal("5"), False, None)),
    ("1 til 5", COMMA, (Decimal("1"), Decimal("5"), False, None)),
    ("1 bis 5", COMMA, (Decimal("1"), Decimal("5"), False, None)),
    ("1 \u2013 5 MNOK", COMMA, (Decimal("1"), Decimal("5"), False, Unit("NOK", 1000000))),
    ("mellom 1 og 5", COMMA, (Decimal("1"), Decimal("5"), False, None)),
    ("mellom 5 og 10 MNOK", COMMA, (Decimal("5"), Decimal("10"), False, Unit("NOK", 1000000))),
    ("between 1 and 5", POINT, (Decimal("1"), Decimal("5"), False, None)),
    ("zwischen 1 und 5", COMMA, (Decimal("1"), Decimal("5"), False, None)),
    ("entre 1 et 5", COMMA, (Decimal("1"), Decimal("5"), False, None)),
    ("de 1 à 5", COMMA, (Decimal("1"), Decimal("5"), False, None)),
    ("0-1", POINT, (Decimal("0"), Decimal("1"), False, None)),
    ("> 70 %", COMMA, (Decimal("0.7"), None, True, None)), ("<10%", POINT, (None, Decimal("0.1"), True, None)),
    ("more than 70%", POINT, (Decimal("0.7"), None, True, None)),
    ("mehr als 40", COMMA, (Decimal("40"), None, False, None)),
    ("plus de 40", COMMA, (Decimal("40"), None, False, None)),
    ("< 1 %", COMMA, (None, Decimal("0.01"), True, None)),
    ("$1M-$5M", POINT, (Decimal("1"), Decimal("5"), False, Unit("USD", 1000000))),
    ("1,000 - 5,000", POINT, (Decimal("1000"), Decimal("5000"), False, None)),
    ("100 000\u2013500 000", COMMA, (Decimal("100000"), Decimal("500000"), False, None)),
    ("100 000 - 500 000 kr", COMMA, (Decimal("100000"), Decimal("500000"), False, Unit("kr", None))),
    ("≤ 5", COMMA, (None, Decimal("5"), False, None)), ("mindre enn 5", COMMA, (None, Decimal("5"), False, None)),
    ("less than 5", POINT, (None, Decimal("5"), False, None)),
    ("unter 5", COMMA, (None, Decimal("5"), False, None)),
    ("weniger als 5", COMMA, (None, Decimal("5"), False, None)),
    ("moins de 5", COMMA, (None, Decimal("5"), False, None)),
    ("mindre än 5", COMMA, (None, Decimal("5"), False, None)),
    ("mindre end 5", COMMA, (None, Decimal("5"), False, None)), ("12", COMMA, None), ("abc", COMMA, None),
    ("2024-01-05", COMMA, None), ("R-04", COMMA, None),
    ("-5 til 5", COMMA, (Decimal("-5"), Decimal("5"), False, None)),
    ("-2\u20133", COMMA, (Decimal("-2"), Decimal("3"), False, None)), ("1/5", COMMA, None), ("1,5", COMMA, None),
    ("alle", COMMA, None), ("über 40", COMMA, (Decimal("40"), None, False, None)),
    ("greater than 40", POINT, (Decimal("40"), None, False, None)),
    ("at least 40", POINT, (Decimal("40"), None, False, None)),
    ("minst 40", COMMA, (Decimal("40"), None, False, None)),
    ("0.5 - 3.0", POINT, (Decimal("0.5"), Decimal("3"), False, None)),
    (">40 MNOK", COMMA, (Decimal("40"), None, False, Unit("NOK", 1000000))), ("1,2", COMMA, None),
    ("12 - 3", COMMA, None), ("fra 1 til 5", COMMA, (Decimal("1"), Decimal("5"), False, None)),
    ("from 1 to 5", POINT, (Decimal("1"), Decimal("5"), False, None)),
    ("von 1 bis 5", COMMA, (Decimal("1"), Decimal("5"), False, None)),
    ("5 %\u201320 %", COMMA, (Decimal("0.05"), Decimal("0.2"), True, None)),
]  # fmt: skip
PERCENT_RANGES = [
    ("\u221215 % / +30 %", COMMA, (Decimal("-0.15"), Decimal("0.3"))),
    ("± 20 %", COMMA, (Decimal("-0.2"), Decimal("0.2"))),
    ("-10/+25 %", COMMA, (Decimal("-0.1"), Decimal("0.25"))),
    ("-20 % til +45 %", COMMA, (Decimal("-0.2"), Decimal("0.45"))),
    ("+/- 30%", COMMA, (Decimal("-0.3"), Decimal("0.3"))), ("+30/-15", COMMA, (Decimal("-0.15"), Decimal("0.3"))),
    ("fast", COMMA, "fixed"), ("fixed", COMMA, "fixed"),
    ("-10% to +25%", POINT, (Decimal("-0.1"), Decimal("0.25"))),
    ("±15", COMMA, (Decimal("-0.15"), Decimal("0.15"))), ("fest", COMMA, "fixed"), ("0", COMMA, "fixed"),
    ("±0 %", COMMA, "fixed"), ("±12,5 %", COMMA, (Decimal("-0.125"), Decimal("0.125"))),
    ("+/-30", COMMA, (Decimal("-0.3"), Decimal("0.3"))), ("-10%/+25%", POINT, (Decimal("-0.1"), Decimal("0.25"))),
    ("-10 %, +25 %", POINT, (Decimal("-0.1"), Decimal("0.25"))),
    ("-10 % .. +25 %", POINT, (Decimal("-0.1"), Decimal("0.25"))),
    ("0/+20 %", COMMA, (Decimal("0"), Decimal("0.2"))), ("-0/+20%", COMMA, (Decimal("0"), Decimal("0.2"))),
    ("\u201310 % bis +20 %", COMMA, (Decimal("-0.1"), Decimal("0.2"))),
    ("-5 à +15 %", COMMA, (Decimal("-0.05"), Decimal("0.15"))),
    ("(-10%; +20%)", POINT, (Decimal("-0.1"), Decimal("0.2"))), ("abc", COMMA, None), ("-10", COMMA, None),
    ("10-25 %", COMMA, None), ("n/a", COMMA, None), ("-10 % / 25 %", COMMA, (Decimal("-0.1"), Decimal("0.25"))),
    ("-12,5/+37,5 %", COMMA, (Decimal("-0.125"), Decimal("0.375"))), ("fastpris", COMMA, "fixed"),
    ("+25% / -10%", POINT, (Decimal("-0.1"), Decimal("0.25"))),
    ("-/+ 20%", POINT, (Decimal("-0.2"), Decimal("0.2"))),
    ("-10%+25%", POINT, (Decimal("-0.1"), Decimal("0.25"))),
    ("+/\u221220 %", COMMA, (Decimal("-0.2"), Decimal("0.2"))),
    ("-10 % to 25 %", POINT, (Decimal("-0.1"), Decimal("0.25"))),
    ("-15 \u2013 +30 %", COMMA, (Decimal("-0.15"), Decimal("0.3"))),
    ("-15% - +30%", COMMA, (Decimal("-0.15"), Decimal("0.3"))),
]  # fmt: skip
FREQUENCIES = [
    ("2.5", POINT, 2.5), ("once in 4 years", POINT, 0.25), ("6 per year", POINT, 6), ("hvert 5. år", POINT, 0.2),
    ("1 gang per 10 år", POINT, 0.1), ("every 20 years", POINT, 0.05), ("monthly", POINT, 12),
    ("1:100", POINT, 0.01), ("alle 5 Jahre", POINT, 0.2), ("2/yr", POINT, 2), ("quarterly", POINT, 4),
    ("2 / year", POINT, 2), ("annually", POINT, 1), ("once a year", POINT, 1), ("once per year", POINT, 1),
    ("twice a year", POINT, 2), ("1 in 10 years", POINT, 0.1), ("1 in 100", POINT, 0.01),
    ("en gang hvert 5. år", POINT, 0.2), ("én gang hvert 5. år", POINT, 0.2), ("2 ganger i året", POINT, 2),
    ("2 ganger per år", POINT, 2), ("hvert år", POINT, 1), ("årlig", POINT, 1), ("1 per 10 years", POINT, 0.1),
    ("once every 10 years", POINT, 0.1), ("3 times per year", POINT, 3), ("3 times a year", POINT, 3),
    ("einmal in 10 Jahren", POINT, 0.1), ("1 mal pro Jahr", POINT, 1), ("6 pro Jahr", POINT, 6),
    ("6 pr. år", POINT, 6), ("6 per år", POINT, 6), ("6 i året", POINT, 6), ("hvert 10. år", POINT, 0.1),
    ("vart 10:e år", POINT, 0.1), ("vart tionde år", POINT, None), ("tous les 5 ans", POINT, 0.2),
    ("1 fois par an", POINT, 1), ("2 fois par an", POINT, 2), ("une fois tous les 10 ans", POINT, 0.1),
    ("eens per 10 jaar", POINT, 0.1), ("elke 5 jaar", POINT, 0.2), ("cada 5 años", POINT, 0.2),
    ("ogni 5 anni", POINT, 0.2), ("2 veces al año", POINT, 2), ("biennial", POINT, 0.5), ("weekly", POINT, 52),
    ("1/10 yr", POINT, 0.1), ("1/10", POINT, 0.1), ("0.2 per year", POINT, 0.2), ("0.5/year", POINT, 0.5),
    ("every year", POINT, 1), ("every 2nd year", POINT, 0.5), ("every second year", POINT, 0.5),
    ("annet hvert år", POINT, 0.5), ("annethvert år", POINT, 0.5), ("jährlich", POINT, 1),
    ("monatlich", POINT, 12), ("annuel", POINT, 1), ("mensuel", POINT, 12), ("often", POINT, None),
    ("2 per month", POINT, 24), ("1 per month", POINT, 12), ("2 per måned", POINT, 24), ("2 pr mnd", POINT, 24),
    ("1 in 5 yrs", POINT, 0.2), ("5 p.a.", POINT, 5), ("0.5 p.a.", POINT, 0.5), ("once", POINT, None),
    ("10%", POINT, None), ("once in a decade", POINT, 0.1), ("once per decade", POINT, 0.1),
    ("0,2 pr år", COMMA, 0.2), ("2,5", COMMA, 2.5), ("0,2/år", COMMA, 0.2),
]  # fmt: skip
SPANS = [
    ("3 weeks", POINT, (Decimal("3"), "weeks")), ("10 days", POINT, (Decimal("10"), "days")),
    ("2 uker", POINT, (Decimal("2"), "weeks")), ("20d", POINT, (Decimal("20"), "days")),
    ("1w", POINT, (Decimal("1"), "weeks")), ("6 mo", POINT, (Decimal("6"), "months")),
    ("4 Wochen", POINT, (Decimal("4"), "weeks")), ("2 months", POINT, (Decimal("2"), "months")),
    ("1 year", POINT, (Decimal("1"), "years")), ("5 Tage", POINT, (Decimal("5"), "days")),
    ("3 mnd.", POINT, (Decimal("3"), "months")), ("3 måneder", POINT, (Decimal("3"), "months")),
    ("3 veckor", POINT, (Decimal("3"), "weeks")), ("2 semaines", POINT, (Decimal("2"), "weeks")),
    ("10 jours", POINT, (Decimal("10"), "days")), ("3 mois", POINT, (Decimal("3"), "months")),
    ("2 Monate", POINT, (Decimal("2"), "months")), ("10 dagar", POINT, (Decimal("10"), "days")),
    ("1 uke", POINT, (Decimal("1"), "weeks")), ("2 veker", POINT, (Decimal("2"), "weeks")),
    ("5 dgr", POINT, (Decimal("5"), "days")), ("3 weken", POINT, (Decimal("3"), "weeks")),
    ("10 virkedager", POINT, (Decimal("10"), "days")), ("2 wks", POINT, (Decimal("2"), "weeks")),
    ("2.5 wks", POINT, (Decimal("2.5"), "weeks")), ("1 mth", POINT, (Decimal("1"), "months")),
    ("2 år", POINT, (Decimal("2"), "years")), ("3 uger", POINT, (Decimal("3"), "weeks")), ("3 m3", POINT, None),
    ("3", POINT, None), ("three weeks", POINT, None), ("3 semanas", POINT, (Decimal("3"), "weeks")),
    ("3 settimane", POINT, (Decimal("3"), "weeks")), ("2 Jahre", POINT, (Decimal("2"), "years")),
    ("10 working days", POINT, (Decimal("10"), "days")), ("3 meses", POINT, (Decimal("3"), "months")),
    ("3 kk", POINT, (Decimal("3"), "months")), ("2 viikkoa", POINT, (Decimal("2"), "weeks")),
    ("10 pv", POINT, (Decimal("10"), "days")), ("3 månader", POINT, (Decimal("3"), "months")),
    ("10 dage", POINT, (Decimal("10"), "days")), ("10 AT", POINT, (Decimal("10"), "days")),
    ("2 ans", POINT, (Decimal("2"), "years")), ("+20d", POINT, (Decimal("20"), "days")),
    ("1,5 mnd", COMMA, (Decimal("1.5"), "months")), ("1 500 days", COMMA, (Decimal("1500"), "days")),
]  # fmt: skip
LINKS = [
    ("T2SS+20d", [("T2", "SS", 20, "days")]), ("T4FS+1w", [("T4", "FS", 1, "weeks")]),
    ("5FF-2d", [("5", "FF", -2, "days")]), ("T2; T3", [("T2", "FS", 0, ""), ("T3", "FS", 0, "")]),
    ("3,4FS+2 days", [("3", "FS", 0, ""), ("4", "FS", 2, "days")]),
    ("T2, T3", [("T2", "FS", 0, ""), ("T3", "FS", 0, "")]),
    ("T2\nT3", [("T2", "FS", 0, ""), ("T3", "FS", 0, "")]), ("5EA+2t", [("5", "FS", 2, "days")]),
    ("5AA+2t", [("5", "SS", 2, "days")]), ("5EE", [("5", "FF", 0, "")]), ("5AE", [("5", "SF", 0, "")]),
    ("T2 SS + 20 d", [("T2", "SS", 20, "days")]), ("T2+5d", [("T2", "FS", 5, "days")]),
    ("A10SF-1w", [("A10", "SF", -1, "weeks")]), ("1.2SS+3d", [("1.2", "SS", 3, "days")]),
    ("T2 FS", [("T2", "FS", 0, "")]), ("T2 (SS+20d)", [("T2", "SS", 20, "days")]),
    ("T2:SS+20d", [("T2", "SS", 20, "days")]), ("T2 og T3", [("T2", "FS", 0, ""), ("T3", "FS", 0, "")]),
    ("T2 and T3", [("T2", "FS", 0, ""), ("T3", "FS", 0, "")]), ("2;3", [("2", "FS", 0, ""), ("3", "FS", 0, "")]),
    ("2,3", [("2", "FS", 0, ""), ("3", "FS", 0, "")]), ("T2 & T3", [("T2", "FS", 0, ""), ("T3", "FS", 0, "")]),
    ("PASS", [("PASS", "FS", 0, "")]), ("T-1", [("T-1", "FS", 0, "")]), ("T2", [("T2", "FS", 0, "")]),
    ("5EA+2 Tage", [("5", "FS", 2, "days")]), ("5SS+2 uker", [("5", "SS", 2, "weeks")]),
    ("5AA+1W", [("5", "SS", 1, "weeks")]), ("T2ss+20d", [("T2", "SS", 20, "days")]),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "decimal"), MARKS)
def test_marks__proved_or_open(texts: tuple[str, ...], decimal: str | None) -> None:
    assert find_marks(texts).decimal == decimal


@pytest.mark.parametrize(("text", "marks", "want"), AMOUNTS)
def test_amount__of_text(text: str, marks: Marks, want: tuple[Decimal, Unit | None, bool] | None) -> None:
    found = amount(text, marks)
    assert (None if found is None else (found.value, found.unit, found.percent)) == want


@pytest.mark.parametrize("text", [".5", "1.2e6", "1,5E+03"])
def test_amount__that_is_not_read_is_none_rather_than_another_number(text: str) -> None:
    assert amount(text, POINT) is None


@pytest.mark.parametrize(("text", "marks", "want"), RANGES)
def test_range__of_text(
    text: str, marks: Marks, want: tuple[Decimal | None, Decimal | None, bool, Unit | None] | None
) -> None:
    found = value_range(text, marks)
    assert (None if found is None else (found.low, found.high, found.percent, found.unit)) == want


@pytest.mark.parametrize(("text", "marks", "want"), PERCENT_RANGES)
def test_percent_range__of_text(text: str, marks: Marks, want: tuple[Decimal, Decimal] | str | None) -> None:
    assert percent_range(text, marks) == want


@pytest.mark.parametrize(("text", "marks", "want"), FREQUENCIES)
def test_frequency__per_year(text: str, marks: Marks, want: float | None) -> None:
    found = frequency(text, marks)
    assert (None if found is None else float(found)) == want


@pytest.mark.parametrize(("text", "marks", "want"), SPANS)
def test_span__of_text(text: str, marks: Marks, want: tuple[Decimal, str] | None) -> None:
    found = span(text, marks)
    assert (None if found is None else (found.value, found.unit)) == want


@pytest.mark.parametrize(("text", "want"), LINKS)
def test_predecessors__of_text(text: str, want: list[tuple[str, str, int, str]]) -> None:
    assert [(link.activity, link.kind, link.lag, link.unit) for link in predecessors(text, POINT)] == want


@pytest.mark.parametrize("text", ["T2SS+50%", "T2SS+5 zebras"])
def test_predecessors__lag_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="T2SS"):
        predecessors(text, POINT)
