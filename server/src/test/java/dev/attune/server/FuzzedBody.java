package dev.attune.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A body that was right for its path until something was done to it. */
final class FuzzedBody {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Right bodies of the routes of feedback, but for the answers they name, which nobody was given. */
    private static final Map<String, List<String>> FEEDBACK = Map.of(
            "/v1/feedback",
            List.of(
                    "{'completion_id':'chatcmpl-1','thumb':'up'}",
                    "{'completion_id':'chatcmpl-1','choice_index':1,'thumb':'down','reasons':['wrong','style'],"
                            + "'comment':'h日','user':'u'}"),
            "/v1/rankings",
            List.of("{'completion_ids':[['chatcmpl-1'],['chatcmpl-1/1','chatcmpl-1/2']],"
                    + "'criteria':{'style':{'chatcmpl-1':5}},'comment':'so','user':'u'}"),
            "/v1/comparisons",
            List.of("{'completion_ids':['chatcmpl-1','chatcmpl-1/1'],'outcome':'both_bad','criteria':{}}"),
            "/v1/demonstrations",
            List.of(
                    "{'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':'ho'}],'suggestions':[]}",
                    "{'completion_id':'chatcmpl-1','choice_index':0,'correction':'ho'}"),
            "/v1/alternatives",
            List.of("{'completion_id':'chatcmpl-1','k':3,'stream':true}"),
            "/v1/suggestions",
            List.of("{'messages':[{'role':'user','content':'hi'}],'k':2,'stream':false,'user':'u'}"),
            "/v1/ranking-sessions",
            List.of("{'k':2,'scope':'own'}", "{'scope':'any','stream':true}"));

    private static final Map<String, List<String>> CHATS = Map.of(
            "/v1/chat/completions",
            List.of(
                    "{'model':'echo','messages':[{'role':'user','content':'hello'}]}",
                    "{'model':'echo','stream':true,'stream_options':{'include_usage':true},"
                            + "'messages':[{'role':'system','content':'be brief'},{'role':'user','content':'h日'}]}",
                    "{'model':'echo','n':3,'seed':7,'temperature':0.5,'top_p':0.9,'top_k':5,'min_p':0.1,'stop':['x','yz'],"
                            + "'max_tokens':9,'logprobs':true,'top_logprobs':2,'logit_bias':{'65':-3},'user':'u',"
                            + "'metadata':{'a':'b'},'presence_penalty':1,'frequency_penalty':-1,'repetition_penalty':1.1,"
                            + "'messages':[{'role':'user','content':[{'type':'text','text':'one '}]}]}",
                    "{'model':'echo','ignore_eos':false,'min_tokens':1,'max_completion_tokens':5,'return_token_ids':true,"
                            + "'response_format':{'type':'text'},'tools':[],'store':true,'messages':[{'role':'user','content':'go'},"
                            + "{'role':'assistant','content':null,'tool_calls':[{'id':'c','type':'function','function':"
                            + "{'name':'f','arguments':'{}'}}]},{'role':'tool','tool_call_id':'c','content':'3'},"
                            + "{'role':'assistant','content':'on'}]}"),
            "/v1/completions",
            List.of(
                    "{'model':'echo','prompt':'hello'}",
                    "{'model':'echo','prompt':['ab','cd'],'n':2,'stream':true,'max_tokens':4,'echo':true,'logprobs':2}",
                    "{'model':'echo','prompt':[[104,105],[106]],'stop':'x','seed':1,'suffix':null}"),
            "/tokenize",
            List.of(
                    "{'model':'echo','prompt':'hello'}",
                    "{'model':'echo','messages':[{'role':'user','content':'hi'}]}"),
            "/detokenize",
            List.of("{'model':'echo','tokens':[104,105]}"),
            "/apply-template",
            List.of("{'model':'echo','messages':[{'role':'user','content':'hi'}]}"));

    /** Right bodies of each route; the fuzzing begins with one of them. */
    static final Map<String, List<String>> RIGHT = Stream.of(CHATS, FEEDBACK)
            .flatMap(routes -> routes.entrySet().stream())
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    private final Random random;

    FuzzedBody(Random random) {
        this.random = random;
    }

