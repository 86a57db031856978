"""One story in a file of each input format: python tests/ingest/story_files.py FOLDER

All is written for this project; binary files are made byte by byte, without the libraries that read them.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from html import escape
from pathlib import Path

TITLE = "Hackers breach parcel firm Veldt Logistics"
AUTHOR = "Ida Quist"
PUBLISHER = "Harbour Gazette"
URL = "https://harbour-gazette.example/veldt"
DAY = "2024-06-04"
WRITTEN = "June 4, 2024"
PARAGRAPHS = (
    "The parcel company Veldt Logistics said on Tuesday that hackers had stolen the records of 2.4 million customers"
    " last month.",
    "“We will not pay,” its chief executive, Marta Okafor, told reporters. She denied that payment data had been taken."
    " The Dutch police blamed the group Grey Finch for the attack.",
    "In March 2022, ransomware locked the servers of its rival Corvina Freight. Analysts warn that more attacks"
    " could follow.",
    "Veldt Logistics delivers about nine million parcels a month in the Netherlands and Belgium, and most of its"
    " customers are small shops.",
)
STORY = "\n\n".join(PARAGRAPHS)
HTML = "".join(f"<p>{escape(one, quote=False)}</p>\n" for one in PARAGRAPHS)
OTHER_TITLE = "Ferry timetable changes for the summer"
OTHER = (
    "The ferries between Oosthaven and the islands will sail every hour from July, the harbour board announced.",
    "Tickets bought before stay valid.",
)
Lines = Sequence[str]


def text() -> str:
    return f"{TITLE}\n\n{STORY}\n"


def printed() -> str:
    """The story with what papers print around and amid it."""
    caption = "A depot of Veldt Logistics in Oosthaven. (Photo: Jan Visser/Harbour Gazette)"
    related = f"Read more: {OTHER_TITLE}"
    tail = f"© 2024 {PUBLISHER}. All rights reserved."
    first, second, *rest = PARAGRAPHS
    return "\n\n".join((TITLE, f"By {AUTHOR}", caption, first, second, related, *rest, tail)) + "\n"


def markdown() -> str:
    return f"---\ntitle: {TITLE}\nauthor: {AUTHOR}\ndate: {DAY}\n---\n\n{STORY}\n"


def record() -> dict[str, object]:
    return {"title": TITLE, "text": STORY, "published": DAY, "authors": [AUTHOR], "publisher": PUBLISHER, "url": URL}


def news_please() -> dict[str, object]:
    return {
        "authors": [AUTHOR], "date_publish": f"{DAY} 09:30:00", "date_download": "2024-07-01 00:00:00",
        "maintext": STORY, "title": TITLE, "source_domain": PUBLISHER, "url": URL, "language": "en",
        "description": None,
    }  # fmt: skip


def newspaper() -> dict[str, object]:
    return {"publish_date": f"{DAY}T00:00:00", "text": STORY, "title": TITLE, "authors": [AUTHOR], "source_url": URL}


def ninjs() -> dict[str, object]:
    return {
        "uri": "urn:gazette:1", "type": "text", "versioncreated": f"{DAY}T09:30:00+02:00", "headline": TITLE,
        "byline": f"By {AUTHOR}", "body_xhtml": HTML, "language": "en", "provider": {"name": PUBLISHER},
    }  # fmt: skip


def page() -> str:
    linked = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, "datePublished": DAY,
              "author": {"@type": "Person", "name": AUTHOR}}  # fmt: skip
    return (
        f"<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'><title>{TITLE} | {PUBLISHER}</title>"
        f"<script type='application/ld+json'>{json.dumps(linked)}</script></head>"
        f"<body><nav><a href='/'>Home</a> <a href='/sea'>Sea</a></nav>"
        f"<article><h1>{TITLE}</h1>{HTML}</article></body></html>"
    )


def table() -> str:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["Headline", "Byline", "Publication Date", "Publication", "Full Text"])
    rows.writerow([TITLE, AUTHOR, DAY, PUBLISHER, STORY])
    return out.getvalue()


def rss() -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>{PUBLISHER}</title><item><title>{TITLE}</title><link>{URL}</link><dc:creator>{AUTHOR}</dc:creator>"
        "<pubDate>Tue, 04 Jun 2024 23:30:00 -0500</pubDate>"
        f"<content:encoded><![CDATA[{HTML}]]></content:encoded></item></channel></rss>"
    )


def atom() -> str:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>{PUBLISHER}</title><entry><id>urn:gazette:1</id>'
        f"<title>{TITLE}</title><author><name>{AUTHOR}</name></author><published>{DAY}T09:30:00+02:00</published>"
        f'<content type="html">{escape(HTML)}</content></entry></feed>'
    )


def nitf(namespace: str = "") -> str:
    return (
        f"<nitf{namespace}><head><title>{TITLE}</title>"
        "<docdata><date.issue norm='20240604T093000+0200'/></docdata></head><body><body.head>"
        f"<hedline><hl1>{TITLE}</hl1></hedline><byline>By <person>{AUTHOR}</person></byline></body.head>"
        f"<body.content><media><media-caption>Parcels.</media-caption></media>{HTML}</body.content></body></nitf>"
    )


def newsml() -> str:
    item = (
        "<newsItem guid='urn:gazette:{}'><itemMeta><provider><name>{}</name></provider>"
        f"<versionCreated>{DAY}T10:00:00+02:00</versionCreated></itemMeta><contentMeta>"
        f"<contentCreated>{DAY}T09:30:00+02:00</contentCreated><creator><name>{AUTHOR}</name></creator>"
        "<language tag='en'/><headline>{}</headline></contentMeta><contentSet>{}</contentSet></newsItem>"
    )
    inner = nitf(" xmlns='http://iptc.org/std/NITF/2006-10-18/'")
    story = f"<inlineXML contenttype='application/nitf+xml'>{inner}</inlineXML>"
    other = f"<inlineData contenttype='text/plain'>{' '.join(OTHER)}</inlineData>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>'
        f"{item.format(1, PUBLISHER, TITLE, story)}{item.format(2, PUBLISHER, OTHER_TITLE, other)}"
        "</itemSet></newsMessage>"
    )


def mail() -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"] = TITLE, f"{PUBLISHER} <wire@gazette.example>"
    message["To"] = "desk@example.org"
    message["Date"] = "Tue, 04 Jun 2024 23:30:00 -0500"
    message["Message-ID"] = "<1@gazette.example>"
    message.set_content(f"{STORY}\n", cte="quoted-printable")
    message.add_alternative(f"<html><body>{HTML}</body></html>", subtype="html")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="parcels.png")
    return message.as_bytes()


def mhtml() -> bytes:
    head = f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {URL}\r\nSubject: {TITLE}\r\nMIME-Version: 1.0\r\n"
    body = page().encode("utf-8")
    return (
        f'{head}Content-Type: multipart/related; type="text/html"; boundary="B"\r\n\r\n'
        f"--B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: binary\r\nContent-Location: {URL}\r\n\r\n"
    ).encode() + body + b"\r\n--B--\r\n"  # fmt: skip


def nexis() -> Lines:
    def one(title: str, byline: Lines, paragraphs: Lines) -> Lines:
        return [
            title, PUBLISHER, f"{WRITTEN} Tuesday", "Copyright 2024 Harbour Gazette All Rights Reserved",
            "Section: NEWS; Pg. 4", "Length: 98 words", *byline, "Body", *paragraphs, "Classification",
            "Language: ENGLISH", "Publication-Type: Newspaper", f"Load-Date: {WRITTEN}", "End of Document",
        ]  # fmt: skip

    return [*one(TITLE, [f"Byline: {AUTHOR}"], PARAGRAPHS), *one(OTHER_TITLE, [], OTHER)]


def factiva() -> Lines:
    def one(head: Lines, paragraphs: Lines, number: int) -> Lines:
        return [
            *head, "98 words", "4 June 2024", "09:30", PUBLISHER, "HARGAZ", "English",
            "(c) 2024 Harbour Gazette. All rights reserved.", *paragraphs, f"Document HARGAZ0020240604ek640000{number}",
        ]  # fmt: skip

    return [*one([TITLE, f"By {AUTHOR}"], PARAGRAPHS, 1), *one([OTHER_TITLE], OTHER, 2)]


def lexis() -> str:
    def one(number: int, title: str, byline: str, paragraphs: Lines) -> str:
        return (
            f"{' ' * 30}{number} of 2 DOCUMENTS\n\n\n{' ' * 30}{PUBLISHER}\n\n{' ' * 28}{WRITTEN} Tuesday\n\n"
            f"{title}\n\n"
            f"{byline}SECTION: NEWS; Pg. 4\n\nLENGTH: 98 words\n\n{_wrapped(paragraphs)}\n\nLOAD-DATE: {WRITTEN}\n\n"
            f"LANGUAGE: ENGLISH\n\nPUBLICATION-TYPE: Newspaper\n\n{' ' * 20}Copyright 2024 Harbour Gazette\n\n\n"
        )

    return one(1, TITLE, f"BYLINE: {AUTHOR}\n\n", PARAGRAPHS) + one(2, OTHER_TITLE, "", OTHER)


def _wrapped(paragraphs: Lines, width: int = 70) -> str:
    import textwrap

    return "\n\n".join(textwrap.fill(one, width) for one in paragraphs)


def rtf(paragraphs: Lines) -> bytes:
    def coded(text: str) -> str:
        return "".join(char if ord(char) < 128 else f"\\u{ord(char)}?" for char in text)

    body = "".join(f"\\pard {coded(one)}\\par\n" for one in paragraphs)
    return f"{{\\rtf1\\ansi\\ansicpg1252{{\\fonttbl{{\\f0 Arial;}}}}\n{body}}}".encode("ascii")


def docx(paragraphs: Lines) -> bytes:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{escape(one, quote=False)}</w:t></w:r></w:p>" for one in paragraphs)
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return zipped(
        ("[Content_Types].xml", f'{head}<Types xmlns="{package}/content-types"><Default Extension="rels"'
         ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'),
        ("_rels/.rels", f'{head}<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{kind}"'
         ' Target="word/document.xml"/></Relationships>'),
        ("word/document.xml", f'{head}<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>'),
    )  # fmt: skip


def zipped(*files: tuple[str, str | bytes]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return into.getvalue()


def tarred(name: str, data: bytes) -> bytes:
    into = io.BytesIO()
    with tarfile.open(fileobj=into, mode="w:gz") as archive:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return into.getvalue()


def pdf(title: str, paragraphs: Lines, *, pages: int = 1) -> bytes:
    """A document in Helvetica: the title large, paragraphs set apart, on several pages a running head."""
    import textwrap

    lines = [(20, one, 26) for one in textwrap.wrap(title, 50)]
    for paragraph in paragraphs:
        wrapped = textwrap.wrap(paragraph, 88)
        lines += [(11, one, 14) for one in wrapped[:-1]] + [(11, wrapped[-1], 24)]
    share = -(-len(lines) // pages)
    contents = []
    for number in range(pages):
        y, shown = 740, [f"BT /F1 9 Tf 72 790 Td ({PUBLISHER} {number + 1}) Tj ET"] if pages > 1 else []
        for size, line, leading in lines[number * share : (number + 1) * share]:
            coded = line.encode("cp1252").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")
            shown.append(f"BT /F1 {size} Tf 72 {y} Td ({coded.decode('latin-1')}) Tj ET")
            y -= leading
        contents.append("\n".join(shown).encode("latin-1"))
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, content in enumerate(contents):
        packed = zlib.compress(content)
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
            f" /Contents {5 + 2 * number} 0 R >>".encode(),
            f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream",
        ]
    out = b"%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + one + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(objects) + 1
    tail = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<< /Size {count} /Root 1 0 R >>\n"
    return out + f"{tail}startxref\n{len(out)}\n%%EOF\n".encode()


def warc(*pages: tuple[str, str, bytes]) -> bytes:
    """Records, each (type, content type, block), compressed one by one as crawlers do."""
    out = b""
    for number, (kind, content_type, block) in enumerate(pages, start=1):
        head = (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>\r\n"
            f"WARC-Date: 2024-07-01T00:00:00Z\r\nWARC-Target-URI: {URL}\r\nContent-Type: {content_type}\r\n"
            f"Content-Length: {len(block)}\r\n\r\n"
        )
        out += gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0)
    return out


def crawl() -> bytes:
    http = "application/http; msgtype=response"
    response = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page().encode()
    return warc(
        ("warcinfo", "application/warc-fields", b"software: none\r\n"),
        ("request", "application/http; msgtype=request", b"GET / HTTP/1.1\r\n\r\n"),
        ("response", http, response),
        ("response", http, b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<html>gone</html>"),
    )


FILES: dict[str, Callable[[], str | bytes]] = {
    "txt/2024-06-04.txt": text,
    "txt/printed/2024-06-04.txt": printed,
    "md/story.md": markdown,
    "json/story.json": lambda: json.dumps(record()),
    "json/story.jsonl": lambda: json.dumps(record()) + "\n",
    "json/news-please.json": lambda: json.dumps(news_please()),
    "json/newspaper.json": lambda: json.dumps(newspaper()),
    "ninjs/story.json": lambda: json.dumps(ninjs()),
    "html/story.html": page,
    "html/story.mhtml": mhtml,
    "csv/story.csv": table,
    "feed/story.rss": rss,
    "feed/story.atom": atom,
    "nitf/story.xml": nitf,
    "newsml/story.xml": newsml,
    "eml/story.eml": mail,
    "rtf/2024-06-04.rtf": lambda: rtf(text().split("\n")),
    "rtf/factiva.rtf": lambda: rtf(factiva()),
    "docx/2024-06-04.docx": lambda: docx([one for one in text().split("\n") if one]),
    "docx/nexis.docx": lambda: docx(nexis()),
    "txt/lexis.txt": lexis,
    "pdf/2024-06-04.pdf": lambda: pdf(TITLE, PARAGRAPHS),
    "warc/story.warc.gz": crawl,
    "packed/2024-06-04.txt.gz": lambda: gzip.compress(text().encode(), mtime=0),
    "packed/story.zip": lambda: zipped(("june/2024-06-04.txt", text())),
    "packed/story.tar.gz": lambda: tarred("june/2024-06-04.txt", text().encode()),
}
"""Path -> what makes its content. The story is the first article of each; where a file has no field for it, the day
stands in its name."""


def write(folder: Path) -> None:
    """Write all files into a folder."""
    for name, make in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        data = make()
        file.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
