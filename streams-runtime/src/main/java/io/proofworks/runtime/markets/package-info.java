/** Several markets in one deployment: each has its own stores, journals and rules in every task. */
@NullMarked
package io.proofworks.runtime.markets;

import org.jspecify.annotations.NullMarked;
