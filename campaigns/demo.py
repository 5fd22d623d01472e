"""Demo data: loaded by the same conductor as real files, marked by its runs, and removable without a trace."""


def has_demo() -> bool:
    return False


def remove_demo() -> None:
    return None
