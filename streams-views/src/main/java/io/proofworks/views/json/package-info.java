/** The views' types and the topics' records as JSON, and the schemas of it. */
@NullMarked
package io.proofworks.views.json;

import org.jspecify.annotations.NullMarked;
