/** The metrics application: windowed risk metrics, route signals, and the views analysts query. */
@NullMarked
package io.proofworks.metrics;

import org.jspecify.annotations.NullMarked;
