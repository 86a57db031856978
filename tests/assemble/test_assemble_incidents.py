from __future__ import annotations

from collections.abc import Sequence

import pytest
import spacy
from spacy.tokens import Doc

from extract.annotate import layers
from extract.assemble.incidents import assemble_incidents
from extract.records import Article, Claim, Entity, Incident, Timex

NLP = spacy.blank("en")


class Story:
    """A text with marks and records by the words that they stand on."""

    def __init__(self, text: str, published: str | None = "2024-06-21") -> None:
        layers.register()
        self.text = text
        self.doc = NLP(text)
        self.doc._.article = Article(id="a", text=text, published=published)
        self.doc._.packs = ("cyber",)
        for token in self.doc:
            token.is_sent_start = token.i == 0 or self.doc[token.i - 1].text == "."
        self.marks: list[layers.TriggerMark] = []
        self.entities: list[Entity] = []
        self.times: list[Timex] = []
        self.claims: list[Claim] = []

    def at(self, words: str) -> tuple[int, int]:
        start = self.text.index(words)
        return start, start + len(words)

    def trigger(
        self, words: str, kind: str = "cyberattack", *, roles: dict[str, str] | None = None, **more: object
    ) -> None:
        start, end = self.at(words)
        arguments = tuple(
            layers.ArgumentMark(*self.at(v), role) for role, value in (roles or {}).items() for v in value.split("|")
        )
        options: dict[str, object] = {"realis": "actual", "score": 0.9} | more
        self.marks.append(layers.TriggerMark(start=start, end=end, type=kind, arguments=arguments, **options))  # type: ignore[arg-type]

    def entity(self, name: str, type_: str = "organization", country: str | None = None, *nominals: str) -> str:
        spans = [(name, "name"), *((nominal, "nominal") for nominal in nominals)]
        mentions = [{"start": self.at(w)[0], "end": self.at(w)[1], "text": w, "kind": kind} for w, kind in spans]
        id_ = f"E{len(self.entities) + 1}"
        self.entities.append(
            Entity.model_validate({"id": id_, "type": type_, "name": name, "country": country, "mentions": mentions})
        )
        return id_

    def time(self, words: str, earliest: str, latest: str) -> None:
        start, end = self.at(words)
        id_ = f"T{len(self.times) + 1}"
        self.times.append(
            Timex(
                id=id_,
                start=start,
                end=end,
                text=words,
                type="DATE",
                value="x",
                earliest=earliest,
                latest=latest,
            )
        )

    def claim(self, content: str, *, stance: str = "asserts", source: str | None = None, **more: object) -> str:
        start, end = self.at(content)
        who = None
        if source:
            span = self.at(source)
            named = next((e.id for e in self.entities if e.name == source), None)
            who = {"start": span[0], "end": span[1], "text": source, "entity_id": named, "kind": "named"}
        id_ = f"C{len(self.claims) + 1}"
        data = {
            "id": id_, "source": who, "cue": None, "content": [{"start": start, "end": end, "text": content}],
            "quotation": "indirect", "stance": stance, "certainty": "certain", "polarity": "affirmed",
        }  # fmt: skip
        self.claims.append(Claim.model_validate(data | more))
        return id_

    def incidents(self) -> Sequence[Incident]:
        self.doc._.triggers = tuple(sorted(self.marks, key=lambda m: m.start))
        return assemble_incidents(self.doc, entities=self.entities, times=self.times, claims=self.claims)


def test_repeats_are_one_incident_of_the_specific_type() -> None:
    story = Story("Hackers hit Orbex. The attack leaked files of Orbex .")
    story.entity("Orbex")
    story.trigger("hit", roles={"victim": "Orbex", "attacker": "Hackers"})
    story.trigger("attack")
    story.trigger("leaked", "data_breach", roles={"compromised_data": "files"})
    (incident,) = story.incidents()
    assert incident.type == "data_breach"
    assert [t.text for t in incident.triggers] == ["hit", "attack", "leaked"]
    assert incident.roles["victim"][0].entity_id == "E1"
    assert [(i.text, i.affected) for i in incident.impact] == [("files", "yes")]


