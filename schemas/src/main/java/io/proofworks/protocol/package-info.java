/**
 * The vocabulary of the market and its cryptography: identifiers, states, reasons, amounts, digests
 * and keys. Pure: no Avro, no Kafka, no clock.
 */
@NullMarked
package io.proofworks.protocol;

import org.jspecify.annotations.NullMarked;
