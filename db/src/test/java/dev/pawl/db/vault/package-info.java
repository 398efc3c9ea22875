@NullMarked
package dev.pawl.db.vault;

import org.jspecify.annotations.NullMarked;
