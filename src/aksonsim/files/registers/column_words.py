"""The words of headers by what they mean: English, Norwegian, Swedish, Danish, German, French, Dutch, Spanish, Italian,
Portuguese, Finnish. In lower case, without accents; a trailing ``*`` stands for any ending."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "min": "lagst minsta mini mindestwert kleinstwert kleinstmoglich mindestens "
    "lagsta mindst minimumwaarde minimale minimumskostnad kleinster+wert kleinste minimalkosten "
    "menor lagste "
    "min minimum minst minste minimal minimalwert minimo minimi laveste lagste mindste",
    "max": "hogst storsta maxi hochstwert grosstwert hochstens "
    "hogsta hogste maximale maximumwaarde grosster+wert grosste maximalkosten mayor maior maksimalt "
    "maximaux "
    "max maks maximum maksimum storst storste maximal maximalwert maximo massimo maksimi hoyeste hogste hojeste",
    "low": "undre undre+grans ondergrens untergrenze plancher optimistiskt underkant minus bast valeur+basse "
    "gunstigster+fall guenstig faible optimistinen gunstig unterer unterste otimista pienin lowest favourable favorable "
    "low lav lavt lag lagt lower niedrig tief unten bas basse laag bajo basso baixo matala optimistic optimistisk "
    "optimistisch optimiste optimista ottimistico best beste lo nedre untere inferieur pessimum",
    "high": "bovengrens obergrenze plafond pessimistiskt overkant plus samst valeur+haute "
    "ungunstigster+fall eleve elevee pessimistinen ungunstig oberer oberste highest suurin adverse unfavourable "
    "unfavorable "
    "high hoy hoyt hog hogt hoj hojt upper hoch oben haut haute hoog alto alta korkea pessimistic pessimistisk "
    "pessimistisch pessimiste pesimista pessimista pessimistico worst hi ovre obere superieur",
    "mode": "mest+sann vraisemblable "
    "mest+sannsynleg sannsynleg sannsynlege mest+sannsynlige sannsynlige troligt m/l most+prob "
    "most+probable best+guess haufigster haufigster+wert haufigst mest+sandsynligt sandsynligt "
    "most+likely likely ml mode modal mest+sannsynlig mest+sanns sannsynlig sannsynligst sanns mest+trolig trolig "
    "mest+troligt mest+sannolik mest+sannolikt sannolik sannolikt troligast troligaste mest+sandsynlig "
    "mest+sandsynlige "
    "sandsynlig sandsynligste wahrscheinlich wahrscheinlichst wahrscheinlichste wahrscheinlichster "
    "wahrscheinlichster+wert "
    "am+wahrscheinlichsten le+plus+probable plus+probable probable meest+waarschijnlijk waarschijnlijk "
    "waarschijnlijkst "
    "mas+probable piu+probabile probabile mais+provavel provavel todennakoisin best+estimate modus modalwert "
    "typetall",
    "base": "central centrale middle mid midt referansekostnad "
    "basiskosten basisraming basiskalkyle baseline basekostnad base+case grundkalkyl "
    "grundkalkulation anlaegsoverslag basisoverslag basisbudget grunnestimat basiskost costo+base "
    "basisanslag "
    "base basis grunnkalkyle grunnkostnad basiskostnad basiskalkyl baskalkyl base+estimate base+cost basisestimat "
    "point+estimate punktestimat deterministic basisoverslag raming grundkostnad basiswert basisschatzung",
    "expected": "valor+expectado forventningsvaerdi valeur+attendue verwachtingswaarde verwachte+waarde verwachte "
    "valor+expectavel expected+monetary+value forventede valore+attesto erwartete expected+loss "
    "odotettu "
    "expected expectation expected+value expected+cost forventet forventning forventningsverdi forventet+verdi "
    "forvantat forvantat+varde forventet+tillegg erwartungswert erwartet erwarteter+wert esperance verwacht esperado "
    "valor+esperado atteso emv ev exposure risk+exposure eksponering forventa weighted+cost factored+cost "
    "odotusarvo risikowert "
    "risk+value",
    "mean": "μ gjennomsnittleg gjennomsnittlig middelvaerdi gjennomsnittsverdi gennemsnit durchschnitt "
    "medelkostnad promedio "
    "mean average avg gjennomsnitt snitt middelverdi middel medel medelvarde mittelwert mittel moyenne gemiddelde "
    "media keskiarvo mu",
    "sd": "stand+dev stand.+dev σ desvio+padrao keskihajonta stand+dev st.dev std.avvik st.avvik std.dev standaarddeviatie "
    "standard+error scarto+tipo afvigelse "
    "sd std stdev st+dev std+dev stddev standard+deviation standardavvik standardavvikelse standardafvigelse "
    "standardabweichung ecart+type standaardafwijking desviacion+estandar deviazione+standard sigma stdavvik "
    "std+avvik",
    "value": "belopp belob costi costes kostnadsoverslag kostenschatzung kostnadsestimat kostnadsanslag "
    "raknet omkostningsoverslag bedragen betrage montants couts importi kostnadsramme "
    "value amount belop kostnad kostnader cost costs kosten kost montant cout couts bedrag importe costo coste "
    "custo valor betrag summe+kosten verdi varde utgift anslag estimate estimat overslag kalkyle "
    "estimated+cost total+cost "
    "omkostning omkostninger beloeb hinta kustannus cost+estimate budget budsjett pris total",
    "range": "incertitude incertidumbre incertezza incerteza uvisse genauigkeit schwankungsbreite toleranz "
    "epavarmuus uvissa usikkerheit usikkerhet+% "
    "range spread usikkerhet osakerhet usikkerhed uncertainty spenn variation tolerance accuracy unsicherheit "
    "bandbreite plage fourchette onzekerheid rango bandwidth +/- ± variasjon noyaktighet spredning",
    "quantity": "maengde mengder mangder quantities mengden kvantum "
    "quantity qty mengde mengd antall mangd antal menge anzahl quantite qte hoeveelheid aantal cantidad "
    "quantita quantidade maara mangde mass masse volum volume units no+of+units",
    "price": "einingspris einheitspreise enhetspriser unit+prices unit+rates stuckpreis styckpris "
    "unit+price unit+rate rate unit+cost enhetspris enhedspris a-pris apris einheitspreis ep prix+unitaire "
    "eenheidsprijs precio+unitario prezzo+unitario preco+unitario yksikkohinta pris+per+enhet stykkpris "
    "enhetskostnad",
    "shape": "fordelingstype verteilungstyp fordelingsfunksjon model modell sannsynlighetsfordeling "
    "wahrscheinlichkeitsverteilung probability+distribution loi+de+probabilite "
    "sannolikhetsfordelning fordelningstyp verteilungsart sandsynlighedsfordeling "
    "distribution shape law fordeling fordelning verteilung verteilungsform fordelingsform distribusjon loi "
    "verdeling distribucion distribuzione distribuicao jakauma distribution+type severity+model dist "
    "type+of+distribution",
    "probability": "eintritts-wahrscheinlichkeit eintrittswahr-+scheinlichkeit ew sannsynlighetsgrad "
    "restwahrscheinlichkeit restsannsynlighet sannsynlighetsklasse probability+class "
    "probability+score likelihood+score todennakoisyys-% eintrittswahrsch "
    "probability prob sannsynlighet sannsynlegheit sannolikhet sandsynlighed wahrscheinlichkeit "
    "eintrittswahrscheinlichkeit likelihood probabilite kans waarschijnlijkheid probabilidad probabilita "
    "probabilidade "
    "todennakoisyys chance p(%) p+% risk+probability pre+probability sannsynl s.lighet probability+of+occurrence",
    "frequency": "pr.+ar hyppighed events/yr events/year eintrittshaufigkeit annual+rate "
    "annual+rate+of+occurrence per+annum times/yr antall+per+ar antal+per+ar antall+pr+ar "
    "anzahl+pro+jahr pro+jahr par+an per+jaar al+ano frequence+annuelle "
    "frequency freq frekvens haufigkeit frequence frequentie frecuencia frequenza frequencia rate+per+year "
    "per+year per+ar pr+ar times+per+year annual+frequency hyppighet occurrences+per+year taajuus events+per+year",
    "impact": "auswirkungen seuraus gravite restauswirkung restkonsekvens restschaden schade impact+score "
    "impact+class konsekvensklasse consequence+score konsekvenser consequences ausmass "
    "okonomisk+konsekvens "
    "impact consequence consequences konsekvens auswirkung schaden schadenshohe impact+cost cost+impact severity "
    "effect effekt gevolg consecuencia impacto conseguenza impatto consequencia kostnadskonsekvens virkning "
    "folge vaikutus "
    "seriousness kostnadsvirkning schadensausmass tragweite loss tap financial+impact kosten+impact kostenauswirkung "
    "consequence+cost skade",
    "measure_cost": "action+cost tiltakskostnader cost+of+action cost+of+actions coste+de+mitigacion "
    "costo+delle+misure kosten+maatregelen mitigation+budget kosten+beheersmaatregelen "
    "costs+of+mitigation costs+of+measures cost+of+control control+cost kostnader+ved+tiltak "
    "kostnad+ved+tiltak kostnad+for+risikotiltak kostnader+tiltak kostnader+for+tiltak "
    "cout+de+mitigation atgardskostnader "
    "cost+of+measures cost+of+measure measure+cost mitigation+cost cost+of+mitigation tiltakskostnad "
    "kostnad+tiltak kostnad+for+tiltak massnahmenkosten atgardskostnad response+cost cost+of+response treatment+cost "
    "kosten+der+massnahmen kosten+der+massnahme cout+des+mesures kosten+massnahmen tiltakskost",
    "delay": "forseinking atraso viivastys konsekvens+tid impact+delai impact+on+schedule "
    "schedule+consequence impact+planning konsekvens+fremdrift terminverzug impact+on+time verzug "
    "konsekvens+framdrift tidskonsekvenser "
    "delay schedule+impact time+impact forsinkelse forsening forsinkelser verzogerung terminauswirkung retard "
    "vertraging retraso ritardo tidskonsekvens fremdriftskonsekvens schedule+delay tidsvirkning fremdrift",
    "duration": "varigheit duration dur varighet varaktighet varighed dauer duree duur duracion durata duracao kesto",
    "status": "status active aktiv aktivt included inkludert medregnes medregnet i+bruk count+in state tilstand risk+status statut estado stato tila lage+status",
    "applies_to": "verkar+pa gjeld galler gaelder concerne afecta+a affected+elements affected+cost+element "
    "gjelder+element pavirker+element heeft+invloed+op applicable+to affecte cost+element+affected "
    "berort+element berorte+elementer linked+to betroffenes+element betroffene+elemente mapped+to "
    "assigned+to virker+pa+element assigned+to+element linked+element related+element related+to "
    "paverkar+element betroffen "
    "applies+to affects affected acts+on virker+pa gjelder gjelder+for pavirker rammer galler paverkar paaverer "
    "wirkt+auf betrifft element+affected on related+element kostnadselement+ref concerns sapplique+a betreft "
    "wbs+element "
    "affected+wbs affected+element cost+element+ref gelder exposed traffer",
    "predecessors": "forgjengarar voorgangers avhengig+av avhengig forgaenger forgaengere predecessoras antecedentes "
    "edeltajat forgjengar vorganger abhangig+von depend "
    "predecessor predecessors pred preds forgjenger forgjengere foregangare vorganger predecesseur "
    "predecesseurs voorganger predecesores predecessori avhengighet avhengigheter etter after depends+on "
    "dependencies "
    "foregaende edeltaja",
    "note": "noter atgarder atgard eigar ansvarleg anm bem eigentumer toelichting proprietario propietario "
    "mitigating+action anmarkning last+updated updated mesures beheersmaatregel beheersmaatregelen "
    "maatregelen maatregel misure medidas actions action tiltakseier begrunnelser voetnoot hyperlink "
    "eigenaar ansvarlige "
    "note notes comment comments remark remarks merknad merknader kommentar kommentarer anmerkung anmerkungen "
    "bemerkung bemerkungen remarque commentaire opmerking nota observaciones kilde source basis+of+estimate "
    "begrunnelse "
    "rationale grunnlag owner risk+owner ansvarlig eier ansvarig verantwortlich responsable responsible eigner "
    "checked+by "
    "kontrollert ansvar risikoeier agare quelle date dato datum huomautus motivering begrundung mitigation tiltak "
    "massnahme massnahmen measures response aarsak cause arsak ursache class klasse lukkedato opprettet",
    "id": "lfd.nr kod codigo codice risikonr risk+nr aktivitets-id aktivitetsnr identifikasjon "
    "positionsnummer pos.-nr ordnungszahl oz refno ident id-nr elementnr risiko-nr vorgangsnummer "
    "vorgangs-id postnummer lnr "
    "id no nr no. nr. number nummer num ref ref. reference kode code wbs wbs+code wbs-kode pos pos. position post postnr "
    "lfd+nr lfd lopenr lopenummer # item+no risk+id risk+no risiko-id risiko+nr risiko-nr. kontonr konto account "
    "line cbs sbs pns element+id activity+id task+id oppgave-id n° numero nro koodi kodenummer poste+no kst",
    "name": "kalkylpost kostnadsartikel aufwendung kostenblock ouvrage prestation rubrique capitolo capitulo concepto hending postnavn byggdel bygningsdel bygningsdeler elemento element+de+cout elementos "
    "benevnelse benevning nom nombre nome elementnavn elementnamn risikobeschreibung tache tarea "
    "attivita taak activite actividad atividade kostnadsslag kostenpunkt kostenpost evento rischi "
    "elementti kostnadsart risikonavn risikoelement hovedpost delpost kostnadsgruppe kostengruppe "
    "oppgave+navn oppgave risikobeskrivelse kustannusera "
    "name navn namn benamning title tittel titel titre titolo titulo description beskrivelse beskrivning bezeichnung "
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
    "group": "grupp categoria hovedgruppe delomrade risk+category risikokategori risk+type risikotype "
    "hauptgruppe risikokategorie capitulo capitolo chapitre hoofdstuk "
    "group gruppe category kategori kategorie categorie chapter kapittel kapitel section seksjon discipline fag area "
    "omrade phase fase bereich lot+group package type",
    "programme": "program programme programmes programm",
    "payable": "betalbar betalbart payable",
    "unit": "eining unites einheiten enheter eenheden "
    "unit units enhet enhed einheit unite eenheid unidad unita unidade uom yksikko time+unit me",
    "score": "risikozahl s*k risikoscore risikograd risk+rating risikopoeng risikofaktor riskvarde p*i s+*+k "
    "score risk+score rating risikoverdi risikotall risk+level niva risikoniva s+x+k sxk p+x+i pxi rpn risk+class",
    "first": "elemento+1 eerste+element position+1 kostnadselement+1 kostenelement+1 element+de+cout+1 "
    "element+i variable+a risk+1 risiko+1 risk+a "
    "element+1 element+a first item+1 item+a variable+1 variabel+1 fra from von element1 a line+1 activity+1 "
    "cost+element+1 cost+element+a post+1 driver+1 name+1 x",
    "second": "elemento+2 tweede+element position+2 kostnadselement+2 kostenelement+2 element+de+cout+2 "
    "element+j variable+b risk+2 risiko+2 risk+b "
    "element+2 element+b second item+2 item+b variable+2 variabel+2 til to zu nach element2 b line+2 activity+2 "
    "cost+element+2 cost+element+b post+2 driver+2 name+2 y",
    "correlation": "ρ correlation correlations korrelasjon korrelation rho korrelationskoeffizient correlatie correlacion "
    "correlazione correlacao coefficient coeff corr r korrelasjonskoeffisient korrelaatio corr.",
    "other": "aandeel %+of+total part+% andel+av+total procent+av+total %+av+total "
    "share andel andel+% anteil part aandel cuota quota currency valuta wahrung",
}
"""Meaning -> words; ``+`` stands for a blank."""

AFTER = (
    "residual after post post-mitigation mitigated etter resterende rest restrisiko restsannsynlighet "
    "restkonsekvens nach efter "
    "apres na residuell target kvarvarande efter+atgard net netto with+measures med+tiltak mit+massnahmen "
    "post-response current+net residuel residuelle residual+risk e.+tiltak e+tiltak restwahrscheinlichkeit "
    "restauswirkung restschaden residuale residuo"
)
"""Words that say: after measures."""
BEFORE = (
    "inherent before pre pre-mitigation unmitigated for+tiltak fore brutto gross vor avant voor initial "
    "ibegynnelsen uten+tiltak "
    "without+measures ohne+massnahmen pre-response innan fore+atgard iboende raw brut brute "
    "bruttorisiko lordo bruto f.+tiltak"
)
"""Words that say: before measures."""
ALONE = frozenset(
    "after etter from fra von til to zu nach on first second x y a b r what hva "
    "program programme programmes programm".split()
)
"""Words that mean a column only where they are its whole header."""
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
