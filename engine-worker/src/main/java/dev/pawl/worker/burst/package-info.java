/** From something that is due to a committed burst: reader, mailboxes, interpreter threads, writer lanes. */
@NullMarked
package dev.pawl.worker.burst;

import org.jspecify.annotations.NullMarked;
