"""One page an incident: gathered, written, edited, filed."""
