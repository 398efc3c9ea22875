/**
 * Signature Version 4: who sent a request, and whether it came unchanged. A pure function over the request, the time
 * and the keys that there are.
 */
@NullMarked
package dev.pawl.api.signature;

import org.jspecify.annotations.NullMarked;
