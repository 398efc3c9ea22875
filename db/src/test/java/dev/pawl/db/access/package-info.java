@NullMarked
package dev.pawl.db.access;

import org.jspecify.annotations.NullMarked;
