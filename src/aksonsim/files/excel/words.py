"""What the sheets and columns of a workbook are called, and their units: Norwegian and English side by side."""

from __future__ import annotations

from aksonsim.language.text import Text, _, pgettext, translate

Both = tuple[str, str]
"""Norwegian, English."""

SHEETS: dict[str, Text] = {
    "read me": pgettext("workbook", "Read this first"),
    "columns": pgettext("workbook", "All columns that can be used"),
    "file": pgettext("workbook", "The file itself"),
    "sources": pgettext("workbook", "Sources"),
    "defaults": pgettext("workbook", "Source and basis of sections"),
    "programmes": pgettext("workbook", "Programmes"),
    "groups": pgettext("workbook", "Groups of cost elements"),
    "costs": pgettext("workbook", "Cost elements"),
    "exchange": pgettext("workbook", "Rates of exchange"),
    "indices": pgettext("workbook", "Price indices"),
    "indices.levels": pgettext("workbook", "Known levels of price indices"),
    "drivers": pgettext("workbook", "Drivers of uncertainty"),
    "drivers.exposure": pgettext("workbook", "Which elements a driver acts on"),
    "events": pgettext("workbook", "Events (risk register)"),
    "correlations": pgettext("workbook", "Correlations"),
    "activities": pgettext("workbook", "Activities and schedule"),
    "participation": pgettext("workbook", "Participation"),
    "population": pgettext("workbook", "The municipalities"),
    "population.municipalities": pgettext("workbook", "The municipalities, a row each"),
    "uptake": pgettext("workbook", "Commitment"),
    "uptake.own": pgettext("workbook", "Municipalities with a row of their own"),
    "gate": pgettext("workbook", "Gate before tender notice"),
    "rollout": pgettext("workbook", "Rollout"),
    "rollout.capacity": pgettext("workbook", "Capacity of the rollout"),
    "rollout.targets": pgettext("workbook", "Targets of adoption"),
    "financing": pgettext("workbook", "Financing"),
    "benefits": pgettext("workbook", "Benefits"),
    "benefits.items": pgettext("workbook", "Items of benefit and cost"),
    "benefits.effects": pgettext("workbook", "Effects beside the net present value"),
    "benefits.reference.curve": pgettext("workbook", "Adoption behind the present values"),
    "benefits.published": pgettext("workbook", "Published net present values"),
    "benefits.delays": pgettext("workbook", "Published effects of delay"),
    "actuals": pgettext("workbook", "Status date"),
    "actuals.costs": pgettext("workbook", "Paid by the status date"),
    "actuals.activities": pgettext("workbook", "Started and finished by the status date"),
    "cuts": pgettext("workbook", "Cut list"),
    "claims": pgettext("workbook", "Published figures tested against the model"),
    "links": pgettext("workbook", "Couplings that can be switched off"),
    "scenarios": pgettext("workbook", "Scenarios"),
    "scenarios.changes": pgettext("workbook", "What each scenario changes"),
}

