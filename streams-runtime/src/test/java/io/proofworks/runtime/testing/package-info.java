/** What topology tests of the applications are written with; shipped as this module's test-jar. */
@NullMarked
package io.proofworks.runtime.testing;

import org.jspecify.annotations.NullMarked;
