"""The words of the sections that compare and explain: scenarios, claims, assumptions, where the figures come from."""

from __future__ import annotations

WHY: dict[str, tuple[str, str]] = {
    # the scenarios side by side
    "scenario_name": ("Scenario", "Scenario"),
    "glance": (
        "The scenarios at a glance: who loses, and when",
        "Scenarioene kort: hvem som taper, og når",
    ),
    "finished": ("Finished, P50", "Ferdig, P50"),
    "points": ("{value} percentage points", "{value} prosentpoeng"),
    "compare_cost": ("Cost given that the gate is passed, {unit}", "Kostnad gitt at oppslutningskravet nås, {unit}"),
    "compare_cost_all": ("Cost, {unit}", "Kostnad, {unit}"),
    "compare_rest": (
        "Gate, adoption, price and net present value",
        "Oppslutningskrav, utbredelse, pris og netto nåverdi",
    ),
    "compare_note": (
        "Small print: the difference from “{base}” on the same draws. Blue: better; orange: worse; uncoloured: the "
        "simulation cannot distinguish them, or neither is better. Where fewer take part, cost is lower as well. "
        "{year}: end of the year.",
        "Liten skrift: forskjellen fra «{base}» på de samme trekningene. Blått: bedre; oransje: dårligere; uten "
        "farge: simuleringen kan ikke skille dem, eller ingen av dem er bedre. Der færre deltar, er også kostnaden "
        "lavere. {year}: utgangen av året.",
    ),
    "given_short": ("Given that the gate is passed;", "Gitt at oppslutningskravet nås;"),
    "spreads_table": ("P50 and P85 of the total, {unit}", "P50 og P85 for summen, {unit}"),
    "compare_common": ("{draws} common draws; {unit}.", "{draws} felles trekninger; {unit}."),
    "cost_p50": ("P50", "P50"),
    "cost_p85": ("P85", "P85"),
    "cost_frame": ("Cost frame", "Kostnadsramme"),
    "cost_payer[state]_mean": ("State, expected", "Staten, forventet"),
    "cost_payer[municipal]_mean": ("Municipalities, expected", "Kommunene, forventet"),
    "cost_payer[municipal]_p85": ("Municipalities, P85", "Kommunene, P85"),
    "price_p50": ("{each} per inhabitant, P50", "{each} per innbygger, P50"),
    "gate_on_time": ("Gate passed on time", "Oppslutningskravet nådd i tide"),
    "gate_stopped": ("Stopped", "Stanset"),
    "live_p50": ("Inhabitants live {year}, P50", "Innbyggere i bruk {year}, P50"),
    "npv_mean_all": (
        "Expected net present value, all draws, {unit}",
        "Forventet netto nåverdi, alle trekninger, {unit}",
    ),
    "worlds_table": (
        "Draw by draw: difference of total cost from “{base}”, {unit}",
        "Trekning for trekning: forskjell i samlet kostnad fra «{base}», {unit}",
    ),
    "worlds_share": ("Draws that count in both", "Trekninger som teller i begge"),
    "worlds_better": ("Chance to be cheaper", "Sannsynlighet for å være billigere"),
    "promises_table": (
        "Targets met together (joint confidence level), all draws",
        "Mål som nås samtidig (felles sannsynlighet), alle trekninger",
    ),
    "promise_frame": ("Cost within {frame}", "Kostnad innenfor {frame}"),
    "promise_on_time": ("Gate passed on time", "Oppslutningskravet nådd i tide"),
    "promise_live": ("{live} live by {year}", "{live} i bruk innen {year}"),
    "promise_frame_and_gate": ("Frame and gate", "Ramme og oppslutningskrav"),
    "promise_together": ("All three", "Alle tre"),
    # claims
    "claim": ("Published figure", "Publisert tall"),
    "claim_stated": ("Stated", "Oppgitt"),
    "claim_own": ("The model's", "Modellens"),
    "claim_as": ("as", "som"),
    "claim_verdict": ("The stated figure …", "Det oppgitte tallet …"),
    "claims_table": (
        "Tested against “{name}”, {draws} draws; amounts in {unit}",
        "Holdt opp mot «{name}», {draws} trekninger; beløp i {unit}",
    ),
    "claims_arithmetic": ("Arithmetic between published figures", "Regning mellom publiserte tall"),
    "claims_gives": ("Gives", "Gir"),
    "claims_agrees": ("Agrees", "Stemmer"),
    "yes": ("yes", "ja"),
    "no": ("no", "nei"),
    "claims_follows": ("Follows from", "Følger av"),
    "contradictions": (
        "Contradictions between sources, shown side by side",
        "Motstrid mellom kilder",
    ),
    "against": ("{one} against {other}", "{one} mot {other}"),
    "findings": ("Notes on the register", "Merknader til registeret"),
    "claims_away": (
        "{count} published figures are about scenarios that this report does not hold, and were not tested ({names}).",
        "{count} publiserte tall gjelder scenarioer som ikke er med i denne rapporten, og ble ikke holdt opp mot "
        "modellen ({names}).",
    ),
    "claims_silent": ("Not simulated in this scenario: {names}.", "Ikke simulert i dette scenarioet: {names}."),
    "claims_none": ("The scenario states no published figures.", "Scenarioet oppgir ingen publiserte tall."),
    "no_rerun": (
        "Left out: it takes running the scenarios again, which was switched off (--no-rerun).",
        "Utelatt: det krever at scenarioene kjøres på nytt, og det var slått av (--no-rerun).",
    ),
    "statistic_mean": ("expected value", "forventningsverdi"),
    "statistic_base": ("base estimate", "basisestimat"),
    "statistic_base_cost": ("base cost", "grunnkalkyle"),
    "statistic_sd_share": ("SD / P50", "standardavvik / P50"),
    "statistic_prob": ("chance", "sannsynlighet"),
    "statistic_prob_below": ("chance below", "sannsynlighet for å ligge under"),
    "statistic_share_of": ("share", "andel"),
    "statistic_goal": ("goal", "mål"),
    "statistic_stated": ("stated", "oppgitt"),
    # ledger
    "by_basis_table": (
        "Share of the variance of the total cost of “{name}”, by the basis of the number",
        "Andel av variansen i samlet kostnad for «{name}», etter grunnlaget for tallet",
    ),
    "basis": ("Basis", "Grunnlag"),
    "share_of_variance": ("Share of the variance", "Andel av variansen"),
    "documented": ("documented: printed in the source", "dokumentert: gjengitt i kilden"),
    "derived": ("derived from printed figures", "avledet av gjengitte tall"),
    "elicited": ("elicited from experts", "innhentet fra eksperter"),
    "assumed": ("assumed: has no source", "antatt: har ingen kilde"),
    "": ("not stated", "ikke oppgitt"),
    "basis_rest": (
        "no input by itself: interactions and nonlinear effects",
        "ingen forutsetning alene: samspill og ikke-lineære virkninger",
    ),
    "basis_rest_councils": (
        "no input by itself: interactions, nonlinear effects, councils' own choices",
        "ingen forutsetning alene: samspill, ikke-lineære virkninger, kommunestyrenes egne valg",
    ),
    "heaviest_table": ("The ten heaviest assumptions", "De ti tyngste forutsetningene"),
    "all_numbers": ("All {count} numbers of the scenario", "Alle {count} tall i scenarioet"),
    "path": ("Where in the file", "Hvor i filen"),
    "value": ("Value", "Verdi"),
    "source": ("Source", "Kilde"),
    "note": ("Note", "Merknad"),
    "no_shares": (
        "Shares of variance are not known: the inputs were not kept, and nothing was run again.",
        "Andeler av variansen er ikke kjent: inngangsverdiene er ikke tatt vare på, og ingenting ble kjørt på nytt.",
    ),
    "sources_table": ("Sources", "Kilder"),
    "name": ("Name", "Navn"),
    "what": ("Title", "Tittel"),
    # provenance
    "provenance_table": ("What makes the figures repeatable", "Det som gjør tallene etterprøvbare"),
    "version": ("Version of aksonsim", "Versjon av aksonsim"),
    "digest": ("Digest of the resolved scenarios", "Sjekksum for scenarioene slik de ble lest"),
    "seed": ("Seed", "Startverdi"),
    "draws": ("Draws", "Trekninger"),
    "drawn_by": ("Method of drawing", "Trekningsmetode"),
    "kept": ("Variables kept", "Variabler tatt vare på"),
    "again_draws": (
        "Draws of what was run again for this report",
        "Trekninger i det som ble kjørt på nytt for rapporten",
    ),
    "nothing_again": ("nothing was run again", "ingenting ble kjørt på nytt"),
    "changed": ("Changed on top of the file, “{name}”", "Endret i tillegg til filen, «{name}»"),
    "command_report": ("This report again", "Denne rapporten på nytt"),
    "command_verify": ("The result checked bit by bit", "Resultatet kontrollert bit for bit"),
    "command_run": ("The result from its scenario file", "Resultatet fra scenariofilen"),
}
