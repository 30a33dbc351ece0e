"""The words and sentence patterns that generated handbook pages are made of, all invented."""

from __future__ import annotations

from typing import Final

AREAS: Final = (
    "Økonomi", "Møder og beslutninger", "Medlemmer", "Leverandører", "Personale", "Kommunikation",
    "It og systemer", "Arkiv og journal", "Projekter", "Aftaler", "Arrangementer", "Rådgivning",
    "Sikkerhed", "Bygninger og udstyr", "Uddannelse", "Rejser og ophold", "Tilskud", "Kvalitet",
    "Ledelse", "Frivillige", "Udgivelser", "Netværk", "Indkøb", "Databeskyttelse",
)  # fmt: skip

TOPICS: Final = (
    "Bilag", "Budget", "Dagsorden", "Referat", "Faktura", "Kontrakt", "Årsregnskab", "Ansættelse",
    "Ferie", "Nyhedsbrev", "Hjemmeside", "Adgange", "Udstyr", "Journal", "Høring", "Udbud",
    "Kontingent", "Indmeldelse", "Projektplan", "Styregruppe", "Kursus", "Rejse", "Tilskud",
    "Vejledning", "Skabelon", "Aftale", "Bestyrelse", "Arbejdsgruppe", "Pressekontakt", "Arkiv",
    "Nøgler", "Mødelokale", "Kalender", "Opgavefordeling", "Forsikring", "Kortbetaling",
    "Samarbejde", "Evaluering", "Støtteerklæring", "Testmiljø",
)  # fmt: skip

ACTIONS: Final = (
    "Opret", "Afslut", "Kontrollér", "Godkend", "Fordel", "Planlæg", "Forbered", "Opdatér",
    "Overdrag", "Bestil", "Registrér", "Gennemgå", "Send", "Modtag", "Aftal", "Opsig", "Forny",
    "Beskriv", "Sammenlign", "Følg op på", "Indhent", "Offentliggør", "Ret", "Find", "Gem",
)  # fmt: skip

THINGS: Final = (
    "sagen", "fakturaen", "aftalen", "referatet", "dagsordenen", "budgettet", "regnskabet",
    "ansøgningen", "kontrakten", "medlemslisten", "nyhedsbrevet", "projektplanen", "indkaldelsen",
    "journalnotatet", "vejledningen", "skabelonen", "henvendelsen", "bilaget", "tilbuddet",
    "høringssvaret", "mødeplanen", "adgangen", "udbetalingen", "indberetningen", "rapporten",
    "opgavelisten", "forretningsordenen", "tidsplanen", "arkivmappen", "kursusbeviset",
)  # fmt: skip

OCCASIONS: Final = (
    "ved årets slutning", "før sommerferien", "efter et møde", "ved et personskifte",
    "i en travl uge", "for et nyt medlem", "på tværs af grupper", "i det fælles system",
    "for bestyrelsen", "efter aftale", "med kort frist", "for en leverandør", "i forløbets start",
    "under en prøveperiode", "ved fravær", "med flere deltagere", "uden bilag", "i god tid",
    "for et udvalg", "ved genåbning",
)  # fmt: skip

ROLES: Final = (
    "sekretariatslederen", "bogholderen", "projektlederen", "mødelederen", "referenten",
    "kontaktpersonen", "den systemansvarlige", "formanden", "webredaktøren", "arkivaren",
    "medlemskonsulenten", "indkøberen", "kassereren", "kursuslederen", "den sagsansvarlige",
)  # fmt: skip

PLACES: Final = (
    "det fælles drev", "journalsystemet", "økonomisystemet", "kalenderen", "opgavetavlen",
    "medlemsregistret", "den delte postkasse", "projektrummet", "aftalearkivet", "ringbindet",
    "mødeportalen", "den lukkede mappe",
)  # fmt: skip

TIMES: Final = (
    "inden for to arbejdsdage", "senest fredag", "hver måned", "inden den 15.", "samme dag",
    "i løbet af ugen", "ved kvartalets afslutning", "14 dage før mødet",
    "så snart svaret er kommet", "en gang om året", "straks", "når alle bilag er samlet",
)  # fmt: skip

