package dev.attune.serving.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.serving.model.ModelConfig.Attention;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads config.json into a {@link ModelConfig} and refuses what cannot be served, naming the key. */
public final class ConfigReader {
    private static final int MAX_LAYERS = 1000;

    private final JsonNode json;
    private final Architecture architecture;

    private ConfigReader(JsonNode json) {
        this.json = json;
        JsonNode names = json.path("architectures");
        if (!names.isArray() || names.isEmpty() || !names.get(0).isTextual()) {
            throw new ModelException("config.json: \"architectures\" must name one class");
        }
        this.architecture = Architecture.named(names.get(0).asText());
    }

    /** The checked configuration of a config.json. */
    public static ModelConfig read(JsonNode json) {
        ConfigReader reader = new ConfigReader(json);
        return reader.architecture == Architecture.GPT2 ? reader.gpt2() : reader.modern();
    }

    private ModelConfig gpt2() {
        int hidden = positive("n_embd");
        int heads = positive("n_head");
        int layers = layers("n_layer");
        refuseTrue("scale_attn_by_inverse_layer_idx");
        require(hidden % heads == 0, "n_embd " + hidden + " is not a multiple of n_head " + heads);
        int headDim = hidden / heads;
        int inner = json.hasNonNull("n_inner") ? positive("n_inner") : 4 * hidden;
        boolean scaled = json.path("scale_attn_weights").asBoolean(true);
        Attention attention =
                new Attention(true, true, true, scaled ? 1 / Math.sqrt(headDim) : 1, 0, 0, new int[layers]);
        return new ModelConfig(
                architecture,
                hidden,
                layers,
                heads,
                heads,
                headDim,
                inner,
                positive("vocab_size"),
                positive("n_positions"),
                number("layer_norm_epsilon", 1e-5),
                activation("activation_function", "gelu_new"),
                null,
                json.path("tie_word_embeddings").asBoolean(true),
                attention);
    }

    private ModelConfig modern() {
        int hidden = positive("hidden_size");
        int heads = positive("num_attention_heads");
        int kvHeads = json.hasNonNull("num_key_value_heads") ? positive("num_key_value_heads") : heads;
        require(
                heads % kvHeads == 0,
                "num_attention_heads " + heads + " is not a multiple of num_key_value_heads " + kvHeads);
        int headDim = headDim(hidden, heads);
        int context = positive("max_position_embeddings");
        return new ModelConfig(
                architecture,
                hidden,
                layers("num_hidden_layers"),
                heads,
                kvHeads,
                headDim,
                positive("intermediate_size"),
                positive("vocab_size"),
                context,
                number("rms_norm_eps", architecture == Architecture.PHI3 ? 1e-5 : 1e-6),
                activation(),
                rope(headDim),
                json.path("tie_word_embeddings").asBoolean(architecture == Architecture.GEMMA2),
                attention(headDim, context));
    }

    private int headDim(int hidden, int heads) {
        if (json.hasNonNull("head_dim")) {
            return positive("head_dim");
        }
        if (architecture == Architecture.GEMMA2) {
            return 256;
        }
        if (architecture == Architecture.QWEN3) {
            return 128;
        }
        require(hidden % heads == 0, "hidden_size " + hidden + " is not a multiple of num_attention_heads " + heads);
        return hidden / heads;
    }

    private Activation activation() {
        return json.hasNonNull("hidden_activation")
                ? activation("hidden_activation", "")
                : activation("hidden_act", architecture == Architecture.GEMMA2 ? "gelu_pytorch_tanh" : "silu");
    }

    private Attention attention(int headDim, int context) {
        boolean gemma = architecture == Architecture.GEMMA2;
        boolean bias = attentionBias();
        double scaleOf = gemma ? number("query_pre_attn_scalar", 256) : headDim;
        return new Attention(
                bias || architecture == Architecture.QWEN2,
                bias,
                architecture == Architecture.LLAMA && json.path("mlp_bias").asBoolean(false),
                1 / Math.sqrt(scaleOf),
                gemma ? cap("attn_logit_softcapping", 50) : 0,
                gemma ? cap("final_logit_softcapping", 30) : 0,
                windows(context));
    }

    /** Mistral and Phi 3 have no biases, Qwen 2 has its own, whatever the key says. */
    private boolean attentionBias() {
        return switch (architecture) {
            case LLAMA, QWEN3, GEMMA2 -> json.path("attention_bias").asBoolean(false);
            case MISTRAL, QWEN2, PHI3, GPT2 -> false;
        };
    }

    private int[] windows(int context) {
        int layers = layers("num_hidden_layers");
        int window = window();
        JsonNode types = json.path("layer_types");
        if (types.isArray() && types.size() != layers) {
            throw new ModelException(
                    "config.json: layer_types names " + types.size() + " layers, num_hidden_layers is " + layers);
        }
        return IntStream.range(0, layers)
                .map(i -> window > 0 && window < context && slides(i, types) ? window : 0)
                .toArray();
    }

