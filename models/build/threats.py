"""Compiles `models/lexicons/threats.jsonl`: known actors, malware and tools with their ATT&CK and MISP ids.

    pip install pymispgalaxies==1.1.1 wordfreq==3.1.1
    python models/build/threats.py models/lexicons/threats.jsonl

The clusters of the MISP galaxy are CC0 or BSD-2-Clause, ATT&CK's ids and names are used by the terms of
attack.mitre.org. Word frequencies (wordfreq) only decide which names need context: none is kept.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pymispgalaxies
from wordfreq import zipf_frequency

CLUSTERS = (
    ("mitre-intrusion-set", "group"),
    ("threat-actor", "group"),
    ("mitre-malware", "malware"),
    ("banker", "malware"),
    ("botnet", "malware"),
    ("rat", "malware"),
    ("stealer", "malware"),
    ("backdoor", "malware"),
    ("ransomware", "malware"),
    ("mitre-tool", "product"),
)
"""Earlier ones win a name that two have."""

SURE = frozenset(("mitre-intrusion-set", "threat-actor", "mitre-malware", "mitre-tool"))

COMMON_WORD = 2.6
"""Zipf frequency from which a name of one word is a word, or a surname, that news uses otherwise."""
RARE_WORD = 1.9
"""The same for malware that ATT&CK does not list: such lists name ransomware after people and brands."""
COMMON_PHRASE = 4.5
"""The same for the rarest word of a longer name."""

HEADER = {
    "description": "Actors, malware and tools that agencies and vendors know, with ATT&CK and MISP galaxy ids. "
    "`gated` names are common words too: they count only where the text says what they are.",
    "origin": "MISP galaxy through pymispgalaxies 1.1.1: mitre-intrusion-set, threat-actor, mitre-malware, banker, "
    "botnet, rat, stealer, "
    "backdoor, ransomware, mitre-tool. Compiled by models/build/threats.py; gating by wordfreq 3.1.1.",
    "licence": "CC0-1.0 or BSD-2-Clause (MISP galaxy, CIRCL and contributors). ATT&CK: (c) The MITRE Corporation, "
    "reproduced and distributed with the permission of The MITRE Corporation "
    "(attack.mitre.org/resources/legal-and-branding).",
}


def key_of(name: str) -> str:
    """Letters and digits in lower case: "APT 10" is "APT10"."""
    return re.sub(r"[\W_]+", "", name).casefold()


def gated(name: str, sure: bool) -> bool:
    """Whether the name is a common word, too short, or no proper name as written.

    Args:
        name: as written.
        sure: whether ATT&CK or the list of actors has it; names of several words count there only.

    """
    words = re.findall(r"[^\W_]+", name)
    if (
        len(key_of(name)) < 4
        or (len(name) < 6 and name.isalpha() and (name.isupper() or len(name) < 5))
        or not any(char.isupper() for char in name)
    ):
        return True
    if words[0] == "The" or (len(words) > 1 and not sure):
        return True
    rarest = min(zipf_frequency(word, "en") for word in words)
    limit = COMMON_WORD if sure else RARE_WORD
    return rarest >= (limit if len(words) == 1 else COMMON_PHRASE)


def usable(name: str) -> bool:
    """Whether a text can hold the name as it stands."""
    return bool(re.fullmatch(r"[\w.@$!&'()+ -]{2,40}", name)) and not re.fullmatch(r"[\d ]+|[GS]\d{4}", name)


def names_of(entry: dict[str, Any]) -> list[str]:
    """The entry's own name first, without an id behind it and without the word that says what it is."""
    meta = entry.get("meta") or {}
    own = re.sub(r" - [GS]\d{4}$", "", entry["value"])
    found = []
    for name in (own, *meta.get("synonyms", [])):
        plain = re.sub(r" (?:Ransomware|Malware)$", "", str(name).strip(), flags=re.IGNORECASE)
        if usable(plain) and plain not in found:
            found.append(plain)
    return found


def place(
    entry: dict[str, Any],
    name: str,
    kind: str,
    homes: dict[tuple[str, str], dict[str, Any]],
    rows: list[dict[str, Any]],
) -> dict[str, Any]:
    """The row of an entry: the one that has its ATT&CK id or its name, else a new one."""
    ids = {word for word in (entry.get("meta") or {}).get("synonyms", []) if re.fullmatch(r"G\d{4}", str(word))}
    row = next((row for row in rows if len(ids) == 1 and row.get("attack") in ids), None)
    row = row or homes.get((kind, key_of(name)))
    if row is None:
        row = {"name": name, "type": kind, "names": [], "gated": []}
        rows.append(row)
    homes.setdefault((kind, key_of(name)), row)
    return row


def main(out: Path) -> None:
    """Write the table: a header line, then one line an actor or a piece of software."""
    folder = Path(pymispgalaxies.__file__).parent / "data" / "misp-galaxy" / "clusters"
    homes: dict[tuple[str, str], dict[str, Any]] = {}
    rows: list[dict[str, Any]] = []
    for cluster, kind in CLUSTERS:
        values = json.loads((folder / f"{cluster}.json").read_text(encoding="utf-8"))["values"]
        entries = [(entry, names_of(entry)) for entry in values if names_of(entry)]
        placed = [(place(entry, names[0], kind, homes, rows), entry, names) for entry, names in entries]
        for row, entry, names in placed:  # own names are placed: now the synonyms that are still free
            meta = entry.get("meta") or {}
            if external := meta.get("external_id"):
                row["attack"] = external
            if not row.get("misp") or not external:
                row["misp"] = entry["uuid"]
            if (country := meta.get("country")) and re.fullmatch(r"[A-Z]{2}", country):
                row.setdefault("country", country)
            for name in names:
                if homes.setdefault((kind, key_of(name)), row) is row and name not in row["names"] + row["gated"]:
                    row["gated" if gated(name, cluster in SURE) else "names"].append(name)
    with out.open("w", encoding="utf-8", newline="\n") as stream:
        for row in (HEADER, *sorted(rows, key=lambda row: (row["type"], row["name"].casefold()))):
            stream.write(json.dumps({k: v for k, v in row.items() if v}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
