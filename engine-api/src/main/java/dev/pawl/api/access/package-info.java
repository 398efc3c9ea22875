/** Who a request comes from, what they may do, and the record of what they did. */
@NullMarked
package dev.pawl.api.access;

import org.jspecify.annotations.NullMarked;
