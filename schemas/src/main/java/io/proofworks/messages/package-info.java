/** The signed messages of the market: which digest an Avro record is signed under, and by whom. */
@NullMarked
package io.proofworks.messages;

import org.jspecify.annotations.NullMarked;
