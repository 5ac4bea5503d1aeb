/**
 * What the market's applications share: settings, runner, log time, dead letters, provisioning.
 *
 * <p>Types that domain code uses ({@link io.proofworks.runtime.LogClock}, {@link
 * io.proofworks.runtime.Coordinates}) are plain values.
 */
@NullMarked
package io.proofworks.runtime;

import org.jspecify.annotations.NullMarked;
