"""Why a mutant may live: it does the same, or what it does is nobody's business. By module, line and change."""

REASONS: dict[tuple[str, int, str], str] = {}
