-- How often its node was lost, which is what counts: being given back or waiting for room is nobody's fault.
alter table express_start rename column runs to losses;

-- Packed by the engine.
alter table express_start alter column input set storage external;

-- What is logged of a revision's executions. Null where a release before this one wrote the revision: then it is what its
-- version, or the state machine of which it is the latest, says.
alter table state_machine_revision add column logging text;
