package dev.attune.serving.model;

/** The function between the two halves of a feed-forward layer, as TorchScript text around its argument. */
enum Activation {
    SILU("torch.silu(", ")"),
    GELU("torch.gelu(", ", approximate=\"none\")"),
    GELU_TANH("torch.gelu(", ", approximate=\"tanh\")"),
    RELU("torch.relu(", ")");

    private final String open;
    private final String close;

    Activation(String open, String close) {
        this.open = open;
        this.close = close;
    }

    String of(String argument) {
        return open + argument + close;
    }

    static Activation named(String key, String name) {
        return switch (name) {
            case "silu", "swish" -> SILU;
            case "gelu" -> GELU;
            case "gelu_new", "gelu_pytorch_tanh" -> GELU_TANH;
            case "relu" -> RELU;
            default ->
                throw new ModelException("config.json: " + key + " \"" + name
                        + "\" is not supported; these are: silu, gelu, gelu_new, gelu_pytorch_tanh, relu");
        };
    }
}
