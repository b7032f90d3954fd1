-- schema_migrations: one row for each numbered file of this folder that the warehouse has been through.
--   applied_at  naive UTC
CREATE TABLE schema_migrations (
    version    INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    applied_at TIMESTAMP NOT NULL
);

-- runs: one row for each ingestion: what was asked and how it ended.
--   asked        the question, a JSON object
--   n_seen       records, readable or not
--   n_new        papers that the store did not hold
--   n_updated    papers held before whose facts changed
--   n_rejected   records (or whole files) that could not be read
--   message      why it failed, one line
-- Checks: finished_at is null exactly while status is 'running'.
CREATE TABLE runs (
    run_id      INTEGER PRIMARY KEY,
    source      TEXT NOT NULL,
    asked       TEXT NOT NULL,
    started_at  TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    status      TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed')),
    n_seen      INTEGER NOT NULL DEFAULT 0 CHECK (n_seen >= 0),
    n_new       INTEGER NOT NULL DEFAULT 0 CHECK (n_new >= 0),
    n_updated   INTEGER NOT NULL DEFAULT 0 CHECK (n_updated >= 0),
    n_rejected  INTEGER NOT NULL DEFAULT 0 CHECK (n_rejected >= 0),
    message     TEXT,
    CHECK ((status = 'running') = (finished_at IS NULL))
);

-- papers: one row for each paper, each field as the newest source that gave it described it.
--   paper_id      arXiv id as text without version; `title:` and 16 hex digits where no source has told an id yet
--   title_key     the title as it is compared (records.normalised_title)
--   published_on  day of arXiv's first version, UTC
--   n_authors     authors; may be known where the names are not
--   organization  the source's handle of the organization; organization_name is for people
--   source        the source that first brought the paper, in run first_run_id
--   described_at  naive UTC: the latest moment at which a source described it
-- Checks: null is "not told", never 0 or ''.
CREATE TABLE papers (
    paper_id          TEXT PRIMARY KEY,
    title             TEXT NOT NULL CHECK (title <> ''),
    title_key         TEXT NOT NULL CHECK (title_key <> ''),
    abstract          TEXT CHECK (abstract <> ''),
    published_on      DATE,
    n_authors         INTEGER CHECK (n_authors >= 0),
    authors           TEXT[],
    organization      TEXT CHECK (organization <> ''),
    organization_name TEXT CHECK (organization_name <> ''),
    keywords          TEXT[],
    url               TEXT,
    github_url        TEXT,
    project_url       TEXT,
    source            TEXT NOT NULL,
    described_at      TIMESTAMP NOT NULL,
    first_run_id      INTEGER NOT NULL
);

-- listings: one row for each day on which Daily Papers listed a paper.
--   listed_at  naive UTC: the moment of listing, where the source tells it
--   source, run_id  who said so first
CREATE TABLE listings (
    paper_id  TEXT NOT NULL,
    listed_on DATE NOT NULL,
    listed_at TIMESTAMP,
    source    TEXT NOT NULL,
    run_id    INTEGER NOT NULL,
    PRIMARY KEY (paper_id, listed_on)
);

-- observations: what one source said of one paper at one moment; appended, never changed.
--   observed_at  naive UTC; midnight where the source tells only the day
--   upvotes, comments, github_stars  counts at that moment; null where the source shows none
-- Checks: one of the counts is told. Counts as in the answer of the same source before, less than 24 hours
-- earlier, are not kept again.
CREATE TABLE observations (
    paper_id     TEXT NOT NULL,
    observed_at  TIMESTAMP NOT NULL,
    source       TEXT NOT NULL,
    upvotes      INTEGER CHECK (upvotes >= 0),
    comments     INTEGER CHECK (comments >= 0),
    github_stars INTEGER CHECK (github_stars >= 0),
    run_id       INTEGER NOT NULL,
    CHECK (upvotes IS NOT NULL OR comments IS NOT NULL OR github_stars IS NOT NULL)
);

-- days: one row for each listing day that a source answered for: a day without papers is a zero, a day without a row is a gap.
--   n_papers    records in that answer
--   capped      the answer was exactly as long as its page limit: papers may be missing
--   fetched_at  naive UTC: when the answer was given; midnight where only the day is known
CREATE TABLE days (
    day        DATE PRIMARY KEY,
    source     TEXT NOT NULL,
    n_papers   INTEGER NOT NULL CHECK (n_papers >= 0),
    capped     BOOLEAN NOT NULL,
    fetched_at TIMESTAMP NOT NULL,
    run_id     INTEGER NOT NULL
);

-- rejects: one row for each record, or whole file, that could not be read.
--   origin    file or address; position  where in it, for people; excerpt  its first 500 characters
--   run_id    the run that met it first
CREATE TABLE rejects (
    origin   TEXT NOT NULL,
    position TEXT NOT NULL,
    reason   TEXT NOT NULL,
    excerpt  TEXT NOT NULL,
    run_id   INTEGER NOT NULL,
    PRIMARY KEY (origin, position, reason)
);
