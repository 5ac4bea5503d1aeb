/** Building blocks of rank-1 constraint systems: wires, Poseidon, Merkle paths, ranges. */
@NullMarked
package io.proofworks.proofs.circuit;

import org.jspecify.annotations.NullMarked;
