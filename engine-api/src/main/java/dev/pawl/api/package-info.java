/** The AWS JSON 1.0 protocol of Step Functions: request, repository, response. */
@NullMarked
package dev.pawl.api;

import org.jspecify.annotations.NullMarked;
