/**
 * Which version of the model is served: the store of versions, the thread that follows its pointer, and the routes by which people
 * decide. Nothing here trains, and nothing here touches the engine but through {@link dev.attune.server.policy.Versions}.
 */
@NullMarked
package dev.attune.server.policy;

import org.jspecify.annotations.NullMarked;
