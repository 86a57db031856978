"""The wheel, installed in a clean environment outside the checkout, extracts from one article."""

from __future__ import annotations

import json
import os
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.wheel, pytest.mark.model]

ARTICLE = """Clinic network hit by ransomware

GRENOBLE, France, 4 June 2024 - Hackers encrypted the servers of the clinic network Alpmed on Monday,
its director, Claire Bonnet, said. She denied that patient data had been stolen.
"""


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(root)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (file,) = folder.glob("*.whl")
    return file


def test_wheel_holds_the_package_and_its_models(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {"extract/py.typed", "extract/models/base.toml", "extract/models/packs/cyber/pack.toml"} <= set(names)
    assert all(name.startswith("extract/") or ".dist-info/" in name for name in names)


def test_installed_wheel_runs(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "env"
    venv.create(home, with_pip=False)
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    python = str(scripts / "python")
    # The wheel is new; its dependencies are those of this environment, to be quick and work offline.
    install = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        str(wheel),
    ]
    subprocess.run(install, check=True)
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    target = subprocess.run([python, "-c", where], capture_output=True, text=True, check=True).stdout.strip()
    Path(target, "dependencies.pth").write_text("\n".join(site.getsitepackages()), encoding="utf-8")

    work = tmp_path / "elsewhere"
    work.mkdir()
    (work / "article.txt").write_text(ARTICLE, encoding="utf-8")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "INCIDENT_EXTRACT"))}
    command = [str(scripts / "incident-extract"), "run", "article.txt", "-o", "out.jsonl"]
    done = subprocess.run(command, cwd=work, env=clean, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    record = json.loads((work / "out.jsonl").read_text(encoding="utf-8"))
    assert record["article"]["published"] == "2024-06-04"
    assert record["claims"]
    assert record["incidents"]

    code = "import extract; print(extract.__file__)"
    home_of = subprocess.run([python, "-c", code], cwd=work, env=clean, capture_output=True, text=True, check=True)
    assert Path(home_of.stdout.strip()).is_relative_to(home)
