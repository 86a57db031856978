"""What a reader would call the parties of small texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from spacy.language import Language

pytestmark = pytest.mark.model


class Case(NamedTuple):
    """A text, one entity that it must give, and words that no name may be."""

    text: str
    name: str
    type: str | None
    role: str | None = None
    country: str | None = None
    names: tuple[str, ...] = ()
    """Its name mentions, in the order of the text; unchecked when empty."""


CASES = [
    # acronyms
    Case(
        "The Coastal Shipping Authority (CSA) closed. CSA staff went home.",
        "Coastal Shipping Authority",
        "organization",
        names=("Coastal Shipping Authority", "CSA", "CSA"),
    ),
    Case(
        "The National Harbour Safety Board met. NHSB members left early.",
        "National Harbour Safety Board",
        "organization",
        names=("National Harbour Safety Board", "NHSB"),
    ),
    Case(
        "Ukraine's Computer Emergency Response Team (CERT-UA) warned of it.",
        "Computer Emergency Response Team",
        "organization",
        country="UA",
        names=("Computer Emergency Response Team", "CERT-UA"),
    ),
    # surnames
    Case(
        "Aoi Tanaka resigned on Monday. Tanaka had led the harbour agency.",
        "Aoi Tanaka",
        "person",
        names=("Aoi Tanaka", "Tanaka"),
    ),
    Case(
        "Rep. Dana Whitfield asked for a hearing. Whitfield said voters were worried.",
        "Dana Whitfield",
        "person",
        role="Rep.",
        names=("Dana Whitfield", "Whitfield"),
    ),
    Case(
        "Valeska Paris, a Norwegian woman, sued. Paris told the court she was held.",
        "Valeska Paris",
        "person",
        country="NO",
        names=("Valeska Paris", "Paris"),
    ),
    Case("Mr. Adeyemi declined to speak on Friday.", "Adeyemi", "person"),
    Case(
        "Dr. Anneke Visser treated the patients. Visser, 52, said they were safe.",
        "Anneke Visser",
        "person",
        names=("Anneke Visser", "Visser"),
    ),
    # titles and roles
    Case(
        "Japan's Chief Cabinet Secretary Aoi Tanaka spoke on Friday.",
        "Aoi Tanaka",
        "person",
        role="Chief Cabinet Secretary",
        country="JP",
    ),
    Case(
        "In March, Norway’s cyber official, Ingrid Solberg, said the country was at risk.",
        "Ingrid Solberg",
        "person",
        role="cyber official",
        country="NO",
    ),
    Case(
        "Maria Ortega, a spokesperson for the Ministry of Health, declined to comment.",
        "Maria Ortega",
        "person",
        role="spokesperson for the Ministry of Health",
    ),
    Case(
        "Indian Prime Minister Rohan Mehta met reporters.",
        "Rohan Mehta",
        "person",
        role="Prime Minister",
        country="IN",
    ),
    Case(
        "Costa Rica's president, Rodrigo Solano, declared an emergency.",
        "Rodrigo Solano",
        "person",
        role="president",
        country="CR",
    ),
    Case(
        "NASA Administrator Charles Bennett announced it on Tuesday.",
        "Charles Bennett",
        "person",
        role="Administrator",
        country="US",
    ),
    Case("Brightwater CEO Joseph Lund defended the payment.", "Joseph Lund", "person", role="CEO"),
    Case(
        '"It is bad," said Tom Baker, the mayor of Oldsmar, Florida.',
        "Tom Baker",
        "person",
        role="mayor of Oldsmar",
    ),
    Case("Jen Easton, director of CISA, briefed reporters.", "Jen Easton", "person", role="director of CISA"),
    Case(
        "U.S. Secretary of State Laura Kent arrived in Oslo.",
        "Laura Kent",
        "person",
        role="Secretary of State",
        country="US",
    ),
    Case(
        "Security researcher Kevin Beaulieu found the bug.",
        "Kevin Beaulieu",
        "person",
        role="Security researcher",
    ),
    Case(
        "Kremlin spokesman Dmitry Orlov said nothing new.",
        "Dmitry Orlov",
        "person",
        role="spokesman",
        country="RU",
    ),
    # appositions and cue nouns
    Case(
        "The Norwegian space agency NORA was hit by hackers. NORA shut down its servers.",
        "NORA",
        "organization",
        country="NO",
        names=("NORA", "NORA"),
    ),
    Case("Security firm Northgate found the flaw.", "Northgate", "organization"),
    Case(
        "The retailer Halden closed its shops. Halden said customers were safe.",
        "Halden",
        "organization",
        names=("Halden", "Halden"),
    ),
    Case("Staff told the outlet Kestrel that files were lost.", "Kestrel", "organization"),
    Case("The newspaper Vesti confirmed the report.", "Vesti", "organization"),
    Case(
        "Norsk Vann, a Norwegian aluminium maker, switched to manual work.",
        "Norsk Vann",
        "organization",
        country="NO",
    ),
    Case(
        "Coop Nord, a Swedish supermarket chain, closed 800 stores.",
        "Coop Nord",
        "organization",
        country="SE",
    ),
    # organizations by what their names say
    Case("The Ministry of Fisheries was offline on Sunday.", "Ministry of Fisheries", "organization"),
    Case(
        "Brightwater Ltd lost the files. Brightwater apologised.",
        "Brightwater Ltd",
        "organization",
        names=("Brightwater Ltd", "Brightwater"),
    ),
    Case(
        "The University of Halden and the Erasmus Medical Institute were hit.",
        "University of Halden",
        "organization",
    ),
    Case("St. Mary's Hospital turned patients away.", "St. Mary's Hospital", "organization"),
    Case("Norway's Harbour Bank was fined on Monday.", "Harbour Bank", "organization", country="NO"),
    Case(
        "The FBI and the Department of Homeland Security opened an inquiry.",
        "Department of Homeland Security",
        "organization",
        country="US",
    ),
    Case("Reuters and the BBC reported the leak.", "Reuters", "organization"),
    Case(
        "Change Healthcare, a unit of UnitedHealth Group, processes claims.",
        "UnitedHealth Group",
        "organization",
    ),
    # places and countries
    Case("Police in Nagoya and Osaka made arrests.", "Nagoya", "place", country="JP"),
    Case("Hackers hit the port of Halden in Norway.", "Halden", "place"),
    Case("The town of Oldsmar, Florida, lost its water.", "Oldsmar", "place", country="US"),
    Case(
        "Officials from the United States and the U.S. Navy met in London. US officials left.",
        "United States",
        "place",
        country="US",
    ),
    Case(
        "The UK blamed Russia. Britain expelled three diplomats.",
        "Britain",
        "place",
        country="GB",
        names=("UK", "Britain"),
    ),
    Case("Mount Halla erupted near Aceh province.", "Aceh province", "place"),
    Case("England and Scotland voted.", "Scotland", "place", country="GB"),
    # capitals that stand for governments
    Case(
        "China rejected the report. The attacks were linked to Beijing.",
        "China",
        "place",
        country="CN",
        names=("China", "Beijing"),
    ),
    Case(
        "Moscow denied the claim, and Ukraine blamed Russia.",
        "Russia",
        "place",
        country="RU",
        names=("Moscow", "Russia"),
    ),
    Case(
        "China sent a team. The summit was held in Beijing.",
        "Beijing",
        "place",
        country="CN",
        names=("Beijing",),
    ),
    Case("The Kremlin dismissed the report.", "Kremlin", "organization", country="RU"),
    Case("Downing Street said the prime minister was briefed.", "Downing Street", "organization", country="GB"),
    Case("The White House blamed the group.", "White House", "organization", country="US"),
    # groups, malware, vulnerabilities
    Case("The Red Marten gang claimed the attack.", "Red Marten", "group"),
    Case("The hacking group Pale Heron was blamed.", "Pale Heron", "group"),
    Case("Agencies blamed APT 77 for it. APT77 is new.", "APT77", "group", names=("APT 77", "APT77")),
    Case("It was Midnight Gale, a Russian state-sponsored group.", "Midnight Gale", "group", country="RU"),
    Case("Hackers calling themselves the Impact Crowd published data.", "Impact Crowd", "group"),
    Case("LockBit said it had stolen records.", "LockBit", "group"),
    Case("The bug, CVE-2031-12345, was patched in May.", "CVE-2031-12345", "vulnerability"),
    Case("A botnet called Sandpiper grew.", "Sandpiper", "malware"),
    Case("The Mudlark ransomware spread on Friday.", "Mudlark", "malware"),
    # edges of names
    Case("The Hague's mayor praised Europol's work.", "Europol", "organization", names=("Europol",)),
    Case("Northgate Inc.'s Orbex unit was sold.", "Northgate Inc.", "organization", names=("Northgate Inc.",)),
    Case("Japan's NHK and Sweden's SVT reported it.", "NHK", "organization", country="JP", names=("NHK",)),
    # capitals in headlines
    Case(
        "ORBEX CORP HIT BY RANSOMWARE ATTACK, SAYS CEO\n\nOrbex Corp said on Tuesday it was hit.",
        "Orbex Corp",
        "organization",
        names=("ORBEX CORP", "Orbex Corp"),
    ),
    # and inside and between names
    Case("Jen Easton and Anne Newberg briefed reporters.", "Anne Newberg", "person"),
    Case("The Federal Bureau of Fisheries and Northgate signed a pact.", "Northgate", "organization"),
    Case("Hurricane Oda closed the port. Oda moved north.", "Hurricane Oda", "event"),
    # groups and malware that only the words beside them tell
    Case("The Play ransomware gang published the files.", "Play", "group"),
    Case("Hackers known as Pale Heron published the files.", "Pale Heron", "group"),
    Case("The ransomware gang Ravel said it had the files.", "Ravel", "group"),
    Case("A ransomware group called Night Toad took part.", "Night Toad", "group"),
    Case("Police seized servers of the Tarsier botnet in May.", "Tarsier", "malware"),
    Case("Spyware known as Glasswing was on his phone.", "Glasswing", "malware"),
    Case("Quillbeetle Ransomware spread on Monday. Quillbeetle locks files.", "Quillbeetle Ransomware", "malware"),
    Case("The hacker Zorblat sold the files on Friday.", "Zorblat", "person", role="hacker"),
    # known actors and malware
    Case("Agencies blamed Fancy Bear for the theft.", "Fancy Bear", "group", country="RU"),
    Case("Stone Panda, also known as APT10, was blamed.", "Stone Panda", "group", country="CN"),
    Case("Emotet came back in May.", "Emotet", "malware"),
    Case("The TrickBot trojan was found. Trickbot steals passwords.", "TrickBot", "malware"),
    Case("Donald Trump spoke in Ohio on Monday.", "Donald Trump", "person"),
    # technology
    Case("Microsoft said Windows 10 was safe.", "Microsoft", "organization", names=("Microsoft",)),
    Case("Microsoft said Windows 10 was safe.", "Windows 10", "product"),
    Case("Malwarebytes and Kaspersky saw it in May.", "Malwarebytes", "organization"),
    Case("WhatsApp and Instagram were down.", "WhatsApp", "organization"),
    Case("The flaw is in Android and iOS.", "Android", "product"),
    Case("Threatpost reported the leak first.", "Threatpost", "organization"),
    Case("The malware replaced a DLL on Monday.", "DLL", None),
    Case("The bug allowed remote code execution (RCE). RCE is bad.", "RCE", None),
    Case("They lost personal health data (PHD). The PHD files were old.", "PHD", None),
    # edges of names, once more
    Case("Halden Logistics Ltd's Maria Ortega said that the files were gone.", "Maria Ortega", "person"),
    Case("The Edmonton Star wrote about it.", "Edmonton Star", "organization"),
    Case("Dozens died at the Blue Mosque on Friday.", "Blue Mosque", "place"),
    Case("Denmark, Germany and Norway were hit.", "Denmark", "place", country="DK", names=("Denmark",)),
    Case("The file was old, according to Quillcast.", "Quillcast", "organization"),
    Case("Unfortunately, the files were lost.", "Unfortunately", None),
    Case("Hurdal is a satellite. The rocket carried Hurdal in May.", "Hurdal", "product"),
    Case("Voters in Texas and Ohio were told.", "Texas", "place", country="US"),
    # products, works, vulnerabilities
    Case(
        "The flaw affects both Adobe Flash Players and Windows Server 2031 systems.", "Windows Server 2031", "product"
    ),
    Case("Users of Acrobat Reader were told to update it.", "Acrobat Reader", "product"),
    Case("LedgerLoop, an accounting program used by 900 firms, was hit.", "LedgerLoop", "product"),
    Case("The Harbour Safety Act was passed in May.", "Harbour Safety Act", "work"),
    Case("A vulnerability called Harebell was patched in May.", "Harebell", "vulnerability"),
    Case("Servers with the Heartbleed bug were found.", "Heartbleed", "vulnerability"),
    Case("The app hid malicious software named Quartzling. Quartzling steals money.", "Quartzling", "malware"),
    Case("It held a backdoor that researchers have named SaltMarsh.", "SaltMarsh", "malware"),
    # groups that the article tells
    Case("Police blamed the group Grey Finch. The hackers stole files.", "Grey Finch", "group"),
    Case("The attackers used tools of the Lantern Spider group.", "Lantern Spider", "group"),
    Case("The hackers, who call themselves the 'Paper Lantern Crew', want money.", "Paper Lantern Crew", "group"),
    Case("A group that calls itself Black Heron took the files.", "Black Heron", "group"),
    Case("Police blamed the Royal ransomware gang. Customers of the Royal Bank were hit.", "Royal", "group"),
    Case("It was the work of APT 10. APT10 is Chinese.", "APT10", "group", country="CN"),
    # organizations that are told by what they have
    Case("Staff told the Courier of it.", "Courier", "organization"),
    Case("Hallam Stevedores lost money.", "Hallam Stevedores", "organization"),
    Case(
        "The Information Commissioner's Office confirmed that it had a report.",
        "Information Commissioner's Office",
        "organization",
    ),
    Case(
        "Airline Skyvale said on Thursday that it was hit. Skyvale lost money.",
        "Skyvale",
        "organization",
        names=("Skyvale", "Skyvale"),
    ),
    Case("Kinmax, Inc. was hit. Kinmax said so.", "Kinmax, Inc.", "organization", names=("Kinmax, Inc.", "Kinmax")),
    Case(
        "The Department of Veterans Affairs fell. Staff of the VA left.",
        "Department of Veterans Affairs",
        "organization",
    ),
    # roles
    Case("Kapusta is a young, ideologically driven hacker.", "Kapusta", "person", role="hacker"),
    Case("Ben Nimmo, a UK-based security researcher, saw it.", "Ben Nimmo", "person", role="security researcher"),
    Case("His far-right rival, Marine Solberg, lost.", "Marine Solberg", "person"),
    Case(
        "Craig Bryant, head of the National Centre for Harbour Studies at the university, said so.",
        "Craig Bryant",
        "person",
        role="head of the National Centre for Harbour Studies",
    ),
    # places
    Case("Senator Mitch Halden of Lexington, Ky., said that nothing happened.", "Ky.", "place", country="US"),
    Case("Iraq War veteran Tom Younger, 30, was told.", "Iraq War", "event"),
    Case(
        "The Indian Harbour Agency was attacked again on Monday morning.",
        "Indian Harbour Agency",
        "organization",
        country="IN",
    ),
    # no parties
    Case("He won the Tour de France twice.", "France", None),
    Case("Democratic lawmakers and Olympian athletes met.", "Democratic", None),
    Case("The state, local and tribal (SLT) offices closed. SLT staff left.", "SLT", None),
    Case("Alert TA18-201A was sent on Monday.", "TA18", None),
    Case("Follow @harbour_news on Monday.", "@harbour_news", None),
    Case("Japanese and Chinese companies met on Tuesday for $3 million.", "Japanese", None),
    Case("Chief Cabinet Secretary Aoi Tanaka spoke.", "Cabinet", None),
    Case("The Web was slow on Christmas Day.", "Web", None),
    Case("Prime Minister Aoi Tanaka spoke on Monday.", "Prime Minister", None),
    Case("A pro-Beijing lawmaker spoke.", "pro-Beijing", None),
    Case("It was fixed ASAP by the vendor.", "ASAP", None),
    Case("The header HOST_NAME was wrong.", "HOST_NAME", None),
    # lists and the nouns that announce them
    Case("The music came from such bands as The Velvet Harbour.", "Velvet Harbour", "organization"),
    Case("Firms such as Halden, Northgate and Brightwater were hit.", "Halden", "organization"),
    Case("Firms such as Halden, Northgate and Brightwater were hit.", "Brightwater", "organization"),
    Case("It hit companies including Kestrel and Bellwether.", "Bellwether", "organization"),
    Case("Countries like Georgia and Chad refused.", "Chad", "place"),
    # firms
    Case("Kevin Barrow, a lawyer at Bailey & Quill, said so.", "Bailey & Quill", "organization"),
    Case("Analysts at Brock Securities said so.", "Brock Securities", "organization"),
    Case("The iPhones are fine. An iPhone costs much.", "iPhone", "product"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.text[:60])
def test_small_texts(case: Case, nlp: Language) -> None:
    doc = nlp(case.text)
    found = {mark.name: mark for mark in doc._.entities}
    if case.type is None:
        assert case.name not in found
        return
    assert case.name in found, list(found)
    mark = found[case.name]
    names = tuple(doc.text[m.start : m.end] for m in mark.mentions if m.kind == "name")
    assert (mark.type, mark.role) == (case.type, case.role)
    assert case.country in (None, mark.country)
    assert not case.names or names == case.names
