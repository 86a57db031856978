"""Draft to article: the title rule, normalisation, structure, dates by trust, language."""

from __future__ import annotations

from pathlib import PurePosixPath

from extract.config import Settings
from extract.errors import ArticleError
from extract.ingest.dates import day_in_name, to_day
from extract.ingest.language import language
from extract.ingest.normalise import normalise, one_line
from extract.ingest.people import authors as people
from extract.ingest.source import Draft, Item, Parsed, problem
from extract.ingest.structure import Structure, structure
from extract.ingest.titles import title_end
from extract.records import Article, Block, Diagnostic, PublishedFrom
from extract.signature import signature


def compose(draft: Draft, item: Item, settings: Settings, sha256: str | None) -> Parsed:
    """The finished article.

    Raises:
        ArticleError: `no-text` without a word of text, `too-long` beyond `settings.max_characters`.
    """
    if len(draft.text) > settings.max_characters:
        raise ArticleError(
            "too-long", f"{len(draft.text):,} characters, more than the {settings.max_characters:,} allowed"
        )
    title = one_line(draft.title or "") or None
    text = normalise(draft.text)
    if not any(char.isalnum() for char in text):
        raise ArticleError("no-text", "there is no text in it")
    if title and not title_end(text, title):
        text = f"{title}\n\n{text}"
    authors = people(draft.authors)
    found = structure(text, title=title, description=draft.description, authors=authors)
    diagnostics = list(draft.diagnostics)
    published, published_from = _published(draft, found, item, settings, diagnostics)
    article = Article(
        id=draft.id or item.id,
        path=item.path,
        url=draft.url or item.url,
        title=found.title,
        publisher=one_line(draft.publisher or "") or found.agency,
        authors=authors or found.authors,
        published=published,
        published_from=published_from,
        language=language(text, draft.language),
        text=text,
        sha256=sha256,
        blocks=found.blocks,
        signature=signature(_story(text, found.blocks)),
    )
    return Parsed(article, tuple(diagnostics))


def _story(text: str, blocks: tuple[Block, ...]) -> str:
    return "\n".join(text[block.start : block.end] for block in blocks if block.kind == "story")


def _published(
    draft: Draft, found: Structure, item: Item, settings: Settings, diagnostics: list[Diagnostic]
) -> tuple[str | None, PublishedFrom | None]:
    """The publication day by order of trust, and where it comes from."""
    stated = to_day(draft.published) if draft.published not in (None, "") else None
    if stated is None and draft.published not in (None, ""):
        diagnostics.append(problem("unreadable-date", f"{str(draft.published)[:60]!r} names no day that could be read"))
    name = PurePosixPath(item.path).name if item.path else ""
    in_order: tuple[tuple[str | None, PublishedFrom], ...] = (
        (stated, draft.published_from),
        (found.published, "metadata"),
        (found.dateline, "dateline"),
        (day_in_name(name) if item.index is None else None, "file"),
        (settings.published, "argument"),
    )
    return next(((day, source) for day, source in in_order if day), (None, None))
