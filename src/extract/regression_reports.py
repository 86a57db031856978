"""The outcome of `check` for machines: JUnit XML, and the annotations of GitHub Actions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

from extract.regression import Case, Change, changes

__all__ = ["github", "junit"]

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST = 60


def junit(cases: Iterable[Case]) -> str:
    """One suite with a test for each case; a changed record is a failure with its differences.

    Nothing in it depends on the clock: there are no times.
    """
    suite = ET.Element("testsuite", name="incident-extract check")
    tests = failures = 0
    for case in cases:
        tests += 1
        folder = case.folder.parent.as_posix() if case.folder else "fixtures"
        test = ET.SubElement(suite, "testcase", classname=_xml(folder), name=_xml(case.name))
        found = changes(case)
        if found:
            failures += 1
            failure = ET.SubElement(test, "failure", message=_xml(_headline(found)), type="regression")
            failure.text = _xml("\n".join(line for change in found for line in change.lines()))
    suite.set("tests", str(tests))
    suite.set("failures", str(failures))
    suite.set("errors", "0")
    suites = ET.Element("testsuites")
    suites.append(suite)
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def github(case: Case) -> Iterator[str]:
    """One workflow command for each change, at the line of the input that it is about."""
    for change in changes(case):
        file, line = _line(case, change)
        message = "\n".join(list(change.lines())[1:]) or change.path
        place = f"file={_property(file)},line={line}," if file else ""
        yield f"::error {place}title={_property(f'{case.name}: {change.path}')}::{_escaped(message)}"


def _headline(found: list[Change]) -> str:
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return f"{found[0].path} changed{more}"


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _line(case: Case, change: Change) -> tuple[str, int]:
    """The file to show a change at: the input where it has the sentence as it is, else the expectation."""
    if case.folder is None:
        return "", 1
    beginning = (change.sentence or "")[:_LONGEST]
    for file in sorted(case.folder.glob("input.*")) if beginning else ():
        text = file.read_text(encoding="utf-8", errors="replace")
        if (found := text.find(beginning)) >= 0:
            return file.as_posix(), text.count("\n", 0, found) + 1
    return (case.folder / ("gold.json" if case.gold else "expected.json")).as_posix(), 1


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
