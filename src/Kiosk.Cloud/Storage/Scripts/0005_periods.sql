-- A chain's, a store's or a kiosk's rows of a period, without reading all that it ever sent. The kiosk comes last: what the
-- index holds of it spares the rows of the store's other kiosks, and no index more is written for it.
create index visit_window_chain_closed on visit_window (chain, closed);
create index visit_window_store_closed on visit_window (chain, store, closed, kiosk);
create index trial_chain_closed on trial (chain, closed);
create index trial_store_closed on trial (chain, store, closed, kiosk);
create index step_count_chain_closed on step_count (chain, closed);
create index step_count_store_closed on step_count (chain, store, closed, kiosk);

-- No query is answered by it.
drop index trial_edition;
