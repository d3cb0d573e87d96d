"""Words in rows and sheet names: sums, missing amounts, states of a risk, the whole project, distributions."""

from __future__ import annotations

import re

from aksonsim.files.registers.headers import folded

_SUMS = re.compile(
    r"^(?:(?:grand|sub|end|eind|loppu|del|mellan|mellom|zwischen|gesamt|total|hoved|slutt|net|brutto|netto)[\s-]?)?(?:sum|summa|summe|total|totalt|totale|totaal|totals|"
    r"totaux|sous-total|subtotal|subtotaal|subtotale|delsum|delsumma|mellomsum|mellansumma|zwischensumme|gesamtsumme|gesamtkosten|totalkostnad|"
    r"yhteensa|valisumma|i alt|ialt|til sammen|tilsammen|samlet|sammanlagt|totalsumma|total general|general "
    r"total|suma|somme|somma|soma|sammen|gesamt|insgesamt)\b",
)
_CARRIED = re.compile(
    r"^(?:ubertrag|overfort|overfores|carried forward|brought forward|carry forward|a reporter"
    r"|transporteras|netto|net|net cost|netto kostnad|nettokostnad|netto totalt)$"
)
"""Running sums at the foot of a page, and what is left of a sum."""
_ENDS = re.compile(r"\b(?:total|totalt|sum|subtotal|gesamt|i alt|summe|summa|totaal)$")


def is_sum_word(text: str) -> bool:
    """Whether a name is a word for a sum.

    >>> is_sum_word("Delsum veg i dagen"), is_sum_word("Total cost"), is_sum_word("Summit station")
    (True, True, False)
    """
    plain = folded(text).strip(" :=")
    return bool(_SUMS.match(plain) or _ENDS.search(plain) or _CARRIED.match(plain))


_PARTS = re.compile(
    r"^\W*(?:herav|hvorav|derav|av dette|heraf|varav|darav|of which|thereof|included above|incl(?:uded)? in|davon|dont|waarvan|"
    r"de los cuales|di cui|dos quais|josta)\b"
)


def is_part_word(text: str) -> bool:
    """Whether a name says that a row is part of another one.

    >>> is_part_word("herav tak"), is_part_word("- of which steel"), is_part_word("Davonport")
    (True, True, False)
    """
    return _PARTS.match(folded(text)) is not None


_MISSING = frozenset(
    "- \u2013 \u2014 k.a ikkje+avklart nog+te+bepalen n.t.b not+priced ikke+priset uavklart #n/a nicht+bekannt okant nd see+note tbc tbd tba n/a na - -- ? ?? ... x xx pending open offen ukjent unknown avventer kommer n.a. n.n. "
    "ikke+avklart ikke+klart avklares avklares+senere "
    "to+be+confirmed to+be+decided to+be+determined not+known a+definir a+confirmer ntb nvt+b noch+offen "
    "unbekannt oklart okand saknas mangler "
    "ej+klart utreds p.m. pm folgt follows later senere to+come ennakko avoin da+definire a+determinar "
    "por+definir ubekendt afventer".replace("+", "\x00").split()
)


def is_no_amount(text: str) -> bool:
    """Whether a text stands where an amount is still to come."""
    return folded(text).rstrip(".").replace(" ", "\x00") in _MISSING or folded(text).replace(" ", "\x00") in _MISSING


_STATES = {
    "closed": "no nei nein non nee nej vervallen entfallt weggefallen abandonne annule annulee levee utgatt bortfaller afsluttet ikke+aktuell ikke+aktuelt uaktuell entfallen utgar not+active inactief closed close retired lukket lukka stengt avsluttet avslutta utgatt geschlossen abgeschlossen erledigt beendet inactive inaktiv ferme "
    "cloture clos stangd avslutad lukkede gesloten cerrado cerrada chiuso fechado suljettu expired passed "
    "rejected avvist deleted slettet obsolete "
    "cancelled kansellert archived arkivert eliminated bortfalt resolved lost void withdrawn not+applicable "
    "forkastet struck",
    "open": "aben abne ope open apen apne apent active aktiv aktive offen ongoing pagaende pagar laufend in+progress under+arbeid new ny nytt neu identified identifisert "
    "identifiziert ouvert open+risk oppen oppna actif abierto aperto aberto avoin live current monitored "
    "overvakes draft utkast assessed treated mitigating "
    "under+behandling in+bearbeitung aaben aabent proposed managed analysed escalated watch accepted akseptert "
    "ja yes",
    "occurred": "opgetreden ingetreden realise realisee occorso verificato ocurrido toteutunut inntruffe intraffad occurred happened inntruffet inntraffet realised realized realisert issue eingetreten intraffat materialised materialized indtruffet "
    "impacted triggered survenu",
}
_STATE_OF = {word.replace("+", " "): state for state, words in _STATES.items() for word in words.split()}


