"""What was promised to be deleted is deleted: from the rows, and from what UNDO could bring back."""

from dataclasses import replace
from datetime import timedelta

from mailflow.playbook.effects import Note
from mailflow.playbook.private import Reflection
from mailflow.store.connection import Store, Transaction
from tests.store.drawn import NOW
from tests.store.rows import add_pair, letter, load, mail

TOKEN = "a" * 24


async def _reflected(store: Store) -> int:
    """A pair whose report has answered the prompt, got it back, and written another mail since."""
    pair = await add_pair(store)
    before = await load(store, pair)
    reflected = replace(before.pair, reflections=(Reflection(1, "the rota"),))

    async def work(tx: Transaction) -> None:
        version = await tx.save_pair(before, reflected)
        await tx.add_inbound([mail(1, raw=b"\r\n\r\nthe rota"), mail(2, raw=b"\r\n\r\nanother")])
        await tx.settle_inbound(mail(1).id, "answered", pair=pair, author="report", pair_version=version)
        await tx.add_history(pair, NOW, [Note("reflection.kept", "report", 1)], mail(1).id)
        await tx.settle_inbound(
            mail(2).id, "applied", pair=pair, author="manager", pair_version=2, before=reflected, applied_at=NOW
        )
        back = replace(letter(TOKEN, pair, raw=b"\r\n\r\nthe rota"), mail="own-reflection")
        (number,) = await tx.add_letters([back])
        await tx.claim_letter(number, NOW, timedelta(minutes=1))
        await tx.settle_letter(number, "sent", now=NOW)

    await store.transact(work)
    return pair


async def test_the_words_of_a_reflection_leave_mails_letters_and_snapshots(store: Store) -> None:
    pair = await _reflected(store)
    await store.transact(lambda tx: tx.forget_reflections(pair, 1))
    kept = await store.read(lambda tx: tx.inbound(mail(1).id))
    other = await store.read(lambda tx: tx.inbound(mail(2).id))
    last = await store.read(lambda tx: tx.last_applied(pair))
    assert kept is not None
    assert other is not None
    assert last is not None
    assert kept.raw == b""
    assert other.raw == b"\r\n\r\nanother", "other mail is left alone"
    assert last.before.reflections == ()
    lengths = await store.read(lambda tx: tx.db.rows("select length(sealed_raw) as n from outbox"))
    assert lengths[0]["n"] < len(b"\r\n\r\nthe rota") + 28, "what is left is the seal of nothing"


async def test_snapshots_go_when_undo_can_no_longer_use_them(store: Store) -> None:
    pair = await _reflected(store)
    assert await store.transact(lambda tx: tx.forget_snapshots(NOW)) == 0
    assert await store.transact(lambda tx: tx.forget_snapshots(NOW + timedelta(seconds=1))) == 1
    assert await store.read(lambda tx: tx.last_applied(pair)) is None
