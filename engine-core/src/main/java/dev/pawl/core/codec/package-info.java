/**
 * How executions and history are stored: Smile (binary JSON) in LZ4 blocks behind a version byte, with
 * values over 8 KiB kept apart and referred to by their hash (docs/architecture.md, storage).
 */
@NullMarked
package dev.pawl.core.codec;

import org.jspecify.annotations.NullMarked;
