-- Where frustration began: one row for each version and step of the kiosk app that a window tells of.
create table step_count (
  chain text not null,
  store text not null,
  kiosk text not null,
  boot text not null,
  sequence bigint not null,
  closed bigint not null,
  app_version text not null,
  step text not null,
  visits integer not null,
  frustrated integer not null,
  primary key (chain, store, kiosk, boot, sequence, app_version, step)
);

create index step_count_closed on step_count (closed);

-- What was learned belongs to an edition of the catalogue; null when a window's trials are of several.
alter table trial add column edition text;

create index trial_edition on trial (edition, closed);

-- Answers of customers in visits that had counted as frustrated before: how far the estimate and customers agree.
alter table visit_window add column feedback_frustrated_1 integer not null default 0;
alter table visit_window add column feedback_frustrated_2 integer not null default 0;
alter table visit_window add column feedback_frustrated_3 integer not null default 0;
alter table visit_window add column feedback_frustrated_4 integer not null default 0;
alter table visit_window add column feedback_frustrated_5 integer not null default 0;
