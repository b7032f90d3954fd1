"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.errors import PapertideError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A draft beside the file, which takes its place at the end; where anything fails, nothing is left of it.

    Raises
    ------
    PapertideError : it cannot be written; says why.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield draft
        with draft.open("rb") as file:
            os.fsync(file.fileno())  # or a crash of the machine could leave an empty file under the name
        draft.replace(path)
    except OSError as error:
        raise PapertideError(f"cannot write {path}: {error.strerror or error}") from None
    finally:
        draft.unlink(missing_ok=True)
