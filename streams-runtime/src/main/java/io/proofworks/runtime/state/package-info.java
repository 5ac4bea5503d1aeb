/**
 * State of a partition as an ordered map of bytes, on disk while it runs and in memory in a replay.
 */
@NullMarked
package io.proofworks.runtime.state;

import org.jspecify.annotations.NullMarked;
