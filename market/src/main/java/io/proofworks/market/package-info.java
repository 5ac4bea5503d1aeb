/** The command line and the single-process market. */
@NullMarked
package io.proofworks.market;

import org.jspecify.annotations.NullMarked;
