"""Why a sync did not happen."""

from __future__ import annotations

__all__ = ["AddressError", "SyncError"]


class SyncError(Exception):
    """The database cannot be used; it is as it was. The message says why and what to do."""


class AddressError(SyncError):
    """The address names no database."""
