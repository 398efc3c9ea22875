/** AWS JSON 1.0 over HTTP: reading and checking requests, answering, errors, page tokens. */
@NullMarked
package dev.pawl.api.protocol;

import org.jspecify.annotations.NullMarked;
