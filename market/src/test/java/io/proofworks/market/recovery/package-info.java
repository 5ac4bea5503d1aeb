/** Applications that come back by themselves. */
@org.jspecify.annotations.NullMarked
package io.proofworks.market.recovery;
