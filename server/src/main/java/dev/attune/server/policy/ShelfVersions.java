package dev.attune.server.policy;

import dev.attune.serving.GreedyProbe;
import dev.attune.serving.ServedModel;
import dev.attune.serving.checkpoint.Generation;

/** The versions of a real model. Its model belongs to whoever opened it. */
public record ShelfVersions(ServedModel model) implements Versions {

    @Override
    public long serving() {
        return model.versions().serving();
    }

    @Override
    public boolean isWarm(long version) {
        return model.versions().spare().orElse(-1) == version;
    }

    @Override
    public boolean hasRoom() {
        return model.versions().hasRoom();
    }

    @Override
    public void serve(Generation generation) {
        GreedyProbe probe = GreedyProbe.of(generation.manifest().details());
        model.versions().serve(generation.dir(), generation.version(), probe);
    }

    @Override
    public void refused() {
        model.versions().refused();
    }

    @Override
    public void keepWarm(Generation generation) {
        // Without memory for it, going back takes as long as reading it: nothing to do about it here.
        var unused = model.versions().keepWarm(generation.dir(), generation.version());
    }
}
