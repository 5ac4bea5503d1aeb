/** How proofs are checked. */
@NullMarked
package io.proofworks.settlement.checks;

import org.jspecify.annotations.NullMarked;
