-- What operators did: noted before an action begins, and its outcome behind it. An outcome is noted once; nothing else ever changes.
CREATE TABLE admin_audit (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    at           TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??.???????Z'),
    actor        TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 200),
    action       TEXT NOT NULL CHECK (length(action) BETWEEN 1 AND 50),
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('cart', 'discount', 'order')),
    subject_id   TEXT NOT NULL CHECK (length(subject_id) BETWEEN 1 AND 50),
    outcome      TEXT CHECK (length(outcome) BETWEEN 1 AND 50)) STRICT;

CREATE INDEX admin_audit_of_subject ON admin_audit (subject_kind, subject_id, id DESC);
