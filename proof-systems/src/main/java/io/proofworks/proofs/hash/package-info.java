/** The hash functions that proofs and programs are named with. */
@NullMarked
package io.proofworks.proofs.hash;

import org.jspecify.annotations.NullMarked;
