-- The tables of a ledger, for SQLite and PostgreSQL. WITHOUT ROWID and BLOB are SQLite's alone.

CREATE TABLE settings (
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT,
    PRIMARY KEY (number),
    UNIQUE (name)
);

CREATE TABLE reports (
    number INTEGER NOT NULL,
    id TEXT NOT NULL,
    version TEXT NOT NULL,
    state TEXT NOT NULL,
    title TEXT,
    text TEXT NOT NULL,
    publisher TEXT,
    url TEXT,
    published TEXT,
    day DATE,
    sort_day DATE NOT NULL,
    retrieved TEXT,
    language TEXT,
    licence TEXT,
    sha256 TEXT,
    origin TEXT,
    embargoed_until TEXT,
    pub_status TEXT NOT NULL,
    added TEXT NOT NULL,
    successor INTEGER,
    salt TEXT,
    PRIMARY KEY (number),
    CONSTRAINT reports_id_version UNIQUE (id, version),
    FOREIGN KEY(successor) REFERENCES reports (number) DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX reports_current ON reports (id) WHERE state = 'current';
CREATE INDEX reports_day ON reports (sort_day, number, state) WHERE state = 'current';
CREATE INDEX reports_embargoed ON reports (embargoed_until, state) WHERE embargoed_until IS NOT NULL;
CREATE INDEX reports_successor ON reports (successor);
CREATE INDEX reports_withheld ON reports (pub_status, state) WHERE pub_status != 'usable';

CREATE TABLE events (
    number INTEGER NOT NULL,
    id TEXT NOT NULL,
    state TEXT NOT NULL,
    successor INTEGER,
    title TEXT NOT NULL,
    type TEXT NOT NULL,
    first_day DATE,
    last_day DATE,
    sort_day DATE NOT NULL,
    place TEXT,
    level TEXT,
    country TEXT,
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    radius_km DOUBLE PRECISION,
    places TEXT NOT NULL,
    types TEXT NOT NULL,
    parties TEXT NOT NULL,
    sources TEXT NOT NULL,
    killed_low INTEGER,
    killed_best INTEGER,
    killed_high INTEGER,
    injured_low INTEGER,
    injured_best INTEGER,
    injured_high INTEGER,
    policy TEXT NOT NULL,
    n_claims INTEGER NOT NULL,
    n_reports INTEGER NOT NULL,
    n_sources INTEGER NOT NULL,
    contradictions INTEGER NOT NULL,
    contested BOOLEAN NOT NULL,
    grade TEXT,
    grade_given TEXT,
    assessed INTEGER NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    PRIMARY KEY (number),
    UNIQUE (id),
    FOREIGN KEY(successor) REFERENCES events (number) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX events_day ON events (sort_day, number, state) WHERE state = 'current';
CREATE INDEX events_killed ON events (coalesce(killed_high, -1), number, state) WHERE state = 'current';
CREATE INDEX events_successor ON events (successor);
CREATE INDEX events_updated ON events (updated, number, state) WHERE state = 'current';

CREATE TABLE claims (
    number INTEGER NOT NULL,
    id TEXT NOT NULL,
    report INTEGER NOT NULL,
    event INTEGER,
    state TEXT NOT NULL,
    review TEXT,
    successor INTEGER,
    type TEXT NOT NULL,
    source TEXT,
    source_kind TEXT,
    party TEXT,
    stance TEXT NOT NULL,
    status TEXT NOT NULL,
    background BOOLEAN NOT NULL,
    "trigger" TEXT NOT NULL,
    trigger_start INTEGER NOT NULL,
    evidence TEXT NOT NULL,
    actor TEXT,
    target TEXT,
    place TEXT,
    area TEXT,
    level TEXT,
    country TEXT,
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    first_day DATE,
    last_day DATE,
    killed_min INTEGER,
    killed_max INTEGER,
    injured_min INTEGER,
    injured_max INTEGER,
    confidence DOUBLE PRECISION NOT NULL,
    coder TEXT,
    codebook TEXT,
    record TEXT NOT NULL,
    salt TEXT,
    PRIMARY KEY (number),
    FOREIGN KEY(report) REFERENCES reports (number) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(event) REFERENCES events (number) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(successor) REFERENCES claims (number) DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX claims_current ON claims (id) WHERE state = 'current';
CREATE INDEX claims_coder ON claims (coder, state) WHERE state = 'current';
CREATE INDEX claims_event ON claims (event);
CREATE INDEX claims_id ON claims (id);
CREATE INDEX claims_queue ON claims (confidence, number, state, review) WHERE state = 'current' AND review IS NULL;
CREATE INDEX claims_report ON claims (report);
CREATE INDEX claims_reviewed ON claims (review, state) WHERE review IS NOT NULL;
CREATE INDEX claims_successor ON claims (successor);

CREATE TABLE changes (
    number INTEGER NOT NULL,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    subject TEXT NOT NULL,
    why TEXT,
    payload TEXT,
    salt TEXT,
    content TEXT NOT NULL,
    rows TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (number)
);
CREATE INDEX changes_subject ON changes (subject);

CREATE TABLE touched (
    change INTEGER NOT NULL,
    "table" TEXT NOT NULL,
    "row" INTEGER NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (change, "table", "row"),
    FOREIGN KEY(change) REFERENCES changes (number) DEFERRABLE INITIALLY DEFERRED
)
 WITHOUT ROWID;
CREATE INDEX touched_row ON touched ("table", "row", change);

CREATE TABLE constraints (
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    a INTEGER NOT NULL,
    b INTEGER NOT NULL,
    made_by INTEGER NOT NULL,
    ended_by INTEGER,
    PRIMARY KEY (number),
    FOREIGN KEY(a) REFERENCES claims (number) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(b) REFERENCES claims (number) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(made_by) REFERENCES changes (number) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(ended_by) REFERENCES changes (number) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX constraints_a ON constraints (a);
CREATE INDEX constraints_b ON constraints (b);
CREATE INDEX constraints_ended_by ON constraints (ended_by);
CREATE INDEX constraints_made_by ON constraints (made_by);

CREATE TABLE reviews (
    number INTEGER NOT NULL,
    claim INTEGER NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    decision TEXT NOT NULL,
    second BOOLEAN NOT NULL,
    change INTEGER NOT NULL,
    undone BOOLEAN NOT NULL,
    PRIMARY KEY (number),
    FOREIGN KEY(claim) REFERENCES claims (number) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(change) REFERENCES changes (number) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX reviews_change ON reviews (change);
CREATE INDEX reviews_claim ON reviews (claim);

CREATE TABLE items (
    claim INTEGER NOT NULL,
    report INTEGER NOT NULL,
    component INTEGER NOT NULL,
    item TEXT NOT NULL,
    PRIMARY KEY (claim),
    FOREIGN KEY(claim) REFERENCES claims (number) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(report) REFERENCES reports (number) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX items_component ON items (component);
CREATE INDEX items_report ON items (report);

CREATE TABLE items_shared (
    report INTEGER NOT NULL,
    shared TEXT NOT NULL,
    PRIMARY KEY (report),
    FOREIGN KEY(report) REFERENCES reports (number) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE blocks (
    block BIGINT NOT NULL,
    rank BLOB NOT NULL,
    claim INTEGER NOT NULL,
    PRIMARY KEY (block, rank)
)
 WITHOUT ROWID;

CREATE TABLE edges (
    a INTEGER NOT NULL,
    b INTEGER NOT NULL,
    weight DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (a, b)
)
 WITHOUT ROWID;

CREATE TABLE copies (
    report INTEGER NOT NULL,
    family INTEGER NOT NULL,
    hashes TEXT NOT NULL,
    words INTEGER NOT NULL,
    PRIMARY KEY (report),
    FOREIGN KEY(report) REFERENCES reports (number) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX copies_family ON copies (family);

CREATE TABLE signatures (
    band BIGINT NOT NULL,
    report INTEGER NOT NULL,
    PRIMARY KEY (band, report),
    FOREIGN KEY(report) REFERENCES reports (number) DEFERRABLE INITIALLY DEFERRED
)
 WITHOUT ROWID;
CREATE INDEX signatures_report ON signatures (report);

CREATE TABLE terms (
    number INTEGER NOT NULL,
    field TEXT NOT NULL,
    "key" TEXT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (number),
    CONSTRAINT terms_field_key UNIQUE (field, "key")
);

CREATE TABLE event_terms (
    term INTEGER NOT NULL,
    event INTEGER NOT NULL,
    PRIMARY KEY (term, event),
    FOREIGN KEY(term) REFERENCES terms (number) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(event) REFERENCES events (number) DEFERRABLE INITIALLY DEFERRED
)
 WITHOUT ROWID;
CREATE INDEX event_terms_event ON event_terms (event, term);

CREATE TABLE event_facets (
    event INTEGER NOT NULL,
    terms BLOB NOT NULL,
    PRIMARY KEY (event),
    FOREIGN KEY(event) REFERENCES events (number) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE event_points (
    event INTEGER NOT NULL,
    latitude DOUBLE PRECISION NOT NULL,
    longitude DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (event, latitude, longitude),
    FOREIGN KEY(event) REFERENCES events (number) DEFERRABLE INITIALLY DEFERRED
)
 WITHOUT ROWID;
CREATE INDEX event_points_where ON event_points (latitude, longitude);
