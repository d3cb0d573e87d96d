"""Words in rows, sheet names and cells of registers: sums, missing amounts, states, distributions."""

from __future__ import annotations

import pytest

from aksonsim.files.registers import words

YES = {
    "is_sum_word": (
        "Sum", "Delsum", "Total", "Subtotal", "Grand total", "I alt", "Til sammen", "Totalt", "Summe",
        "Zwischensumme", "Gesamt", "Total général", "Summa", "Totaal", "Sub-total", "Sub total", "Sum kapittel 1",
        "Total cost", "Total project", "Sum total", "Totalsum", "Totalsumme", "Hovedsum", "SUM:", "Sum A",
        "Total A", "Gesamtsumme", "Delsumma", "Subtotaal", "Totale", "Totale generale", "Subtotale",
        "Total geral", "Suma", "Yhteensä", "Samlet", "Sous-total", "Civil works total", "Sum prosjektkostnad",
        "Gesamtkosten", "Total HT", "Mellomsum", "Sum entreprisekostnad", "Totalkostnad", "Sum veg",
        "Kostnader totalt", "TOTALT", "Totalsum inkl. mva", "Total general", "Tilsammen", "Sammen", "Endsumme",
        "Insgesamt", "Loppusumma", "Eindtotaal", "Soma", "Somme",
    ),
    "is_no_amount": (
        "TBC", "TBD", "n/a", "N/A", "-", "\u2013", "\u2014", "?", "avventer", "ikke avklart", "offen",
        "à définir", "kommer", "tbc.", "TBA", "Ikke klart", "to be confirmed", "pending", "ukjent", "n.a.", "...",
        "…", "ej klart", "noch offen", "k.A.", "ikkje avklart", "avklares senere", "por definir", "da definire",
        "a definir", "nog te bepalen", "n.t.b.", "not priced", "ikke priset", "avklares", "uavklart", "??",
        "#N/A", "nicht bekannt", "okänt", "nd", "see note",
    ),
    "is_everything": (
        "Alle", "All", "Project", "Prosjekt", "*", "hele prosjektet", "Projekt", "alle elementer", "Tous",
        "Samtliga", "Alle Elemente", "All elements", "Whole project", "Heile prosjektet", "Gesamtprojekt",
        "Toutes", "Todo", "Todos", "Tutti", "Alles", "Entire project", "Overall", "Projet", "Hela projektet",
        "all items", "Alle poster", "Gesamt", "Kaikki", "Alla", "Global", "Generelt", "ALL", "Hele",
        "The project", "All cost elements", "Tous les éléments", "Alle Positionen", "Project-wide", "Prosjektet",
    ),
    "is_driver_word": (
        "Drivere", "Drivere %", "Drivere MNOK", "Usikkerhetsdriver", "Usikkerhetsfaktorer", "Usikkerhetsfaktor",
        "Drivers", "Cost drivers", "Systematic risk", "Påvirkning", "Treiber", "Kostentreiber",
        "Einflussfaktoren", "Osäkerhetsfaktorer", "Usikkerhedsfaktorer", "Facteurs", "Uncertainty drivers",
        "Uvissefaktor", "Systemic risks", "Usikkerheitsfaktor", "Facteurs d'incertitude", "Factores",
    ),
}  # fmt: skip
NO = {
    "is_sum_word": (
        "Summer works", "Prosjektkostnad", "Bru", "Totalentreprise", "Summit station", "Sumpe", "Totalstation",
        "Totalrehabilitering", "Gesamtplanung", "Prosjektledelse", "Sumatra pipeline",
    ),
    "is_no_amount": (
        "12", "Bru", "0", "Total", "", "fast",
    ),
    "is_everything": (
        "10", "A2, A3", "Bru", "",
    ),
    "is_driver_word": (
        "Kostnader", "Risks", "Correlation", "Info", "Cost", "Skala",
    ),
}  # fmt: skip
STATES = [
    ("Closed", "closed"), ("retired", "closed"), ("Lukket", "closed"), ("Lukka", "closed"),
    ("avsluttet", "closed"), ("Avslutta", "closed"), ("utgått", "closed"), ("geschlossen", "closed"),
    ("inactive", "closed"), ("fermé", "closed"), ("Stängd", "closed"), ("abgeschlossen", "closed"),
    ("Clôturé", "closed"), ("erledigt", "closed"), ("inaktiv", "closed"), ("Cerrado", "closed"),
    ("Chiuso", "closed"), ("Gesloten", "closed"), ("Fechado", "closed"), ("Suljettu", "closed"),
    ("Avslutad", "closed"), ("Avsluttet 2024", "closed"), ("CLOSED", "closed"), ("Afsluttet", "closed"),
    ("Lukket (2024)", "closed"), ("Expired", "closed"), ("Ikke aktuell", "closed"), ("Uaktuell", "closed"),
    ("entfallen", "closed"), ("beendet", "closed"), ("Bortfalt", "closed"), ("Utgår", "closed"),
    ("Not active", "closed"), ("Closed - mitigated", "closed"), ("Open", "open"), ("Åpen", "open"),
    ("Open.", "open"), ("aktiv", "open"), ("Active", "open"), ("offen", "open"), ("Ouvert", "open"),
    ("Öppen", "open"), ("Åben", "open"), ("Abierto", "open"), ("Aperto", "open"), ("Avoin", "open"),
    ("Pågår", "open"), ("In progress", "open"), ("Live", "open"), ("Åpent", "open"),
    ("Open - monitoring", "open"), ("Open/active", "open"), ("laufend", "open"), ("Aktiv risiko", "open"),
    ("Ongoing", "open"), ("Ny", "open"), ("New", "open"), ("Occurred", "occurred"), ("inntruffet", "occurred"),
    ("Eingetreten", "occurred"), ("Inntruffe", "occurred"), ("Realised", "occurred"), ("Issue", "occurred"),
    ("Inträffad", "occurred"), ("Indtruffet", "occurred"), ("Survenu", "occurred"), ("Materialised", "occurred"),
    ("zebra", None), ("", None),
]  # fmt: skip
LAWS = [
    ("triangular", "triangular"), ("Dreieck", "triangular"), ("Dreiecksverteilung", "triangular"),
    ("trekant", "triangular"), ("Trekantfordeling", "triangular"), ("Triangel", "triangular"),
    ("Triangulär", "triangular"), ("Triang", "triangular"), ("Triangle", "triangular"),
    ("triangulaire", "triangular"), ("Driehoek", "triangular"), ("driehoeksverdeling", "triangular"),
    ("PERT", "pert"), ("Beta-PERT", "pert"), ("BetaPERT", "pert"), ("beta pert", "pert"), ("Normal", "normal"),
    ("Normalverteilung", "normal"), ("normalfordeling", "normal"), ("Gauss", "normal"), ("Normaal", "normal"),
    ("normale", "normal"), ("lognormal", "lognormal"), ("Log-normal", "lognormal"), ("log normal", "lognormal"),
    ("Lognormalverteilung", "lognormal"), ("Lognorm", "lognormal"), ("log-normale", "lognormal"),
    ("uniform", "uniform"), ("rektangulær", "uniform"), ("Gleichverteilung", "uniform"), ("Rechteck", "uniform"),
    ("Uniforme", "uniform"), ("Jevn", "uniform"), ("gleichverteilt", "uniform"), ("likformig", "uniform"),
    ("rectangulaire", "uniform"), ("fixed", "constant"), ("deterministic", "constant"), ("constant", "constant"),
    ("fast", "constant"), ("fest", "constant"), ("fixe", "constant"), ("Trigen", "triangular"),
    ("Fixed value", "constant"), ("fast verdi", "constant"), ("Triangular distribution", "triangular"),
    ("Tri", "triangular"), ("BetaPert (min, ml, max)", "pert"), ("often", None), ("", None),
    ("lognormal (mean, sd)", "lognormal"), ("Triangulær", "triangular"), ("trianguläre Verteilung", "triangular"),
    ("kolmio", "triangular"), ("normaali", "normal"), ("tasajakauma", "uniform"), ("Triangolare", "triangular"),
    ("Triangular P10/P90", "triangular"),
]  # fmt: skip


@pytest.mark.parametrize("name", YES)
def test_word__is_one(name: str) -> None:
    assert [text for text in YES[name] if not getattr(words, name)(text)] == []


@pytest.mark.parametrize("name", NO)
def test_word__is_none(name: str) -> None:
    assert [text for text in NO[name] if getattr(words, name)(text)] == []


@pytest.mark.parametrize(("text", "state"), STATES)
def test_status__of_risk(text: str, state: str | None) -> None:
    assert words.status(text) == state


@pytest.mark.parametrize(("text", "law"), LAWS)
def test_law__by_name(text: str, law: str | None) -> None:
    assert words.law(text) == law