def test_other_victims_are_other_incidents() -> None:
    story = Story("Hackers hit Orbex. They also struck Lumina.")
    story.entity("Orbex")
    story.entity("Lumina")
    story.trigger("hit", roles={"victim": "Orbex"})
    story.trigger("struck", roles={"victim": "Lumina"})
    assert [i.roles["victim"][0].text for i in story.incidents()] == ["Orbex", "Lumina"]


def test_other_times_are_other_incidents() -> None:
    story = Story("Orbex was hit in 2016. Last year it was attacked again.")
    story.entity("Orbex", "organization", None, "it")
    story.time("2016", "2016-01-01", "2016-12-31")
    story.time("Last year", "2023-01-01", "2023-12-31")
    story.trigger("hit", roles={"victim": "Orbex", "time": "2016"})
    story.trigger("attacked", roles={"victim": "it", "time": "Last year"})
    assert [i.when.earliest for i in story.incidents()] == ["2016-01-01", "2023-01-01"]
    assert [i.summary for i in story.incidents()] == [
        "Orbex hit by cyberattack in 2016.",
        "Orbex hit by cyberattack in 2023.",
    ]


def test_a_separate_incident_is_one() -> None:
    doc_story = Story("The attack hurt Orbex. In a separate attack nobody was hurt.")
    doc_story.entity("Orbex")
    doc_story.trigger("attack", roles={"victim": "Orbex"})
    doc_story.trigger("separate attack")
    assert len(doc_story.incidents()) == 2


def test_since_opens_an_interval_and_a_closed_time_is_no_part_of_the_series() -> None:
    story = Story("Orbex was hit several times since last year. In 2023 it was breached .")
    story.entity("Orbex", "organization", None, "it")
    story.time("last year", "2023-01-01", "2023-12-31")
    story.time("2023", "2023-01-01", "2023-12-31")
    story.trigger("hit", roles={"victim": "Orbex", "time": "last year"})
    story.trigger("breached", roles={"victim": "it", "time": "2023"})
    series, single = story.incidents()
    assert (series.when.earliest, series.when.latest, series.when.basis) == (
        "2023-01-01",
        "2024-06-21",
        "argument",
    )
    assert (single.when.earliest, single.when.latest) == ("2023-01-01", "2023-12-31")


def test_passage_gives_the_time_and_without_one_it_is_null() -> None:
    story = Story("In 2020, trade grew fast. Then hackers hit Orbex .\nHackers struck Lumina.")
    story.entity("Orbex")
    story.entity("Lumina")
    story.time("2020", "2020-01-01", "2020-12-31")
    story.trigger("hit", roles={"victim": "Orbex"})
    story.trigger("struck", roles={"victim": "Lumina"})
    first, second = story.incidents()
    assert (first.when.basis, first.when.time_ids) == ("passage", ("T1",))
    assert (second.when.basis, second.when.earliest) == (None, None)


def test_blame_by_modifier_and_by_name() -> None:
    story = Story("Suspected Chinese hackers hit Orbex. Officials said Norland was behind the attack.")
    story.entity("Norland", "place", "XK")
    story.trigger("hit", roles={"attacker": "Suspected Chinese hackers", "victim": "Orbex"})
    story.trigger("attack", roles={"attacker": "Norland"})
    claim = story.claim("Norland was behind the attack", source="Officials")
    (incident,) = story.incidents()
    assert [(b.attacker, b.country, b.by, b.certainty) for b in incident.blame] == [
        ("Suspected Chinese hackers", "CN", None, "probable"),
        ("Norland", "XK", claim, "certain"),
    ]


def test_unknown_hackers_are_no_blame() -> None:
    story = Story("Unknown hackers hit Orbex.")
    story.trigger("hit", roles={"attacker": "Unknown hackers"})
    assert story.incidents()[0].blame == ()


