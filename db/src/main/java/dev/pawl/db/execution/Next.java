package dev.pawl.db.execution;

/** Where a burst leaves its execution: waiting, or closed. */
public sealed interface Next permits OpenRun, Closing {}
