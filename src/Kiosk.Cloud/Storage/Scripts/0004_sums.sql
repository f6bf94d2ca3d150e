-- What the privacy witness sees, and what grows with every visit as the kiosk last told it: the wire's own JSON, null where the
-- kiosk says nothing of it.
alter table kiosk add column witness text;
alter table kiosk add column sums text;
