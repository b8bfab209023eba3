"""Deleting what was promised to be deleted. The rows stay, as a record that there was a mail; its words go."""

from dataclasses import replace
from datetime import datetime

from mailflow.store import snapshot
from mailflow.store.session import Session


class Retention(Session):
    async def forget_reflections(self, pair: int, conversation: int) -> None:
        """Delete the words of the report's reflections: the mails they came in, the mail they went back in, and
        what a snapshot for UNDO keeps of them."""
        owner = await self.row("select wrapped_key from pairs where id = ?", pair)
        if owner is None:
            return
        key = self.vault.pair_key(owner["wrapped_key"])
        mails = await self.db.rows(
            "select distinct inbound from history where pair_id = ? and what = 'reflection.kept' and number = ? "
            "and inbound is not null",
            pair,
            conversation,
        )
        for mail in mails:
            empty = self.vault.seal(b"", key, f"raw/{mail['inbound']}")
            await self.db.change("update inbound set sealed_raw = ? where id = ?", empty, mail["inbound"])
        letters = await self.db.rows(
            "select id, token from outbox where pair_id = ? and mail = 'own-reflection' "
            "and state not in ('queued', 'sending')",
            pair,
        )
        for letter in letters:
            empty = self.vault.seal(b"", key, f"letter/{letter['token']}")
            await self.db.change("update outbox set sealed_raw = ? where id = ?", empty, letter["id"])
        kept = await self.db.rows(
            "select id, sealed_before from inbound where pair_id = ? and sealed_before is not null", pair
        )
        for row in kept:
            purpose = f"before/{row['id']}"
            before = snapshot.decode(self.vault.open(row["sealed_before"], key, purpose))
            without = snapshot.encode(replace(before, reflections=()))
            sealed = self.vault.seal(without, key, purpose)
            await self.db.change("update inbound set sealed_before = ? where id = ?", sealed, row["id"])

    async def forget_snapshots(self, applied_before: datetime) -> int:
        """Delete what UNDO can no longer use; how many there were."""
        return await self.db.change(
            "update inbound set sealed_before = null where sealed_before is not null and applied_at < ?",
            applied_before,
        )