def status(text: str) -> str | None:
    """Return whether a risk of this status is open, closed or has occurred; None for an unknown word."""
    plain = folded(text).strip(" .")
    if plain in _STATE_OF:
        return _STATE_OF[plain]
    first = re.split(r"[\s,(/–-]", plain)[0] if plain else ""
    return _STATE_OF.get(first)


_EVERYTHING = frozenset(
    folded(word)
    for word in "alle+elemente heile+prosjektet alles all+items gesamt kaikki the+project all+cost+elements tous+les+elements alle+positionen project-wide prosjektniva alle alt all everything project prosjekt prosjektet projekt projektet * hele+prosjektet whole+project all+elements alle+elementer tous "
    "toutes tout samtliga alla hela+projektet hele+projektet gesamtprojekt gesamtes+projekt ganzes+projekt "
    "projet projet+entier proyecto "
    "progetto projeto hanke koko+hanke general generelt generell hele programme program programmet overall "
    "ensemble allgemein samlet+prosjekt total "
    "hel+projekt alle+poster alle+kostnader all+costs entire+project allt todo todos todas tutti tutto totalt "
    "global felles alle+posten".split()
)


def is_everything(text: str) -> bool:
    """Whether a text stands for all elements, or for the project as a whole."""
    return folded(text).replace(" ", "+") in _EVERYTHING or folded(text).strip(" .") in _EVERYTHING


_DRIVERS = re.compile(
    r"driver|uvissefaktor|usikkerheitsfaktor|systemic|factores|fattori|usikkerhetsfaktor|osakerhetsfaktor|usikkerhedsfaktor|systematic|systemisk|pavirkning|treiber|einflussfaktor|faktoren|generelle forhold|general factor|facteur|onzekerheidsfactor|paavirkning"
)


def is_driver_word(text: str) -> bool:
    """Whether a sheet or a header is about drivers of several elements."""
    return _DRIVERS.search(folded(text)) is not None


_RISKS = re.compile(
    r"\b(?:risks?|risiko|risikoer|hendelser?|hazards?|threats?|trussel|trusler|ereignis|ereignisse|gefahr|gefahrdung|risque|risques|riesgo|"
    r"riesgos|rischio|rischi|risco|riscos|handelse|handelser|haendelse|uonsket hendelse|riski|gebeurtenis)\b"
)


def is_risk_word(text: str) -> bool:
    """Whether the header of a name says that the rows are risks.

    >>> is_risk_word("Risk event"), is_risk_word("Risk owner's element"), is_risk_word("Element")
    (True, True, False)
    """
    return _RISKS.search(folded(text)) is not None


_LAWS = {
    "triangular": "driehoeksverdeling triangulare kolmio kolmiojakauma triangular triangle triangulaire dreieck dreiecksverteilung dreiecks trekant trekantfordeling triangel triangelfordelning trigen triang tri "
    "triangulær triangulaer driehoek triangolare trekantet",
    "pert": "pert betapert beta-pert beta pert-beta pertbeta",
    "normal": "normal normaal normaali normalt normalfordeling normalfordelt normalverteilung gauss gaussian normale norm normalfordelning",
    "lognormal": "lognormal log-normale lognormaal lognormaali log-normal lognorm lognormalfordeling lognormalverteilung logn lognormale",
    "uniform": "uniform rechteck rechteckverteilung rectangulaire tasajakauma uniforme rektangulær rektangular rektangel gleichverteilung gleichverteilt jevn jevnfordelt rectangular likformig uniformfordeling unif",
    "gamma": "gamma gammafordeling",
    "constant": "fixed constant fast fest fix konstant deterministic deterministisk deterministisch single point fixe fijo fisso vast certain konst",
}  # fmt: skip
_LAW_OF = {folded(word).replace("+", " "): name for name, words in _LAWS.items() for word in words.split()}


def law(text: str) -> str | None:
    """Return the distribution that a word names, as the scenario file calls it; ``constant`` for a fixed value.

    >>> law("Beta-PERT"), law("Dreieck"), law("Trigen"), law("often")
    ('pert', 'triangular', 'triangular', None)
    """
    plain = re.sub(r"\blog[\s-]+(?=norm)", "log", folded(text).strip(" ."))
    if plain in _LAW_OF:
        return _LAW_OF[plain]
    words = [_LAW_OF[word] for word in re.split(r"[\s()/,]+", plain) if word in _LAW_OF]
    return words[0] if len(set(words)) == 1 else None
