"""Mails as agencies, newsletters and alert services send them, and MHTML, a page that a browser saved as one file."""

from __future__ import annotations

import re
from dataclasses import replace
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.utils import parseaddr

from extract.errors import ArticleError
from extract.ingest import markup
from extract.ingest.encoding import as_declared, decode
from extract.ingest.formats import html
from extract.ingest.source import HEAD, Draft, Format, problem
from extract.records import Diagnostic

_FIELDS = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{0,60}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}")
_KNOWN = re.compile(rb"^(?:MIME-Version|Message-ID|Received|Return-Path|Delivered-To):", re.IGNORECASE | re.MULTILINE)
_FROM_A_BROWSER = "snapshot-content-location"
_FORWARDED = re.compile(r"^(?:(?:fwd?|fw|wg|tr|re|aw):\s*)+", re.IGNORECASE)
_SIGNATURE = re.compile(r"^-- $.*", re.MULTILINE | re.DOTALL)
_SERVICE = re.compile(r"\b(?:no-?reply|mailer|newsletter)\b", re.IGNORECASE)


def sniff(head: bytes) -> bool:
    """Whether it begins with the fields of a mail, among them one that only mails have."""
    found = _FIELDS.match(head)
    return found is not None and _KNOWN.search(found[0]) is not None


def parse(data: bytes) -> Draft:
    """The text of a mail, the plain one rather than the marked-up one; or the page that a browser has packed.

    Attachments are named in a diagnostic and not read.

    Raises:
        ArticleError: `broken-mail`, or `no-text` when there is neither; for a page what HTML raises.
        FormatError: for a page, when the extra `html` is not installed.
    """
    try:
        return _draft(BytesParser(EmailMessage, policy=policy.default).parsebytes(data), data)
    except RecursionError as error:
        raise ArticleError("broken-mail", "its parts lie too deep in one another") from error


def _draft(message: EmailMessage, data: bytes) -> Draft:
    if not message.keys():
        decode(data[:HEAD])  # says so if this is no text at all
        raise ArticleError("broken-mail", "there are no fields of a mail at its beginning")
    if message.get("MIME-Version") and (place := _field(message, _FROM_A_BROWSER)):
        return _page(message, place)
    body = message.get_body(preferencelist=("plain", "html"))
    text = _content(body) if body is not None else ""
    if not any(map(str.isalnum, text)):
        raise ArticleError("no-text", "there is no text in this mail")
    name, address = parseaddr(_field(message, "from"))
    return Draft(
        text=_SIGNATURE.sub("", text),
        title=_FORWARDED.sub("", _field(message, "subject")) or None,
        publisher=(name if name and not _SERVICE.search(name) else address.partition("@")[2]) or None,
        published=_field(message, "date") or None,
        published_from="metadata",
        language=_field(message, "content-language") or None,
        diagnostics=_attachments(message),
    )


def _field(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, "")).strip()
    except (ValueError, IndexError, AttributeError):
        return ""  # a field that the standard library's parser can't take apart says nothing


def _content(part: MIMEPart) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    charset = part.get_content_charset() or "utf-8"
    text = _decoded(data, charset)
    if part.get_content_type() == "text/html":
        return markup.paragraphs(text)
    if str(part.get_param("format", "")).casefold() == "flowed":
        text = re.sub(r" \r?\n(?=\S)", " ", text)
    return text


def _decoded(data: bytes, charset: str) -> str:
    return decode(as_declared(data, charset))[0]


def _page(message: EmailMessage, place: str) -> Draft:
    for part in message.walk():
        if part.get_content_type() == "text/html":
            data = part.get_payload(decode=True)
            if isinstance(data, bytes):
                draft = html.parse(data)
                return draft if draft.url else replace(draft, url=place)
    raise ArticleError("no-text", "there is no page in this file")


def _attachments(message: EmailMessage) -> tuple[Diagnostic, ...]:
    names = [part.get_filename() or part.get_content_type() for part in message.iter_attachments()]
    if not names:
        return ()
    return (problem("attachments", f"not read: {', '.join(names[:5])}{' ...' if len(names) > 5 else ''}"),)


FORMAT = Format(name="eml", suffixes=(".eml", ".mht", ".mhtml"), parse=parse, sniff=sniff, bytes_for_a_character=64)
