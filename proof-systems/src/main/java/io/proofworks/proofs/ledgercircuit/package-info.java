/** The embedded prover's statement: transfers applied in order to a tree of accounts. */
@NullMarked
package io.proofworks.proofs.ledgercircuit;

import org.jspecify.annotations.NullMarked;
