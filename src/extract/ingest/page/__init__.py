"""What a web page says about its article: JSON-LD, meta tags, microdata, and what it prints near the headline.

read(tree)      ->  Page     every statement, in the order of the page
title, authors, published  choose among them by trust
"""

from __future__ import annotations

from extract.ingest.page.bylines import authors
from extract.ingest.page.days import Dated, published
from extract.ingest.page.headlines import title
from extract.ingest.page.statements import Page, read
from extract.ingest.page.surroundings import near_headline

__all__ = ["Dated", "Page", "authors", "near_headline", "published", "read", "title"]
