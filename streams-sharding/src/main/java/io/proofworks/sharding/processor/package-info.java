/** Thin processors between the log and the rules: observe time, decide, forward. */
@NullMarked
package io.proofworks.sharding.processor;

import org.jspecify.annotations.NullMarked;
