package dev.pawl.db.trigger;

/**
 * Names a resource.
 *
 * @param scope the bus of a rule, the group of a schedule; else empty
 */
public record TriggerKey(String account, TriggerKind kind, String scope, String name) {}
