/**
 * The REST API under {@code /api/v1}: the same operations as AWS's, as resources. {@code Routes} is the one list of what
 * there is: requests are matched, checked and documented by it.
 */
@NullMarked
package dev.pawl.api.rest;

import org.jspecify.annotations.NullMarked;
