-- Faults that are over go when they are old enough, and are found without a look at all that ever were.
create index fault_cleared on fault (cleared_at);
