"""Units of money and price years as they stand in titles, headers and cells."""

from __future__ import annotations

import pytest

from aksonsim.files.registers.units import Unit, price_year_of, unit_of

UNITS = [
    ("Alle tall i 1000 kr", Unit("kr", 1000)), ("i tusen kroner", Unit("kr", 1000)),
    ("MNOK", Unit("NOK", 1000000)), ("mill. kr", Unit("kr", 1000000)), ("mill kr", Unit("kr", 1000000)),
    ("millioner kroner", Unit("kr", 1000000)), ("mNOK", Unit("NOK", 1000000)), ("kNOK", Unit("NOK", 1000)),
    ("TNOK", Unit("NOK", 1000)), ("k EUR", Unit("EUR", 1000)), ("T€", Unit("EUR", 1000)),
    ("TEUR", Unit("EUR", 1000)), ("Mio. EUR", Unit("EUR", 1000000)), ("Mio. CHF", Unit("CHF", 1000000)),
    ("Mio. €", Unit("EUR", 1000000)), ("Mio CHF", Unit("CHF", 1000000)), ("EUR m", Unit("EUR", 1000000)),
    ("EUR k", Unit("EUR", 1000)), ("£k", Unit("GBP", 1000)), ("£m", Unit("GBP", 1000000)),
    ("£M", Unit("GBP", 1000000)), ("$M", Unit("USD", 1000000)), ("$k", Unit("USD", 1000)),
    ("US$", Unit("USD", None)), ("US$ m", Unit("USD", 1000000)), ("US$m", Unit("USD", 1000000)),
    ("USD million", Unit("USD", 1000000)), ("USD millions", Unit("USD", 1000000)), ("MSEK", Unit("SEK", 1000000)),
    ("Mkr", Unit("kr", 1000000)), ("mkr", Unit("kr", 1000000)), ("mnkr", Unit("kr", 1000000)),
    ("tkr", Unit("kr", 1000)), ("Tkr", Unit("kr", 1000)), ("TSEK", Unit("SEK", 1000)),
    ("KSEK", Unit("SEK", 1000)), ("mdkr", Unit("kr", 1000000000)), ("mrd. kr", Unit("kr", 1000000000)),
    ("mrd NOK", Unit("NOK", 1000000000)), ("Mrd. EUR", Unit("EUR", 1000000000)),
    ("EUR bn", Unit("EUR", 1000000000)), ("$bn", Unit("USD", 1000000000)),
    ("USD billion", Unit("USD", 1000000000)), ("in thousands of euros", Unit("EUR", 1000)),
    ("en milliers d'euros", Unit("EUR", 1000)), ("en millions d'euros", Unit("EUR", 1000000)),
    ("Montants en milliers d\u2019euros", Unit("EUR", 1000)), ("M€", Unit("EUR", 1000000)),
    ("k€", Unit("EUR", 1000)), ("K€", Unit("EUR", 1000)), ("Beträge in Tausend CHF", Unit("CHF", 1000)),
    ("Alla belopp i tkr", Unit("kr", 1000)), ("Alla belopp i MSEK", Unit("SEK", 1000000)),
    ("kr", Unit("kr", None)), ("NOK", Unit("NOK", None)), ("Amount EUR", Unit("EUR", None)),
    ("Cost (MNOK)", Unit("NOK", 1000000)), ("P10 [mill. kr]", Unit("kr", 1000000)),
    ("Base (k EUR)", Unit("EUR", 1000)), ("Kostnader MNOK", Unit("NOK", 1000000)),
    ("Min (MUSD)", Unit("USD", 1000000)), ("Tall i 1000 kroner. P20 og P80 etter Trigen.", Unit("kr", 1000)),
    ("Beløp i 1000 kr", Unit("kr", 1000)), ("1 000 kr", Unit("kr", 1000)), ("1.000 kr", Unit("kr", 1000)),
    ("1 000 NOK", Unit("NOK", 1000)), ("NOK 1000", Unit("NOK", 1000)), ("NOK 1 000", Unit("NOK", 1000)),
    ("EUR '000", Unit("EUR", 1000)), ("€000", Unit("EUR", 1000)), ("£000", Unit("GBP", 1000)),
    ("£'000", Unit("GBP", 1000)), ("£000s", Unit("GBP", 1000)), ("$000", Unit("USD", 1000)),
    ("(GBP thousands)", Unit("GBP", 1000)), ("Amounts in thousands", Unit("", 1000)),
    ("All figures in millions", Unit("", 1000000)), ("USD '000s", Unit("USD", 1000)),
    ("importes en miles de euros", Unit("EUR", 1000)), ("en millones de euros", Unit("EUR", 1000000)),
    ("Importi in migliaia di euro", Unit("EUR", 1000)), ("valores em milhares de euros", Unit("EUR", 1000)),
    ("bedragen in duizenden euro's", Unit("EUR", 1000)), ("bedragen in duizend euro", Unit("EUR", 1000)),
    ("x 1.000 euro", Unit("EUR", 1000)), ("bedragen x € 1.000", Unit("EUR", 1000)),
    ("€ x 1000", Unit("EUR", 1000)), ("in Mio. Franken", Unit("CHF", 1000000)),
    ("Angaben in TCHF", Unit("CHF", 1000)), ("Angaben in T CHF", Unit("CHF", 1000)), ("kCHF", Unit("CHF", 1000)),
    ("kUSD", Unit("USD", 1000)), ("MDKK", Unit("DKK", 1000000)), ("mio. kr.", Unit("kr", 1000000)),
    ("mia. kr.", Unit("kr", 1000000000)), ("t.kr.", Unit("kr", 1000)), ("tkr.", Unit("kr", 1000)),
    ("mio. DKK", Unit("DKK", 1000000)), ("MEUR", Unit("EUR", 1000000)), ("meur", Unit("EUR", 1000000)),
    ("keur", Unit("EUR", 1000)), ("mnok", Unit("NOK", 1000000)), ("Costs MSEK", Unit("SEK", 1000000)),
    ("Risk register, MSEK", Unit("SEK", 1000000)), ("Alternativ 1, MNOK 2024", Unit("NOK", 1000000)),
    ("MNOK, prisnivå 2025", Unit("NOK", 1000000)), ("Amounts in k EUR, price base 2024", Unit("EUR", 1000)),
    ("Estimat (MNOK, 2025)", Unit("NOK", 1000000)), ("AUD m", Unit("AUD", 1000000)),
    ("A$m", Unit("AUD", 1000000)), ("C$ million", Unit("CAD", 1000000)), ("NZ$m", Unit("NZD", 1000000)),
    ("CAD", Unit("CAD", None)), ("milj. euroa", Unit("EUR", 1000000)), ("tuhatta euroa", Unit("EUR", 1000)),
    ("1000 euroa", Unit("EUR", 1000)), ("tuh. €", Unit("EUR", 1000)), ("Auswirkung (CHF)", Unit("CHF", None)),
    ("Tsd. €", Unit("EUR", 1000)), ("Tsd. EUR", Unit("EUR", 1000)), ("in TEUR", Unit("EUR", 1000)),
    ("in T€", Unit("EUR", 1000)), ("mill. NOK", Unit("NOK", 1000000)), ("mln EUR", Unit("EUR", 1000000)),
    ("EUR mln", Unit("EUR", 1000000)), ("JPY million", Unit("JPY", 1000000)),
    ("mill. kroner (2025)", Unit("kr", 1000000)), ("kSEK", Unit("SEK", 1000)), ("MGBP", Unit("GBP", 1000000)),
    ("GBP M", Unit("GBP", 1000000)), ("USD MM", Unit("USD", 1000000)), ("$MM", Unit("USD", 1000000)),
    ("MM USD", Unit("USD", 1000000)), ("€ million", Unit("EUR", 1000000)), ("€m", Unit("EUR", 1000000)),
    ("€k", Unit("EUR", 1000)), ("PLN tys.", Unit("PLN", 1000)), ("Rate (EUR/m3)", Unit("EUR", None)),
    ("kr/m2", Unit("kr", None)), ("Milliarden Euro", Unit("EUR", 1000000000)), ("Md€", Unit("EUR", 1000000000)),
    ("Market", None), ("Kommune", None), ("Mark", None), ("Trondheim", None), ("KVU 2019", None), ("P10", None),
    ("Sannsynlighet", None), ("kraft", None), ("Kran", None), ("Tryk", None), ("TRY again later", None),
    ("Drift i prosjektet", None), ("Min", None), ("1000 m tunnel", None), ("Effekt (MW)", None),
    ("Element", None), ("Massnahme", None), ("Bid 7", None), ("Mest sannsynlig", None), ("T1", None),
    ("Mengde (1000 m3)", None), ("Lengde (k m)", None), ("Note", None), ("Risk matrix 5x5", None), ("Nr", None),
    ("Hele prosjektet", None), ("Over 40", None), ("Post 1000", None), ("ML", None), ("COP26 follow-up", None),
]  # fmt: skip

