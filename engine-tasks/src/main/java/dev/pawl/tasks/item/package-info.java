/** The items of Distributed Maps, read one by one from where an ItemReader finds them. See docs/distributed-map.md. */
@NullMarked
package dev.pawl.tasks.item;

import org.jspecify.annotations.NullMarked;
