"""The tour runs on demo data, and each of its plots can be read without the text around it."""

import os
import re
import subprocess
import sys
from pathlib import Path
from unittest import mock

import nbformat
import pytest

NOTEBOOKS = Path(__file__).resolve().parent.parent
TOUR = NOTEBOOKS / "01_tour.ipynb"
RENDERED = NOTEBOOKS.parent / "docs" / "tour"

# Figures are closed as soon as they are shown, so they are kept from their making on.
KEEP_FIGURES = """
import matplotlib.pyplot as _plt
_figures = []
_subplots = _plt.subplots
def _kept(*arguments, **options):
    figure, axes = _subplots(*arguments, **options)
    _figures.append(figure)
    return figure, axes
_plt.subplots = _kept
"""

PRINT_UNLABELLED = """
for _figure in _figures:
    _plots = [axes for axes in _figure.axes if axes.get_label() != "<colorbar>"]
    _name = _plots[0].get_title(loc="left")
    _colorbars = len(_figure.axes) - len(_plots)
    if not _name:
        print("a plot without a title")
    if not (any(a.get_xlabel() for a in _plots) and any(a.get_ylabel() for a in _plots)):
        print(_name, "has an axis without a label")
    if not _colorbars and not any(axes.get_legend() for axes in _plots):
        print(_name, "has neither legend nor colour bar")
print(len(_figures), "figures")
"""


@pytest.fixture(scope="module")
def executed(published, render):
    notebook = nbformat.read(TOUR, as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(KEEP_FIGURES))
    notebook.cells.append(nbformat.v4.new_code_cell(PRINT_UNLABELLED))
    with mock.patch.dict(os.environ, LEADHOUSE_CONFIG=str(published.config)):
        return render.execute(notebook)


def pictures(cell):
    return [o for o in cell.outputs if "image/png" in o.get("data", {})]


def test_every_plot_became_a_picture(executed):
    plots = [cell for cell in executed.cells[1:-1] if "plt.subplots(" in cell.source]
    assert len(plots) == 6
    assert [len(pictures(cell)) for cell in plots] == [1] * 6


def test_every_plot_has_a_title_labels_and_a_legend(executed):
    assert executed.cells[-1].outputs[0].text.splitlines() == ["6 figures"]


def test_rendering_gives_small_pictures_that_the_text_names(executed, render, tmp_path):
    tour = nbformat.v4.new_notebook(cells=executed.cells[1:-1])
    text = render.markdown(tour, tmp_path)
    files = sorted(tmp_path.iterdir())

    assert [file.name for file in files] == [f"plot-{i}.png" for i in range(1, 7)]
    assert all(f"({file.name})" in text for file in files)
    assert all(file.stat().st_size < 100_000 for file in files)
    assert "<style" not in text
    assert "WARN" not in text


def test_no_output_is_in_git():
    shown = subprocess.run(
        [sys.executable, "-m", "nbstripout", "--textconv", str(TOUR)],
        capture_output=True,
        check=True,
        text=True,
    )
    assert shown.stdout == TOUR.read_text(encoding="utf-8")


def test_the_rendered_tour_has_its_pictures():
    text = (RENDERED / "README.md").read_text(encoding="utf-8")
    pictures = list(RENDERED.glob("*.png"))
    assert len(pictures) == 6
    assert all(f"({picture.name})" in text for picture in pictures)
    assert all(picture.stat().st_size < 100_000 for picture in pictures)


def test_the_rendered_tour_is_of_this_notebook(render):
    text = (RENDERED / "README.md").read_text(encoding="utf-8")
    sources = [
        render.linked(cell.source, RENDERED) if cell.cell_type == "markdown" else cell.source
        for cell in nbformat.read(TOUR, as_version=4).cells
    ]
    assert [source for source in sources if source not in text] == []


@pytest.mark.parametrize("file", [TOUR, RENDERED / "README.md"], ids=["notebook", "rendered"])
def test_every_link_leads_to_a_file(file):
    links = re.findall(r"\]\((?![a-z]+:|#)([^)]+)\)", file.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (file.parent / link).is_file()] == []


def test_links_are_followed_from_where_they_are_rendered(render):
    text = render.linked("[a](../docs/a.md) [b](https://b/c) [c](#c)", NOTEBOOKS.parent / "docs/x")
    assert text == "[a](../a.md) [b](https://b/c) [c](#c)"
