"""A worker process for test_transaction: reads and writes one pair in one transaction, so many times."""

import asyncio
import sys
from dataclasses import replace

from mailflow.store.connection import LostRace, Store, Transaction
from mailflow.store.vault import Vault


async def main(url: str, pair: int, times: int) -> None:
    store = await Store.open(url, Vault(bytes(range(32))))
    lost = 0

    async def work(tx: Transaction) -> None:
        loaded = await tx.load_pair(pair)
        assert loaded is not None
        await tx.save_pair(loaded, replace(loaded.pair, serial=loaded.pair.serial + 1))

    done = 0
    try:
        while done < times:
            try:
                await store.transact(work)
            except LostRace:
                lost += 1
            else:
                done += 1
    finally:
        await store.close()  # else the process would not end
    print(lost)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
