/**
 * What is measured and how it is judged. Pure: time and state are arguments, results are values.
 */
@NullMarked
package io.proofworks.metrics.domain;

import org.jspecify.annotations.NullMarked;
