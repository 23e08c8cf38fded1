-- Of which body an answer is awaited, about what and until when: what the alert service told of its mails and of what
-- came back. Events alone, so that any past day can be shown as it was.
-- depends: 0021.board-moments

-- `answer_by` is the day a mail named; NULL where nothing is owed any more by this body, or by any where `body` is empty.
CREATE TABLE board.asked (
    alert_id  text        NOT NULL,
    body      text        NOT NULL,
    at        timestamptz NOT NULL,
    item      text        NOT NULL,
    answer_by date,
    PRIMARY KEY (alert_id, body, at)
);

-- An answer of the body about the item ends it too, by whichever alert it was asked for.
CREATE FUNCTION board.awaited_at(at timestamptz)
RETURNS TABLE (body text, item text, asked_at timestamptz, answer_by date) LANGUAGE sql STABLE AS $$
    SELECT a.body, a.item, min(a.at), max(a.answer_by) FROM board.asked a
    WHERE a.answer_by IS NOT NULL AND a.at <= awaited_at.at
    AND NOT EXISTS (
        SELECT FROM board.asked e WHERE e.alert_id = a.alert_id AND e.body IN ('', a.body)
        AND e.answer_by IS NULL AND e.at >= a.at AND e.at <= awaited_at.at)
    AND NOT EXISTS (
        SELECT FROM board.answers s WHERE s.body = a.body AND s.item = a.item
        AND s.as_of >= a.at AND s.as_of <= awaited_at.at)
    GROUP BY a.body, a.item ORDER BY max(a.answer_by), a.body, a.item
$$;
