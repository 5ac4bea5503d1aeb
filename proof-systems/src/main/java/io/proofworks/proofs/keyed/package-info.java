/** Circuits of anyone: programs that are their verifying keys. */
@NullMarked
package io.proofworks.proofs.keyed;

import org.jspecify.annotations.NullMarked;
