package dev.attune.serving.model;

import java.util.Locale;

/** How the matrices of linear layers are prepared for the processor that multiplies by them. */
public enum WeightForm {
    /** As they are, 4 bytes a weight; the form that trains. */
    FLOAT32(4, false),
    /** Packed for FBGEMM, 2 bytes a weight, multiplied in float32; x86 only. Fastest for few rows without loss that shows. */
    FLOAT16(2, true),
    /** 2 bytes a weight, multiplied as bfloat16: fastest for many rows, and the form for GPUs. */
    BFLOAT16(2, false),
    /** Packed for FBGEMM, 1 byte a weight with a scale per row; activations are rounded as well. x86 only. */
    INT8(1, true);

    private final int bytes;
    private final boolean packed;

    WeightForm(int bytes, boolean packed) {
        this.bytes = bytes;
        this.packed = packed;
    }

    /** Bytes of one weight of a linear layer. */
    public int bytes() {
        return bytes;
    }

    boolean packed() {
        return packed;
    }

    /** TorchScript text of the type of the list of prepared matrices. */
    String listType() {
        return packed ? "List[__torch__.torch.classes.quantized.LinearPackedParamsBase]" : "List[Tensor]";
    }

    /** Scalar type, as TorchScript numbers them, of matrices that are kept plain: 5 half, 6 float, 15 bfloat16. */
    int plainType() {
        return this == FLOAT32 ? 6 : this == BFLOAT16 ? 15 : 5;
    }

    /** The name as flags spell it. */
    public String flag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
