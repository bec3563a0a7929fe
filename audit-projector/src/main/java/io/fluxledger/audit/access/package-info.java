/** Who may read what: keys, sessions in a browser, and what is left for those who have neither. */
@NullMarked
package io.fluxledger.audit.access;

import org.jspecify.annotations.NullMarked;
