/** Proof systems whose work another program does. */
@NullMarked
package io.proofworks.proofs.external;

import org.jspecify.annotations.NullMarked;
