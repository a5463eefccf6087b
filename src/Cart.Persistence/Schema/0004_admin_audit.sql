-- What operators did: noted before an action begins, and its outcome behind it. An outcome is noted once; nothing else ever changes.
CREATE TABLE $schema$.admin_audit (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at           timestamptz NOT NULL DEFAULT now(),
    actor        text NOT NULL CHECK (length(actor) BETWEEN 1 AND 200),
    action       text NOT NULL CHECK (length(action) BETWEEN 1 AND 50),
    subject_kind text NOT NULL CHECK (subject_kind IN ('cart', 'discount', 'order')),
    subject_id   text NOT NULL CHECK (length(subject_id) BETWEEN 1 AND 50),
    outcome      text CHECK (length(outcome) BETWEEN 1 AND 50));

CREATE INDEX admin_audit_of_subject ON $schema$.admin_audit (subject_kind, subject_id, id DESC);