    private int window() {
        if (!json.has("sliding_window")) {
            return architecture == Architecture.PHI3 ? 0 : 4096;
        }
        return json.hasNonNull("sliding_window") ? positive("sliding_window") : 0;
    }

    private boolean slides(int layer, JsonNode types) {
        boolean listed = types.isArray();
        return switch (architecture) {
            case MISTRAL, PHI3 -> true;
            case GEMMA2 -> listed ? sliding(types, layer) : layer % 2 == 0;
            case QWEN2, QWEN3 ->
                json.path("use_sliding_window").asBoolean(false)
                        && (listed
                                ? sliding(types, layer)
                                : layer >= json.path("max_window_layers").asInt(28));
            case LLAMA, GPT2 -> false;
        };
    }

    private static boolean sliding(JsonNode types, int layer) {
        return types.get(layer).asText().equals("sliding_attention");
    }

    private Rope rope(int headDim) {
        JsonNode parameters = json.path("rope_parameters");
        JsonNode scaling = parameters.isObject() ? parameters : json.path("rope_scaling");
        double theta = parameters.hasNonNull("rope_theta")
                ? parameters.get("rope_theta").asDouble()
                : number("rope_theta", 10_000);
        int rotaryDim = (int) (headDim * rotatedShare(parameters));
        require(
                rotaryDim > 0 && rotaryDim % 2 == 0 && rotaryDim <= headDim,
                "the rotated part of a head must be even and at most head_dim, was " + rotaryDim);
        require(theta > 0, "rope_theta must be positive, was " + theta);
        return new Rope(theta, rotaryDim, scaling(scaling));
    }

    /** Of these families only Phi 3 rotates a part of a head. */
    private double rotatedShare(JsonNode parameters) {
        if (architecture != Architecture.PHI3) {
            return 1;
        }
        JsonNode share = parameters.hasNonNull("partial_rotary_factor")
                ? parameters.get("partial_rotary_factor")
                : json.path("partial_rotary_factor");
        return share.asDouble(1);
    }

    private Rope.Scaling scaling(JsonNode scaling) {
        if (!scaling.isObject()) {
            return new Rope.Unscaled();
        }
        String type = scaling.path("rope_type").asText(scaling.path("type").asText("default"));
        return switch (type) {
            case "default" -> new Rope.Unscaled();
            case "linear" -> new Rope.Linear(ropeNumber(scaling, "factor"));
            case "llama3" ->
                new Rope.Llama3(
                        ropeNumber(scaling, "factor"),
                        ropeNumber(scaling, "low_freq_factor"),
                        ropeNumber(scaling, "high_freq_factor"),
                        ropeNumber(scaling, "original_max_position_embeddings"));
            default ->
                throw new ModelException(
                        "config.json: rope type \"" + type + "\" is not supported; these are: default, linear, llama3");
        };
    }

    private static double ropeNumber(JsonNode scaling, String key) {
        JsonNode value = scaling.path(key);
        if (!value.isNumber() || value.asDouble() <= 0) {
            throw new ModelException("config.json: rope scaling needs a positive \"" + key + "\", was " + shown(value));
        }
        return value.asDouble();
    }

    /** A count that this machine could hold: each layer costs program and bookkeeping before any weight is read. */
    private int layers(String key) {
        int layers = positive(key);
        require(layers <= MAX_LAYERS, key + " must be at most " + MAX_LAYERS + ", was " + layers);
        return layers;
    }

    private int positive(String key) {
        JsonNode value = json.path(key);
        if (!value.isInt() || value.asInt() < 1) {
            throw new ModelException(
                    "config.json: \"" + key + "\" must be a positive whole number, was " + shown(value));
        }
        return value.asInt();
    }

    private double number(String key, double fallback) {
        JsonNode value = json.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return fallback;
        }
        if (!value.isNumber()) {
            throw new ModelException("config.json: \"" + key + "\" must be a number, was " + shown(value));
        }
        return value.asDouble();
    }

    /** A soft cap: a missing key is the family's default, an explicit null is none. */
    private double cap(String key, double byDefault) {
        return json.has(key) ? number(key, 0) : byDefault;
    }

    private Activation activation(String key, String fallback) {
        return Activation.named(key, json.path(key).asText(fallback));
    }

    private void refuseTrue(String key) {
        require(!json.path(key).asBoolean(false), key + " = true is not supported");
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new ModelException("config.json: " + sentence);
        }
    }

    private static @Nullable String shown(JsonNode value) {
        return value.isMissingNode() ? "missing" : value.toString();
    }
}
