/** What a process is told: every setting with its default, and the layers it is read from. */
@NullMarked
package io.proofworks.settings;

import org.jspecify.annotations.NullMarked;
