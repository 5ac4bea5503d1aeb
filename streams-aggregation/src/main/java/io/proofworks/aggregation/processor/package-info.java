/** Between the topics and the rules: decode, decide, write down, answer. */
@NullMarked
package io.proofworks.aggregation.processor;

import org.jspecify.annotations.NullMarked;
