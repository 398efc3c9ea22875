/** The waiting of workers, without HTTP. */
@NullMarked
package dev.pawl.api.activity;

import org.jspecify.annotations.NullMarked;
