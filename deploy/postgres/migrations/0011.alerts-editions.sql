-- By which edition of the agenda, and up to which period, the verdict was judged that the next one is compared with:
-- another edition that judges the same periods differently is no news of the world.
-- depends: 0010.alerts

ALTER TABLE alerts.subjects ADD COLUMN edition int, ADD COLUMN judged text;

-- Where a body has ceased and its tasks went to several: these, of whom one has to be named.
ALTER TABLE alerts.notifications ADD COLUMN successors jsonb NOT NULL DEFAULT '[]';
