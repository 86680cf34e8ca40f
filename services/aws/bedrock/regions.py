"""The region that an ARN names."""


def region_of(name: str) -> str:
    """The region of an ARN; "" for an id, which is looked for in the session's own."""
    parts = name.split(":")
    return parts[3] if parts[0] == "arn" and len(parts) > 4 else ""  # noqa: PLR2004 — arn:aws:service:region:…
