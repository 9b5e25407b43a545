/** What the server can be told: flags and files become one tree of records, read once. Decides nothing by itself. */
@NullMarked
package dev.attune.server.config;

import org.jspecify.annotations.NullMarked;
