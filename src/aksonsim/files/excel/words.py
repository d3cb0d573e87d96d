"""What the sheets and columns of a workbook are called in Norwegian and English, and their units."""

from __future__ import annotations

Both = tuple[str, str]
"""Norwegian, English."""

SHEETS: dict[str, Both] = {
    "read me": ("Les dette først", "Read this first"),
    "columns": ("Alle kolonner som kan brukes", "All columns that can be used"),
    "file": ("Om filen", "The file itself"),
    "sources": ("Kilder", "Sources"),
    "programmes": ("Programmer", "Programmes"),
    "costs": ("Kostnadselementer", "Cost elements"),
    "drivers": ("Usikkerhetsdrivere", "Drivers of uncertainty"),
    "drivers.exposure": ("Hvilke elementer en driver virker på", "Which elements a driver acts on"),
    "events": ("Hendelser (risikoregister)", "Events (risk register)"),
    "correlations": ("Samvariasjon", "Correlations"),
    "activities": ("Aktiviteter og tidsplan", "Activities and schedule"),
    "participation": ("Deltakelse", "Participation"),
    "population": ("Kommunene", "The municipalities"),
    "population.municipalities": ("Kommunene, én rad hver", "The municipalities, a row each"),
    "uptake": ("Forpliktelse", "Commitment"),
    "uptake.own": ("Kommuner med egen linje", "Municipalities with a line of their own"),
    "gate": ("Krav om deltakelse før kunngjøring", "Gate before tender notice"),
    "rollout": ("Innføring", "Rollout"),
    "rollout.capacity": ("Kapasitet i innføringen", "Capacity of the rollout"),
    "rollout.targets": ("Mål for utbredelse", "Goals of adoption"),
    "financing": ("Finansiering", "Financing"),
    "benefits": ("Nytte", "Benefits"),
    "benefits.items": ("Nytte- og kostnadsposter", "Items of benefit and cost"),
    "benefits.reference.curve": ("Utbredelse som nåverdiene bygger på", "Adoption behind the present values"),
    "benefits.published": ("Publiserte nåverdier", "Published net present values"),
    "benefits.delays": ("Publiserte virkninger av forsinkelse", "Published effects of delay"),
    "cuts": ("Kuttliste", "Cut list"),
    "claims": ("Publiserte tall som modellen prøves mot", "Published figures that the model is put to"),
    "links": ("Koblinger som kan slås av", "Couplings that can be switched off"),
    "scenarios": ("Scenarioer", "Scenarios"),
    "scenarios.changes": ("Hva hvert scenario endrer", "What each scenario changes"),
}

