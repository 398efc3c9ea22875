/**
 * The Map run of a Distributed Map, as a function: what it is asked to do, where it stands, and what it does next. It
 * knows no storage and makes no call. See docs/distributed-map.md.
 */
@NullMarked
package dev.pawl.core.maprun;

import org.jspecify.annotations.NullMarked;
