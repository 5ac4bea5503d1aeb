/** What commands and stories show to people: colours, amounts, tables. */
@NullMarked
package io.proofworks.market.terminal;

import org.jspecify.annotations.NullMarked;
