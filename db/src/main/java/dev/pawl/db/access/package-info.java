/**
 * Who may do what: accounts, their users, roles and policies, access keys and API tokens, and the record of what was
 * changed and refused.
 */
@NullMarked
package dev.pawl.db.access;

import org.jspecify.annotations.NullMarked;
