"""A run's tasks in a database that other programs track them in, with every change written down.

`rows` is what a run says, `schema` and `upgrades` the database's tables, `address` where it is,
`stored` what it holds, `changes` what differs between the two, `writing` what is written of that,
and `store` the one transaction in which it happens.
"""

from __future__ import annotations

from pipeline.sync.errors import AddressError, SyncError
from pipeline.sync.rows import Run, read_run
from pipeline.sync.store import Synced, sync

__all__ = ["AddressError", "Run", "SyncError", "Synced", "read_run", "sync"]
