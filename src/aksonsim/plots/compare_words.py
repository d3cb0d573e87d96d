"""The words of the pictures of a comparison, in English and Norwegian bokmål (the others: `aksonsim.plots.words`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aksonsim.plots.words import LANGS, Lang
from aksonsim.results import access as stated

if TYPE_CHECKING:
    import xarray as xr

WORDS: dict[str, tuple[str, str]] = {
    # titles
    "s-curves": (
        "S-curves of the scenarios: probability that {what} is not exceeded",
        "S-kurver for scenarioene: sannsynlighet for at {what} ikke overskrides",
    ),
    "figures": ("The scenarios side by side", "Scenarioene side om side"),
    "cost-finish": (
        "Cost against finish date, and what it takes to keep both",
        "Kostnad mot sluttdato, og hva som skal til for å holde begge",
    ),
    "heat-map": ("What each scenario changes", "Hva hvert scenario endrer"),
    "regret": (
        "Regret: how much worse a choice is than the best choice in the same draw",
        "Anger: hvor mye dårligere et valg er enn det beste valget i samme trekning",
    ),
    # what is compared
    "cost_total": ("total cost", "samlet kostnad"),
    "cost_payer[state]": ("the state's cost", "statens kostnad"),
    "cost_payer[municipal]": ("the municipalities' cost", "kommunenes kostnad"),
    "price_per_inhabitant": ("the price per inhabitant", "prisen per innbygger"),
    "tariff_per_inhabitant": ("the yearly price per inhabitant", "årlig pris per innbygger"),
    "npv": ("net present value", "netto nåverdi"),
    "cost_of": ("cost of {title}", "kostnad for {title}"),
    "common_draws": ("{draws} common draws", "{draws} felles trekninger"),
    "independent": ("independent runs", "uavhengige kjøringer"),
    "given_passed": ("Given that the gate is passed", "Gitt at terskelen nås"),
    "all": ("All draws, stopped ones included", "Alle trekninger, også stansede"),
    "no_gate": ("All draws", "Alle trekninger"),
    # dots and intervals
    "panel_cost": ("Total cost", "Samlet kostnad"),
    "panel_municipal": ("Municipalities' cost", "Kommunenes kostnad"),
    "panel_price": ("{currency} per inhabitant", "{currency} per innbygger"),
    "panel_npv": ("Net present value", "Netto nåverdi"),
    "panel_on_time": ("Gate passed on time", "Terskel nådd i tide"),
    "panel_live": ("Inhabitants live by {year}", "Innbyggere i bruk innen {year}"),
    "when_given_passed": ("{title}, gate passed", "{title}, terskel nådd"),
    "when_all": ("{title}, all draws", "{title}, alle trekninger"),
    "p10_p90": ("P10–P90 of the draws", "P10–P90 for trekningene"),
    "interval": ("95 % interval of the simulation", "95 %-intervall for simuleringen"),
    # cost and finish
    "finish": ("End of “{milestone}”", "Slutt på «{milestone}»"),
    "joint": ("{p} chance to keep both", "{p} sjanse for å holde begge"),
    "first_of": (
        "The first {some} of {all} scenarios, for room; left out: {left_out}",
        "De første {some} av {all} scenarioer av plasshensyn; utelatt: {left_out}",
    ),
    "frame": ("Frame {value}", "Ramme {value}"),
    "frontier_note": (
        "Darker: more draws. Each line: the least cost that, with the date below it, is kept with that chance",
        "Mørkere: flere trekninger. Hver linje: laveste kostnad som sammen med datoen under holdes med den sjansen",
    ),
    # heat map
    "heat_note": (
        "First row: the base scenario's figures; below: differences from it. Blue: better, orange: worse, deeper for a "
        "larger change of the figure (full at 30 % or 30 points). White: not told apart from the base.",
        "Første rad: basisscenarioets tall; under: forskjeller fra det. Blått: bedre, oransje: dårligere, mørkere for "
        "større endring av tallet (fullt ved 30 % eller 30 poeng). Hvitt: skilles ikke fra basis.",
    ),
    "fewer_note": (
        "Where fewer take part, cost is lower without being better.",
        "Der færre deltar, er kostnaden lavere uten å være bedre.",
    ),
    "cost_mean": ("Expected\ncost", "Forventet\nkostnad"),
    "cost_p50": ("P50", "P50"),
    "cost_p85": ("P85", "P85"),
    "cost_mean_all": ("Expected cost,\nall draws", "Forventet kostnad,\nalle trekninger"),
    "cost_payer[state]_mean": ("State pays", "Staten\nbetaler"),
    "cost_payer[municipal]_mean": ("Municipalities\npay", "Kommunene\nbetaler"),
    "cost_payer[municipal]_p85": ("Municipalities\nP85", "Kommunene\nP85"),
    "price_p50": ("{currency} per\ninhabitant, P50", "{currency} per\ninnbygger, P50"),
    "gate_on_time": ("Gate\nin time", "Terskel nådd\ni tide"),
    "gate_stopped": ("Stopped", "Stanset"),
    "live_p50": ("Inhabitants live\nby {year}, P50", "Innbyggere i bruk\ninnen {year}, P50"),
    "live_gps_p50": ("GPs live\nby {year}, P50", "Fastleger i bruk\ninnen {year}, P50"),
    "npv_mean": ("Expected NPV", "Forventet\nnåverdi"),
    "npv_mean_all": ("Expected NPV,\nall draws", "Forventet nåverdi,\nalle trekninger"),
    "points": ("{value} pts", "{value} poeng"),
    "condition_note": (
        "given that the gate is passed where nothing else is said",
        "gitt at terskelen nås der ikke annet er sagt",
    ),
    # regret
    "expected_regret": ("Expected regret", "Forventet anger"),
    "p85_regret": ("P85 of regret", "P85 for anger"),
    "best": ("best in {p}", "best i {p}"),
    "regret_given_passed": (
        "{what}, draws that pass the gate with every choice",
        "{what}, trekninger der alle valg når terskelen",
    ),
    "regret_all": ("{what}, all draws", "{what}, alle trekninger"),
}


def word(key: str, lang: Lang, **fields: object) -> str:
    """Return a word or sentence of a comparison in a language, its fields filled in."""
    return WORDS[key][LANGS.index(lang)].format(**fields)


def output_word(output: str, ds: xr.Dataset, lang: Lang) -> str:
    """Return what a quantity is called in running text; its own name where there is no better."""
    if output in WORDS:
        return word(output, lang)
    variable, _, label = output.rstrip("]").partition("[")
    if variable in ("cost_programme", "cost_element"):
        return word("cost_of", lang, title=stated.title(ds, variable.removeprefix("cost_"), label, lang))
    return output
