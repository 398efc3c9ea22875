@NullMarked
package dev.pawl.api.access;

import org.jspecify.annotations.NullMarked;
