-- How many batches the projector has stored: while it stands still nothing that readers see has changed.
-- depends: 0021.board-moments

ALTER TABLE board.projection ADD COLUMN batches bigint NOT NULL DEFAULT 0;
