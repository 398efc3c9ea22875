/** Activities and the workers that poll for their tasks. */
@NullMarked
package dev.pawl.api.activity;

import org.jspecify.annotations.NullMarked;