def test_denied_impact_is_no_loss() -> None:
    story = Story("Hackers hit Orbex. Passwords were not stolen, Orbex said. Emails may have leaked .")
    story.trigger("hit", roles={"victim": "Orbex"})
    story.trigger("stolen", "data_breach", roles={"compromised_data": "Passwords"}, denied=True)
    story.trigger("leaked", "data_breach", roles={"compromised_data": "Emails"}, certainty="possible")
    claim = story.claim("Passwords were not stolen")
    (incident,) = story.incidents()
    assert [(i.text, i.affected, i.by) for i in incident.impact] == [
        ("Passwords", "denied", claim),
        ("Emails", "possible", None),
    ]
    assert incident.type == "cyberattack"
    assert "Passwords" not in {f.text for f in incident.roles.get("compromised_data", ())}


def test_numbers_and_money() -> None:
    story = Story("Hackers took data of 2.4 million customers and demanded $4.5 million .")
    story.trigger("demanded", "ransom", roles={"price": "$4.5 million"})
    (ransom,) = story.incidents()
    assert [(f.value, f.unit) for f in ransom.roles["price"]] == [(4_500_000, "USD")]


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ([], "reported"),
        ([{"stance": "acknowledges", "source": "Officials"}], "confirmed"),
        ([{"stance": "asserts", "source": "Orbex"}], "confirmed"),
        ([{"stance": "claims", "source": "RedHeron"}], "claimed"),
        ([{"stance": "alleges"}], "alleged"),
        (
            [{"stance": "denies", "source": "Officials"}, {"stance": "asserts", "source": "RedHeron"}],
            "disputed",
        ),
    ],
)
def test_status(claims: list[dict[str, object]], status: str) -> None:
    story = Story("Officials spoke. RedHeron hit Orbex .")
    story.entity("Orbex")
    story.entity("RedHeron", "group")
    story.trigger("hit", roles={"victim": "Orbex", "attacker": "RedHeron"})
    for claim in claims:
        story.claim("hit Orbex", **claim)  # type: ignore[arg-type]
    (incident,) = story.incidents()
    assert (incident.status, len(incident.claims)) == (status, len(claims))


def test_a_denial_alone_is_denied() -> None:
    story = Story("Orbex was not hacked .")
    story.trigger("hacked", roles={"victim": "Orbex"}, denied=True)
    (incident,) = story.incidents()
    assert (incident.realis, incident.status) == ("other", "denied")


def test_generic_and_hypothetical_stand_apart() -> None:
    story = Story("Attacks are rising. Orbex was hit. Banks could be struck next.")
    story.trigger("Attacks", "ransom", realis="generic")
    story.trigger("hit", roles={"victim": "Orbex"})
    story.trigger("struck", roles={"victim": "Banks"}, realis="other")
    assert [i.realis for i in story.incidents()] == ["generic", "actual", "other"]


def test_effects_never_open_an_incident() -> None:
    story = Story("The network was shut down.")
    story.trigger("shut down", effect=True, roles={"affected": "The network"})
    assert story.incidents() == ()


def test_many_incidents_stay_bounded() -> None:
    names = [f"Firm{chr(65 + i // 26)}{chr(65 + i % 26)}" for i in range(200)]
    story = Story(" ".join(f"x{i} hit {name} ." for i, name in enumerate(names)))
    for i, name in enumerate(names):
        story.entity(name)
        start = story.text.index(f"x{i} hit") + len(f"x{i} ")
        argument = layers.ArgumentMark(*story.at(name), "victim")
        story.marks.append(
            layers.TriggerMark(start=start, end=start + 3, type="cyberattack", realis="actual", arguments=(argument,))
        )
    assert len(story.incidents()) == 200


def test_an_old_time_in_a_later_paragraph_is_another_incident() -> None:
    story = Story("Hackers hit Orbex.\nIt was a shock.\nIn 2020, hackers robbed the town library.")
    story.entity("Orbex")
    story.time("2020", "2020-01-01", "2020-12-31")
    story.trigger("hit", roles={"victim": "Orbex"})
    story.trigger("robbed", roles={"victim": "the town library", "time": "2020"})
    assert [i.when.earliest for i in story.incidents()] == [None, "2020-01-01"]


