/**
 * What starts executions beside callers, by the APIs of EventBridge and EventBridge Scheduler: rules, targets, buses,
 * events, connections, schedules.
 */
@NullMarked
package dev.pawl.api.trigger;

import org.jspecify.annotations.NullMarked;
