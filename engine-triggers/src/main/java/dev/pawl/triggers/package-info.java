/**
 * What starts executions beside callers: schedules, event patterns, and what targets get. Functions of what they are
 * given: no clock, no database, no network.
 */
@NullMarked
package dev.pawl.triggers;

import org.jspecify.annotations.NullMarked;
