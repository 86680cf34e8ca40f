"""The tables of the SQLite store: one entry a version, applied in order, never changed once released."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # what was accepted, so that it is accepted once; kept longer than queue and DLQ keep messages
        "CREATE TABLE seen (key TEXT PRIMARY KEY, until REAL NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE INDEX seen_until ON seen (until)",
        # what is remembered of an alarm between its incidents
        "CREATE TABLE alarm (arn TEXT PRIMARY KEY, incident TEXT, doc TEXT NOT NULL) STRICT, WITHOUT ROWID",
        # an incident or an event
        """CREATE TABLE subject (id TEXT PRIMARY KEY, kind TEXT NOT NULL, earlier TEXT, doc TEXT NOT NULL)
           STRICT, WITHOUT ROWID""",
        # the timeline; an event has one line without a doc: all that it says
        """CREATE TABLE line (subject TEXT NOT NULL, seq INTEGER NOT NULL, doc TEXT,
           PRIMARY KEY (subject, seq)) STRICT, WITHOUT ROWID""",
        # what stands, or shall stand, in a channel: owed while shown < wanted
        """CREATE TABLE post (
               n INTEGER PRIMARY KEY,
               id TEXT NOT NULL UNIQUE,
               channel TEXT NOT NULL,
               subject TEXT NOT NULL,
               card TEXT NOT NULL,
               seq INTEGER NOT NULL,
               urgency INTEGER NOT NULL,
               wanted INTEGER NOT NULL,
               shown INTEGER NOT NULL DEFAULT 0,
               ts TEXT,
               intent REAL,
               plain INTEGER NOT NULL DEFAULT 0
           ) STRICT""",
        "CREATE INDEX post_owed ON post (channel, urgency, n) WHERE shown < wanted",
        "CREATE INDEX post_of_subject ON post (subject)",
    ),
    (
        # heartbeat, last sweep, slots of jobs
        "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
        # when a sweep last saw the alarm in CloudWatch itself
        "ALTER TABLE alarm ADD COLUMN described REAL",
        "ALTER TABLE subject ADD COLUMN closed INTEGER NOT NULL DEFAULT 0",
        "UPDATE subject SET closed = json_extract(doc, '$.closed_at') IS NOT NULL WHERE kind = 'incident'",
        "CREATE INDEX subject_open ON subject (id) WHERE kind = 'incident' AND closed = 0",
        # who did what, on what, and how it ended; never changed, never deleted
        """CREATE TABLE audit (
               n INTEGER PRIMARY KEY,
               at REAL NOT NULL,
               user TEXT NOT NULL,
               name TEXT NOT NULL,
               action TEXT NOT NULL,
               target TEXT NOT NULL,
               outcome TEXT NOT NULL
           ) STRICT""",
        "CREATE INDEX audit_at ON audit (at)",
    ),
)