def test_the_attack_may_be_noticed_some_days_later() -> None:
    story = Story("Orbex was hit on 3 June. The attack came to light on 5 June.")
    story.time("3 June", "2024-06-03", "2024-06-03")
    story.time("5 June", "2024-06-05", "2024-06-05")
    story.trigger("hit", roles={"victim": "Orbex", "time": "3 June"})
    story.trigger("The attack", roles={"time": "5 June"})
    (incident,) = story.incidents()
    assert (incident.when.earliest, incident.when.latest) == ("2024-06-03", "2024-06-03")


def test_an_ordinal_counts_from_a_time_that_is_not_its_own() -> None:
    story = Story("It was the fifth attack on Orbex since 2018.")
    story.time("2018", "2018-01-01", "2018-12-31")
    for token in story.doc:
        token.head, token.dep_ = story.doc[4], "dep"  # all hang on "attack"
    story.trigger("attack", roles={"victim": "Orbex", "time": "2018"})
    assert [i.when.earliest for i in story.incidents()] == [None]


def test_a_span_that_ends_later() -> None:
    story = Story("The intrusion at Orbex began in 2022 and lasted until October 2023.")
    story.time("2022", "2022-01-01", "2022-12-31")
    story.time("October 2023", "2023-10-01", "2023-10-31")
    story.trigger("intrusion", roles={"victim": "Orbex", "time": "2022|October 2023"})
    (incident,) = story.incidents()
    assert (incident.when.earliest, incident.when.latest) == ("2022-01-01", "2023-10-31")
    assert incident.summary == "Orbex hit by cyberattack between January 2022 and October 2023."


def test_a_list_of_victims_joins_whatever_they_are_called() -> None:
    story = Story("Hackers hit Orbex. Among the victims are Lumina and others.")
    story.entity("Orbex")
    story.entity("Lumina")
    story.trigger("hit", roles={"victim": "Orbex"})
    story.trigger("victims", roles={"victim": "Lumina"}, effect=True)
    (incident,) = story.incidents()
    assert [victim.text for victim in incident.roles["victim"]] == ["Orbex", "Lumina"]


def test_nobody_is_blamed_for_what_was_done_to_them() -> None:
    story = Story("Hackers hit Orbex. They said it was the work of them.")
    story.entity("Orbex", "organization", None, "them")
    story.trigger("hit", roles={"victim": "Orbex", "attacker": "Hackers|them"})
    (incident,) = story.incidents()
    assert [a.text for a in incident.roles["attacker"]] == ["Hackers"]
    assert incident.blame == ()


def test_who_avows_and_who_confirms() -> None:
    story = Story("Red Falcon claimed the attack on Orbex. The police confirmed the raid .")
    story.entity("Red Falcon", "group")
    story.entity("Orbex")
    story.trigger("attack", roles={"victim": "Orbex", "attacker": "Red Falcon"})
    story.trigger("claimed", roles={"attacker": "Red Falcon"}, effect=True, avowed=True)
    story.claim("attack", stance="acknowledges", source="The police")
    (incident,) = story.incidents()
    assert incident.status == "claimed"
    assert incident.summary == "Orbex hit by cyberattack; claimed by Red Falcon."


def test_a_denial_of_the_harm_is_none_of_the_incident() -> None:
    story = Story("Orbex was hit. No data was stolen, it said.")
    story.entity("Orbex")
    story.trigger("hit", roles={"victim": "Orbex"})
    story.trigger("stolen", "data_breach", roles={"compromised_data": "No data"}, denied=True)
    story.claim("No data was stolen", stance="denies", source="it")
    (incident,) = story.incidents()
    assert incident.status == "reported"
    assert incident.summary == "Orbex hit by cyberattack; said to be unaffected: data."


def test_who_disputes_it_stands_in_the_summary() -> None:
    story = Story("Orbex denied that hackers hit the bank.")
    story.entity("Orbex")
    story.trigger("hit", roles={"victim": "the bank"})
    story.claim("hackers hit the bank", stance="denies", source="Orbex")
    (incident,) = story.incidents()
    assert incident.summary == "The bank hit by cyberattack (disputed by Orbex)."