COLUMNS: dict[str, Text] = {
    "id": pgettext("workbook", "identifier"),
    "code": pgettext("workbook", "municipality number"),
    "path": pgettext("workbook", "what"),
    "pattern": pgettext("workbook", "element or pattern"),
    "title": pgettext("workbook", "title"),
    "title_nb": pgettext("workbook", "title in Norwegian"),
    "source": pgettext("workbook", "source"),
    "basis": pgettext("workbook", "basis"),
    "note": pgettext("workbook", "note"),
    "programme": pgettext("workbook", "programme"),
    "under": pgettext("workbook", "under the group"),
    "payable": pgettext("workbook", "payable"),
    "activity": pgettext("workbook", "activity"),
    "time_share": pgettext("workbook", "share that runs with time"),
    "state_share": pgettext("workbook", "the state's share"),
    "vat_share": pgettext("workbook", "share subject to VAT"),
    "base": pgettext("workbook", "base cost"),
    "min": pgettext("workbook", "minimum"),
    "p10": pgettext("workbook", "P10"),
    "mode": pgettext("workbook", "most likely"),
    "p50": pgettext("workbook", "P50"),
    "p85": pgettext("workbook", "P85"),
    "p90": pgettext("workbook", "P90"),
    "max": pgettext("workbook", "maximum"),
    "shape": pgettext("workbook", "shape"),
    "truncate": pgettext("workbook", "truncated"),
    "mean": pgettext("workbook", "mean"),
    "sd": pgettext("workbook", "standard deviation"),
    "probability": pgettext("workbook", "probability"),
    "frequency": pgettext("workbook", "times a year"),
    "low": pgettext("workbook", "low"),
    "high": pgettext("workbook", "high"),
    "consequence": pgettext("workbook", "consequence"),
    "on": pgettext("workbook", "acts on"),
    "cost": pgettext("workbook", "cost"),
    "multiplier": pgettext("workbook", "multiplier"),
    "addition": pgettext("workbook", "amount added"),
    "delay": pgettext("workbook", "delay"),
    "months": pgettext("workbook", "months"),
    "weeks": pgettext("workbook", "weeks"),
    "days": pgettext("workbook", "days"),
    "uptake": pgettext("workbook", "effect on uptake"),
    "given": pgettext("workbook", "given event"),
    "otherwise": pgettext("workbook", "probability without it"),
    "part_of": pgettext("workbook", "part of driver"),
    "represented_by": pgettext("workbook", "represented by"),
    "counts": pgettext("workbook", "counts"),
    "mitigation": pgettext("workbook", "mitigation"),
    "active": pgettext("workbook", "active"),
    "exposure": pgettext("workbook", "exposures"),
    "share": pgettext("workbook", "share"),
    "between": pgettext("workbook", "between"),
    "group": pgettext("workbook", "group"),
    "rho": pgettext("workbook", "correlation"),
    "rank": pgettext("workbook", "rank correlation"),
    "repair": pgettext("workbook", "accept the nearest"),
    "duration": pgettext("workbook", "duration"),
    "unit": pgettext("workbook", "unit of time"),
    "work_week": pgettext("workbook", "days a week has"),
    "after": pgettext("workbook", "after"),
    "hammock": pgettext("workbook", "from–to milestone"),
    "not_before": pgettext("workbook", "not before"),
    "align": pgettext("workbook", "waits for the budget year"),
    "overlap": pgettext("workbook", "several delays"),
    "amount": pgettext("workbook", "amount"),
    "last_date": pgettext("workbook", "last date"),
    "value": pgettext("workbook", "value"),
    "quantity": pgettext("workbook", "quantity"),
    "statistic": pgettext("workbook", "statistic"),
    "tolerance": pgettext("workbook", "tolerance, relative (of a date: months)"),
    "must_hold": pgettext("workbook", "must hold"),
    "fitted": pgettext("workbook", "fitted"),
    "scenario": pgettext("workbook", "scenario"),
    "price_basis": pgettext("workbook", "price basis"),
    "sum_of": pgettext("workbook", "sum of"),
    "ratio_of": pgettext("workbook", "ratio of"),
    "contradicts": pgettext("workbook", "contradicts"),
    "against": pgettext("workbook", "against"),
    "of": pgettext("workbook", "of"),
    "publisher": pgettext("workbook", "publisher"),
    "date": pgettext("workbook", "date"),
    "url": pgettext("workbook", "address"),
    "trust": pgettext("workbook", "trust"),
    "map_digest": pgettext("workbook", "digest of the mapping file"),
    "digest": pgettext("workbook", "digest of the file"),
    "inhabitants": pgettext("workbook", "inhabitants"),
    "gps": pgettext("workbook", "general practitioners"),
    "varies": pgettext("workbook", "varies with participation"),
    "drivers_combine": pgettext("workbook", "several drivers on one element"),
    "driver_centre": pgettext("workbook", "centre of drivers"),
    "driver_spread": pgettext("workbook", "spread of drivers"),
    "survives_stop": pgettext("workbook", "goes on after a stop"),
    "outside_cap": pgettext("workbook", "outside the cap"),
    "shared": pgettext("workbook", "shared cost"),
    "year": pgettext("workbook", "year"),
    "years": pgettext("workbook", "years"),
    "measure": pgettext("workbook", "measured in"),
    "change": pgettext("workbook", "change"),
    "by": pgettext("workbook", "follows"),
    "profile": pgettext("workbook", "profile"),
    "items": pgettext("workbook", "priced by the items"),
    "place": pgettext("workbook", "place on the scale"),
    "affects": pgettext("workbook", "affected"),
    "affects_nb": pgettext("workbook", "affected, in Norwegian"),
    "continues": pgettext("workbook", "continues"),
    "hazard": pgettext("workbook", "readiness per round"),
    "refusal": pgettext("workbook", "probability of refusing for good"),
    "gp_start": pgettext("workbook", "GPs at go-live"),
    "deadline": pgettext("workbook", "deadline"),
    "planned": pgettext("workbook", "planned"),
    "counted_by": pgettext("workbook", "counted by"),
    "kind": pgettext("workbook", "kind of project"),
    "currency": pgettext("workbook", "currency"),
    "price_year": pgettext("workbook", "price year"),
    "start": pgettext("workbook", "start"),
    "horizon": pgettext("workbook", "last year"),
    "unspecified": pgettext("workbook", "unspecified, share"),
    "cap": pgettext("workbook", "the state's cap"),
    "name": pgettext("workbook", "name"),
    "county": pgettext("workbook", "county"),
    "health_region": pgettext("workbook", "health region"),
    "extensions": pgettext("workbook", "extensions"),
    "number": pgettext("workbook", "number"),
    "termination": pgettext("workbook", "termination cost"),
    "rate": pgettext("workbook", "rate"),
    "growth": pgettext("workbook", "growth a year"),
    "levels": pgettext("workbook", "levels"),
    "paid": pgettext("workbook", "paid"),
    "done": pgettext("workbook", "done"),
    "remaining": pgettext("workbook", "estimate of what remains"),
    "finish": pgettext("workbook", "finished on"),
    "schema": pgettext("workbook", "file format"),
    "table": pgettext("workbook", "table"),
    "data": pgettext("workbook", "table in a file of its own"),
    "exclude": pgettext("workbook", "left out"),
    "health_regions": pgettext("workbook", "health regions"),
    "codes": pgettext("workbook", "municipality numbers"),
    "rounds": pgettext("workbook", "council rounds"),
    "until": pgettext("workbook", "until"),
    "pioneers": pgettext("workbook", "pioneers"),
    "pioneer": pgettext("workbook", "pioneer"),
    "others": pgettext("workbook", "the others"),
    "signed": pgettext("workbook", "signed the intent"),
    "unsigned": pgettext("workbook", "did not sign"),
    "signed_total": pgettext("workbook", "signed in all"),
    "municipalities": pgettext("workbook", "municipalities"),
    "notice_months": pgettext("workbook", "months from basis to decision"),
    "scale": pgettext("workbook", "scale, calibrated"),
    "size_exponent": pgettext("workbook", "effect of size"),
    "peer": pgettext("workbook", "peer effect (power of example)"),
    "county_peer": pgettext("workbook", "peer effect within the county"),
    "live_pull": pgettext("workbook", "pull of municipalities that are live"),
    "confidence_sd": pgettext("workbook", "common confidence, sd"),
    "county_confidence_sd": pgettext("workbook", "county confidence, sd"),
    "deadline_effect": pgettext("workbook", "effect of the deadline"),
    "factor": pgettext("workbook", "factor"),
    "affordability": pgettext("workbook", "affordability"),
    "elasticity": pgettext("workbook", "elasticity"),
    "reference_price": pgettext("workbook", "reference price"),
    "options": pgettext("workbook", "options"),
    "converts": pgettext("workbook", "converts"),
    "withdrawal": pgettext("workbook", "withdrawal"),
    "mandatory_from": pgettext("workbook", "mandatory from"),
    "stop": pgettext("workbook", "stop"),
    "wind_down": pgettext("workbook", "winding up, months"),
    "capacity_factor": pgettext("workbook", "capacity factor"),
    "project_months": pgettext("workbook", "introduction project, months"),
    "participation_year": pgettext("workbook", "participation measured in"),
    "final": pgettext("workbook", "final"),
    "cap_price_factor": pgettext("workbook", "price factor of the cap"),
    "state_ends": pgettext("workbook", "state money until"),
    "municipal_ceiling": pgettext("workbook", "ceiling of the municipalities"),
    "sharing": pgettext("workbook", "sharing"),
    "equal": pgettext("workbook", "equal part"),
    "loan": pgettext("workbook", "loan"),
    "discount_to": pgettext("workbook", "discounted to"),
    "last_year": pgettext("workbook", "last year"),
    "vat": pgettext("workbook", "VAT rate"),
    "investment": pgettext("workbook", "investment, present value"),
    "alone": pgettext("workbook", "each alone"),
}
"""By the name of a key, wherever it stands."""

