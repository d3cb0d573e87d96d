"""The sentences of the report that numbers are put into, in English and Norwegian bokmål."""

from __future__ import annotations

from aksonsim.plots.words import LANGS, Lang
from aksonsim.report.numbers import fixed

SENTENCES: dict[str, tuple[str, str]] = {
    # the summary, the answer first
    "answer_gated": (
        "In total it costs {p50} {unit} at P50, the steering frame, and {p85} {unit} at P85, provided that enough "
        "municipalities commit; the chance that they do so in time is {on_time}.",
        "Samlet koster det {p50} {unit} ved P50, styringsrammen, og {p85} {unit} ved P85, forutsatt at nok kommuner "
        "forplikter seg; sannsynligheten for at de gjør det i tide, er {on_time}.",
    ),
    "answer": (
        "In total it costs {p50} {unit} at P50, the steering frame, and {p85} {unit} at P85.",
        "Samlet koster det {p50} {unit} ved P50, styringsrammen, og {p85} {unit} ved P85.",
    ),
    "answer_never": (
        "In no draw do enough municipalities commit: the programme stops, and there is no cost frame.",
        "Ikke i noen trekning forplikter nok kommuner seg: programmet stanses, og det finnes ingen kostnadsramme.",
    ),
    "gate_rest": (
        "With a chance of {late} the gate is passed only after the deadline, and with {stopped} never: then the "
        "programme stops, and the total comes to {sunk} {unit} (expected){survivors}.",
        "Med {late} sannsynlighet nås oppslutningskravet først etter fristen, og med {stopped} aldri: da stanses "
        "programmet, og samlet kostnad blir {sunk} {unit} (forventet){survivors}.",
    ),
    "survivors": (
        ", of which {amount} for “{names}”, which goes on",
        ", hvorav {amount} til «{names}», som fortsetter",
    ),
    "gate_rest_no_stop": (
        "With a chance of {late} the gate is passed only after the deadline; the programme stops in none of the draws.",
        "Med {late} sannsynlighet nås oppslutningskravet først etter fristen; programmet stanses ikke i noen trekning.",
    ),
    "who_pays": (
        "The state is expected to pay {state} {unit} and the municipalities {municipal} {unit}.",
        "Staten ventes å betale {state} {unit} og kommunene {municipal} {unit}.",
    ),
    "who_pays_tail": (
        "The state is expected to pay {state} {unit} and the municipalities {municipal} {unit}; where the total "
        "exceeds P85, the municipalities bear {share} of the additional cost.",
        "Staten ventes å betale {state} {unit} og kommunene {municipal} {unit}; der summen går over P85, bærer "
        "kommunene {share} av merkostnaden.",
    ),
    "adoption": (
        "At the end of {year}, {p50} of the inhabitants live where the solution is in use (P50); the goal is {goal}, "
        "and it is reached in {chance} of these draws.",
        "Ved utgangen av {year} bor {p50} av innbyggerne der løsningen er i bruk (P50); målet er {goal}, og det nås i "
        "{chance} av disse trekningene.",
    ),
    "adoption_never": (
        "At the end of {year}, {p50} of the inhabitants live where the solution is in use (P50); the goal is {goal}, "
        "and it is reached in none of these draws.",
        "Ved utgangen av {year} bor {p50} av innbyggerne der løsningen er i bruk (P50); målet er {goal}, og det nås "
        "ikke i noen av disse trekningene.",
    ),
    "carries_event": (
        "What moves P85 most is the event “{first}”: if it could not occur, P85 would be {change} {unit} {way}{others}"
        ".",
        "Mest for P85 betyr hendelsen «{first}»: kunne den ikke inntreffe, ville P85 vært {change} {unit} {way}"
        "{others}.",
    ),
    "carries_driver": (
        "What moves P85 most is “{first}”: if it multiplied by 1, P85 would be {change} {unit} {way}{others}.",
        "Mest for P85 betyr «{first}»: var faktoren 1, ville P85 vært {change} {unit} {way}{others}.",
    ),
    "carries_input": (
        "What moves P85 most is “{first}”: if all of it were as in the base estimate, P85 would be {change} {unit} "
        "{way}{others}.",
        "Mest for P85 betyr «{first}»: var alt som i basisestimatet, ville P85 vært {change} {unit} {way}{others}.",
    ),
    "way_lower": ("lower", "lavere"),
    "way_higher": ("higher", "høyere"),
    "carries_share": (
        "The largest share of the variance of the total is that of “{first}”: {share}{others}.",
        "Størst andel av variansen i samlet kostnad har «{first}»: {share}{others}.",
    ),
    "carries_others": ("; then come “{second}” and “{third}”", "; deretter kommer «{second}» og «{third}»"),
    # titles of pictures: what they show
    "ladder": (
        "The steering frame is {p50} and P85 {p85} {unit}",
        "Styringsrammen er {p50} og P85 {p85} {unit}",
    ),
    "p85s_do_not_add": (
        "P85s do not add: those of the programmes sum to {added}, the P85 of the total is {p85} {unit}.",
        "P85 kan ikke summeres: programmenes P85 blir til sammen {added}, P85 for summen er {p85} {unit}.",
    ),
    "curve": (
        "Half of the draws stay below {p50}, 85 % below {p85} {unit}",
        "Halvparten av trekningene holder {p50}, 85 % holder {p85} {unit}",
    ),
    "curve_base": (
        "The base estimate of {base} {unit} holds with a chance of {chance}",
        "Basisestimatet på {base} {unit} holder med {chance} sannsynlighet",
    ),
    "outcomes": (
        "The gate is passed in time with a chance of {on_time}",
        "Oppslutningskravet nås i tide med {on_time} sannsynlighet",
    ),
    "uptake": (
        "At the deadline of {date}, {p50} % of the {basis} have committed in the median draw; {share} are needed",
        "Ved fristen {date} har {p50} % av {basis} forpliktet seg i mediantrekningen; {share} kreves",
    ),
    "uptake_plain": (
        "How the committed share grows, round by round",
        "Slik vokser den forpliktede andelen, runde for runde",
    ),
    "fan": (
        "At the end of {year}, {p50} of the inhabitants are reached in the median draw{goal}",
        "Ved utgangen av {year} er {p50} av innbyggerne nådd i mediantrekningen{goal}",
    ),
    "fan_goal": ("; the goal is {goal}", "; målet er {goal}"),
    "tail": (
        "The municipalities bear {share} of the additional cost where the total exceeds P85",
        "Kommunene bærer {share} av merkostnaden der summen går over P85",
    ),
    "payers_plain": (
        "The state is expected to pay {state}, the municipalities {municipal} {unit}",
        "Staten ventes å betale {state}, kommunene {municipal} {unit}",
    ),
    "dots": (
        "Half of the municipalities are committed in the end with a chance above {median}; {least} {low}, {most} "
        "{high}",
        "Halvparten av kommunene er til slutt forpliktet med over {median} sannsynlighet; {least} {low}, {most} {high}",
    ),
    "municipality_cost": (
        "The median municipality pays about {p50} {unit} per inhabitant at P50 and {p85} at P85, if it takes part.",
        "Mediankommunen betaler om lag {p50} {unit} per innbygger ved P50 og {p85} ved P85, om den deltar.",
    ),
    "tornado": (
        "Taking out “{first}” changes P85 more than taking out anything else",
        "Å ta ut «{first}» endrer P85 mer enn å ta ut noe annet",
    ),
    "tornado_share": (
        "“{first}” has the largest share of the variance of the total",
        "«{first}» har størst andel av variansen i samlet kostnad",
    ),
    "comparison": (
        "P85 goes from {low} in “{cheap}” to {high} {unit} in “{dear}”",
        "P85 går fra {low} i «{cheap}» til {high} {unit} i «{dear}»",
    ),
    "comparison_curves": (
        "Where the curves lie apart, the scenario changes the cost; where they lie on each other, it does not",
        "Der kurvene ligger fra hverandre, endrer scenarioet kostnaden; der de ligger oppå hverandre, gjør det ikke",
    ),
}


def sentence(key: str, lang: Lang, **fields: object) -> str:
    """Return a sentence in a language, its numbers filled in."""
    return fixed(SENTENCES[key][LANGS.index(lang)].format(**fields))
