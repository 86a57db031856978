"""Stance, certainty, polarity, kind, via and quotation, one sentence for each thing that can be said.

The spans are marked: "[source] <cue> {content}"; what is tested is what is read from them.
"""

from __future__ import annotations

import re

import pytest
from spacy.language import Language

from extract.annotate.attribution.qualities import describe
from extract.annotate.attribution.quotes import find_quotes
from extract.annotate.attribution.sources import origin_of
from extract.annotate.attribution.spans import Attribution
from extract.annotate.model import load_base

pytestmark = pytest.mark.model

# marked sentence, what is expected of the claim: only the keys that the row is about
TABLE: list[tuple[str, dict[str, object]]] = [
    ("[The ministry] <said> {that the network was down}.", {"stance": "asserts", "lemma": "say"}),
    ("[The bank] <acknowledged> {that card numbers were stolen}.", {"stance": "acknowledges"}),
    ("[The operator] <admitted> {that the backup had failed}.", {"stance": "acknowledges"}),
    ("[The minister] <conceded> {that the report was late}.", {"stance": "acknowledges"}),
    ("[The gang] <claimed> {that it had taken the files}.", {"stance": "claims"}),
    ("[The vendor] <insisted> {that its product was safe}.", {"stance": "claims"}),
    ("[Prosecutors] <allege> {that he sold the passwords}.", {"stance": "alleges", "certainty": "possible"}),
    ("[Kyiv] <accused> {the group of wiping the servers}.", {"stance": "alleges"}),
    ("[The firm] <denied> {that any card was copied}.", {"stance": "denies"}),
    ("[The senator] <disputed> {the finding}.", {"stance": "denies"}),
    ("[Police] <believe> {that two men acted together}.", {"stance": "believes", "certainty": "probable"}),
    ("[Investigators] <suspect> {that the key was copied}.", {"stance": "believes", "certainty": "possible"}),
    ("[The hospital] <fears> {that the files are lost}.", {"stance": "believes", "certainty": "possible"}),
    ("[The agency] <warned> {that the flaw is being used}.", {"stance": "warns"}),
    ("[The regulator] <warned of> {further outages}.", {"stance": "warns"}),
    ("[The regulator] <urged> {users to change their passwords}.", {"stance": "asks"}),
    ("[The board] <asked> {whether the data was safe}.", {"stance": "asks"}),
    ("[The union] <called for> {an inquiry}.", {"stance": "asks"}),
    ("[The company] <promised> {to pay the victims}.", {"stance": "promises"}),
    ("[The council] <vowed> {to rebuild the system}.", {"stance": "promises"}),
    ("[A spokesman] <declined> {to name the vendor}.", {"stance": "declines"}),
    ("[The mayor] <refused> {to answer questions}.", {"stance": "declines"}),
    ("[The company] <did not say> {whether it had paid}.", {"stance": "declines"}),
    ("[The utility] <would not confirm> {that it was hit}.", {"stance": "declines"}),
    ("<According to> [the company], {the outage lasted two days}.", {"stance": "asserts", "lemma": "according to"}),
    ("{The school was} <allegedly> {robbed by a student}.", {"stance": "alleges", "certainty": "possible"}),
    ("{The hospital} <reportedly> {paid two million dollars}.", {"stance": "asserts", "certainty": "probable"}),
    ("[The lab] <said> {that names were copied}.", {"certainty": "certain"}),
    ("[The lab] <said> {that names may have been copied}.", {"certainty": "possible"}),
    ("[The lab] <said> {that names might be at risk}.", {"certainty": "possible"}),
    ("[The lab] <said> {that records could have been read}.", {"certainty": "possible"}),
    ("[The lab] <said> {that the thieves possibly read the files}.", {"certainty": "possible"}),
    ("[The lab] <said> {that the thieves probably read the files}.", {"certainty": "probable"}),
    ("[The lab] <said> {that an insider was likely involved}.", {"certainty": "probable"}),
    ("[The lab] <said> {that the gang is believed to work from abroad}.", {"certainty": "probable"}),
    ("[The lab] <said> {that the plant in May was closed}.", {"certainty": "certain"}),
    ("[The lab] <said> {that it was studying data that may have been copied}.", {"certainty": "certain"}),
    ("[The logs] <suggest> {that the intruder left in June}.", {"certainty": "probable"}),
    ("[The firm] <said> {that the plant was not affected}.", {"polarity": "negated"}),
    ("[The firm] <said> {that no data was lost}.", {"polarity": "negated"}),
    ("[The firm] <said> {there is no evidence of a theft}.", {"polarity": "negated"}),
    ("[The firm] <said> {that it never paid}.", {"polarity": "negated"}),
    ("[The firm] <said> {that its network was unaffected}.", {"polarity": "negated"}),
    ("[The firm] <said> {that the plant that does not export was hit}.", {"polarity": "affirmed"}),
    ("[The firm] <does not believe> {that cards were copied}.", {"polarity": "negated", "stance": "believes"}),
    ("[The firm] <denied> {that data was lost}.", {"polarity": "affirmed", "stance": "denies"}),
    ("{“We didn't pay,”} [the mayor] <said>.", {"polarity": "negated", "quotation": "direct"}),
    ("[Two officials] <said> {that the talks failed}.", {"kind": "unnamed"}),
    ("[People familiar with the matter] <said> {that the talks failed}.", {"kind": "unnamed"}),
    ("[Officials at the Treasury] <said> {that the talks failed}.", {"kind": "unnamed"}),
    ("[Security researchers] <said> {that the flaw is old}.", {"kind": "unnamed"}),
    ("[Researchers at Kaspersky] <said> {that the flaw is old}.", {"kind": "named"}),
    ("[Jane Miller, a senior official], <said> {that the talks failed}.", {"kind": "named"}),
    ("[The company] <said> {that the talks failed}.", {"kind": "named"}),
    ("[She] <said> {that the talks failed}.", {"kind": "named"}),
    ("[The filing] <says> {that the talks failed}.", {"kind": "document"}),
    ("{The talks failed}, <according to> [court documents].", {"kind": "document"}),
    ("<According to> [media reports], {the talks failed}.", {"kind": "unnamed"}),
    ("It <is believed> {that the talks failed}.", {"kind": "implicit"}),
    ("{The talks} <reportedly> {failed}.", {"kind": "implicit"}),
    ("[A spokesman for Toyota] <said> {that the talks failed}.", {"kind": "named"}),
    ("[The mayor] <told> the newspaper {that the town was safe}.", {"via": ["the newspaper"]}),
    ("[The mayor] <told> Reuters {that the town was safe}.", {"via": ["Reuters"], "kind": "named"}),
    ("[The mayor] <told> his wife {that the town was safe}.", {"via": []}),
    (
        "Citing anonymous sources, [Reuters] <reported> {that the town was hit}.",
        {"via": ["Reuters"], "kind": "unnamed"},
    ),
    ("[Reuters] <reported> {that the town was hit}, citing two officials.", {"via": ["Reuters"], "kind": "unnamed"}),
    ("[The mayor] <said> in an interview with Reuters {that the town was hit}.", {"via": ["Reuters"]}),
    ("Speaking to Reuters, [the mayor] <said> {that the town was hit}.", {"via": ["Reuters"]}),
    ("[The mayor] <called> {it “a bad day” for the town}.", {"quotation": "mixed"}),
    ("{“It was a bad day,”} <said> [the mayor].", {"quotation": "direct"}),
    ("[The mayor] <said> {it was a bad day}.", {"quotation": "indirect"}),
    # stance: more cues
    ("[The ministry] <confirmed> {that two servers were wiped}.", {"stance": "asserts", "lemma": "confirm"}),
    ("[The airline] <has denied> {that the flaw was known}.", {"stance": "denies"}),
    ("[The embassy] <rejected> {the accusation}.", {"stance": "denies"}),
    ("[The firm] <did not deny> {that cards were copied}.", {"stance": "declines"}),
    ("[The agency] <would neither confirm nor deny> {that it was hit}.", {"stance": "declines"}),
    ("[The agency] <declined to comment on> {the report}.", {"stance": "declines"}),
    ("[The police] <did not specify> {which systems were hit}.", {"stance": "declines"}),
    ("[The bank] <has not disclosed> {how many clients were hit}.", {"stance": "declines"}),
    ("[The operator] <has yet to say> {whether it paid}.", {"stance": "declines"}),
    ("[The minister] <refused to say> {whether the ransom was paid}.", {"stance": "declines", "certainty": "certain"}),
    ("[The company] <pledged> {to inform all patients}.", {"stance": "promises"}),
    ("[The gang] <threatened> {to publish the files}.", {"stance": "warns"}),
    ("[The agency] <cautioned> {that the patch is not complete}.", {"stance": "warns"}),
    ("[The union] <demanded> {that the board resign}.", {"stance": "asks"}),
    ("[The watchdog] <recommended> {that users change their passwords}.", {"stance": "asks"}),
    ("[The researchers] <think> {that the code is old}.", {"stance": "believes", "certainty": "probable"}),
    ("[The insurer] <expects> {claims to rise}.", {"stance": "believes"}),
    ("[The senator] <blamed> {Moscow for the breach}.", {"stance": "alleges"}),
    ("[The indictment] <charged> {that he sold the passwords}.", {"stance": "alleges"}),
    ("[The group] <boasted> {that it had taken four terabytes}.", {"stance": "claims"}),
    ("[The vendor] <maintained> {that its product was safe}.", {"stance": "claims"}),
    ("[Its] <claim> {that no data was lost} was met with doubt.", {"stance": "claims"}),
    ("[The minister's] <denial> {that the network was down} came late.", {"stance": "denies"}),
    ("[The lab] <announced> {a new test}.", {"stance": "asserts", "lemma": "announce"}),
    ("[The mayor] <added> {that the port was open}.", {"stance": "asserts", "lemma": "add"}),
    ("[The lab] <has found> {that the key was weak}.", {"stance": "asserts", "lemma": "find"}),
    ("[The lab] <hopes> {that the files can be read}.", {"lemma": "hope"}),
    ("[The council] <plans> {to rebuild the system}.", {"lemma": "plan", "stance": "promises"}),
    ("[The clerk] <chirped> {that all was well}.", {"lemma": "chirp", "stance": "asserts"}),
    # certainty: in the cue, in the main clause, not below it
    ("[The lab] <said> {that the thieves apparently had a key}.", {"certainty": "probable"}),
    ("[The lab] <said> {the files appear to be genuine}.", {"certainty": "probable"}),
    ("[The lab] <said> {the files seem to be genuine}.", {"certainty": "probable"}),
    ("[The lab] <said> {perhaps two servers were read}.", {"certainty": "possible"}),
    ("[The lab] <said> {that the intruders are thought to have left}.", {"certainty": "probable"}),
    ("[The lab] <said> {it is possible that names were copied}.", {"certainty": "possible"}),
    ("[The lab] <said> {that suspected spies had opened the files}.", {"certainty": "possible"}),
    ("[The lab] <said> {that the plant that may close was hit}.", {"certainty": "certain"}),
    ("[The lab] <said> {that the attackers almost certainly had help}.", {"certainty": "probable"}),
    ("[The firm] <suspects> {an insider}.", {"certainty": "possible", "stance": "believes"}),
    ("[The data] <indicate> {that the theft began in May}.", {"certainty": "probable"}),
    ("{The gang} <purportedly> {sold the files}.", {"certainty": "possible", "stance": "alleges"}),
    ("[Officials] <confirmed> {that names were copied}.", {"certainty": "certain"}),
    ("[The lab] <feared> {that the files were lost}.", {"certainty": "possible"}),
    ("[The lab] <assumes> {that the key was copied}.", {"certainty": "probable"}),
    # polarity
    ("[The firm] <said> {that neither bank was hit}.", {"polarity": "negated"}),
    ("[The firm] <said> {nobody had opened the files}.", {"polarity": "negated"}),
    ("[The firm] <said> {that it could not read the files}.", {"polarity": "negated"}),
    ("[The firm] <said> {its clients were not at risk}.", {"polarity": "negated"}),
    ("[The firm] <said> {that the report was false}.", {"polarity": "negated"}),
    ("[The firm] <said> {that the thieves were unable to open the files}.", {"polarity": "negated"}),
    ("[The firm] <said> {that none of the files was opened}.", {"polarity": "negated"}),
    ("[The firm] <said> {that those who did not pay were named}.", {"polarity": "affirmed"}),
    ("[The firm] <said> {that all files were opened}.", {"polarity": "affirmed"}),
    ("[The firm] <does not think> {that cards were copied}.", {"polarity": "negated", "stance": "believes"}),
    (
        "[The firm] <acknowledged> {that it had not told its clients}.",
        {"polarity": "negated", "stance": "acknowledges"},
    ),
    ("{“No card was copied,”} <said> [the firm].", {"polarity": "negated", "quotation": "direct"}),
    ("[The firm] <believes> {that nothing was lost}.", {"polarity": "negated", "certainty": "probable"}),
    # kind
    ("[A source close to the talks] <said> {that they failed}.", {"kind": "unnamed"}),
    ("[Some experts] <say> {that the flaw is old}.", {"kind": "unnamed"}),
    ("[Critics] <say> {that the law is weak}.", {"kind": "unnamed"}),
    ("[One person briefed on the inquiry] <said> {that it was over}.", {"kind": "unnamed"}),
    ("[An anonymous researcher] <said> {that the flaw is old}.", {"kind": "unnamed"}),
    ("[A senior official], who asked not to be named, <said> {that the talks failed}.", {"kind": "unnamed"}),
    ("[The indictment] <says> {that he sold the passwords}.", {"kind": "document"}),
    ("[An advisory from the agency] <says> {that the flaw is used}.", {"kind": "document"}),
    ("[A blog post by the firm] <says> {that the flaw is used}.", {"kind": "document"}),
    ("[The company's statement] <said> {that no card was copied}.", {"kind": "document"}),
    ("[Mandiant] <said> {that the flaw is used}.", {"kind": "named"}),
    ("[The agency, which] <said> {that the flaw is used}.", {"kind": "named"}),
    ("[Her] <claim> {that the talks failed} was wrong.", {"kind": "named"}),
    ("It <is thought> {that the gang left}.", {"kind": "implicit"}),
    # via
    ("[The mayor] <told> the newspaper Dagbladet {that the town was safe}.", {"via": ["the newspaper Dagbladet"]}),
    ("[Two officials] <told> Reuters {that the town was hit}.", {"via": ["Reuters"], "kind": "unnamed"}),
    ("In an interview with Reuters, [the mayor] <said> {that the town was hit}.", {"via": ["Reuters"]}),
    ("[The mayor] <told> reporters {that the town was hit}.", {"via": []}),
    ("[The mayor] <wrote> on Twitter {that the town was hit}.", {"via": []}),
    ("Citing two officials, [the newspaper] <reported> {that the town was hit}.", {"via": ["the newspaper"]}),
    # quotation
    ("{“It was a bad day,”} [the mayor] <said>. {“We go on.”}", {"quotation": "direct"}),
    ("[The mayor] <said> {that “a bad day” was over}.", {"quotation": "mixed"}),
    ('{"It was a bad day,"} [the mayor] <said>.', {"quotation": "direct"}),
]


