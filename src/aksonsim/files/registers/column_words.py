"""The words of headers by what they mean: English, Norwegian, Swedish, Danish, German, French, Dutch, Spanish, Italian,
Portuguese, Finnish. In lower case, without accents; a trailing ``*`` stands for any ending."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "min": "min minimum minst minste minimal minimalwert minimo minimi laveste lagste mindste",
    "max": "max maks maximum maksimum storst storste maximal maximalwert maximo massimo maksimi hoyeste hogste hojeste",
    "low": "low lav lavt lag lagt lower niedrig tief unten bas basse laag bajo basso baixo matala optimistic optimistisk "
    "optimistisch optimiste optimista ottimistico best beste lo nedre untere inferieur pessimum",
    "high": "high hoy hoyt hog hogt hoj hojt upper hoch oben haut haute hoog alto alta korkea pessimistic pessimistisk "
    "pessimistisch pessimiste pesimista pessimista pessimistico worst hi ovre obere superieur",
    "mode": "most+likely likely ml mode modal mest+sannsynlig mest+sanns sannsynlig sannsynligst sanns mest+trolig trolig "
    "mest+troligt mest+sannolik mest+sannolikt sannolik sannolikt troligast troligaste mest+sandsynlig "
    "mest+sandsynlige "
    "sandsynlig sandsynligste wahrscheinlich wahrscheinlichst wahrscheinlichste wahrscheinlichster "
    "wahrscheinlichster+wert "
    "am+wahrscheinlichsten le+plus+probable plus+probable probable meest+waarschijnlijk waarschijnlijk "
    "waarschijnlijkst "
    "mas+probable piu+probabile probabile mais+provavel provavel todennakoisin best+estimate modus modalwert "
    "typetall",
    "base": "base basis grunnkalkyle grunnkostnad basiskostnad basiskalkyl baskalkyl base+estimate base+cost basisestimat "
    "point+estimate punktestimat deterministic basisoverslag raming grundkostnad basiswert basisschatzung",
    "expected": "expected expectation expected+value expected+cost forventet forventning forventningsverdi forventet+verdi "
    "forvantat forvantat+varde forventet+tillegg erwartungswert erwartet erwarteter+wert esperance verwacht esperado "
    "valor+esperado atteso emv ev exposure risk+exposure eksponering forventa weighted+cost factored+cost "
    "odotusarvo risikowert "
    "risk+value",
    "mean": "mean average avg gjennomsnitt snitt middelverdi middel medel medelvarde mittelwert mittel moyenne gemiddelde "
    "media keskiarvo mu",
    "sd": "sd std stdev st+dev std+dev stddev standard+deviation standardavvik standardavvikelse standardafvigelse "
    "standardabweichung ecart+type standaardafwijking desviacion+estandar deviazione+standard sigma stdavvik "
    "std+avvik",
    "value": "value amount belop kostnad kostnader cost costs kosten kost montant cout couts bedrag importe costo coste "
    "custo valor betrag summe+kosten verdi varde utgift anslag estimate estimat overslag kalkyle "
    "estimated+cost total+cost "
    "omkostning omkostninger beloeb hinta kustannus cost+estimate budget budsjett pris total",
    "range": "range spread usikkerhet osakerhet usikkerhed uncertainty spenn variation tolerance accuracy unsicherheit "
    "bandbreite plage fourchette onzekerheid rango bandwidth +/- ± variasjon noyaktighet spredning",
    "quantity": "quantity qty mengde mengd antall mangd antal menge anzahl quantite qte hoeveelheid aantal cantidad "
    "quantita quantidade maara mangde mass masse volum volume units no+of+units",
    "price": "unit+price unit+rate rate unit+cost enhetspris enhedspris a-pris apris einheitspreis ep prix+unitaire "
    "eenheidsprijs precio+unitario prezzo+unitario preco+unitario yksikkohinta pris+per+enhet stykkpris "
    "enhetskostnad",
    "shape": "distribution shape law fordeling fordelning verteilung verteilungsform fordelingsform distribusjon loi "
    "verdeling distribucion distribuzione distribuicao jakauma distribution+type severity+model dist "
    "type+of+distribution",
    "probability": "probability prob sannsynlighet sannsynlegheit sannolikhet sandsynlighed wahrscheinlichkeit "
    "eintrittswahrscheinlichkeit likelihood probabilite kans waarschijnlijkheid probabilidad probabilita "
    "probabilidade "
    "todennakoisyys chance p(%) p+% risk+probability pre+probability sannsynl s.lighet probability+of+occurrence",
    "frequency": "frequency freq frekvens haufigkeit frequence frequentie frecuencia frequenza frequencia rate+per+year "
    "per+year per+ar pr+ar times+per+year annual+frequency hyppighet occurrences+per+year taajuus events+per+year",
    "impact": "impact consequence consequences konsekvens auswirkung schaden schadenshohe impact+cost cost+impact severity "
    "effect effekt gevolg consecuencia impacto conseguenza impatto consequencia kostnadskonsekvens virkning "
    "folge vaikutus "
    "seriousness kostnadsvirkning schadensausmass tragweite loss tap financial+impact kosten+impact kostenauswirkung "
    "consequence+cost skade",
    "measure_cost": "cost+of+measures cost+of+measure measure+cost mitigation+cost cost+of+mitigation tiltakskostnad "
    "kostnad+tiltak kostnad+for+tiltak massnahmenkosten atgardskostnad response+cost cost+of+response treatment+cost "
    "kosten+der+massnahmen kosten+der+massnahme cout+des+mesures kosten+massnahmen tiltakskost",
    "delay": "delay schedule+impact time+impact forsinkelse forsening forsinkelser verzogerung terminauswirkung retard "
    "vertraging retraso ritardo tidskonsekvens fremdriftskonsekvens schedule+delay tidsvirkning fremdrift",
    "duration": "duration dur varighet varaktighet varighed dauer duree duur duracion durata duracao kesto",
    "status": "status state tilstand risk+status statut estado stato tila lage+status",
    "applies_to": "applies+to affects affected acts+on virker+pa gjelder gjelder+for pavirker rammer galler paverkar paaverer "
    "wirkt+auf betrifft element+affected on related+element kostnadselement+ref concerns sapplique+a betreft "
    "wbs+element "
    "affected+wbs affected+element cost+element+ref gelder exposed traffer",
    "predecessors": "predecessor predecessors pred preds forgjenger forgjengere foregangare vorganger predecesseur "
    "predecesseurs voorganger predecesores predecessori avhengighet avhengigheter etter after depends+on "
    "dependencies "
    "foregaende edeltaja",
    "note": "note notes comment comments remark remarks merknad merknader kommentar kommentarer anmerkung anmerkungen "
    "bemerkung bemerkungen remarque commentaire opmerking nota observaciones kilde source basis+of+estimate "
    "begrunnelse "
    "rationale grunnlag owner risk+owner ansvarlig eier ansvarig verantwortlich responsable responsible eigner "
    "checked+by "
    "kontrollert ansvar risikoeier agare quelle date dato datum huomautus motivering begrundung mitigation tiltak "
    "massnahme massnahmen measures response aarsak cause arsak ursache class klasse lukkedato opprettet",
    "id": "id no nr no. nr. number nummer num ref ref. reference kode code wbs wbs+code wbs-kode pos pos. position post postnr "
    "lfd+nr lfd lopenr lopenummer # item+no risk+id risk+no risiko-id risiko+nr risiko-nr. kontonr konto account "
    "line cbs sbs pns element+id activity+id task+id oppgave-id n° numero nro koodi kodenummer poste+no kst",
    "name": "name navn namn benamning title tittel titel titre titolo titulo description beskrivelse beskrivning bezeichnung "
    "beschreibung designation omschrijving descripcion descrizione descricao element cost+element kostnadselement "
    "kostnadspost kostenelement kostenart item work+item work+package work arbeid arbeidspakke arbeitspaket "
    "activity aktivitet "
    "aktivitat vorgang task oppgave tehtava task+name activity+name risk risiko risk+event event hendelse "
    "handelse haendelse "
    "ereignis risk+description risk+title risikohendelse evenement risque risico gebeurtenis riesgo rischio "
    "risco riski usikkerhetsdriver driver "
    "driver+name usikkerhetsfaktor osakerhetsfaktor faktor factor treiber uncertainty+driver component komponent "
    "prosjektdel objekt leistung position+text gewerk lot libelle poste onderdeel partida voce kuvaus nimi "
    "post+navn hva what "
    "cost+item kostnadsbarare delprosjekt line+item threat trussel mulighet opportunity budget+item",
    "group": "group gruppe category kategori kategorie categorie chapter kapittel kapitel section seksjon discipline fag area "
    "omrade phase fase bereich lot+group package type",
    "unit": "unit units enhet enhed einheit unite eenheid unidad unita unidade uom yksikko time+unit me",
    "score": "score risk+score rating risikoverdi risikotall risk+level niva risikoniva s+x+k sxk p+x+i pxi rpn risk+class",
    "first": "element+1 element+a first item+1 item+a variable+1 variabel+1 fra from von element1 a line+1 activity+1 "
    "cost+element+1 cost+element+a post+1 driver+1 name+1 x",
    "second": "element+2 element+b second item+2 item+b variable+2 variabel+2 til to zu nach element2 b line+2 activity+2 "
    "cost+element+2 cost+element+b post+2 driver+2 name+2 y",
    "correlation": "correlation correlations korrelasjon korrelation rho korrelationskoeffizient correlatie correlacion "
    "correlazione correlacao coefficient coeff corr r korrelasjonskoeffisient korrelaatio corr.",
    "other": "share andel andel+% anteil part aandel cuota quota currency valuta wahrung",
}
"""Meaning -> words; ``+`` stands for a blank."""

AFTER = (
    "residual after post post-mitigation mitigated etter resterende rest restrisiko restsannsynlighet "
    "restkonsekvens nach efter "
    "apres na residuell target kvarvarande efter+atgard net netto with+measures med+tiltak mit+massnahmen "
    "post-response current+net"
)
"""Words that say: after measures."""
BEFORE = (
    "inherent before pre pre-mitigation unmitigated for+tiltak fore brutto gross vor avant voor initial "
    "ibegynnelsen uten+tiltak "
    "without+measures ohne+massnahmen pre-response innan fore+atgard iboende raw"
)
"""Words that say: before measures."""
AMBIGUOUS = {
    "s": "probability",
    "k": "impact",
    "c": "impact",
    "i": "impact",
    "p": "probability",
    "l": "probability",
    "w": "probability",
    "a": "impact",
}
"""Single letters that head a column of a risk matrix."""
