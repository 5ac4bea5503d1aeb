/** The keys a worker signs with. */
@NullMarked
package io.proofworks.worker.keys;

import org.jspecify.annotations.NullMarked;
