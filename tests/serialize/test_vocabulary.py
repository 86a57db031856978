from __future__ import annotations

from pathlib import Path

import pytest

from extract.domain import load_domain
from extract.errors import PackError
from extract.packs import pack_folder
from extract.serialize.vocabulary import Rule, apply, country_name, fold, load_vocabulary


def rule(**more: object) -> Rule:
    return Rule.model_validate({"origin": "test", "set": {"a": {"b": ["x"]}}, **more})


@pytest.mark.parametrize(
    ("conditions", "applies"),
    [
        ({}, True),
        ({"types": ["ransom"]}, True),
        ({"types": ["ddos"]}, False),
        ({"roles": ["tool", "price"]}, True),
        ({"roles": ["price"]}, False),
        ({"words": ["ransomware"]}, True),
        ({"words": ["ransom"]}, False),
        ({"words": ["lockbit ransomware"]}, True),
        ({"words": ["ransomware"], "within": ["victim"]}, False),
        ({"unless": ["ransomware"]}, False),
        ({"unless": ["ransomware"], "within": ["victim"]}, True),
    ],
)
def test_conditions(conditions: dict[str, object], applies: bool) -> None:
    words = {"tool": fold("The LockBit Ransomware"), "victim": fold("a hospital")}
    assert bool(apply([rule(**conditions)], "ransom", words)) is applies


def test_values_add_up_in_the_order_of_the_rules() -> None:
    rules = [rule(), rule(set={"a": {"b": ["y", "x"], "c": "1"}}), rule(set={"a": {"c": "2"}})]
    assert apply(rules, "t", {}) == {"a": {"b": ["x", "y"], "c": "2"}}
    assert rules[0].set == {"a": {"b": ["x"]}}


def test_every_type_of_the_cyber_pack_is_said_in_each_vocabulary() -> None:
    vocabulary = load_vocabulary(("cyber",))
    assert vocabulary.origin
    for kind in load_domain("cyber").types:
        assert apply(vocabulary.misp, kind, {"trigger": fold("ransomware")}).get("tags"), kind
        if kind not in vocabulary.stix.not_incidents:
            assert apply(vocabulary.veris, kind, {"trigger": " "}).get("action"), kind


def pack(folder: Path, exchange: str | None) -> str:
    for file in pack_folder("cyber").iterdir():
        if file.name != "exchange.toml":
            (folder / file.name).write_bytes(file.read_bytes())
    if exchange is not None:
        (folder / "exchange.toml").write_text(exchange, encoding="utf-8")
    return f"{folder}/"


def test_a_pack_without_mappings_has_victims_and_attackers(tmp_path: Path) -> None:
    vocabulary = load_vocabulary((pack(tmp_path, None),))
    assert {role: to.object for role, to in vocabulary.stix.roles.items()} == {
        "victim": "identity",
        "attacker": "actor",
    }


def test_several_packs(tmp_path: Path) -> None:
    own = pack(
        tmp_path,
        '[stix]\nreport_types = ["incident"]\n[stix.roles]\nplace = { object = "location", relationship = "in" }',
    )
    both = load_vocabulary((own, "cyber"))
    assert both.stix.report_types == ("incident", "threat-report")
    assert both.stix.roles["place"].relationship == "in"
    assert both.veris == load_vocabulary(("cyber",)).veris


@pytest.mark.parametrize(
    ("exchange", "message"),
    [
        ("stix = 1", r"exchange\.toml: stix"),
        ("[stix", r"exchange\.toml: "),
        ('[stix]\nnot_incidents = ["flood"]', "no type or role flood"),
        ('[[veris]]\norigin = "x"\nwithin = ["river"]\nset = { a = "b" }', "no type or role river"),
        ('[[veris]]\norigin = "x"\nset = {}', "veris.0.set"),
    ],
)
def test_broken_mappings(tmp_path: Path, exchange: str, message: str) -> None:
    with pytest.raises(PackError, match=message):
        load_vocabulary((pack(tmp_path, exchange),))


def test_country_names() -> None:
    assert (country_name("JP"), country_name("??")) == ("Japan", "??")
