-- What a row's position comes from: '' its source (or it has none), 'address' looked up by its own address, 'subject_address'
-- looked up by the address of what it is about (a park that a group keeps). The last serves until a release knows that thing,
-- whose ground is then the row's.
ALTER TABLE frame.feature ADD COLUMN placed_by text NOT NULL DEFAULT ''
    CHECK (placed_by IN ('', 'address', 'subject_address'));
