/** Replaying the log and comparing what it yields. */
@NullMarked
package io.proofworks.market.audit;

import org.jspecify.annotations.NullMarked;
