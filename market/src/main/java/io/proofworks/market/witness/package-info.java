/** Countersigning what logs say of themselves, so that nobody can be shown another history. */
@NullMarked
package io.proofworks.market.witness;

import org.jspecify.annotations.NullMarked;
