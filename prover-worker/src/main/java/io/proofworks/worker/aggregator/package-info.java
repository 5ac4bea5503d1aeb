/** The aggregator's loop. */
@NullMarked
package io.proofworks.worker.aggregator;

import org.jspecify.annotations.NullMarked;
