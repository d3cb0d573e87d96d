"""Words for frequencies and for lengths of time, without accents."""

from __future__ import annotations

from decimal import Decimal

TIMES = {
    "once": 1,
    "one": 1,
    "en gang": 1,
    "1 gang": 1,
    "twice": 2,
    "two times": 2,
    "to ganger": 2,
    "einmal": 1,
    "zweimal": 2,
    "une fois": 1,
    "eens": 1,
    "una vez": 1,
    "una volta": 1,
    "en gong": 1,
}
NAMED = {
    "annuel": Decimal(1), "mensuel": Decimal(12), "annuale": Decimal(1), "anual": Decimal(1), "mensual": Decimal(12), "jaarlijks": Decimal(1),
    "every second year": Decimal("0.5"), "every other year": Decimal("0.5"), "annet hvert ar": Decimal("0.5"), "annethvert ar": Decimal("0.5"),
    "once in a decade": Decimal("0.1"), "once per decade": Decimal("0.1"), "once a decade": Decimal("0.1"),
    "daily": Decimal(365), "weekly": Decimal(52), "monthly": Decimal(12), "quarterly": Decimal(4), "annually": Decimal(1), "yearly": Decimal(1),
    "annual": Decimal(1), "arlig": Decimal(1), "manedlig": Decimal(12), "ukentlig": Decimal(52), "kvartalsvis": Decimal(4), "jahrlich": Decimal(1),
    "monatlich": Decimal(12), "biennial": Decimal("0.5"), "hvert ar": Decimal(1), "every year": Decimal(1), "manatlig": Decimal(12),
}  # fmt: skip
PER_MONTH = r"(?:(?:times?|ganger|gang|mal|fois|x)\s*)?(?:/|per|pr\.?|a|pro|par|i)\s*(?:month|mo|mnd|maned|maneden|manad|monat|mois)\.?"
YEARS = r"(?:years?|yrs?|y|ar|aar|jahren?|jahre|ans?|annees?|jaar|anos?|anni|vuotta|vuoden)"
PER_YEAR = r"(?:p\.?\s?a\.?|(?:(?:times?|ganger|gang|gonger|gong|mal|fois|x|keer|ggr|veces|volte)\s*)?(?:/|per|pr\.?|a|pro|par|i|om|im|in|al|all'|each|every|hvert)\s*(?:year|yr|y|ar|aret|jahr|an|annum|jaar|ano|anno|a)\.?)"


UNITS_OF_TIME = {
    "days": "dgr pv at arbeidsdag d day days dag dager dagar dage tag tage tagen jour jours dagen dia dias giorno giorni working+days arbeidsdager ad wd workdays "
    "virkedager arbeitstage t paiva paivaa kalenderdager arbetsdagar arbejdsdage jours+ouvres",
    "weeks": "veke veker wo w wk wks week weeks uke uker vecka veckor v uge uger woche wochen semaine semaines weken semana semanas settimana settimane "
    "viikko viikkoa",
    "months": "kk manadar mo mon mnd mth mths month months maned maneder manad manader monat monate monaten mois maand maanden mes meses mese mesi mnd. "
    "kuukausi kuukautta",
    "years": "y yr yrs year years ar jahr jahre jahren an ans annee annees jaar ano anos anno anni vuosi",
}
