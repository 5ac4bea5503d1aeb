/**
 * The market as its topics tell it, in stores by task, batch, actor, route, class and journal, for
 * the query API. A Kafka Streams application of its own: Kafka spreads the stores over its
 * instances, and moves and restores them.
 */
@org.jspecify.annotations.NullMarked
package io.proofworks.views;
