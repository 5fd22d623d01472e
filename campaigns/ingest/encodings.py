"""Which encoding foreign bytes are in: by their marks, else by what decodes; found in one pass, block by block."""

import codecs

from campaigns.ingest.problems import FileProblem, Problems


class Try:
    """Whether bytes, fed block by block, decode; ``lines`` are those up to what does not."""

    def __init__(self, encoding: str) -> None:
        self.encoding, self._decoder = encoding, codecs.getincrementaldecoder(encoding)()
        self.fits, self.lines = True, 0

    def feed(self, block: bytes, *, is_last: bool = False) -> None:
        """Tries the next bytes."""
        if self.fits:
            try:
                text = self._decoder.decode(block, is_last)
            except UnicodeDecodeError as error:
                self.fits, text = False, error.object[: error.start].decode(self.encoding, "ignore")
            self.lines += text.count("\n")


def list_encodings(start: bytes) -> list[str]:
    """What the bytes may be, the likeliest first."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ["utf-16"]
    if encoding := _find_utf16(start):
        return [encoding]
    return ["utf-8-sig"] if b"\0" in start else ["utf-8-sig", "cp1252"]


def _find_utf16(start: bytes) -> str:
    """UTF-16 without a mark shows by the zeros of its plain letters: every other byte, and hardly any between."""
    even, odd = start[0:400:2].count(0), start[1:400:2].count(0)
    if len(start) > 8 and max(even, odd) * 4 > len(start[0:400:2]) and min(even, odd) * 4 < max(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    return ""


def choose_encoding(tries: list[Try], problems: Problems) -> str:
    """The first that fits, when all bytes have been fed. Raises ``FileProblem``."""
    for attempt in tries:
        attempt.feed(b"", is_last=True)
    fitting = [attempt.encoding for attempt in tries if attempt.fits]
    if tries and not fitting:
        is_known = tries[0].encoding.startswith("utf-16")
        raise FileProblem("bad-encoding", line=tries[0].lines + 1 if is_known else None)
    if fitting == ["cp1252"]:
        problems.add("guessed-encoding")
    return fitting[0] if fitting else "utf-8-sig"
