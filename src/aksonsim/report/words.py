"""The words of the report, in English and Norwegian bokmål; sentences with numbers: `aksonsim.report.sentences`."""

from __future__ import annotations

from aksonsim.plots import words as pictures
from aksonsim.plots.words import LANGS, Lang
from aksonsim.report.numbers import fixed
from aksonsim.report.words_why import WHY

WORDS: dict[str, tuple[str, str]] = {
    # the page
    "report": ("Risk report", "Risikorapport"),
    "skip": ("Skip to the content", "Hopp til innholdet"),
    "contents": ("Contents", "Innhold"),
    "choose": ("Scenario shown", "Vist scenario"),
    "shown": ("Scenario: {name}", "Scenario: {name}"),
    "table_of_figure": ("The figures as a table", "Tallene som tabell"),
    "scroll": ("Table; scrolls sideways", "Tabell; kan rulles sidelengs"),
    "no_script": (
        "Scripts are switched off: the first scenario is shown, and tables are whole.",
        "Skript er slått av: det første scenarioet vises, og tabellene er hele.",
    ),
    "foot": (
        "± is half the 95 % interval of the simulation: what more draws would remove. It says nothing about whether "
        "the assumptions are right.",
        "± er halve 95 %-intervallet for simuleringen: det flere trekninger ville fjernet. Det sier ingenting om "
        "forutsetningene er riktige.",
    ),
    "foot_design": (
        "± is half the 95 % interval of independent draws; the inputs were placed more evenly, so the error is "
        "smaller. It says nothing about whether the assumptions are right.",
        "± er halve 95 %-intervallet for uavhengige trekninger; inngangsverdiene er plassert jevnere, så feilen er "
        "mindre. Det sier ingenting om forutsetningene er riktige.",
    ),
    "subtitle": ("{currency} in {year} prices · {draws} draws", "{currency} i {year}-priser · {draws} trekninger"),
    # sections
    "summary": ("Summary", "Sammendrag"),
    "ladder": ("From base cost to cost frame", "Fra grunnkalkyle til kostnadsramme"),
    "s-curve": ("How sure is the cost?", "Hvor sikker er kostnaden?"),
    "gate": ("The gate: do enough commit in time?", "Oppslutningskravet: forplikter nok seg i tide?"),
    "adoption": ("Adoption", "Utbredelse"),
    "payers": ("Who pays", "Hvem betaler"),
    "municipalities": ("Each municipality", "Hver kommune"),
    "tornado": ("What drives P85", "Hva som driver P85"),
    "comparison": ("The scenarios side by side", "Scenarioene side om side"),
    "claims": ("Published figures tested against the model", "Publiserte tall holdt opp mot modellen"),
    "ledger": ("Basis of the figures", "Grunnlaget for tallene"),
    "method": ("Method", "Metode"),
    "provenance": ("Where the figures come from", "Hvor tallene kommer fra"),
    # conditions
    "given": ("given that the gate is passed, {draws} draws", "gitt at oppslutningskravet nås, {draws} trekninger"),
    "everything": ("all {draws} draws", "alle {draws} trekninger"),
    "stopped_too": ("all {draws} draws, stopped ones included", "alle {draws} trekninger, også stansede"),
    # ladder and curve
    "step": ("Step", "Trinn"),
    "total": ("Total", "Samlet"),
    "percentile": ("Probability that the cost is not exceeded", "Sannsynlighet for at kostnaden ikke overskrides"),
    "addition_mean": (
        "(expected addition: mean less base estimate)",
        "(forventet tillegg: forventningsverdi − basisestimat)",
    ),
    "mean": ("Expected cost", "Forventet kostnad"),
    "ladder_table_total": ("Steps, {unit}", "Trinn, {unit}"),
    "ladder_table": ("Steps of each programme and in total, {unit}", "Trinn for hvert program og samlet, {unit}"),
    "no_ladder": (
        "The scenario has no programmes with base estimates: no ladder.",
        "Scenarioet har ingen program med basisestimat: ingen trinn.",
    ),
    "full": (
        "Base cost and base estimate suppose full participation; the rest follows who takes part in the simulation.",
        "Grunnkalkyle og basisestimat forutsetter full deltakelse; resten følger hvem som deltar i simuleringen.",
    ),
    "cuts_after": (
        "Cuts that can still be made after {date} count.",
        "Kutt som fortsatt kan gjøres etter {date}, teller.",
    ),
    "cost_axis": ("Cost, {unit}", "Kostnad, {unit}"),
    "curve_table": ("Percentiles of cost, {unit}", "Persentiler for kostnad, {unit}"),
    "below_base": ("Chance to stay below the base estimate", "Sannsynlighet for å holde basisestimatet"),
    "all_draws": ("Total over all draws, stopped ones included", "Samlet over alle trekninger, også stansede"),
    # gate
    "outcome": ("Outcome", "Utfall"),
    "chance": ("Chance", "Sannsynlighet"),
    "on_time": ("Passed on time", "Nådd i tide"),
    "late": ("Passed after the deadline", "Nådd etter fristen"),
    "stopped": ("Never passed: the programme stops", "Ikke nådd: programmet stanses"),
    "outcome_table": ("Outcomes of the gate", "Utfall av oppslutningskravet"),
    "uptake_table": ("Share committed after each council round, %", "Andel forpliktet etter hver kommunestyrerunde, %"),
    "round": ("Council round", "Kommunestyrerunde"),
    "inhabitants": ("Inhabitants", "Innbyggere"),
    "municipalities_": ("Municipalities", "Kommuner"),
    "gps": ("General practitioners", "Fastleger"),
    "median": ("Median (P50)", "Median (P50)"),
    "goal": ("Official goal", "Offisielt mål"),
    # adoption
    "year": ("End of", "Utgangen av"),
    "adoption_table": ("Share live, %", "Andel som har tatt i bruk, %"),
    "goals_table": ("Official goals", "Offisielle mål"),
    "goals_measure": ("Goal", "Mål"),
    "goals_share": ("Share", "Andel"),
    "goals_given": ("Chance, gate passed", "Sannsynlighet, oppslutningskravet nådd"),
    "goals_all": ("Chance, all draws", "Sannsynlighet, alle trekninger"),
    # payers
    "payer": ("Payer", "Betaler"),
    "payers_table": ("What each pays, {unit}", "Hva hver betaler, {unit}"),
    "tail_table": ("Who bears the additional cost above P85, {unit}", "Hvem som bærer merkostnaden over P85, {unit}"),
    "tail_part": ("Payer or programme", "Betaler eller program"),
    "tail_mean": ("Expected", "Forventet"),
    "tail_above": ("Expected where the total exceeds P85", "Forventet der summen går over P85"),
    "tail_extra": ("Additional cost", "Merkostnad"),
    "tail_share": ("Share of the additional cost", "Andel av merkostnaden"),
    "tenths_table": (
        "Expected cost by decile of the draws, {unit}",
        "Forventet kostnad per desil av trekningene, {unit}",
    ),
    "tenth": ("Decile, by total cost", "Desil, etter samlet kostnad"),
    "cap": (
        "The state's cap of {cap} binds in {chance} of draws.",
        "Statens tak på {cap} nås i {chance} av trekningene.",
    ),
    "prices_table": (
        "Price per inhabitant of municipalities that take part, {unit}",
        "Pris per innbygger i kommuner som deltar, {unit}",
    ),
    "price": ("Price", "Pris"),
    "investment": ("Investment", "Investering"),
    "tariff": ("Tariff, a year", "Årlig tjenestepris"),
    # municipalities
    "find": ("Find your municipality", "Finn din kommune"),
    "find_hint": ("Name, county or number; ae, o and a find æ, ø and å.", "Navn, fylke eller nummer."),
    "found": ("{count} of {all} municipalities", "{count} av {all} kommuner"),
    "better": ("better", "bedre"),
    "worse": ("worse", "dårligere"),
    "municipality": ("Municipality", "Kommune"),
    "number": ("No.", "Nr."),
    "county": ("County", "Fylke"),
    "committed": ("Committed, %", "Forpliktet, %"),
    "live": ("Live by {year}, %", "I bruk innen {year}, %"),
    "expected": ("Expected cost", "Forventet kostnad"),
    "per_p50": ("P50 per inhabitant, {unit}", "P50 per innbygger, {unit}"),
    "per_p85": ("P85 per inhabitant, {unit}", "P85 per innbygger, {unit}"),
    "municipality_table": ("Each municipality; cost in {unit}", "Hver kommune; kostnad i {unit}"),
    "municipality_note": (
        "P50 and P85: given that the municipality takes part and nothing stops, local introduction included; they do "
        "not add. Expected cost: over all draws, also those in which it stays outside; it adds up to the municipal "
        "total. The error of each chance is at most ± {points} percentage points. What councils will decide is not "
        "known: the chances follow from size, status and county.",
        "P50 og P85: gitt at kommunen deltar og ingenting stanses, lokal innføring medregnet; de kan ikke summeres. "
        "Forventet kostnad: over alle trekninger, også de der kommunen står utenfor; den summerer seg til kommunenes "
        "del. Feilen i hver sannsynlighet er høyst ± {points} prosentpoeng. Hva kommunestyrene vil vedta, vet ingen: "
        "sannsynlighetene følger av størrelse, status og fylke.",
    ),
    "dots_legend": ("A municipality; area by inhabitants", "En kommune; areal etter innbyggere"),
    "dots_note": ("All draws; the table below has the figures.", "Alle trekninger; tabellen under har tallene."),
    "dots_axis": ("Chance to be committed in the end", "Sannsynlighet for å være forpliktet til slutt"),
    # what carries P85
    "input": ("Assumption", "Forutsetning"),
    "tornado_table": ("Change of P85 without it, {unit}", "Endring i P85 uten den, {unit}"),
    "tornado_share_table": ("Share of the variance of the total", "Andel av variansen i samlet kostnad"),
    "bar_without": ("P85 with it minus P85 without it", "P85 med den minus P85 uten den"),
    "bar_share": ("Share of the variance", "Andel av variansen"),
    "bar_nothing": ("Nothing", "Ingenting"),
    "p85_line": ("P85 of all these draws: {value}", "P85 for alle disse trekningene: {value}"),
    "by_leaving_out": (
        "The scenario is run again on the same draws with one thing taken out at a time: an event does not occur, a "
        "driver multiplies by 1, all else is as in the base estimate. What is correlated is taken out together. How "
        "likely an event is, is in its figure.",
        "Scenarioet er kjørt på nytt på de samme trekningene med én ting tatt ut om gangen: en hendelse inntreffer "
        "ikke, en driver har faktor 1, alt annet er som i basisestimatet. Det som er korrelert, tas ut samlet. Hvor "
        "sannsynlig en hendelse er, er med i tallet.",
    ),
    "by_share": (
        "By a regression of the total on all that varies; what is correlated has one share. The rest is interaction, "
        "and what the file does not hold.",
        "Etter en regresjon av samlet kostnad på alt som varierer; det som er korrelert, har én andel. Resten er "
        "samspill og det filen ikke inneholder.",
    ),
    "kept_only": (
        "The file does not hold the sampled estimates, and the scenario was not run again: drivers and events alone "
        "are shown.",
        "Filen inneholder ikke de trukne estimatene, og scenarioet ble ikke kjørt på nytt: bare drivere og hendelser "
        "vises.",
    ),
    "too_few": (
        "Too few draws, or nothing varies.",
        "For få trekninger, eller ingenting varierer.",
    ),
    "no_pass": (
        "No draw passes the gate: there is no cost frame.",
        "Ingen trekning når oppslutningskravet: det finnes ingen kostnadsramme.",
    ),
    **WHY,
}


def word(key: str, lang: Lang, **fields: object) -> str:
    """Return a word of the report in a language, its fields filled in; that of the pictures where it has none."""
    if key in WORDS:
        return fixed(WORDS[key][LANGS.index(lang)].format(**fields))
    return fixed(pictures.word(key, lang, **fields))
