"""What people wrote is legible nowhere in the files of the database, by whatever path it came."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from mailflow.playbook.effects import Note
from mailflow.playbook.model import Commitment, Contract, ReviewItem
from mailflow.playbook.private import ManagerNote, Reflection
from mailflow.store.connection import Store, Transaction
from mailflow.store.vault import Vault
from tests.servers import PostgresServer
from tests.store.drawn import NOW
from tests.store.rows import add_pair, letter, load, mail

MARK = "zzyzx"


async def _write_marked_words_by_every_path(store: Store) -> None:
    before = await load(store, await add_pair(store))
    pair = before.pair.id
    words = [f"{MARK}-{n}" for n in range(9)]
    lines = (Commitment(1, "report", words[0], None), Commitment(2, "manager", words[1], None))
    after = replace(
        before.pair,
        contracts=(Contract(5, "draft", lines, (ReviewItem(words[2], "2026-05"),), (words[3],)),),
        notes=(ManagerNote(1, words[4]),),
        reflections=(Reflection(1, words[5]),),
    )

    async def work(tx: Transaction) -> None:
        version = await tx.save_pair(before, after)
        await tx.add_inbound([mail(n, raw=words[6].encode()) for n in (1, 2, 3, 4)])
        await tx.settle_inbound(mail(1).id, "applied", pair=pair, pair_version=version, before=after, applied_at=NOW)
        await tx.settle_inbound(mail(2).id, "held", reason="unreadable")
        await tx.settle_inbound(mail(4).id, "held")
        await tx.drop_inbound(mail(4).id)
        ids = await tx.add_letters([letter("a", pair, raw=words[7].encode()), letter("b", raw=words[8].encode())])
        await tx.claim_letter(ids[0], NOW, timedelta(minutes=1))
        await tx.settle_letter(ids[0], "sent", now=NOW, code=250)
        await tx.add_history(pair, NOW, [Note("contract.drafted", "manager", 5)], mail(1).id)

    await store.transact(work)
    loaded = await load(store, pair)
    assert loaded.pair == after  # so the words are there, sealed


async def _overwrite_and_delete_marked_words(store: Store) -> None:
    loaded = await load(store, 1)
    contract = loaded.pair.contracts[0]
    reworded = replace(
        loaded.pair.with_contract(contract.with_commitment(replace(contract.commitments[0], text=f"{MARK}-new"))),
        notes=(),
        reflections=(),
    )
    await store.transact(lambda tx: tx.save_pair(loaded, reworded))
    await store.transact(lambda tx: tx.mark_undone(mail(1).id))


def _holds(content: bytes) -> list[str]:
    """The marked words that the bytes hold, in the encodings in which text may have been written."""
    encoded = {encoding: MARK.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")}
    encoded["hexadecimal"] = MARK.encode().hex().encode()
    return [encoding for encoding, mark in encoded.items() if mark in content]


async def test_sqlite_files_hold_no_words(tmp_path: Path, vault: Vault) -> None:
    path = tmp_path / "mailflow.db"
    await Store.migrate(f"sqlite://{path}")
    store = await Store.open(f"sqlite://{path}", vault)
    await _write_marked_words_by_every_path(store)
    await _overwrite_and_delete_marked_words(store)
    seen = {name: (tmp_path / name).read_bytes() for name in os.listdir(tmp_path)}  # noqa: PTH208 - pathlib's would be called blocking
    assert {"mailflow.db", "mailflow.db-wal"} <= seen.keys()
    await store.close()
    seen["after the checkpoint"] = path.read_bytes()
    assert b"moira@example.org" in seen["after the checkpoint"], "what may be plain is found, so the search works"
    assert {name: held for name, content in seen.items() if (held := _holds(content))} == {}


async def test_a_postgres_dump_holds_no_words(vault: Vault, postgres: PostgresServer) -> None:
    name = "at_rest"
    await postgres.execute(f"create database {name}")
    await Store.migrate(postgres.url(name))
    store = await Store.open(postgres.url(name), vault)
    await _write_marked_words_by_every_path(store)
    await store.close()
    content = postgres.dump(name)  # what is sealed stands in it as hexadecimal digits
    await postgres.execute(f"drop database {name} with (force)")
    assert b"moira@example.org" in content
    assert _holds(content) == []
