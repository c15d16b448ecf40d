"""Protocol and schema versions, and why each came."""

PROTOCOL_1 = 1
"""The first: one call does both directions, records as rows under shapes."""

PROTOCOL = PROTOCOL_1
SPOKEN = range(PROTOCOL_1, PROTOCOL_1 + 1)
"""What the center answers; it keeps the last two at least."""

SCHEMA = 2
"""Names the set of kinds and fields a change was written with.  2: the weekly work."""

MAX_BATCH_RECORDS = 2000
MAX_BATCH_BYTES = 1 << 20
"""Compressed size of one batch, either way."""

MAX_UNIT_BYTES = 64 * 1024
"""Compressed size of one unit: what a line that carries 64 KiB now and then can finish."""

MAX_BODY_BYTES = 16 << 20
"""What a body may unfold to; past that it is refused unread."""

LATE_CLOCK_MS = 5 * 60 * 1000
"""A stamp further ahead than this at receipt loses a tie of revisions."""

BROUGHT_BACK_REVISIONS = 1000
"""How far ahead a value offered after a center's restore may be."""
