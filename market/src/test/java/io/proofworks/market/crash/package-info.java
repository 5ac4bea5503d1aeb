/** Settlement in several JVMs on a real broker, killed again and again, judged by somebody else. */
@NullMarked
package io.proofworks.market.crash;

import org.jspecify.annotations.NullMarked;