@pytest.fixture(scope="module")
def stock() -> Language:
    return load_base()


def read(marked: str) -> tuple[str, Attribution]:
    """The sentence without its marks, and the attribution that they make."""
    text = ""
    spans: dict[str, list[tuple[int, int]]] = {"[": [], "<": [], "{": []}
    for part in re.findall(r"[\[<{][^\]>}]*[\]>}]|[^\[<{]+", marked):
        if part[0] in spans:
            spans[part[0]].append((len(text), len(text) + len(part) - 2))
            part = part[1:-1]
        text += part
    source = spans["["][0] if spans["["] else None
    return text, Attribution(source, spans["<"][0], tuple(spans["{"]))


def test_the_table_is_long_enough() -> None:
    assert len({row[0] for row in TABLE}) >= 120


@pytest.mark.parametrize(("marked", "expected"), TABLE, ids=[row[0][:60] for row in TABLE])
def test_table(stock: Language, marked: str, expected: dict[str, object]) -> None:
    text, attribution = read(marked)
    doc = stock(text)
    mark = describe(doc, text, attribution, find_quotes(text), origin_of(doc, text, attribution))
    shown: dict[str, object] = {
        "stance": mark.stance,
        "certainty": mark.certainty,
        "polarity": mark.polarity,
        "kind": mark.kind,
        "lemma": mark.lemma,
        "quotation": mark.quotation,
        "via": [text[slice(*span)] for span in mark.via],
    }
    assert {key: shown[key] for key in expected} == expected