@pytest.mark.parametrize(
    ("earliest", "latest", "words"),
    [
        ("2024-10-14", "2024-10-14", "on 14 October 2024"),
        ("2024-02-01", "2024-02-29", "in February 2024"),
        ("2023-01-01", "2023-12-31", "in 2023"),
        ("2018-01-01", "2020-12-31", "between 2018 and 2020"),
        ("2023-01-01", "2024-06-21", "between 1 January 2023 and 21 June 2024"),
    ],
)
def test_times_in_words(earliest: str, latest: str, words: str) -> None:
    story = Story("Orbex was hit then.")
    story.time("then", earliest, latest)
    story.trigger("hit", roles={"victim": "Orbex", "time": "then"})
    assert [i.summary for i in story.incidents()] == [f"Orbex hit by cyberattack {words}."]


def test_impact_is_the_whole_phrase() -> None:
    words = ["Secrets", "about", "rockets", "were", "stolen"]
    doc = Doc(
        NLP.vocab, words=words, tags=["NNS", "IN", "NNS", "VBD", "VBN"],
        deps=["nsubjpass", "prep", "pobj", "auxpass", "ROOT"], heads=[4, 0, 1, 4, 4],
        sent_starts=[True, False, False, False, False],
    )  # fmt: skip
    story = Story(doc.text)
    doc._.article, doc._.packs = story.doc._.article, ("cyber",)
    story.doc = doc
    story.trigger("stolen", "data_breach", roles={"compromised_data": "Secrets"})
    (incident,) = story.incidents()
    assert [i.text for i in incident.impact] == ["Secrets about rockets"]


def test_a_question_about_an_attack_is_no_incident() -> None:
    story = Story("He did not say which attacks came from Norland.")
    story.trigger("attacks", roles={"attacker": "Norland"}, realis="other", score=0.6)
    assert story.incidents() == ()


def test_the_time_of_saying_is_not_that_of_the_incident() -> None:
    story = Story("Hackers hit Orbex, it said late on Wednesday.")
    story.time("Wednesday", "2024-06-19", "2024-06-19")
    story.trigger("hit", roles={"victim": "Orbex", "time": "Wednesday"})
    start, end = story.at("said")
    story.claim("Hackers hit Orbex", cue={"start": start, "end": end, "text": "said", "lemma": "say"})
    assert [i.when.earliest for i in story.incidents()] == [None]


def test_denying_some_harm_does_not_dispute_the_incident() -> None:
    story = Story("Hackers hit Orbex. It denied that files were stolen.")
    story.trigger("hit", roles={"victim": "Orbex"})
    story.trigger("stolen", "data_breach", roles={"compromised_data": "files"})
    story.claim("files were stolen", stance="denies", source="It")
    (incident,) = story.incidents()
    assert (incident.status, "compromised_data" in incident.roles) == ("reported", False)
    assert [(i.text, i.affected) for i in incident.impact] == [("files", "denied")]


def test_without_triggers() -> None:
    assert assemble_incidents(Doc(NLP.vocab), entities=(), times=(), claims=()) == ()


def test_what_the_encoder_puts_together_is_one() -> None:
    story = Story("Hackers breached Orbex. Data of Lumina was stolen. An intrusion hit Zenit too.")
    for name in ("Orbex", "Lumina", "Zenit"):
        story.entity(name)
    story.trigger("breached", "data_breach", roles={"victim": "Orbex", "attacker": "Hackers"}, cluster=0)
    story.trigger("stolen", "data_breach", roles={"victim": "Lumina"}, cluster=0, realis="other")
    story.trigger("intrusion", "data_breach", roles={"victim": "Zenit"}, cluster=1, realis="generic")
    first, second = story.incidents()
    assert [f.text for f in first.roles["victim"]] == ["Orbex", "Lumina"]
    assert (first.realis, second.realis) == ("actual", "generic")


