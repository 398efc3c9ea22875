/** Tests of how executions and history are stored. */
@NullMarked
package dev.pawl.core.codec;

import org.jspecify.annotations.NullMarked;
