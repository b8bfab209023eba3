from collections.abc import AsyncIterator

import pytest

from mailflow.store.connection import Store
from mailflow.store.vault import Vault
from tests.servers import database_url, migrated_url

__all__ = ["database_url", "migrated_url", "store", "vault"]


@pytest.fixture
def vault() -> Vault:
    return Vault(bytes(range(32)))


@pytest.fixture
async def store(migrated_url: str, vault: Vault) -> AsyncIterator[Store]:
    """An open store with all its tables and nothing in them, on each database in turn."""
    store = await Store.open(migrated_url, vault)
    yield store
    await store.close()
