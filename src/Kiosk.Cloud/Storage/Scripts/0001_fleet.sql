-- The fleet as the kiosks tell it. Times are Unix milliseconds UTC. The SQL is the common part of SQLite and PostgreSQL.

create table kiosk (
  chain text not null,
  store text not null,
  kiosk text not null,
  status text not null,           -- online, offline, lost; unknown until the first state arrives
  status_since bigint not null,
  last_seen bigint not null,
  boot text,
  software text,
  health_at bigint,
  uptime_seconds bigint,
  resident_mb bigint,
  cpu_temperature_celsius double precision,
  outbox_windows bigint,
  models text,                    -- a JSON object, name to version
  primary key (chain, store, kiosk)
);

create table fault (
  chain text not null,
  store text not null,
  kiosk text not null,
  fault text not null,
  raised_at bigint not null,
  cleared_at bigint,              -- null while the fault stands
  detail text not null,
  primary key (chain, store, kiosk, fault, raised_at)
);

-- One row for each window, its counts as columns {kind}_{name}, so that a month of a large fleet is one scan.
create table visit_window (
  chain text not null,
  store text not null,
  kiosk text not null,
  boot text not null,
  sequence bigint not null,
  opened bigint not null,
  closed bigint not null,
  received bigint not null,
  k integer not null,
  visits integer not null,
  frustrated integer not null,
  calmed integer not null,
  staff_calls integer not null,
  outcome_completed integer not null,
  outcome_abandoned integer not null,
  outcome_staff integer not null,
  outcome_other integer not null,
  tier_screen integer not null,
  tier_screen_face integer not null,
  tier_screen_voice integer not null,
  tier_screen_face_voice integer not null,
  tier_other integer not null,
  cause_payment integer not null,
  cause_item_not_found integer not null,
  cause_out_of_stock integer not null,
  cause_price integer not null,
  cause_wait integer not null,
  cause_confusing_step integer not null,
  cause_kiosk_fault integer not null,
  cause_unknown integer not null,
  cause_other integer not null,
  prompt_acknowledge integer not null,
  prompt_explain integer not null,
  prompt_guide integer not null,
  prompt_offer_person integer not null,
  prompt_call_person integer not null,
  prompt_thank integer not null,
  prompt_other integer not null,
  feedback_1 integer not null,
  feedback_2 integer not null,
  feedback_3 integer not null,
  feedback_4 integer not null,
  feedback_5 integer not null,
  primary key (chain, store, kiosk, boot, sequence)
);

create index visit_window_closed on visit_window (closed);
