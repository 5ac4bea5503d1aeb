/** What tests of settlement, here and in other modules, begin with. */
@NullMarked
package io.proofworks.settlement.testing;

import org.jspecify.annotations.NullMarked;
