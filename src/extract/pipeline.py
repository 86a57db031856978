"""The story on one page: read items, annotate their text, assemble the records.

    ingest  ->  annotate  ->  assemble  ->  serialize

`Pipeline` does the first three for one article or a stream of them in this process; `extract.batch` runs
pipelines in worker processes and writes what comes out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal

from extract._version import __version__
from extract.annotate.model import load_nlp, model_name, release
from extract.assemble import assemble
from extract.config import Settings
from extract.errors import ArticleError, FormatError
from extract.ingest import Failure, Item, Parsed, parse, parse_text
from extract.records import INTERNAL_ERROR, Article, Diagnostic, Extraction, Provenance

if TYPE_CHECKING:
    from spacy.tokens import Doc

BATCH_CHARACTERS = 100_000
"""About how much text is annotated together: enough to fill spaCy's batches, little enough for memory."""

NEW_STRINGS = 40_000
"""Words, lemmas and shapes that a pipeline may add to its vocabulary: about 16 MB, a thousand articles or two."""


class Pipeline:
    """A configured pipeline: the loaded models, and what they are run with.

    Attributes:
        nlp: the spaCy pipeline; `nlp(text)` gives a Doc with all span groups, without metadata.
        settings: what it was configured with.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        """Load the models.

        Raises:
            ConfigurationError: a model or pack is missing or broken.
        """
        self.settings = settings or Settings()
        self._load()
        self.provenance = Provenance(
            version=__version__,
            model=model_name(self.nlp),
            packs=self.settings.packs,
            settings_sha256=self.settings.sha256,
        )

    def __call__(
        self,
        text: str,
        *,
        published: str | None = None,
        title: str | None = None,
        id: str | None = None,  # noqa: A002
    ) -> Extraction:
        """Extract from one text.

        Args:
            text: the article as plain text; it is normalised first, so offsets count in `Extraction.article.text`.
            published: its publication date, YYYY-MM-DD. Without one, relative times stay unresolved.
            title: becomes the first paragraph unless the text begins with it.
            id: the article's id; by default from the hash of the text.

        Raises:
            ArticleError: the text is empty or too long.
        """
        name = id or hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        return next(self.pipe([parse_text(text, id=name, published=published, title=title, settings=self.settings)]))

    def pipe(self, parsed: Iterable[Parsed | Failure]) -> Iterator[Extraction]:
        """Records of a stream of articles, in their order; an article that fails gives a record that says so."""
        for batch in _batches(parsed):
            yield from self._batch(batch)

    def process(self, items: Iterable[Item | Failure]) -> Iterator[Extraction]:
        """Read items and extract from them, in their order."""
        return self.pipe(read(item, self.settings) for item in items)

    def trim(self) -> None:
        """Load the models anew once they have met many words: spaCy keeps every word for good. Records don't change."""
        if len(self.nlp.vocab.strings) - self._strings > NEW_STRINGS:
            del self.nlp  # or both would be in memory while the new one loads
            release()
            self._load()

    def _load(self) -> None:
        self.nlp = load_nlp(self.settings)
        self._strings = len(self.nlp.vocab.strings)

    def from_doc(self, doc: Doc) -> Extraction:
        """The record of a Doc that this pipeline's components have annotated."""
        return assemble(doc, self.provenance)

    def _batch(self, batch: list[Parsed | Failure]) -> Iterator[Extraction]:
        refused = [self._refused(parsed) if isinstance(parsed, Parsed) else None for parsed in batch]
        wanted = [p for p, why in zip(batch, refused, strict=True) if isinstance(p, Parsed) and not why]
        docs = iter(self._annotate([self._doc(parsed.article) for parsed in wanted]))
        for parsed, why in zip(batch, refused, strict=True):
            if isinstance(parsed, Failure):
                yield self._nothing(failed_article(parsed), parsed.diagnostic)
            elif why:
                yield self._nothing(parsed.article, *parsed.diagnostics, why)
            else:
                yield self._record(parsed, next(docs))

    def _record(self, parsed: Parsed, doc: Doc | Diagnostic) -> Extraction:
        if isinstance(doc, Diagnostic):
            return self._nothing(parsed.article, *parsed.diagnostics, doc)
        doc._.problems = [*parsed.diagnostics, *doc._.problems]
        try:
            return assemble(doc, self.provenance)
        except Exception as error:  # noqa: BLE001  any bug must cost one article, not the batch
            return self._nothing(parsed.article, *parsed.diagnostics, _bug(error, "assemble"))

    def _nothing(self, article: Article, *diagnostics: Diagnostic) -> Extraction:
        return Extraction(article=article, diagnostics=diagnostics, provenance=self.provenance)

    def _refused(self, parsed: Parsed) -> Diagnostic | None:
        language = parsed.article.language
        if language is None or language in self.settings.languages:
            return None
        return Diagnostic(code="other-language", stage="ingest", message=f"the text is in {language!r}, not extracted")

    def _doc(self, article: Article) -> Doc:
        doc = self.nlp.make_doc(article.text)
        doc._.article = article
        return doc

    def _annotate(self, docs: list[Doc]) -> list[Doc | Diagnostic]:
        """Annotate together; where that fails, one by one, so that only the guilty article is lost."""
        try:
            return [_spent(doc) for doc in self.nlp.pipe(docs)]
        except Exception:  # noqa: BLE001  any bug of a component must cost one article, not the batch
            return [self._annotate_alone(doc) for doc in docs]

    def _annotate_alone(self, doc: Doc) -> Doc | Diagnostic:
        try:
            return _spent(self.nlp(self._doc(doc._.article)))
        except Exception as error:  # noqa: BLE001  reported as this article's diagnostic
            return _bug(error, "annotate")


def _spent(doc: Doc) -> Doc:
    """An annotated document without the encoder's scores, which take a hundred times the room of its text."""
    doc._.scores = None
    return doc


def _bug(error: Exception, stage: Literal["ingest", "annotate", "assemble"]) -> Diagnostic:
    return Diagnostic(code=INTERNAL_ERROR, stage=stage, message=f"{type(error).__name__}: {error}")


def failed_article(failure: Failure) -> Article:
    """What stands for an article that could not be read."""
    return Article(id=failure.id, path=failure.path, sha256=failure.sha256)


def read(item: Item | Failure, settings: Settings) -> Parsed | Failure:
    """The article of an item, or why there is none."""
    if isinstance(item, Failure):
        return item
    try:
        return parse(item, settings)
    except ArticleError as error:
        return Failure.of(item, Diagnostic(code=error.code, stage="ingest", message=str(error)))
    except FormatError as error:
        return Failure.of(item, Diagnostic(code="missing-extra", stage="ingest", message=f"{item.where}: {error}"))
    except Exception as error:  # noqa: BLE001  any bug of a format must cost one article, not the batch
        return Failure.of(item, _bug(error, "ingest"))


def _batches(parsed: Iterable[Parsed | Failure]) -> Iterator[list[Parsed | Failure]]:
    batch: list[Parsed | Failure] = []
    size = 0
    for one in parsed:
        batch.append(one)
        size += len(one.article.text) if isinstance(one, Parsed) else 0
        if size >= BATCH_CHARACTERS or len(batch) >= 256:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
