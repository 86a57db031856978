"""`python -m extract.tables [cases]`: the columns of all tables as Markdown, for docs/tables.md and docs/cases.md."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from extract.tables import TABLES, Column, Table


def page(tables: Mapping[str, Table] = TABLES) -> str:
    """A section for each table."""
    lines: list[str] = []
    for table in tables.values():
        key = f" Key: {', '.join(f'`{name}`' for name in table.key)}." if table.key else ""
        lines += [
            f"### {table.name}",
            "",
            f"A row is {table.about}.{key}",
            "",
            "| column | type | |",
            "| --- | --- | --- |",
        ]
        lines += [f"| `{column.name}` | {column.type} | {_about(column)} |" for column in table.columns]
        lines.append("")
    return "\n".join(lines)


def _about(column: Column) -> str:
    target = f"→ `{column.to}`" if column.to else ""
    return ", ".join(part for part in (column.about, target) if part)


if __name__ == "__main__":
    if sys.argv[1:] == ["cases"]:
        from extract.cases.tables import CASE_TABLES

        sys.stdout.write(page(CASE_TABLES))
    else:
        sys.stdout.write(page())
