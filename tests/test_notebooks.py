"""The notebooks run as they are, and hold no outputs."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.model

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"


@pytest.mark.filterwarnings("default")  # those of Jupyter's own parts are not ours to mend
@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.ipynb")), ids=lambda file: file.name)
def test_notebook_runs(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed (group test)")
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed (group test)")
    for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "MPLCONFIGDIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    notebook = nbformat.read(file, as_version=4)
    nbformat.validate(notebook)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert cells
    assert all(cell.outputs == [] and cell.execution_count is None for cell in cells), "clear the outputs"

    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(FOLDER)}}).execute()

    shown = [output.data for cell in cells for output in cell.outputs if "data" in output]
    pages = [data["text/html"] for data in shown if "text/html" in data]
    assert sum('<div class="rec alone">' in page for page in pages) == 3
    assert any("image/png" in data for data in shown)
    text = "".join(output.text for cell in cells for output in cell.outputs if output.output_type == "stream")
    assert "'robbed' does not stand at" in text
