/** The topic catalogue: every topic of the market declared once, ticks, partitions by key. */
@NullMarked
package io.proofworks.topics;

import org.jspecify.annotations.NullMarked;
