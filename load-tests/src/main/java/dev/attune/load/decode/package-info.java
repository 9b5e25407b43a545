/**
 * How fast the engine decodes, as a share of what the machine's memory allows. Drives the engine itself, without a server;
 * changes nothing about it.
 */
@NullMarked
package dev.attune.load.decode;

import org.jspecify.annotations.NullMarked;
