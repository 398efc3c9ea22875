/**
 * Replays recordings of AWS Step Functions and compares: executions through the real worker on PostgreSQL in
 * virtual time, with recorded answers in place of services; API calls through HTTP.
 */
@NullMarked
package dev.pawl.conformance;

import org.jspecify.annotations.NullMarked;
