-- What was tried, and how visits went with it: one row for each cause and first answer of a window.
create table trial (
  chain text not null,
  store text not null,
  kiosk text not null,
  boot text not null,
  sequence bigint not null,
  closed bigint not null,
  cause text not null,
  strategy text not null,         -- or control: the visits drawn to get no prompts
  visits integer not null,
  well integer not null,
  weight double precision not null,
  well_weight double precision not null,
  primary key (chain, store, kiosk, boot, sequence, cause, strategy)
);

create index trial_closed on trial (closed);

alter table visit_window add column prompt_simplify integer not null default 0;
alter table visit_window add column prompt_slow_down integer not null default 0;

-- What a store does about a cause. Nobody's name is in it.
create table remedy (
  id text not null primary key,
  chain text not null,
  store text not null,
  cause text not null,
  action text not null,
  begun bigint not null,
  closed bigint                   -- null until it is done
);
