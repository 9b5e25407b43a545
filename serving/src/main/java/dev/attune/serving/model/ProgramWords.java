package dev.attune.serving.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Fills the holes of the program texts for one model and one form of its weights. */
final class ProgramWords {
    private static final Set<String> NORMS = Set.of("norm1", "norm2", "postNorm1", "postNorm2", "finalNorm");
    private static final List<String> LINEARS = List.of("qkv", "out", "up", "down");
    /** Rows of the output matrix packed together: bounds what packing holds in memory besides. */
    static final int HEAD_BLOCK = 16_384;
    /** TorchScript's number for float32. */
    static final int FLOAT = 6;

    private final WeightLayout layout;
    private final ModelConfig config;
    private final WeightForm form;
    private final int cacheType;
    private final boolean training;

    private ProgramWords(WeightLayout layout, WeightForm form, int cacheType, boolean training) {
        this.layout = layout;
        this.config = layout.config();
        this.form = form;
        this.cacheType = cacheType;
        this.training = training;
    }

    /** The text of the passes that serve: over a cache, whatever can be in place is. */
    static String serving(WeightLayout layout, WeightForm form, int cacheType) {
        return new ProgramWords(layout, form, cacheType, false).text("decoder.txt");
    }

    /**
     * The text of the passes that train: whole sequences, plain float32 weights, nothing in place.
     *
     * @param products how matrices are multiplied; a form that is not packed
     */
    static String training(WeightLayout layout, WeightForm products) {
        if (products.packed()) {
            throw new IllegalArgumentException("no gradient flows through packed weights: " + products);
        }
        return new ProgramWords(layout, products, FLOAT, true).text("full.txt");
    }

    private String text(String resource) {
        Map<String, Boolean> flags = flags();
        return ProgramText.fill("blocks.txt", flags, this::word) + ProgramText.fill(resource, flags, this::word);
    }

    private Map<String, Boolean> flags() {
        Map<String, Boolean> flags = new HashMap<>();
        flags.put("training", training);
        flags.put("scaledEmbedding", config.embeddingScale() != 1);
        flags.put("learnedPositions", layout.has("positions"));
        flags.put("layerNorm", config.layerNorm());
        flags.put("rmsNorm", !config.layerNorm());
        flags.put("rotary", config.rope() != null);
        flags.put("qkNorm", config.qkNorm());
        flags.put("postNorms", config.postNorms());
        flags.put("gated", config.gated());
        flags.put("scoreCap", config.attention().scoreCap() > 0);
        flags.put("logitCap", config.attention().logitCap() > 0);
        flags.put("castCache", cacheType != FLOAT);
        return flags;
    }

    private String word(String words) {
        String[] parts = words.split(" ");
        return switch (parts[0]) {
            case "linear" -> linear(parts[1], parts[2]);
            case "head" -> parts.length == 2 ? head(parts[1]) : layout.place("head");
            default -> {
                String constant = constant(parts[0]);
                yield constant != null ? constant : weight(parts[0]);
            }
        };
    }

    private String weight(String name) {
        boolean withBias = NORMS.contains(name) && config.layerNorm();
        return withBias ? layout.place(name) + ", " + layout.place(name + "Bias") : layout.place(name);
    }

    private String linear(String name, String x) {
        return product(x, layout.place(name), name, "p[i * " + LINEARS.size() + " + " + LINEARS.indexOf(name) + "]");
    }

    private String head(String x) {
        if (!form.packed()) {
            return product(x, layout.place(config.tiedEmbeddings() ? "embedding" : "head"), "head", "");
        }
        int first = LINEARS.size() * config.layers();
        List<String> blocks = IntStream.range(0, headBlocks(config))
                .mapToObj(b -> product(x, "", "head", "p[" + (first + b) + "]"))
                .toList();
        return blocks.size() == 1 ? blocks.get(0) : "torch.cat([" + String.join(", ", blocks) + "], 1)";
    }

