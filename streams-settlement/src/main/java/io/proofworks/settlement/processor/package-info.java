/** Kafka Streams around the pure engines: stores, records, transactions. */
@NullMarked
package io.proofworks.settlement.processor;

import org.jspecify.annotations.NullMarked;
