/** The reference in {@code docs} is made of the code, and the build holds it to that. */
package io.proofworks.market.reference;