COLUMNS: dict[str, Both] = {
    "id": ("navn", "name"),
    "code": ("kommunenummer", "municipality number"),
    "path": ("hva", "what"),
    "pattern": ("element eller mønster", "element or pattern"),
    "title": ("tittel", "title"),
    "title_nb": ("tittel, norsk", "title in Norwegian"),
    "source": ("kilde", "source"),
    "basis": ("grunnlag", "basis"),
    "note": ("merknad", "note"),
    "programme": ("program", "programme"),
    "payable": ("betalbar", "payable"),
    "activity": ("aktivitet", "activity"),
    "time_share": ("andel som følger tiden", "share that runs with time"),
    "state_share": ("statens andel", "the state's share"),
    "vat_share": ("andel med mva.", "share that bears VAT"),
    "base": ("grunnkalkyle", "base cost"),
    "min": ("minst", "minimum"),
    "p10": ("P10", "P10"),
    "mode": ("mest sannsynlig", "most likely"),
    "p50": ("P50", "P50"),
    "p85": ("P85", "P85"),
    "p90": ("P90", "P90"),
    "max": ("størst", "maximum"),
    "shape": ("fordeling", "shape"),
    "truncate": ("avkortet", "truncated"),
    "mean": ("forventning", "mean"),
    "sd": ("standardavvik", "standard deviation"),
    "probability": ("sannsynlighet", "probability"),
    "low": ("nedre", "low"),
    "high": ("øvre", "high"),
    "consequence": ("konsekvens", "consequence"),
    "on": ("virker på", "acts on"),
    "cost": ("kostnad", "cost"),
    "multiplier": ("faktor", "multiplier"),
    "delay": ("forsinkelse", "delay"),
    "months": ("måneder", "months"),
    "uptake": ("virkning på tilslutning", "effect on uptake"),
    "given": ("forutsetter hendelse", "given event"),
    "part_of": ("del av driver", "part of driver"),
    "represented_by": ("modellert som", "represented by"),
    "counts": ("teller", "counts"),
    "mitigation": ("tiltak", "mitigation"),
    "active": ("i bruk", "active"),
    "exposure": ("andeler", "exposures"),
    "share": ("andel", "share"),
    "between": ("mellom", "between"),
    "group": ("gruppe", "group"),
    "rho": ("korrelasjon", "correlation"),
    "rank": ("rangkorrelasjon", "rank correlation"),
    "repair": ("godta nærmeste", "accept the nearest"),
    "duration": ("varighet", "duration"),
    "after": ("etter", "after"),
    "hammock": ("fra–til milepæl", "from–to milestone"),
    "not_before": ("tidligst", "not before"),
    "align": ("venter på budsjettår", "waits for the budget year"),
    "overlap": ("flere forsinkelser", "several delays"),
    "amount": ("beløp", "amount"),
    "last_date": ("siste dato", "last date"),
    "value": ("verdi", "value"),
    "quantity": ("størrelse", "quantity"),
    "statistic": ("mål", "statistic"),
    "tolerance": ("toleranse, relativ", "tolerance, relative"),
    "must_hold": ("må holde", "must hold"),
    "fitted": ("tilpasset", "fitted"),
    "scenario": ("scenario", "scenario"),
    "price_basis": ("prisgrunnlag", "price basis"),
    "sum_of": ("sum av", "sum of"),
    "ratio_of": ("forhold mellom", "ratio of"),
    "contradicts": ("motsier", "contradicts"),
    "against": ("sammenlignet med", "against"),
    "of": ("av", "of"),
    "publisher": ("utgiver", "publisher"),
    "date": ("dato", "date"),
    "url": ("lenke", "address"),
    "trust": ("tillit", "trust"),
    "inhabitants": ("innbyggere", "inhabitants"),
    "gps": ("fastleger", "general practitioners"),
    "varies": ("følger deltakelsen", "varies with participation"),
    "driver_centre": ("driveres senter", "centre of drivers"),
    "driver_spread": ("driveres spredning", "spread of drivers"),
    "survives_stop": ("går videre ved stopp", "goes on after a stop"),
    "outside_cap": ("utenfor statens tak", "outside the cap"),
    "shared": ("felles kostnad", "shared cost"),
    "year": ("år", "year"),
    "years": ("år", "years"),
    "measure": ("måles i", "measured in"),
    "change": ("endring", "change"),
    "by": ("følger", "follows"),
    "profile": ("profil", "profile"),
    "continues": ("varer ved", "continues"),
    "hazard": ("tilbøyelighet per runde", "readiness per round"),
    "refusal": ("sannsynlighet for varig nei", "chance of refusing for good"),
    "gp_start": ("fastleger ved oppstart", "GPs at go-live"),
    "deadline": ("frist", "deadline"),
    "planned": ("planlagt", "planned"),
    "counted_by": ("telles i", "counted by"),
    "currency": ("valuta", "currency"),
    "price_year": ("prisår", "price year"),
    "start": ("start", "start"),
    "horizon": ("siste år", "last year"),
    "unspecified": ("uspesifisert, andel", "unspecified, share"),
    "cap": ("statens tak", "the state's cap"),
    "name": ("navn", "name"),
    "county": ("fylke", "county"),
    "health_region": ("helseregion", "health region"),
    "extensions": ("utsettelser", "extensions"),
    "number": ("antall", "number"),
    "termination": ("avviklingskostnad", "termination cost"),
    "rate": ("rente", "rate"),
    "schema": ("filformat", "file format"),
    "table": ("tabell", "table"),
    "data": ("tabell i egen fil", "table in a file of its own"),
    "exclude": ("utelatt", "left out"),
    "health_regions": ("helseregioner", "health regions"),
    "codes": ("kommunenumre", "municipality numbers"),
    "rounds": ("vedtaksrunder", "council rounds"),
    "until": ("til", "until"),
    "pioneers": ("foregangskommuner", "pioneers"),
    "pioneer": ("foregangskommune", "pioneer"),
    "others": ("de andre", "the others"),
    "signed": ("har signert intensjon", "signed the intent"),
    "unsigned": ("har ikke signert", "did not sign"),
    "signed_total": ("signert i alt", "signed in all"),
    "municipalities": ("kommuner", "municipalities"),
    "notice_months": ("måneder fra grunnlag til vedtak", "months from basis to decision"),
    "scale": ("skala, kalibrert", "scale, calibrated"),
    "size_exponent": ("virkning av størrelse", "effect of size"),
    "peer": ("eksempelets makt", "example of others"),
    "county_peer": ("eksempelet i fylket", "example within the county"),
    "live_pull": ("drag fra dem i drift", "pull of those live"),
    "confidence_sd": ("felles tillit, standardavvik", "common confidence, sd"),
    "county_confidence_sd": ("tillit i fylket, standardavvik", "county confidence, sd"),
    "deadline_effect": ("virkning av fristen", "effect of the deadline"),
    "factor": ("faktor", "factor"),
    "affordability": ("betalingsevne", "affordability"),
    "elasticity": ("elastisitet", "elasticity"),
    "reference_price": ("referansepris", "reference price"),
    "options": ("opsjoner", "options"),
    "converts": ("blir forpliktelse", "converts"),
    "withdrawal": ("tilbaketrekking", "withdrawal"),
    "mandatory_from": ("lovpålagt fra", "mandatory from"),
    "stop": ("stopp", "stop"),
    "wind_down": ("avvikling, måneder", "winding down, months"),
    "capacity_factor": ("kapasitetsfaktor", "capacity factor"),
    "project_months": ("innføringsprosjekt, måneder", "introduction project, months"),
    "participation_year": ("deltakelse måles i", "participation measured in"),
    "final": ("til slutt", "final"),
    "cap_price_factor": ("takets prisfaktor", "price factor of the cap"),
    "state_ends": ("statlige midler til", "state money until"),
    "municipal_ceiling": ("kommunenes tak", "ceiling of the municipalities"),
    "sharing": ("fordeling på kommuner", "sharing"),
    "equal": ("lik del", "equal part"),
    "loan": ("lån", "loan"),
    "discount_to": ("diskonteres til", "discounted to"),
    "last_year": ("siste år", "last year"),
    "vat": ("mva.-sats", "rate of VAT"),
    "investment": ("investering, nåverdi", "investment, present value"),
    "alone": ("hver for seg", "each alone"),
}
"""By the name of a key, wherever it stands."""

