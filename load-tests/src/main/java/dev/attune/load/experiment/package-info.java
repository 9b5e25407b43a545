/**
 * The headline experiment: people with a hidden taste talk to a server, judge it, and what it learned is measured against that taste.
 * Everything between them is HTTP; how the server learns is not known here.
 */
@NullMarked
package dev.attune.load.experiment;

import org.jspecify.annotations.NullMarked;
