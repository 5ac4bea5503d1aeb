/** Thin processors and stores between the topics and the measures. */
@NullMarked
package io.proofworks.metrics.processor;

import org.jspecify.annotations.NullMarked;
