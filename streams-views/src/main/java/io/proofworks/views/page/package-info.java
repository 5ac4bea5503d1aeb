/** The page: a read-only live view of the market, for people. */
@NullMarked
package io.proofworks.views.page;

import org.jspecify.annotations.NullMarked;
