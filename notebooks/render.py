"""Runs a notebook and writes what it shows as Markdown with pictures.

LEADHOUSE_CONFIG=target/demo/leadhouse.yml .venv/bin/python notebooks/render.py docs/tour
"""

import argparse
import base64
import io
import os
import re
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from PIL import Image

NOTEBOOKS = Path(__file__).resolve().parent
COLOURS = 256  # of a picture, so that it stays small in git


def execute(notebook: NotebookNode, timeout_seconds: int = 600) -> NotebookNode:
    """Runs all cells in the notebook's folder; outputs are in the result."""
    client = NotebookClient(
        notebook,
        timeout=timeout_seconds,
        kernel_name="python3",
        resources={"metadata": {"path": str(NOTEBOOKS)}},
    )
    return client.execute()


def markdown(notebook: NotebookNode, folder: Path) -> str:
    """The executed notebook as Markdown; its pictures go into the folder."""
    parts = []
    pictures = 0
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            parts.append(linked(cell.source, folder))
            continue
        parts.append(
            f"<details><summary>Code</summary>\n\n```python\n{cell.source}\n```\n\n</details>"
        )
        for output in cell.outputs:
            data = output.get("data", {})
            if "image/png" in data:
                pictures += 1
                name = f"plot-{pictures}.png"
                save(base64.b64decode(data["image/png"]), folder / name)
                parts.append(f"![{title(cell.source)}]({name})")
            elif "text/html" in data:
                parts.append(table(data["text/html"]))
            elif output.output_type == "stream" and output.name == "stdout":
                parts.append(f"> {output.text.strip()}")
    return "\n\n".join(parts) + "\n"


def linked(source: str, folder: Path) -> str:
    """Markdown of a notebook whose relative links are to be followed from the folder."""

    def relative(link: re.Match) -> str:
        target = os.path.relpath(NOTEBOOKS / link[1], folder.resolve())
        return f"]({Path(target).as_posix()})"

    return re.sub(r"\]\((?![a-z]+:|#)([^)]+)\)", relative, source)


def save(png: bytes, file: Path) -> None:
    """Few colours and no metadata: equal pictures are equal bytes."""
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    picture.save(file, optimize=True)


def title(source: str) -> str:
    """The first title of the plot that a cell draws, of those that are the same for all data."""
    return re.search(r'title="([^"{]*)"', source).group(1)


def table(html: str) -> str:
    """A pandas table without the style, which GitHub would show as text."""
    rows = re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL)
    return re.search(r"<table.*</table>", rows, flags=re.DOTALL).group().replace(' border="1"', "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="gets README.md and its pictures")
    parser.add_argument("--notebook", type=Path, default=NOTEBOOKS / "01_tour.ipynb")
    options = parser.parse_args()

    notebook = execute(nbformat.read(options.notebook, as_version=4))
    options.folder.mkdir(parents=True, exist_ok=True)
    for old in options.folder.glob("plot-*.png"):
        old.unlink()
    text = markdown(notebook, options.folder)
    (options.folder / "README.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
