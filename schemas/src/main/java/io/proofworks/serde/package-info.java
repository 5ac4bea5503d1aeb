/** Avro in the Confluent wire format: registry client, serdes, and decoding that never trusts. */
@NullMarked
package io.proofworks.serde;

import org.jspecify.annotations.NullMarked;
