@NullMarked
package dev.pawl.chaos;

import org.jspecify.annotations.NullMarked;
