/** IAM-style policies: what they may say, and what they decide. Pure functions. */
@NullMarked
package dev.pawl.core.access;

import org.jspecify.annotations.NullMarked;
