"""Finds what Papertide ships: in the wheel beside this file, in a checkout under `data/`."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent


def in_checkout() -> bool:
    """Whether this is a checkout (or an editable installation of one) and not an installed wheel."""
    return (CHECKOUT / "pyproject.toml").is_file() and (CHECKOUT / "data").is_dir()


def shipped(name: str) -> Path:
    """Path of a shipped file or folder such as `themes.toml`.

    Raises
    ------
    FileNotFoundError : the installation is incomplete.
    """
    folder = CHECKOUT / "data" if in_checkout() else PACKAGE / "shipped"
    path = folder / name
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: the installation is incomplete; install Papertide again")
    return path