MONEY, PRICE = "money", "price"
UNITS: dict[tuple[str, str], str | Both] = {
    ("costs", "estimate"): MONEY,
    ("costs", "base"): MONEY,
    ("events", "cost"): MONEY,
    ("events", "mitigation.cost"): MONEY,
    ("cuts", "amount"): MONEY,
    ("gate", "gate.stop.termination"): MONEY,
    ("financing", "financing.cap"): MONEY,
    ("financing", "financing.municipal_ceiling"): MONEY,
    ("benefits.items", "value"): MONEY,
    ("benefits.published", "value"): MONEY,
    ("benefits", "benefits.reference.investment"): MONEY,
    ("benefits", "benefits.alone.cost"): MONEY,
    ("activities", "duration"): ("måneder", "months"),
    ("events", "delay.months"): ("måneder", "months"),
    ("uptake", "uptake.affordability.reference_price"): PRICE,
}
"""By sheet and path (and all below it)."""

_NO_UNIT = ("shape", "truncate")


def label(header: tuple[str, ...]) -> Both:
    """Return what a column is called: ``estimate.p10`` by its last step, ``mitigation.cost`` by both."""
    steps = [step for step in header if step in COLUMNS]
    last = steps[-2:] if len(header) > 1 and header[0] not in ("estimate", "multiplier") else steps[-1:]
    return ", ".join(COLUMNS[step][0] for step in last), ", ".join(COLUMNS[step][1] for step in last)


