/** A market of separate processes on a cluster of three brokers, parts of which are away. */
@org.jspecify.annotations.NullMarked
package io.proofworks.market.outage;
