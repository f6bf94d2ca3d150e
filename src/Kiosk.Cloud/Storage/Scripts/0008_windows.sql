-- Windows still to close, told by kiosks whose clock was ahead before such windows were taken as closed when they came.
update trial set closed = coalesce((select w.received from visit_window w where w.chain = trial.chain and w.store = trial.store
  and w.kiosk = trial.kiosk and w.boot = trial.boot and w.sequence = trial.sequence), @Now) where closed > @Now;
update step_count set closed = coalesce((select w.received from visit_window w where w.chain = step_count.chain
  and w.store = step_count.store and w.kiosk = step_count.kiosk and w.boot = step_count.boot
  and w.sequence = step_count.sequence), @Now) where closed > @Now;
update visit_window set opened = received - (closed - opened), closed = received where closed > @Now;
