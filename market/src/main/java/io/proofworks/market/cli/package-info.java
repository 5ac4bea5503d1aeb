/** The command line. */
@NullMarked
package io.proofworks.market.cli;

import org.jspecify.annotations.NullMarked;
