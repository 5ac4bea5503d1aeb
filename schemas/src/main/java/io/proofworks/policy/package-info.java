/** Which policies a market can be run by. */
@NullMarked
package io.proofworks.policy;

import org.jspecify.annotations.NullMarked;
