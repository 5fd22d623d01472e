"""Keys are stored and exported, so they must come out the same for ever: these were written down once."""

import pytest

from campaigns.ingest.hashing import hash_texts
from campaigns.models import Payout, Post, TrackingEvent
from campaigns.tests.builders import load_text

HASHES = {
    "": "00000000000000000000000000000000",
    "a": "22f1e41d5a3fb40c8a229c2dfd97a852",
    "MuscleBlaze": "12640eb628cfb9ccb68e99bc3adb3b30",
    "₹ प्रोटीन": "7cd9827b5805e2cfa2bd7873d3c0fc80",
    "x" * 64: "b8dac1f542d220ad30690a2c4456e032",
    "x" * 65: "78b404fbaa47d3e7944c282186f8b03d",
}
SALE = "2025-07-01,10.50,1,Launch,1\n"


@pytest.mark.parametrize(
    "texts",
    [list(HASHES), list(HASHES)[:4], ["a"], ["", "a", "x" * 64, "MuscleBlaze"], ["a", "x" * 65], []],
    ids=["all", "short", "alone", "plain", "long", "none"],
)
def test_a_text_has_the_same_hash_for_ever_whatever_stands_beside_it(texts):
    found = ["".join(f"{half:016x}" for half in row) for row in hash_texts(texts).tolist()]
    assert found == [HASHES[text] for text in texts]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "model", "keys"),
    [
        (
            f"date,revenue,orders,campaign,influencer_id\n{SALE}{SALE}",
            TrackingEvent,
            ["b4869e09b3d39b49be2dc3e21513104a", "b4869e09b3d39b49d8dee7779f886b54"],
        ),
        ("tracking_id,date,revenue\nT1,2025-07-02,10\n", TrackingEvent, ["759cabf484f0dab6c8a0e2567780c399"]),
        (
            "influencer_id,date,url,reach\n1,2025-07-01,https://example.org/p/1,5\n",
            Post,
            ["571475459f5b4326399f52f8f145d28a"],
        ),
        ("influencer_id,basis,rate,total_payout\n1,post,10,10\n", Payout, ["8c28e986db47887ecf422433201538af"]),
    ],
    ids=["whole rows, two equal", "id", "url", "whole payout"],
)
def test_a_row_has_the_same_key_for_ever(tmp_path, text, model, keys):
    load_text(tmp_path, text)
    assert [bytes(key).hex() for key in model.objects.order_by("pk").values_list("key", flat=True)] == keys
