"""Numbers for texts, whole columns at once: 128 bits, equal for equal texts and in all practice only for them.

Stored as the identity of rows, so what comes out here must never change. A text is cut into words of eight bytes,
each word is mixed (the finalizer of SplitMix64: Steele, Lea & Flood, 2014) with a constant of its place, and the
results are added up; a longer text is hashed by BLAKE2b. The empty text is 0.
"""

from hashlib import blake2b

import numpy as np

from campaigns.coded import Numbers

LANES = 2
"""A hash is two unsigned 64-bit numbers: the columns of the arrays here."""
WORDS = 8
"""Texts of more words are hashed by BLAKE2b."""


def make_constants(*names: str) -> Numbers:
    """A row of well mixed numbers for each name, the same on every machine."""
    digests = (blake2b(name.encode(), digest_size=8 * LANES, person=b"row identity").digest() for name in names)
    return np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64).reshape(-1, LANES)


_PLACES = make_constants(*(f"word {place}" for place in range(WORDS)))


def mix(numbers: Numbers) -> Numbers:
    """Each number turned into one that looks like any other, and into no other's."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def mix_in(hashes: Numbers, constant: Numbers) -> Numbers:
    """Hashes made different by what they stand for; 0 stays 0."""
    return np.where(hashes == 0, np.uint64(0), mix(hashes + constant))


def hash_texts(texts: list[str]) -> Numbers:
    """The hash of each text, one row each."""
    encoded = _encode(texts)
    hashes = np.zeros((len(texts), LANES), np.uint64)
    width = max(map(len, encoded), default=0)
    if width > 8 * WORDS:
        for place, text in enumerate(encoded):
            if len(text) > 8 * WORDS:
                hashes[place] = np.frombuffer(blake2b(text, digest_size=8 * LANES).digest(), dtype="<u8")
                encoded[place] = b""
        width = 8 * WORDS
    size = -(-width // 8) or 1
    words = np.array(encoded, dtype=f"S{8 * size}").view("<u8").astype(np.uint64).reshape(len(texts), size)
    for place in range(size):
        word = words[:, place, np.newaxis]
        hashes += np.where(word == 0, np.uint64(0), mix(word + _PLACES[place]))
    return hashes


def _encode(texts: list[str]) -> list[str] | list[bytes]:
    """The texts as bytes; short ones in ASCII as they are: numpy makes bytes of them in a third of the time."""
    if all(map(str.isascii, texts)) and max(map(len, texts), default=0) <= 8 * WORDS:
        return texts
    return [text.encode("utf-8", "surrogatepass") for text in texts]
