/** The metrics application: windowed risk metrics and route signals. */
@NullMarked
package io.proofworks.metrics;

import org.jspecify.annotations.NullMarked;
