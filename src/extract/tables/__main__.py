"""`python -m extract.tables`: the columns of all tables as Markdown, for docs/tables.md."""

from __future__ import annotations

import sys

from extract.tables import TABLES, Column


def page() -> str:
    """A section for each table."""
    lines: list[str] = []
    for table in TABLES.values():
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
    sys.stdout.write(page())