def test_another_victim_at_another_time_is_set_apart_from_it() -> None:
    story = Story("Hackers breached Orbex last week. In 2016 they breached Lumina. A separate breach hit Zenit.")
    for name in ("Orbex", "Lumina", "Zenit"):
        story.entity(name)
    story.time("last week", "2024-06-10", "2024-06-16")
    story.time("2016", "2016-01-01", "2016-12-31")
    story.trigger("breached", "data_breach", roles={"victim": "Orbex", "time": "last week"}, cluster=0)
    story.trigger("breached Lumina", "data_breach", roles={"victim": "Lumina", "time": "2016"}, cluster=0)
    story.trigger("separate breach", "data_breach", roles={"victim": "Zenit"}, cluster=0)
    assert [i.roles["victim"][0].text for i in story.incidents()] == ["Orbex", "Lumina", "Zenit"]


def test_rules_beside_the_encoder() -> None:
    """They date what it found and open what is actual and has a victim; they add no words to what it found."""
    story = Story("The attack on Orbex in May leaked files. Floods of traffic hit Lumina. DDoS attacks are common.")
    story.entity("Orbex")
    story.entity("Lumina")
    story.time("May", "2024-05-01", "2024-05-31")
    story.trigger("leaked", "data_breach", roles={"victim": "Orbex"}, cluster=0)
    story.trigger("attack", roles={"victim": "Orbex", "time": "May"})
    story.trigger("Floods", "ddos", roles={"victim": "Lumina"})
    story.trigger("DDoS attacks", "ddos", realis="generic")
    breach, flood = story.incidents()
    assert [t.text for t in breach.triggers] == ["leaked"]
    assert breach.when.earliest == "2024-05-01"
    assert (flood.type, flood.roles["victim"][0].text) == ("ddos", "Lumina")


def test_times_a_season_apart_part_what_the_encoder_puts_together() -> None:
    story = Story("Northgate fixed a flaw this week. In 2021 the vendor repaired another component.")
    story.time("this week", "2024-06-17", "2024-06-21")
    story.time("2021", "2021-01-01", "2021-12-31")
    story.trigger("fixed", "patch_vulnerability", roles={"releaser": "Northgate", "time": "this week"}, cluster=0)
    story.trigger("repaired", "patch_vulnerability", roles={"releaser": "the vendor", "time": "2021"}, cluster=0)
    assert [i.when.earliest for i in story.incidents()] == ["2024-06-17", "2021-01-01"]


def test_one_victim_under_two_names_is_not_set_apart() -> None:
    story = Story("Attack cripples Larkfield hospital. The malware reached Larkfield Medical Center on Monday.")
    story.entity("Larkfield hospital")
    story.entity("Larkfield Medical Center")
    for token in story.doc:
        token.tag_ = "NNP"
    story.time("Monday", "2024-06-17", "2024-06-17")
    story.trigger("Attack", "ransom", roles={"victim": "Larkfield hospital"}, cluster=0)
    story.trigger("reached", "ransom", roles={"victim": "Larkfield Medical Center", "time": "Monday"}, cluster=0)
    (incident,) = story.incidents()
    assert incident.when.earliest == "2024-06-17"


def test_a_denial_joins_an_incident_of_another_type_whatever_the_encoder_says() -> None:
    story = Story("Ransomware hit Orbex. Patient files were not stolen.")
    story.entity("Orbex")
    story.trigger("Ransomware", "ransom", roles={"victim": "Orbex"}, cluster=0)
    story.trigger(
        "stolen",
        "data_breach",
        roles={"compromised_data": "Patient files"},
        realis="other",
        denied=True,
        cluster=1,
    )
    (incident,) = story.incidents()
    assert [(one.text, one.affected) for one in incident.impact] == [("Patient files", "denied")]


def test_what_a_rule_says_was_affected_is_an_impact_and_no_filler() -> None:
    story = Story("Hackers breached Orbex and copied the tapes.")
    story.entity("Orbex")
    besides = (layers.ArgumentMark(*story.at("the tapes"), "compromised_data"),)
    story.trigger("breached", "data_breach", roles={"victim": "Orbex"}, cluster=0, besides=besides)
    (incident,) = story.incidents()
    assert [one.text for one in incident.impact] == ["the tapes"]
    assert "compromised_data" not in incident.roles


