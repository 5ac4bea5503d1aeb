/** Settlement as a whole against its adversaries, seeded and single-threaded. */
@NullMarked
package io.proofworks.settlement.simulation;

import org.jspecify.annotations.NullMarked;
