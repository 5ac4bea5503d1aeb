/** What the query API answers with. Of these types its OpenAPI document has the schemas. */
@NullMarked
package io.proofworks.views.answers;

import org.jspecify.annotations.NullMarked;