def unit(sheet: str, path: str, money: Both) -> Both:
    """Return the unit of a column, empty for one without; ``money``: of amounts, and per inhabitant (MNOK, NOK)."""
    for (of, start), found in UNITS.items():
        if of == sheet and (path == start or path.startswith(f"{start}.")) and not path.endswith(_NO_UNIT):
            if found == PRICE:
                return f"{money[1]} per innbygger", f"{money[1]} per inhabitant"
            return (money[0], money[0]) if isinstance(found, str) else found
    return "", ""


README: tuple[Both, ...] = (
    (
        "Denne arbeidsboken er en scenariofil for aksonsim. Hvert ark er en del av filen, og hver rad er én ting: et "
        "kostnadselement, en driver, en hendelse, en kilde.",
        "This workbook is a scenario file of aksonsim. Each sheet is a section of the file and each row one thing: a "
        "cost element, a driver, an event, a source.",
    ),
    (
        "Endre verdier fritt, og legg til eller slett rader. Kolonnene kan stå i en annen rekkefølge. Raden med navn "
        "som id og estimate.p10 må stå: av den leses kolonnene. Arket «columns» viser hva som kan legges til.",
        "Change values freely, and add or delete rows. Columns may be moved. The row with names such as id and "
        "estimate.p10 must stay: columns are known by it. The sheet `columns` lists all that can be added.",
    ),
    (
        "Skriv tall som tall. Andeler og sannsynligheter går fra 0 til 1 (55 % er 0,55). Et usikkert tall skrives med "
        "P10, mest sannsynlig og P90, eller minst, mest sannsynlig og størst; fordelingen (shape) må alltid oppgis.",
        "Write numbers as numbers. Shares and probabilities go from 0 to 1 (55 % is 0.55). An uncertain number is "
        "stated by P10, most likely and P90, or minimum, most likely and maximum; its shape must always be stated.",
    ),
    (
        "Flere navn i én celle skrives i klammer: [ssd, assumption]. En tom celle betyr at verdien ikke er oppgitt. "
        "null i et scenario fjerner verdien eller delen.",
        "Several names in one cell stand in brackets: [ssd, assumption]. An empty cell means not stated. null in a "
        "scenario removes the value or section.",
    ),
    (
        "Grunnlag (basis): documented = trykt i kilden; derived = regnet ut av trykte tall; elicited = anslag fra "
        "eksperter; assumed = antatt. Hvert tall bør ha kilde og grunnlag.",
        "Basis: documented = printed in the source; derived = computed from printed figures; elicited = asked of "
        "experts; assumed = assumed. Every number should have a source and a basis.",
    ),
    (
        "Formler leses ikke: lim dem inn som verdier. Les arbeidsboken tilbake med kommandoen nedenfor; den viser hva "
        "som er endret og beholder kommentarene i den opprinnelige filen.",
        "Formulas are not read: paste them as values. Bring the workbook back with the command below; it shows what "
        "was changed and keeps the comments of the original file.",
    ),
)
