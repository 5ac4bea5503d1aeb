/** The journals of settlement, applied again from nothing. */
@NullMarked
package io.proofworks.settlement.replay;

import org.jspecify.annotations.NullMarked;