MONEY, PRICE = "money", "price"
UNITS: dict[tuple[str, str], str | Text] = {
    ("costs", "estimate"): MONEY,
    ("costs", "base"): MONEY,
    ("drivers", "addition"): MONEY,
    ("actuals.costs", "paid"): MONEY,
    ("actuals.costs", "remaining"): MONEY,
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
    ("activities", "duration"): pgettext("workbook", "months, unless unit says otherwise"),
    ("events", "delay.months"): pgettext("workbook", "months"),
    ("events", "delay.weeks"): pgettext("workbook", "weeks"),
    ("events", "delay.days"): pgettext("workbook", "days"),
    ("uptake", "uptake.affordability.reference_price"): PRICE,
}
"""By sheet and path (and all below it)."""

_NO_UNIT = ("shape", "truncate")

README: tuple[Text, ...] = (
    _(
        "This workbook is a scenario file of aksonsim. Each sheet is a section of the file and each row one thing: a "
        "cost element, a driver, an event, a source."
    ),
    _(
        "Change values freely, and add or delete rows. Columns may be moved. The row with names such as id and "
        "estimate.p10 must stay: it identifies the columns. The sheet `columns` lists all columns that can be added."
    ),
    _(
        "Write numbers as numbers. Shares and probabilities go from 0 to 1 (55 % is 0.55). An uncertain number is "
        "given by P10, most likely and P90, or by minimum, most likely and maximum; its shape must always be given."
    ),
    _(
        "Several ids in one cell stand in square brackets: [ssd, assumption]. An empty cell means that no value is "
        "given. null in a scenario removes the value or section."
    ),
    _(
        "Basis: documented = printed in the source; derived = computed from printed figures; elicited = estimated by "
        "experts; assumed = assumed. Every number should have a source and a basis."
    ),
    _(
        "Formulas are not read: paste them as values. Import the workbook with the command below; it shows what was "
        "changed and keeps the comments of the original file."
    ),
)


