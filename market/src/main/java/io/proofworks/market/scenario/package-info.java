/**
 * The demonstration: adversaries that are the ordinary worker with a bad conduct, and what is told
 * of them.
 */
@NullMarked
package io.proofworks.market.scenario;

import org.jspecify.annotations.NullMarked;
