"""The words and numbers of the pictures, in English and Norwegian bokmål."""

from __future__ import annotations

from aksonsim.language.lang import LANGS as LANGS
from aksonsim.language.lang import Lang as Lang
from aksonsim.language.numbers import THIN as THIN
from aksonsim.language.numbers import chance as chance
from aksonsim.language.numbers import date as date
from aksonsim.language.numbers import measured as measured
from aksonsim.language.numbers import number as number
from aksonsim.language.numbers import percent as percent

NORWEGIAN_UNITS = {"MNOK": "mill. kroner", "NOK": "kroner"}
"""What running text calls these units; of others the file's own name stands."""

WORDS: dict[str, tuple[str, str]] = {
    # what is shown
    "s-curve": (
        "S-curve: probability that cost is not exceeded",
        "S-kurve: sannsynlighet for at kostnaden ikke overskrides",
    ),
    "ladder": ("From base cost to cost frame", "Fra grunnkalkyle til kostnadsramme"),
    "uptake": ("Commitment, council round by council round", "Forpliktelse, kommunestyrerunde for kommunestyrerunde"),
    "adoption": ("Adoption at the end of each year", "Utbredelse ved utgangen av hvert år"),
    "cash-flow": ("Cost by year", "Kostnad per år"),
    "payers": ("Who pays", "Hvem betaler"),
    "municipalities": ("Cost per inhabitant of each municipality", "Kostnad per innbygger i hver kommune"),
    "convergence": (
        "Convergence: P50 and P85 of the total as draws are added",
        "Konvergens: P50 og P85 for summen når trekninger legges til",
    ),
    "tornado": ("What the total cost depends on", "Hva samlet kostnad avhenger av"),
    "input-output": (
        "Total cost along its most influential inputs",
        "Samlet kostnad langs de viktigste inngangsverdiene",
    ),
    "npv": ("Net present value", "Netto nåverdi"),
    # conditions
    "all": ("all {draws} draws", "alle {draws} trekninger"),
    "given_passed": (
        "given that the gate is passed, {draws} draws",
        "gitt at oppslutningskravet nås, {draws} trekninger",
    ),
    "municipality_condition": (
        "given that it takes part and nothing stops, local introduction included; {draws} draws in all",
        "gitt at den deltar og ingenting stanses, lokal innføring medregnet; {draws} trekninger i alt",
    ),
    "scenario": ("Scenario: {name}", "Scenario: {name}"),
    "prices": ("{currency}, {year} prices", "{currency}, {year}-priser"),
    "per_inhabitant": ("{currency} per inhabitant, {year} prices", "{currency} per innbygger, {year}-priser"),
    # the ladder's steps
    "base_cost": ("Base cost", "Grunnkalkyle"),
    "unspecified": ("Unspecified allowance", "Uspesifisert"),
    "base_estimate": ("Base estimate", "Basisestimat"),
    "addition_to_p50": ("Addition from base estimate to P50", "Tillegg fra basisestimat til P50"),
    "steering_frame": ("Steering frame (P50)", "Styringsramme (P50)"),
    "contingency": ("Contingency", "Usikkerhetsavsetning"),
    "p85": ("P85", "P85"),
    "p50": ("P50", "P50"),
    "cut_list": ("Cut list", "Kuttliste"),
    "cost_frame": ("Cost frame", "Kostnadsramme"),
    "mean": ("Expected cost", "Forventet kostnad"),
    "mean_and_addition": (
        "Expected cost: {mean}\n(expected addition: {addition})",
        "Forventet kostnad: {mean}\n(forventet tillegg: {addition})",
    ),
    "full_participation": ("base estimate at full participation", "basisestimat ved full deltakelse"),
    "cuts_after": ("cuts that can still be made after {date}", "kutt som kan gjøres etter {date}"),
    # curves and fans
    "total": ("Total", "Samlet"),
    "all_draws": ("all draws, stopped ones included", "alle trekninger, også stansede"),
    "value_not_exceeded": (
        "Probability that the value is not exceeded",
        "Sannsynlighet for at verdien ikke overskrides",
    ),
    "not_exceeded": ("Probability that the cost is not exceeded", "Sannsynlighet for at kostnaden ikke overskrides"),
    "prob_base": ("{p} chance to hold", "{p} sannsynlighet for å holde"),
    "median": ("Median (P50)", "Median (P50)"),
    "p25_p75": ("P25–P75", "P25–P75"),
    "p10_p90": ("P10–P90", "P10–P90"),
    "threshold": ("Threshold {share}", "Oppslutningskrav {share}"),
    "deadline": ("Deadline {date}", "Frist {date}"),
    "share_committed": ("Share committed", "Andel forpliktet"),
    "share_live": ("Share live", "Andel i bruk"),
    "inhabitants": ("Inhabitants", "Innbyggere"),
    "municipalities_": ("Municipalities", "Kommuner"),
    "gps": ("General practitioners", "Fastleger"),
    "gate": ("Outcome of the gate", "Utfall av oppslutningskravet"),
    "on_time": ("Passed on time", "Nådd i tide"),
    "late": ("Passed after the deadline", "Nådd etter fristen"),
    "stopped": ("Stopped", "Stanset"),
    "target": ("Official goal", "Offisielt mål"),
    "chance": ("{p} chance", "{p} sannsynlighet"),
    "draws_axis": ("Draws", "Trekninger"),
    "interval_95": ("95 % interval of the simulation", "95 %-intervall for simuleringen"),
    "interval_95_guide": (
        "95 % interval as of independent draws\n(an upper guide for this method)",
        "95 %-intervall som for uavhengige trekninger\n(en øvre rettesnor for denne metoden)",
    ),
    # sensitivity
    "tornado_bins": (
        "P85 where it is low and where it is high, and without an event",
        "P85 der den er lav og der den er høy, og uten en hendelse",
    ),
    "tornado_shares": (
        "Share of the variance, which ranks (all sum to 100\u2009%)",
        "Andel av variansen, som gir rekkefølgen (alle summerer til 100\u2009%)",
    ),
    "bin_low": ("in the decile of the draws where it is lowest", "i desilen av trekningene der den er lavest"),
    "bin_high": ("in the decile of the draws where it is highest", "i desilen av trekningene der den er høyest"),
    "bin_without": (
        "an event: without it (its probability is counted)",
        "en hendelse: uten den (sannsynligheten er regnet med)",
    ),
    "with_correlated": (" (and what is correlated with it)", " (og det som er korrelert med den)"),
    "p85_of_all": ("P85 of all these draws: {value}", "P85 for alle disse trekningene: {value}"),
    "residual": ("Interaction and residual", "Samspill og rest"),
    "residual_with_inputs": ("Estimates (not kept) and residual", "Estimater (ikke tatt vare på) og rest"),
    "a_draw": ("one draw", "én trekning"),
    "p10_given": ("P10 given the input", "P10 gitt inngangsverdien"),
    "p50_given": ("P50 given the input", "P50 gitt inngangsverdien"),
    "p85_given": ("P85 given the input", "P85 gitt inngangsverdien"),
    "did_not_occur": ("did not occur", "inntraff ikke"),
    "occurred": ("occurred", "inntraff"),
    # somebody else's assumptions
    "waterfall": (
        "Effect of other assumptions on {what}, one after the other",
        "Virkning av andre forutsetninger på {what}, én etter én",
    ),
    "as_stated": ("As stated", "Som oppgitt"),
    "with_all": ("With all changes", "Med alle endringer"),
    "adds": ("adds to those before it", "øker, etter dem foran"),
    "takes_off": ("takes off", "senker"),
    "alone": ("the change alone", "endringen alene"),
    "paired_95": ("95 % interval of the paired difference", "95 %-intervall for den parede differansen"),
    "values_changed": ("({count} values)", "({count} verdier)"),
    "cost_of": ("the cost of “{name}”", "kostnaden for «{name}»"),
    "total_cost": ("total cost", "samlet kostnad"),
    # money by year and payer
    "by_total": ("The mean, P50 and P85 of each year", "Forventning, P50 og P85 for hvert år"),
    "by_programme": ("By programme (mean), P50 and P85 of the sum", "Per program (forventning), P50 og P85 for summen"),
    "by_payer": (
        "By payer (mean), each with its own P50 and P85",
        "Per betaler (forventning), hver med sin P50 og P85",
    ),
    "year_p50": ("P50 of the year", "P50 for året"),
    "year_p85": ("P85 of the year", "P85 for året"),
    "state": ("State", "Staten"),
    "municipal": ("Municipalities", "Kommunene"),
    "state_uncapped": (
        "State's share of capped\nprogrammes, before the cap",
        "Statens del av program\nunder taket, før taket",
    ),
    "state_capped": ("State's payment for them,\ncap applied", "Statens betaling for dem,\nmed tak"),
    "cap": ("State cap {value}", "Statens tak {value}"),
    "payer_spread": ("What each pays", "Hva hver betaler"),
    "tail": (
        "Mean cost by payer, deciles of draws by total cost",
        "Forventet kostnad per betaler, desiler av trekningene etter samlet kostnad",
    ),
    "tenth": ("Decile of the draws by total cost", "Desil av trekningene etter samlet kostnad"),
    # net present value
    "npv_base": ("Base value", "Basisverdi"),
    "npv_mean": ("Expected value", "Forventningsverdi"),
    "npv_above": (
        "zero: {p} chance of a positive net present value",
        "null: {p} sannsynlighet for positiv netto nåverdi",
    ),
    "npv_unit": ("without VAT", "uten mva."),
    # value of information
    "information": (
        "Value of information before the decision to go ahead",
        "Verdien av informasjon før beslutningen om å gå videre",
    ),
    "information_rows": ("One factor alone (EVPPI)", "Én faktor alene (EVPPI)"),
    "information_groups": ("A group together", "En gruppe samlet"),
    "information_outcomes": (
        "Waiting for outcomes that the model simulates",
        "Å vente på utfall som modellen simulerer",
    ),
    "information_evpi": ("Perfect information (EVPI): {value}", "Full informasjon (EVPI): {value}"),
    "information_plain": ("plug-in estimate (biased upwards)", "innsettingsestimat (skjevt oppover)"),
    "information_npv": (
        "go ahead: net present value without VAT, stop now: 0",
        "gå videre: netto nåverdi uten mva., stanse nå: 0",
    ),
    "information_frame": (
        "go ahead: what is left of a frame of {frame}, stop now: 0",
        "gå videre: det som er igjen av en ramme på {frame}, stanse nå: 0",
    ),
    # the outside view
    "outside": (
        "Outside view: finished projects beside the model",
        "Utsideperspektiv: fullførte prosjekter ved siden av modellen",
    ),
    "outside_model": ("The model", "Modellen"),
    "outside_base": ("{name}, on the base estimate", "{name}, på basisestimatet"),
    "outside_early": ("early", "tidlig"),
    "outside_p50": ("{name}, on the model's P50", "{name}, på modellens P50"),
    # the backtest
    "backtest": (
        "Backtest: what happened beside what the model says, nothing fitted to it",
        "Etterprøving: det som skjedde ved siden av det modellen sier, uten tilpasning til det",
    ),
    "backtest_below": ("{draws} draws, seed {seed}", "{draws} trekninger, startverdi {seed}"),
    "backtest_hp": ("Helseplattformen: {basis} that had decided", "Helseplattformen: {basis} som hadde bestemt seg"),
    "backtest_municipalities": ("municipalities", "kommuner"),
    "backtest_inhabitants": ("inhabitants", "innbyggere"),
    "backtest_observed": ("Observed, with its percentile in the model", "Observert, med persentilen i modellen"),
    "backtest_more_than": ("Observed: more than this", "Observert: mer enn dette"),
    "backtest_other": ("Median if all were as {reading}", "Median om alle var som {reading}"),
    "backtest_signed": ("signatories", "de som signerte"),
    "backtest_unsigned": ("the unsigned", "de som ikke signerte"),
    "backtest_round": ("Declarations of intent, 1 July 2020", "Intensjonserklæringer, 1. juli 2020"),
    "backtest_share_signed": ("Share signing in the round", "Andel som signerer i runden"),
    "backtest_share_draws": ("Share of draws", "Andel av trekningene"),
    "backtest_seen": (
        "{basis}: observed {share}, {place} of the model",
        "{basis}: observert {share}, {place} i modellen",
    ),
    "backtest_coverage": ("Projects above the stated percentile", "Prosjekter over den oppgitte persentilen"),
    "backtest_exact": ("Observed, exact 95 % interval", "Observert, eksakt 95 %-intervall"),
    "backtest_promised": ("Promised", "Lovet"),
    "backtest_gate": ("The gate: chances of the model", "Oppslutningskravet: modellens sannsynligheter"),
    "backtest_happened": ("what happened", "det som skjedde"),
    # sweeps
    "sweep_curves": (
        "Effect of each parameter, averaged over the others",
        "Virkning av hver parameter, i snitt over de andre",
    ),
    "sweep_heat": ("The output over two parameters", "Utfallet over to parametere"),
    "sweep_effects": ("What the output depends on over the points", "Hva utfallet avhenger av over punktene"),
    "sweep_box": (
        "When it happens: the points, and the region that best separates the cases",
        "Når det skjer: punktene, og området som best skiller tilfellene",
    ),
    "sweep_band": ("How sure the S-curve itself is", "Hvor sikker S-kurven selv er"),
    "sweep_points": ("{done} points of {draws} draws each", "{done} punkter med {draws} trekninger hver"),
    "sweep_refused": (", {n} more could not be simulated", ", {n} til kunne ikke simuleres"),
    "sweep_given": ("given that the gate is passed", "gitt at oppslutningskravet nås"),
    "sweep_all": ("stopped draws included", "også stansede trekninger"),
    "sweep_others": ("mean over {n} other parameters", "gjennomsnitt over {n} andre parametere"),
    "sweep_rest_grid": ("Higher interactions", "Samspill av høyere orden"),
    "sweep_rest": ("Higher terms, jumps and noise", "Høyere ledd, sprang og støy"),
    "sweep_share": ("Share of the variance over the points", "Andel av variansen over punktene"),
    "sweep_total": (
        "Share of the variance, interactions included (total index)",
        "Andel av variansen, samspill medregnet (totalindeks)",
    ),
    "sweep_morris": (
        "Mean size of the effect over the whole range (μ*)",
        "Gjennomsnittlig størrelse på virkningen over hele spennet (μ*)",
    ),
    "no": ("no", "nei"),
    "yes": ("yes", "ja"),
    "sweep_other": ("other points", "andre punkter"),
    "sweep_box_told": (
        "The region holds {coverage} of all such cases (coverage); {density} of its points are such cases (density).",
        "Området rommer {coverage} av alle slike tilfeller (dekning); {density} av punktene der er slike (tetthet).",
    ),
    "sweep_90": ("90\u2009% of the points", "90\u2009% av punktene"),
    "sweep_50": ("50\u2009% of the points", "50\u2009% av punktene"),
    "sweep_middle": ("median of the points at each probability", "medianen av punktene ved hver sannsynlighet"),
    "sweep_p85": (
        "P85 over the points: {low} – {middle} – {high}\n(P5, P50, P95)",
        "P85 over punktene: {low} – {middle} – {high}\n(P5, P50, P95)",
    ),
    # municipalities
    "municipality_p50": (
        "Median of each municipality (area: inhabitants; that of the county's largest is written out)",
        "Median for hver kommune (areal: innbyggere; fylkets største er skrevet ut)",
    ),
    "county_p10_p90": (
        "P10–P90 (middle municipality of the county)",
        "P10–P90 (midterste kommune i fylket)",
    ),
}


def unit(name: str, lang: Lang) -> str:
    """Return what a unit of money is called in running text."""
    return NORWEGIAN_UNITS.get(name, name) if lang == "nb" else name


def word(key: str, lang: Lang, **fields: object) -> str:
    """Return a word or sentence in a language, its fields filled in."""
    return WORDS[key][LANGS.index(lang)].format(**fields)
