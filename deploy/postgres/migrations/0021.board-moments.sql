-- Any past day as it was known: milestones and answers keep their history too, and one function for each sort of fact
-- says what holds at a moment. Pages and answers read through these functions only.
-- depends: 0020.board

ALTER TABLE board.milestones ADD COLUMN known_from timestamptz NOT NULL DEFAULT now();
ALTER TABLE board.milestones ALTER COLUMN known_from DROP DEFAULT;
ALTER TABLE board.milestones DROP CONSTRAINT milestones_pkey;
ALTER TABLE board.milestones ADD PRIMARY KEY (id, known_from);

ALTER TABLE board.answers DROP CONSTRAINT answers_pkey;
ALTER TABLE board.answers ADD PRIMARY KEY (body, item, as_of);

-- What is published at `at`: the newest state of each indicator whose verdict already stood `reaction` earlier, so that
-- its owner can answer first. The first verdict there ever was is no change and does not wait.
CREATE FUNCTION board.assessments_at(at timestamptz, reaction interval) RETURNS SETOF board.assessments
LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (a.key) a.* FROM board.assessments a
    WHERE a.known_from <= at AND a.verdict = (
        SELECT b.verdict FROM board.assessments b WHERE b.key = a.key AND b.known_from <= at
        ORDER BY b.known_from <= at - reaction DESC,
            CASE WHEN b.known_from <= at - reaction THEN b.known_from END DESC, b.known_from
        LIMIT 1)
    ORDER BY a.key, a.known_from DESC
$$;

CREATE FUNCTION board.recommendations_at(at timestamptz, reaction interval) RETURNS SETOF board.recommendations
LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (a.number) a.* FROM board.recommendations a
    WHERE a.known_from <= at AND (a.status, coalesce(a.headline, '')) = (
        SELECT b.status, coalesce(b.headline, '') FROM board.recommendations b
        WHERE b.number = a.number AND b.known_from <= at
        ORDER BY b.known_from <= at - reaction DESC,
            CASE WHEN b.known_from <= at - reaction THEN b.known_from END DESC, b.known_from
        LIMIT 1)
    ORDER BY a.number, a.known_from DESC
$$;

CREATE FUNCTION board.milestones_at(at timestamptz) RETURNS SETOF board.milestones
LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (m.id) m.* FROM board.milestones m WHERE m.known_from <= at ORDER BY m.id, m.known_from DESC
$$;

CREATE FUNCTION board.answers_at(at timestamptz) RETURNS SETOF board.answers
LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (a.body, a.item) a.* FROM board.answers a WHERE a.as_of <= at
    ORDER BY a.body, a.item, a.as_of DESC
$$;

-- When something was last stored, and when the projector was last in touch with the broker: how old the board is.
CREATE TABLE board.projection (
    single    boolean     PRIMARY KEY DEFAULT true CHECK (single),
    stored_at timestamptz,
    seen_at   timestamptz
);
