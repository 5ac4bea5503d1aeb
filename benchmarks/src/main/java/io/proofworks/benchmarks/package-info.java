/** Measurements, each next to a baseline in the same run. */
@NullMarked
package io.proofworks.benchmarks;

import org.jspecify.annotations.NullMarked;