    byte[] of(String path) {
        List<String> right = Objects.requireNonNull(RIGHT.get(path));
        String text = right.get(random.nextInt(right.size())).replace('\'', '"');
        JsonNode tree = read(text);
        return switch (random.nextInt(10)) {
            case 0 -> bytes(tree);
            case 1, 2, 3, 4 -> bytes(changed(tree));
            case 5 -> duplicated(text).getBytes(StandardCharsets.UTF_8);
            case 6 -> deep(text).getBytes(StandardCharsets.UTF_8);
            case 7 -> cut(bytes(tree));
            default -> scratched(bytes(tree));
        };
    }

    /** One to four places of the tree hold something else. */
    private JsonNode changed(JsonNode tree) {
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            List<ContainerNode<?>> places = new ArrayList<>();
            gather(tree, places);
            ContainerNode<?> place = places.get(random.nextInt(places.size()));
            if (place instanceof ObjectNode object) {
                List<String> names = new ArrayList<>();
                object.fieldNames().forEachRemaining(names::add);
                String name =
                        names.isEmpty() || random.nextInt(8) == 0 ? odd() : names.get(random.nextInt(names.size()));
                if (random.nextInt(6) == 0) {
                    object.remove(name);
                } else {
                    object.set(name, value());
                }
            } else if (place instanceof ArrayNode array) {
                array.insert(random.nextInt(array.size() + 1), value());
            }
        }
        return tree;
    }

    private static void gather(JsonNode node, List<ContainerNode<?>> into) {
        if (node instanceof ContainerNode<?> container) {
            into.add(container);
            container.forEach(child -> gather(child, into));
        }
    }

    private JsonNode value() {
        return switch (random.nextInt(14)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.numberNode(random.nextInt(40) - 5);
            case 3 -> NODES.numberNode(random.nextLong());
            case 4 -> NODES.numberNode(BigInteger.ONE.shiftLeft(random.nextInt(2000)));
            case 5 ->
                NODES.numberNode(
                        new BigDecimal(random.nextInt(2000) - 1000).scaleByPowerOfTen(random.nextInt(800) - 400));
            case 6 -> NODES.numberNode(random.nextGaussian());
            case 7 -> NODES.textNode(odd());
            case 8 -> NODES.textNode("x".repeat(1 << random.nextInt(10)));
            case 9 -> NODES.arrayNode();
            case 10 -> NODES.arrayNode().add(odd()).add(random.nextInt()).addNull();
            case 11 -> NODES.objectNode();
            case 12 -> NODES.objectNode().put(odd(), odd());
            default -> NODES.textNode("\ud83d\ude00\u0000\u2028é日");
        };
    }

    private String odd() {
        List<String> odd = List.of(
                "",
                "\u0000",
                "\ud800",
                "echo",
                "user",
                "assistant",
                "text",
                "-1",
                "1e999",
                "NaN",
                "__proto__",
                "a.b",
                "a/b~1",
                "{{7*7}}",
                "<|end|>",
                "\uFFFD",
                "../../etc",
                "%00",
                "content",
                "temperature");
        return odd.get(random.nextInt(odd.size()));
    }

    /** The same names again, with other values. */
    private String duplicated(String text) {
        String again = text.substring(1, text.length() - 1);
        String other =
                again.replace("echo", random.nextBoolean() ? "echo" : "other").replace('1', '2');
        return "{" + other + "," + again + "}";
    }

    private String deep(String text) {
        int depth = 1 << random.nextInt(13);
        String nest = random.nextBoolean()
                ? "[".repeat(depth) + "]".repeat(random.nextInt(4) == 0 ? depth - 1 : depth)
                : "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
        List<String> names = List.of("x", "messages", "prompt", "tokens", "stop", "metadata", "logit_bias", "tools");
        return text.substring(0, text.length() - 1) + ",\"" + names.get(random.nextInt(names.size())) + "\":" + nest
                + "}";
    }

    private byte[] cut(byte[] body) {
        return Arrays.copyOf(body, random.nextInt(body.length));
    }

    /** Some bytes are something else, mostly no UTF-8. */
    private byte[] scratched(byte[] body) {
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        }
        return body;
    }

    static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(JsonNode tree) {
        return tree.toString().getBytes(StandardCharsets.UTF_8);
    }
}
