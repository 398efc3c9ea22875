@NullMarked
package dev.pawl.core.access;

import org.jspecify.annotations.NullMarked;
