package dev.attune.serving.model;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One version of a model's weights on one device, prepared for serving. Immutable. Whoever loaded it closes it, after the last
 * step that names it; with {@link #keep} there may be several holders, on any threads, and the memory is free when the last of
 * them has closed.
 */
public final class Weights implements AutoCloseable {
    private final long version;
    private final WeightForm form;
    private final PtNDManager manager;
    private final List<PtNDArray> plain;
    private final IValue plainList;
    private final IValue packedList;
    private final AtomicInteger holders = new AtomicInteger(1);

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

    /**
     * One more holder, who closes it, too. To be called by a holder.
     *
     * @throws IllegalStateException if the last holder has closed it already
     */
    public Weights keep() {
        if (holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
            throw new IllegalStateException("the weights of version " + version + " are closed");
        }
        return this;
    }

    /** How many hold it; at 0 the memory has been given back. */
    public int holders() {
        return holders.get();
    }

    IValue plainList() {
        return plainList;
    }

    IValue packedList() {
        return packedList;
    }

    @Override
    public void close() {
        if (holders.decrementAndGet() > 0) {
            return;
        }
        packedList.close();
        plainList.close();
        manager.close();
    }
}
