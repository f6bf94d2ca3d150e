-- Times still to come, told by kiosks whose clock was ahead before such times were taken as now. A fault could not be cleared
-- until then, and stood above all others; at most one of a name stands, and of those that are over the true time is not known.
delete from fault where cleared_at is not null and raised_at > @Now;
update fault set raised_at = @Now where raised_at > @Now;
update fault set cleared_at = @Now where cleared_at > @Now;
update kiosk set last_seen = @Now where last_seen > @Now;
update kiosk set status_since = @Now where status_since > @Now;
