/** Commit, reveal, verify, settle or slash; ledger, standing, journal. */
@NullMarked
package io.proofworks.settlement;

import org.jspecify.annotations.NullMarked;
