"""The registry of bodies: who is meant by a name in a document, and what is known of them.

The tables are made for people to edit: see `docs/bodies.md`.

>>> bind("Bộ Nội vụ"), in_registry("bac-giang/state.snv")
('state.bnv', True)
"""

from extractors.registry.binding import bind, bind_cited, is_one_of_many, scope_of
from extractors.registry.ids import Body, RegistryIds, body, in_registry, out_of_force
from extractors.registry.scope import NOWHERE, Scope, central_id

__all__ = [
    "NOWHERE",
    "Body",
    "RegistryIds",
    "Scope",
    "bind",
    "bind_cited",
    "body",
    "central_id",
    "in_registry",
    "is_one_of_many",
    "out_of_force",
    "scope_of",
]