YEARS = [
    ("Prisnivå: 2025", 2025), ("prices of 2024", 2024), ("Amounts in k EUR, price base 2024", 2024),
    ("Preisstand 2023", 2023), ("MNOK 2024", 2024), ("(MNOK, 2025)", 2025), ("2024-kroner", 2024),
    ("prisnivå 2025-01", 2025), ("prix 2022", 2022), ("real 2024", 2024), ("Q3 2024 prices", 2024),
    ("prices Q3 2024", 2024), ("Prisnivå januar 2025", 2025), ("Prisnivå jan. 2025", 2025),
    ("Prisnivå 1.1.2025", 2025), ("prisnivå pr. 01.01.2025", 2025), ("prisnivå 01/2025", 2025),
    ("Preisstand: Januar 2023", 2023), ("Preisstand Q1/2023", 2023), ("Preisstand 01.10.2023", 2023),
    ("2024 prices", 2024), ("in 2024 prices", 2024), ("faste 2024-priser", 2024), ("faste priser 2024", 2024),
    ("prisläge 2023", 2023), ("Prisnivå 2023-06", 2023), ("priser i 2024", 2024), ("2024-priser", 2024),
    ("2025-kr", 2025), ("kroneår 2024", 2024), ("prijspeil 2024", 2024), ("precios de 2024", 2024),
    ("prezzi 2024", 2024), ("preços de 2024", 2024), ("EUR 2024", 2024), ("MEUR (2024)", 2024),
    ("real terms 2024", 2024), ("Price level 2024", 2024), ("price year 2023", 2023), ("constant 2024 USD", 2024),
    ("2024 USD", 2024), ("conditions économiques janvier 2022", 2022), ("prix de 2022", 2022),
    ("valeur 2022", 2022), ("euros 2022", 2022), ("Kostenstand 2023", 2023),
    ("Kostenstand: 4. Quartal 2023", 2023), ("Prisniveau 2024", 2024), ("2024-prisniveau", 2024),
    ("hintataso 2024", 2024), ("base date: 1Q2024", 2024), ("Base date Q2 2024", 2024), ("kEUR 2024", 2024),
    ("mill. kr 2025", 2025), ("mill. 2025-kroner", 2025), ("fast pris 2025", 2025), ("KVU 2019", None),
    ("rev. 12.03.2024", None), ("2024", None), ("12.03.2024", None), ("Revisjon 2024", None),
    ("Prosjekt 2030", None), ("Oppstart 2027", None), ("NOK 12.03.2024", None), ("Real estate 2024", None),
    ("Price offer dated 12.03.2024", None), ("Sist endret 2024-05-01", None),
    ("Kontrakt 2024, pris 2025 000", None), ("Enterprise 2023", None), ("realisert 2024", None),
    ("Etappe 2, 2028 til 2030", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "unit"), UNITS)
def test_unit__of_text(text: str, unit: Unit | None) -> None:
    assert unit_of(text) == unit


@pytest.mark.parametrize(("text", "year"), YEARS)
def test_price_year__of_text(text: str, year: int | None) -> None:
    assert price_year_of(text) == year
