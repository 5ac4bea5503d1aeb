/** Avro records of the log, read as inputs of the domain and written as its outputs. */
@NullMarked
package io.proofworks.settlement.records;

import org.jspecify.annotations.NullMarked;
