/** The page, in a real browser on a real market. */
@NullMarked
package io.proofworks.market.page;

import org.jspecify.annotations.NullMarked;
