"""The tables of the SQLite store: one entry a version, applied in order, never changed once released."""


def _seconds(path: str) -> str:
    """A time in a document as SQL, to the millisecond; unixepoch came in 3.38, and without a fraction."""
    return f"round((julianday(json_extract(doc, '{path}')) - 2440587.5) * 86400.0, 3)"


_LIFE = (
    "json_extract(doc, '$.alarm.arn'), json_extract(doc, '$.state'), "
    f"{_seconds('$.opened_at')}, {_seconds('$.closed_at')}"
)
_LIVES = (
    f"INSERT INTO life SELECT id, {_LIFE} FROM subject WHERE kind = 'incident'",  # noqa: S608 — a constant
    f"""CREATE TRIGGER life_begins AFTER INSERT ON subject WHEN new.kind = 'incident' BEGIN
            INSERT INTO life SELECT new.id, {_LIFE} FROM (SELECT new.doc AS doc);
        END""",  # noqa: S608 — likewise
    f"""CREATE TRIGGER life_goes_on AFTER UPDATE OF doc ON subject WHEN new.kind = 'incident' BEGIN
            UPDATE life SET (arn, state, opened_at, closed_at) =
                (SELECT {_LIFE} FROM (SELECT new.doc AS doc)) WHERE id = new.id;
        END""",  # noqa: S608 — likewise
)

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
    (
        # what was asked and answered in a thread
        """CREATE TABLE talk (thread TEXT PRIMARY KEY, at REAL NOT NULL, doc TEXT NOT NULL)
           STRICT, WITHOUT ROWID""",
        "CREATE INDEX talk_at ON talk (at)",
        # which alarms are muted; one that has ended stays, for who asks later
        """CREATE TABLE mute (id TEXT PRIMARY KEY, ended INTEGER NOT NULL DEFAULT 0, doc TEXT NOT NULL)
           STRICT, WITHOUT ROWID""",
        "CREATE INDEX mute_on ON mute (id) WHERE ended = 0",
        "CREATE INDEX subject_silence ON subject (id) WHERE kind = 'silence' AND closed = 0",
        # in which silence an incident is kept quiet, to be counted without reading it
        "ALTER TABLE subject ADD COLUMN silence TEXT",
        "CREATE INDEX subject_hushed ON subject (silence, closed) WHERE silence IS NOT NULL",
        # whose card begins a thread
        "CREATE INDEX post_at ON post (channel, ts) WHERE seq = 0",
        "ALTER TABLE subject ADD COLUMN state TEXT AS (json_extract(doc, '$.state')) VIRTUAL",
        "ALTER TABLE subject ADD COLUMN arn TEXT AS (json_extract(doc, '$.alarm.arn')) VIRTUAL",
        # when each incident began and ended, in seconds since the epoch, to be counted without its document;
        # whoever writes a subject, the triggers keep it
        """CREATE TABLE life (id TEXT PRIMARY KEY, arn TEXT, state TEXT, opened_at REAL, closed_at REAL)
           STRICT, WITHOUT ROWID""",
        "CREATE INDEX life_opened ON life (opened_at, arn)",
        "CREATE INDEX life_closed ON life (closed_at, state, opened_at)",
        *_LIVES,
        "ALTER TABLE line ADD COLUMN act TEXT AS (json_extract(doc, '$.act')) VIRTUAL",
        f"ALTER TABLE line ADD COLUMN at REAL AS ({_seconds('$.at')}) VIRTUAL",
        "CREATE INDEX line_watched ON line (at) WHERE act = 'watched'",
        # whose report is filed, or being filed, under which title, by whom
        "CREATE TABLE report (incident TEXT PRIMARY KEY, doc TEXT NOT NULL) STRICT, WITHOUT ROWID",
    ),
    (
        # the storm, and its page, that speak for a card; unless it has one of its own all the same
        "ALTER TABLE post ADD COLUMN storm TEXT",
        "ALTER TABLE post ADD COLUMN page INTEGER",
        "ALTER TABLE post ADD COLUMN own INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX post_storm ON post (storm, page, n) WHERE storm IS NOT NULL",
        "CREATE INDEX subject_storm ON subject (id) WHERE kind = 'storm' AND closed = 0",
        # what is to be posted, what is to be updated, and the pages of storms: each read by itself
        "DROP INDEX post_owed",
        "CREATE INDEX post_owed ON post (channel, urgency, n) WHERE shown < wanted AND ts IS NULL",
        "CREATE INDEX post_stale ON post (channel, urgency, n) WHERE shown < wanted AND ts IS NOT NULL",
        "CREATE INDEX post_page ON post (channel, n) WHERE shown < wanted AND page IS NOT NULL AND seq > 0",
    ),
)
