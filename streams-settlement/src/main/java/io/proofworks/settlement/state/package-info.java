/** What settlement keeps, and what its sides say to each other. */
@NullMarked
package io.proofworks.settlement.state;

import org.jspecify.annotations.NullMarked;