SENTENCES: Final = (
    "{Role} gemmer {thing} i {place} {time}.",
    "Når {thing} er klar, giver {role} besked til {role2}.",
    "Det er {role}, der beslutter, om {thing} skal videre til {role2}.",
    "Vi samler altid {thing} og {thing2} i {place}, så andre kan finde dem igen.",
    "Hvis {thing} mangler, spørger vi {role} {time}.",
    "Er du i tvivl, så ring hellere én gang for meget end at lade {thing} ligge.",
    "{Role} kan bede om en kopi af {thing}, men originalen bliver i {place}.",
    "Sådan har vi gjort, siden {thing} flyttede over i {place}.",
    "Bemærk, at {thing} kun må rettes af {role} og {role2}.",
    "Fristen er fast: {thing} skal ligge i {place} {time}.",
    "Mange spørger, hvorfor {thing} ikke ligger i {place}; {role} skal se den først.",
    "Skriv kort og konkret, og lad {thing} tale for sig selv.",
    "Til sidst lukker {role} sagen og noterer datoen i {place}.",
    "Ved sygdom overtager {role2} arbejdet med {thing} efter {role}.",
    "Vi kalder det \"den korte vej\", fordi {thing} ikke skal omkring {place}.",
    "Der er ingen grund til at vente: {thing} kan sendes {time}.",
    "Før du går i gang, bør du have læst {thing} og talt med {role}.",
    "{Role} og {role2} mødes {time} og ser på {thing} sammen.",
    "Beløb over 25.000 kr. kræver, at både {role} og {role2} har set {thing}.",
    "Undtagelser aftales med {role} - skriftligt, og altid med en kort begrundelse.",
    "Det tager sjældent mere end en halv time at gøre {thing} færdig.",
    "Husk, at {thing} kan indeholde personoplysninger, og at {place} derfor er lukket for andre.",
    "Et godt råd: læs {thing} højt, inden den sendes.",
    "Er {thing} først sendt, kan den ikke kaldes tilbage; så skriver vi i stedet en rettelse.",
)  # fmt: skip

BOLD: Final = (
    "Vær opmærksom på fristen", "Husk begge underskrifter", "Kun for medarbejdere", "Kort fortalt",
    "Ansvar", "Sådan gør du", "Det skal du bruge", "Typiske fejl", "Hvem spørger jeg",
)  # fmt: skip

HEADINGS: Final = (
    "Hvornår gælder det", "Hvem gør hvad", "Trin for trin", "Frister og datoer",
    "Kontrol og godkendelse", "Ofte stillede spørgsmål", "Når noget går galt",
    "Skabeloner og bilag", "Baggrund", "Efter afslutning", "Roller & ansvar",
    "1. Forberedelse", "2. Gennemførelse", "3. Opfølgning", "Gode råd", "Undtagelser",
    "Ændringer og rettelser", "Øvrige henvisninger", "Hvad koster det?",
    "📌 Vigtigt at vide", "🗂️ Dokumenter", "Overdragelse",
)  # fmt: skip

BULLETS: Final = (
    "{thing} med dato og navn", "kopi af {thing} til {role}", "en kort begrundelse fra {role}",
    "link til {place}", "nummeret på {thing}", "svar fra {role2} {time}",
    "✅ {thing} er gennemlæst", "navn og telefonnummer på {role}",
    "den seneste udgave af {thing}", "aftalt pris og frist",
    "*vigtigt:* {thing} må ikke deles uden for {place}", "en note i {place} {time}",
)  # fmt: skip

TABLES: Final = (
    ("Opgave", "Ansvarlig", "Frist", "Hvor"),
    ("Trin", "Hvem", "Hvad", "Bemærkning"),
    ("Dokument", "Ejer", "Gemmes i", "Slettes"),
)

CALLOUTS: Final = ("note", "important", "warning", "highlight", "new")

OUTSIDE: Final = (
    "[retningslinjerne](https://example.org/retningslinjer)",
    "[sekretariatet](mailto:post@example.org)",
    "<https://example.org/blanketter>",
)