def test_rules_beside_facts_of_the_encoder_need_more_than_a_word() -> None:
    """Below the lead, an attack without a name or a time opens nothing."""
    text = "Hackers breached Orbex.\nA spokesman spoke.\nIt rained.\nAn intrusion hit {} in May."
    for who, roles, count in (
        ("the servers", {}, 1),
        ("the servers", {"time": "May"}, 1),
        ("Lumina", {}, 1),
        ("Lumina", {"time": "May"}, 2),
    ):
        story = Story(text.format(who))
        story.entity("Orbex")
        story.time("May", "2024-05-01", "2024-05-31")
        if who == "Lumina":
            story.entity(who)
        story.trigger("breached", "data_breach", roles={"victim": "Orbex"}, cluster=0)
        story.trigger("intrusion", score=0.6, roles={"victim": who, **roles})
        assert len(story.incidents()) == count


def test_an_argument_of_another_sentence_says_nothing_of_when_and_to_whom() -> None:
    story = Story("Hackers breached Orbex. In 2016 Lumina was founded.")
    story.entity("Orbex")
    story.entity("Lumina")
    story.time("2016", "2016-01-01", "2016-12-31")
    story.trigger("breached", "data_breach", roles={"victim": "Orbex", "time": "2016"}, cluster=0)
    (incident,) = story.incidents()
    assert incident.when.basis != "argument"


def test_a_place_is_named_with_what_it_owns() -> None:
    story = Story("Hackers breached Japan’s cybersecurity agency.")
    story.entity("Japan", "place", "JP")
    story.trigger("breached", "data_breach", roles={"victim": "Japan|cybersecurity agency"}, cluster=0)
    (incident,) = story.incidents()
    assert incident.summary == "Japan’s cybersecurity agency hit by data breach."


def test_the_score_is_a_likelihood_that_grows_with_the_evidence() -> None:
    scores = []
    for words, score in (("breached", 0.75), ("breached", 0.95), ("breached|entered", 0.95)):
        story = Story("Hackers breached Orbex and entered its network.")
        story.entity("Orbex")
        for word in words.split("|"):
            story.trigger(word, "data_breach", roles={"victim": "Orbex"}, score=score, cluster=0)
        scores += [incident.score for incident in story.incidents()]
    assert 0 < scores[0] < scores[1] < scores[2] < 1


def test_what_is_told_in_general_makes_one_incident_of_a_type() -> None:
    story = Story("Ransomware is up. Small firms pay ransoms. Crooks want ransoms. Orbex paid a ransom.")
    for number, words in enumerate(("Ransomware", "pay ransoms", "want ransoms")):
        story.trigger(words, "ransom", realis="generic", cluster=number)
    story.trigger("paid a ransom", "ransom", roles={"victim": "Orbex"}, cluster=3)
    general, actual = story.incidents()
    assert (general.realis, [t.text for t in general.triggers]) == (
        "generic",
        ["Ransomware", "pay ransoms", "want ransoms"],
    )
    assert (actual.realis, [t.text for t in actual.triggers]) == ("actual", ["paid a ransom"])


@pytest.mark.parametrize(
    ("victim", "kinds"), [("Orbex", ["ransom"]), ("Lumina", ["malware", "ransom"])], ids=["the same", "another"]
)
def test_what_befell_the_victim_of_a_learned_incident_is_part_of_it(victim: str, kinds: list[str]) -> None:
    story = Story(f"Samsa infected {victim} servers. Crooks asked Orbex GmbH for a ransom. It will not pay.")
    story.entity("Orbex GmbH", "organization", None, *(["Orbex servers"] if victim == "Orbex" else []))
    if victim != "Orbex":
        story.entity(victim)
    story.trigger("infected", "malware", roles={"victim": f"{victim} servers"}, score=0.5)
    story.trigger("ransom", "ransom", roles={"victim": "Orbex GmbH"}, cluster=0)
    assert [incident.type for incident in story.incidents()] == kinds