NO_PRICE_YEAR = pgettext("workbook", "price year not stated")
"""In place of the year in units of a workbook."""


def both(text: Text) -> Both:
    """Return a text in Norwegian and in English."""
    return translate(text, "nb"), translate(text, "en")


def beside(text: Text) -> str:
    """Return a text in Norwegian and in English on one line, once where they are equal."""
    return " · ".join(dict.fromkeys(both(text)))


def label(header: tuple[str, ...]) -> Both:
    """Return what a column is called: ``estimate.p10`` by its last step, ``mitigation.cost`` by both."""
    steps = [step for step in header if step in COLUMNS]
    last = steps[-2:] if len(header) > 1 and header[0] not in ("estimate", "multiplier", "addition") else steps[-1:]
    nb, en = zip(*(both(COLUMNS[step]) for step in last), strict=True) if last else ((), ())
    return ", ".join(nb), ", ".join(en)


def unit(sheet: str, path: str, money: Both) -> Both:
    """Return the unit of a column, empty for one without; ``money``: of amounts, and per inhabitant (MNOK, NOK)."""
    for (of, start), found in UNITS.items():
        if of == sheet and (path == start or path.startswith(f"{start}.")) and not path.endswith(_NO_UNIT):
            if found == PRICE:
                return both(pgettext("workbook", "{currency} per inhabitant", currency=money[1]))
            return (money[0], money[0]) if isinstance(found, str) else both(found)
    return "", ""
