"""The library's functions: text, files or a spaCy `Doc` in, `Extraction` records out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extract._version import __version__
from extract.config import Settings, load_settings
from extract.pipeline import Pipeline
from extract.records import Extraction, Provenance

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["extract", "extract_many", "from_doc", "load"]


def extract(
    text: str,
    *,
    published: str | None = None,
    title: str | None = None,
    settings: Settings | None = None,
    **changes: Any,
) -> Extraction:
    """Extract from one article.

    Args:
        text: the article as plain text. It is normalised first: offsets count in `Extraction.article.text`.
        published: its publication date, YYYY-MM-DD. Without one, relative times stay unresolved.
        title: becomes the first paragraph unless the text begins with it.
        settings: by default `Settings()`; the environment is not read.
        changes: single settings, by name.

    Raises:
        ArticleError: the text is empty or too long.
        ConfigurationError: a setting is wrong, or a model or pack is missing or broken.
    """
    return load(settings, **changes)(text, published=published, title=title)


def extract_many(
    inputs: Sequence[str | Path],
    *,
    jobs: int = 1,
    settings: Settings | None = None,
    passed_over: Callable[[str], None] | None = None,
    **changes: Any,
) -> Iterator[Extraction]:
    """Extract from files, one record for each article, in the order of the inputs.

    An article that fails gives a record with `failed` and a diagnostic; the others go on.

    Args:
        inputs: files, folders (searched recursively), archives, globs, or "-" for standard input.
        jobs: number of worker processes. More than 1 needs `if __name__ == "__main__":` in a script. A worker that
            dies is replaced; an article that kills workers gives a record with the diagnostic `worker-died`.
        settings: by default `Settings()`; the environment is not read.
        passed_over: told the path of each file in a folder or archive that is of no known format.
        changes: single settings, by name.

    Raises:
        ConfigurationError: a setting is wrong, or a model or pack is missing or broken.
        ExtractError: worker processes die while they load.
    """
    from extract.ingest import discover
    from extract.streaming import itself, stream

    chosen = _settings(settings, changes)
    items = discover([str(one) for one in inputs], chosen, passed_over=passed_over or (lambda _: None))
    return stream(items, itself, settings=chosen, jobs=jobs)


def from_doc(doc: Doc, *, nlp: Language | None = None, settings: Settings | None = None) -> Extraction:
    """The record of a `Doc` that a user's own pipeline has annotated with the project's components.

    Args:
        doc: annotated; offsets of the record count in `doc.text`.
        nlp: the pipeline that annotated it, to be named in `provenance.model`.
        settings: those that it was built with, for the provenance.
    """
    from extract.annotate.model import model_name
    from extract.assemble import assemble

    settings = settings or Settings()
    model = model_name(nlp) if nlp is not None else "unknown"
    return assemble(
        doc,
        Provenance(version=__version__, model=model, packs=settings.packs, settings_sha256=settings.sha256),
    )


def load(settings: Settings | None = None, **changes: Any) -> Pipeline:
    """A pipeline, loaded once for equal settings.

    Args:
        settings: by default `Settings()`; the environment is not read.
        changes: single settings, by name: `load(packs=["cyber"])`.

    Raises:
        ConfigurationError: a setting is wrong, or a model or pack is missing or broken.
    """
    return _load(_settings(settings, changes))


@lru_cache(maxsize=2)
def _load(settings: Settings) -> Pipeline:
    return Pipeline(settings)


def _settings(settings: Settings | None, changes: dict[str, Any]) -> Settings:
    given = settings.model_dump() if settings is not None else {}
    return load_settings(environ={}, **(given | changes))
