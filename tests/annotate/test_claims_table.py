"""Stance, certainty, polarity, kind and via, one sentence for each thing that can be said."""

from __future__ import annotations

import pytest
from spacy.language import Language

import extract.annotate.claims  # noqa: F401 - registers the factory
from extract.annotate.layers import ClaimMark
from extract.annotate.model import load_base

pytestmark = pytest.mark.model

# sentence, word of the cue, what is expected of the claim: only the keys that the row is about
TABLE: list[tuple[str, str, dict[str, object]]] = [
    # stance
    ("The ministry said that the network was down.", "said", {"stance": "asserts", "lemma": "say"}),
    ("The bank acknowledged that card numbers were stolen.", "acknowledged", {"stance": "acknowledges"}),
    ("The operator admitted that the backup had failed.", "admitted", {"stance": "acknowledges"}),
    ("The minister conceded that the report was late.", "conceded", {"stance": "acknowledges"}),
    ("The gang claimed that it had taken the files.", "claimed", {"stance": "claims"}),
    ("The vendor insisted that its product was safe.", "insisted", {"stance": "claims"}),
    (
        "Prosecutors allege that he sold the passwords.",
        "allege",
        {"stance": "alleges", "certainty": "possible"},
    ),
    ("Kyiv accused the group of wiping the servers.", "accused", {"stance": "alleges"}),
    ("The firm denied that any card was copied.", "denied", {"stance": "denies"}),
    ("The senator disputed the finding.", "disputed", {"stance": "denies"}),
    (
        "Police believe that two men acted together.",
        "believe",
        {"stance": "believes", "certainty": "probable"},
    ),
    (
        "Investigators suspect that the key was copied.",
        "suspect",
        {"stance": "believes", "certainty": "possible"},
    ),
    ("The hospital fears that the files are lost.", "fears", {"stance": "believes", "certainty": "possible"}),
    ("The agency warned that the flaw is being used.", "warned", {"stance": "warns"}),
    ("The regulator warned of further outages.", "warned of", {"stance": "warns"}),
    ("The regulator urged users to change their passwords.", "urged", {"stance": "asks"}),
    ("The board asked whether the data was safe.", "asked", {"stance": "asks"}),
    ("The union called for an inquiry.", "called for", {"stance": "asks"}),
    ("The company promised to pay the victims.", "promised", {"stance": "promises"}),
    ("The council vowed to rebuild the system.", "vowed", {"stance": "promises"}),
    ("A spokesman declined to name the vendor.", "declined", {"stance": "declines"}),
    ("The mayor refused to answer questions.", "refused", {"stance": "declines"}),
    ("The company did not say whether it had paid.", "did not say", {"stance": "declines"}),
    ("The utility would not confirm that it was hit.", "would not confirm", {"stance": "declines"}),
    (
        "According to the company, the outage lasted two days.",
        "According to",
        {"stance": "asserts", "lemma": "according to"},
    ),
    (
        "The school was allegedly robbed by a student.",
        "allegedly",
        {"stance": "alleges", "certainty": "possible"},
    ),
    (
        "The hospital reportedly paid two million dollars.",
        "reportedly",
        {"stance": "asserts", "certainty": "probable"},
    ),
    # certainty
    ("The lab said that names were copied.", "said", {"certainty": "certain"}),
    ("The lab said that names may have been copied.", "said", {"certainty": "possible"}),
    ("The lab said that names might be at risk.", "said", {"certainty": "possible"}),
    ("The lab said that records could have been read.", "said", {"certainty": "possible"}),
    ("The lab said that the thieves possibly read the files.", "said", {"certainty": "possible"}),
    ("The lab said that the thieves probably read the files.", "said", {"certainty": "probable"}),
    ("The lab said that an insider was likely involved.", "said", {"certainty": "probable"}),
    ("The lab said that the gang is believed to work from abroad.", "said", {"certainty": "probable"}),
    ("The lab said that the plant in May was closed.", "said", {"certainty": "certain"}),
    ("The lab said that it was studying data that may have been copied.", "said", {"certainty": "certain"}),
    ("The logs suggest that the intruder left in June.", "suggest", {"certainty": "probable"}),
    # polarity
    ("The firm said that the plant was not affected.", "said", {"polarity": "negated"}),
    ("The firm said that no data was lost.", "said", {"polarity": "negated"}),
    ("The firm said there is no evidence of a theft.", "said", {"polarity": "negated"}),
    ("The firm said that it never paid.", "said", {"polarity": "negated"}),
    ("The firm said that its network was unaffected.", "said", {"polarity": "negated"}),
    ("The firm said that the plant that does not export was hit.", "said", {"polarity": "affirmed"}),
    (
        "The firm does not believe that cards were copied.",
        "does not believe",
        {"polarity": "negated", "stance": "believes"},
    ),
    ("The firm denied that data was lost.", "denied", {"polarity": "affirmed", "stance": "denies"}),
    ("“We didn't pay,” the mayor said.", "said", {"polarity": "negated", "quotation": "direct"}),
    # kind
    ("Two officials said that the talks failed.", "said", {"kind": "unnamed"}),
    ("People familiar with the matter said that the talks failed.", "said", {"kind": "unnamed"}),
    ("Officials at the Treasury said that the talks failed.", "said", {"kind": "unnamed"}),
    ("Security researchers said that the flaw is old.", "said", {"kind": "unnamed"}),
    ("Researchers at Kaspersky said that the flaw is old.", "said", {"kind": "named"}),
    ("Jane Miller, a senior official, said that the talks failed.", "said", {"kind": "named"}),
    ("The company said that the talks failed.", "said", {"kind": "named"}),
    ("She said that the talks failed.", "said", {"kind": "named"}),
    ("The filing says that the talks failed.", "says", {"kind": "document"}),
    ("The talks failed, according to court documents.", "according to", {"kind": "document"}),
    ("According to media reports, the talks failed.", "According to", {"kind": "unnamed"}),
    ("It is believed that the talks failed.", "is believed", {"kind": "implicit", "source": None}),
    ("The talks reportedly failed.", "reportedly", {"kind": "implicit", "source": None}),
    ("A spokesman for Toyota said that the talks failed.", "said", {"kind": "named"}),
    # via
    ("The mayor told the newspaper that the town was safe.", "told", {"via": ["the newspaper"]}),
    ("The mayor told Reuters that the town was safe.", "told", {"via": ["Reuters"], "kind": "named"}),
    ("The mayor told his wife that the town was safe.", "told", {"via": []}),
    (
        "Citing anonymous sources, Reuters reported that the town was hit.",
        "reported",
        {"via": ["Reuters"], "kind": "unnamed"},
    ),
    (
        "Reuters reported that the town was hit, citing two officials.",
        "reported",
        {"via": ["Reuters"], "kind": "unnamed"},
    ),
    ("The mayor said in an interview with Reuters that the town was hit.", "said", {"via": ["Reuters"]}),
    ("Speaking to Reuters, the mayor said that the town was hit.", "said", {"via": ["Reuters"]}),
    # quotation
    ("The mayor called it “a bad day” for the town.", "called", {"quotation": "mixed"}),
    ("“It was a bad day,” said the mayor.", "said", {"quotation": "direct", "source": "the mayor"}),
    ("The mayor said it was a bad day.", "said", {"quotation": "indirect"}),
]


@pytest.fixture(scope="module")
def claims_nlp() -> Language:
    nlp = load_base()
    nlp.add_pipe("extract_claims")
    return nlp


def _found(nlp: Language, text: str, cue: str) -> ClaimMark:
    doc = nlp(text)
    marks: list[ClaimMark] = [mark for mark in doc._.claims if mark.cue and text[slice(*mark.cue)] == cue]
    assert len(marks) == 1, [text[slice(*mark.cue)] for mark in doc._.claims if mark.cue]
    return marks[0]


@pytest.mark.parametrize(("text", "cue", "expected"), TABLE, ids=[row[0][:50] for row in TABLE])
def test_table(claims_nlp: Language, text: str, cue: str, expected: dict[str, object]) -> None:
    mark = _found(claims_nlp, text, cue)
    shown: dict[str, object] = {
        "stance": mark.stance,
        "certainty": mark.certainty,
        "polarity": mark.polarity,
        "kind": mark.kind,
        "lemma": mark.lemma,
        "quotation": mark.quotation,
        "via": [text[slice(*span)] for span in mark.via],
        "source": text[slice(*mark.source)] if mark.source else None,
    }
    assert {key: shown[key] for key in expected} == expected
