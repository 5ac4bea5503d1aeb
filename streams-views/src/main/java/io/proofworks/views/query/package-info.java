/** The market as analysts ask for it: views over the topics, and the HTTP server that answers. */
@NullMarked
package io.proofworks.views.query;

import org.jspecify.annotations.NullMarked;
