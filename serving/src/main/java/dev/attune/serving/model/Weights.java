package dev.attune.serving.model;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.List;

/**
 * One version of a model's weights on one device, prepared for serving. Immutable; whoever loaded it closes it, after the
 * last step that names it.
 */
public final class Weights implements AutoCloseable {
    private final long version;
    private final WeightForm form;
    private final PtNDManager manager;
    private final List<PtNDArray> plain;
    private final IValue plainList;
    private final IValue packedList;

    Weights(long version, WeightForm form, PtNDManager manager, List<PtNDArray> plain, IValue packedList) {
        this.version = version;
        this.form = form;
        this.manager = manager;
        this.plain = List.copyOf(plain);
        this.plainList = IValue.listFrom(plain.toArray(PtNDArray[]::new));
        this.packedList = packedList;
    }

    public long version() {
        return version;
    }

    public WeightForm form() {
        return form;
    }

    /** The tensors in the order of {@link WeightLayout}; float32 and complete only in the form that trains. */
    public List<PtNDArray> plain() {
        return plain;
    }

    IValue plainList() {
        return plainList;
    }

    IValue packedList() {
        return packedList;
    }

    @Override
    public void close() {
        packedList.close();
        plainList.close();
        manager.close();
    }
}
