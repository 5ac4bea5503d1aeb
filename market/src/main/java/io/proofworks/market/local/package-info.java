/** The whole market in one JVM: broker, registry, applications, operator, workers. */
@NullMarked
package io.proofworks.market.local;

import org.jspecify.annotations.NullMarked;
