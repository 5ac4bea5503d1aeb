/** Which proof systems there are, by the ids that policies and requests name. */
@NullMarked
package io.proofworks.proofs.registry;

import org.jspecify.annotations.NullMarked;
