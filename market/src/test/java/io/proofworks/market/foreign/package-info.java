/** Clients of other languages on a real market: what the examples show is what runs here. */
@org.jspecify.annotations.NullMarked
package io.proofworks.market.foreign;
