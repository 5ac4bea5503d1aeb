/** What a worker must never forget: its commits, durably written before they are sent. */
@NullMarked
package io.proofworks.worker.journal;

import org.jspecify.annotations.NullMarked;
