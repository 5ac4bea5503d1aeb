/** Reading and writing the market's topics. */
@NullMarked
package io.proofworks.worker.log;

import org.jspecify.annotations.NullMarked;
