/**
 * How the views' types look from outside: of a record's components one {@link Shape} is made, and
 * of that both its JSON and its schema.
 */
@NullMarked
package io.proofworks.views.shape;

import org.jspecify.annotations.NullMarked;