    static int headBlocks(ModelConfig config) {
        return (config.vocabSize() + HEAD_BLOCK - 1) / HEAD_BLOCK;
    }

    private String product(String x, String plain, String name, String packed) {
        String bias = layout.has(name + "Bias") ? layout.place(name + "Bias") : "None";
        return switch (form) {
            case FLOAT32 -> "torch.linear(" + x + ", " + plain + ", " + bias + ")";
            case FLOAT16 -> "ops.quantized.linear_dynamic_fp16(" + x + ", " + packed + ")";
            case INT8 -> "ops.quantized.linear_dynamic(" + x + ", " + packed + ", False)";
            case BFLOAT16 -> {
                // What trains is float32 and rounded here, so that the gradient finds its way to it.
                String matrix = training ? "torch.to(" + plain + ", 15, False, False, None)" : plain;
                String y = "torch.to(torch.linear(torch.to(" + x + ", 15, False, False, None), " + matrix
                        + ", None), 6, False, False, None)";
                yield bias.equals("None") ? y : "torch.add(" + y + ", " + bias + ")";
            }
        };
    }

    private @Nullable String constant(String name) {
        ModelConfig c = config;
        ModelConfig.Attention attention = c.attention();
        Rope rope = c.rope();
        int rotary = rope == null ? 0 : rope.rotaryDim();
        return switch (name) {
            case "E" -> text(c.hiddenSize());
            case "H" -> text(c.heads());
            case "K" -> text(c.kvHeads());
            case "G" -> text(c.groupSize());
            case "D" -> text(c.headDim());
            case "F" -> text(c.innerSize());
            case "W" -> text(c.qkvSize());
            case "add" -> training ? "add" : "add_";
            case "meanOfSquares" -> text(1.0 / c.hiddenSize());
            case "groupWidth" -> text(c.groupSize() * c.headDim());
            case "kvSize" -> text(c.kvHeads() * c.headDim());
            case "cacheRow" -> text(2 * c.kvHeads() * c.headDim());
            case "twoK" -> text(2 * c.kvHeads());
            case "headsQk" -> text(c.heads() + c.kvHeads());
            case "headsQkv" -> text(c.heads() + 2 * c.kvHeads());
            case "attentionSize" -> text(c.heads() * c.headDim());
            case "rotary" -> text(rotary);
            case "halfRotary" -> text(rotary / 2);
            case "unrotated" -> text(c.headDim() - rotary);
            case "layers" -> text(c.layers());
            case "eps" -> text(c.normEps());
            case "scale" -> text(attention.scale());
            case "scoreCap" -> text(attention.scoreCap());
            case "logitCap" -> text(attention.logitCap());
            case "embeddingScale" -> text(c.embeddingScale());
            case "windows" -> list(attention.windows());
            case "kindWindows" -> list(kindWindows());
            case "windowKinds" -> list(windowKinds());
            case "needsMask" ->
                attention.scoreCap() > 0 || kindWindows().length > 1 || kindWindows()[0] > 0 ? "True" : "False";
            case "cacheType" -> text(cacheType);
            case "Packed" -> form.listType();
            case "gate" -> c.activation().of("torch.narrow(u, 1, 0, " + c.innerSize() + ")");
            case "activated" -> c.activation().of("u");
            default -> null;
        };
    }

    /** The different windows of the layers, in order of appearance. */
    private int[] kindWindows() {
        return Arrays.stream(config.attention().windows()).distinct().toArray();
    }

    private int[] windowKinds() {
        List<Integer> kinds = Arrays.stream(kindWindows()).boxed().toList();
        return Arrays.stream(config.attention().windows()).map(kinds::indexOf).toArray();
    }

    private static String text(Number number) {
        return number.toString();
    }

    private static String list(int[] numbers) {
        return Arrays.stream(numbers).mapToObj(Integer::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
