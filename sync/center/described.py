"""What the addresses are for, as OpenAPI and the page at /docs say it.

English, as the rest of the interface is: who reads it writes programs.  The page around it speaks
the county's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, FileSystemLoader

from sync.resources import resources_folder
from sync.words import Words

TITLE = "Station county center"
VERSION = "1"
ABOUT = (
    "The county's end of the exchange between consumer rights stations. Messages are JSON objects "
    "in UTF-8, bare or compressed with zstd or gzip (`Content-Encoding`). Every request to `sync` "
    "and `enrol` carries `Authorization: Station1 <replica id> <time in ms> <signature>`, an "
    "Ed25519 signature over the SHA-256 of method, path, replica, time and body; every answer to "
    "them carries `Station-Signature`, the center's signature over the request's digest, the "
    "status and the body. Refusals are RFC 9457 problem documents with a stable `code`."
)
SYNC = "One exchange: changes up, verdicts and news down"
ENROL = "Make a replica known, by a one-time code or by the key of the ledger it was copied from"
CONTENT = (
    "The content of an attachment, in pieces: how much is held (HEAD), one up (PUT), one down (GET)"
)
TIME = "The center's time, in milliseconds since 1970 UTC"
HEALTH = "The process is alive"
READY = "The database can be reached and its schema is current"
METRICS = "Figures for Prometheus, from loopback or with `Authorization: Bearer <metrics_token>`"

_PROBLEM = {
    "type": "object",
    "required": ["status", "code", "detail"],
    "properties": {
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable; match on this."},
        "detail": {"type": "string", "description": "For people, in the county's language."},
        "fields": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}


def _problem(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {"application/problem+json": {"schema": _PROBLEM}},
    }


def _object(description: str, properties: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": description,
        "properties": {
            name: {"type": kind, "description": words} for name, (kind, words) in properties.items()
        },
    }


def _asked(schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _answered(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


_CREDENTIAL = {
    "name": "Authorization",
    "in": "header",
    "required": True,
    "schema": {"type": "string"},
    "description": "`Station1 <replica id> <time in ms> <Ed25519 signature, base64>`",
}
_REFUSALS = {
    "400": _problem(
        "`bad_frame`: no message; `refused_input`: names the fields; `protocol_too_old`"
    ),
    "401": _problem("`not_signed`; `not_enrolled`: enrol, never wipe; `revoked`"),
    "408": _problem("`too_slow`: the body did not come"),
    "413": _problem("`too_large`"),
    "503": _problem("`center_busy`: try again after `Retry-After` seconds"),
}

SYNC_EXTRA: dict[str, Any] = {
    "parameters": [_CREDENTIAL],
    "requestBody": _asked(
        _object(
            "At most 2 MiB as it travels, 16 MiB unfolded.",
            {
                "p": ("integer", "protocol version"),
                "e": ("string", "epoch of the cursor, empty before the first exchange"),
                "c": ("integer", "cursor: how far this replica has read"),
                "b": ("integer", "cursor before the first of several pages, 0 to c"),
                "h": ("array", "head of its journal: [number, hash]"),
                "a": ("array", "the entry the batch follows: [number, hash]"),
                "en": ("object", "journal entries, at most 4,000: shapes, people, entries"),
                "hs": ("string", "signature of the head after the batch"),
                "n": ("integer", "records wanted at most, 1 to 2,000"),
                "k": ("array", "our word shown: [number, hash, signature, epoch]"),
                "cs": ("string", "256 sums of 8 bytes of all that is held, base64"),
                "cb": ("array", "buckets to compare, 0 to 255"),
                "ci": ("object", "held in them: {kind: [[id, digest]]}, at most 20,000"),
                "of": ("object", "records offered after we went back: as rw"),
                "ob": ("array", "stamps they replaced: [kind, id, {field: stamp}] each"),
            },
        )
    ),
    "responses": {
        "200": _answered(
            "What was taken, and what is new",
            _object(
                "Parts with nothing to say are left out.",
                {
                    "t": ("integer", "the center's time"),
                    "e": ("string", "the center's epoch, where it is another"),
                    "again": ("boolean", "read from the start, keep the unsent"),
                    "show": ("boolean", "show our word for what you say we acknowledged"),
                    "fork": ("integer", "last entry both have alike: a copied ledger"),
                    "fm": ("array", "landmarks of the chain held: [number, 8 bytes] each"),
                    "h": ("array", "head the center holds of this replica"),
                    "k": ("string", "the center's signature of that head"),
                    "v": ("array", "verdicts: [first, last, verdict, reason] each"),
                    "rf": ("array", "what to put back: [number, {field: [value, stamp]}]"),
                    "ad": (
                        "array",
                        "set in records just sent: [kind, id, version, fields]",
                    ),
                    "rw": ("object", "records: shapes and rows"),
                    "lv": ("array", "roots that left the scope: [root, kind, version]"),
                    "c": ("integer", "new cursor"),
                    "m": ("boolean", "more waits"),
                    "g": ("integer", "version to reach before all is said to be here"),
                    "cd": ("array", "buckets whose sums differ"),
                    "cb": ("array", "buckets compared now"),
                    "cr": ("object", "rows lacking or old there: as rw"),
                    "cg": ("array", "held there and out of scope: [kind, id] each"),
                    "cu": ("array", "held there and unknown here: [kind, id] each"),
                    "ov": ("array", "whether an offer was taken: [kind, id, taken] each"),
                },
            ),
        ),
        **_REFUSALS,
    },
}

ENROL_EXTRA: dict[str, Any] = {
    "parameters": [_CREDENTIAL],
    "requestBody": _asked(
        _object(
            "Signed with the new key itself.",
            {
                "replica_id": ("string", "UUID the replica chose"),
                "public_key": ("string", "its Ed25519 key, base64"),
                "code": ("string", "one-time code of the county"),
                "station_code": ("string", "division code of the station, 12 digits"),
                "about": ("object", "program version, sealed recovery key"),
                "previous": ("string", "instead of a code: the replica it continues"),
                "previous_signature": ("string", "the old key's word for the new one"),
            },
        )
    ),
    "responses": {
        "200": _answered(
            "Who the replica is",
            _object(
                "The same request again gives the same answer.",
                {
                    "station": ("object", "the station's record, with its id"),
                    "letter": ("string", "the replica's part of offline numbers"),
                    "epoch": ("string", "the center's epoch"),
                    "center": ("object", "the center's public keys, replica and county"),
                    "t": ("integer", "the center's time"),
                },
            ),
        ),
        "403": _problem("`wrong_code`, with `reason`: unknown, used, expired, other_station"),
        **_REFUSALS,
    },
}


def _query(name: str, words: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "integer"}, "description": words}


CONTENT_EXTRA: dict[str, Any] = {
    "parameters": [
        _CREDENTIAL,
        _query("offset", "where the piece begins (PUT, GET)"),
        _query("size", "size of the whole content (PUT)"),
        _query("length", "bytes wanted at most (GET)"),
    ],
    "responses": {
        "200": {
            "description": 'HEAD: `Station-Offset`, bytes held. PUT: `{"offset": bytes held}`. '
            "GET: the bytes, `Station-Size` the whole."
        },
        "404": _problem("`not_found`: not there, or not yours: one answer"),
        "409": _problem("`integrity`: the whole is not what its record names; begin anew"),
        **_REFUSALS,
    },
}
TIME_EXTRA: dict[str, Any] = {}
READY_EXTRA: dict[str, Any] = {"responses": {"503": _problem("`not_ready`")}}
METRICS_EXTRA: dict[str, Any] = {"responses": {"403": _problem("`not_permitted`")}}


def page(schema: Mapping[str, Any], words: Words) -> str:
    """The schema as one page that needs no other host."""
    environment = Environment(
        loader=FileSystemLoader(resources_folder() / "pages"), autoescape=True
    )
    return environment.get_template("docs.html").render(api=schema, tr=words.tr, lang=words.lang)
