using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cart.Engine;

namespace Cart.Golden.Tests;

/// <summary>Compares what a step gave with what it should give.</summary>
internal static partial class GoldenComparison
{
    // Where the text itself is promised, and not only the amount.
    private static readonly string[] TextOperations = ["total", "serialize", "tag"];

    // These tell of every line that they change (rulings 11 and 39); the seed told of less.
    private static readonly string[] TellMore = ["add_bulk", "merge", "restore"];

    public static JsonObject ErrorOf(CartException refusal) => new()
    {
        ["type"] = refusal switch
        {
            CartRefusedException { Code: "invalid_price" } => "InvalidPrice",
            CartRefusedException { Code: not "invalid_merge" } => nameof(CartException),
            InvalidDiscountException => "InvalidDiscountError",
            PriceMismatchException => "PriceMismatchError",
            InvalidPayloadException or CartRefusedException => "ValueError",
            _ => refusal.GetType().Name.Replace("Exception", "", StringComparison.Ordinal),
        },
        ["message"] = refusal.Message,
        ["code"] = refusal.Code,
    };

    public static void Compare(string where, JsonObject step, JsonObject actual)
    {
        var expected = step["expect"]!.AsObject();
        var operation = (string)step["op"]!;
        if (expected["error"] is JsonObject error)
        {
            Assert.True(actual["error"] is JsonObject, $"{where}\nexpected: {error.ToJsonString()}\nactual:   {actual.ToJsonString()}");
            CompareError(where, error, actual["error"]!.AsObject());
        }
        else
        {
            var isSame = actual["error"] is null
                && IsSame(expected["result"], actual["result"], TextOperations.Contains(operation));
            Assert.True(isSame, $"{where}\nexpected: {expected.ToJsonString()}\nactual:   {actual.ToJsonString()}");
        }

        CompareSignals(where, expected, actual, exactly: step.ContainsKey("ruling") || !TellMore.Contains(operation));
        if (expected["inventory_checked"] is { } asked)
        {
            Assert.True(
                JsonNode.DeepEquals(asked, actual["inventory_checked"]), $"{where}\nexpected: {asked.ToJsonString()}\nactual:   {actual.ToJsonString()}");
        }
    }

    // The seed's base class stands for all of its exceptions; a product shows as its name.
    private static void CompareError(string where, JsonObject expected, JsonObject actual)
    {
        foreach (var (name, value) in expected)
        {
            var text = ProductInText().Replace((string)value!, "$1");
            var isSame = text == (string?)actual[name] || (name == "type" && text == nameof(CartException));
            Assert.True(isSame, $"{where}\nexpected: {expected.ToJsonString()}\nactual:   {actual.ToJsonString()}");
        }
    }

    private static void CompareSignals(string where, JsonObject expected, JsonObject actual, bool exactly)
    {
        var wanted = expected["signals"]?.AsArray().Select(signal => signal!.AsObject()).ToList() ?? [];
        var fired = actual["signals"]!.AsArray().Select(signal => signal!.AsObject()).ToList();
        var matched = wanted.Count(want => fired.Any(fire =>
            (string?)fire["signal"] == (string?)want["signal"] && want["kwargs"]!.AsArray().All(argument => Has(fire, (string)argument!))));
        Assert.True(
            matched == wanted.Count && (!exactly || fired.Count == wanted.Count),
            $"{where}\nexpected: {expected.ToJsonString()}\nactual:   {actual.ToJsonString()}");
    }

    private static bool Has(JsonObject signal, string argument) => signal["kwargs"]!.AsArray().Any(has => (string)has! == argument);

    private static bool IsSame(JsonNode? expected, JsonNode? actual, bool textually) => (expected, actual) switch
    {
        (null, null) => true,
        (JsonObject left, JsonObject right) =>
            left.Count == right.Count && left.All(member => right.ContainsKey(member.Key) && IsSame(member.Value, right[member.Key], textually)),
        (JsonArray left, JsonArray right) =>
            left.Count == right.Count && left.Zip(right).All(pair => IsSame(pair.First, pair.Second, textually)),
        (JsonValue left, JsonValue right) => IsSame(left, right, textually),
        _ => false,
    };

    private static bool IsSame(JsonValue expected, JsonValue actual, bool textually)
    {
        if (expected.GetValueKind() is JsonValueKind.String && actual.GetValueKind() is JsonValueKind.String)
        {
            var (left, right) = ((string)expected!, (string)actual!);
            return left == right
                || (!textually
                    && decimal.TryParse(left, NumberStyles.Number, CultureInfo.InvariantCulture, out var wanted)
                    && decimal.TryParse(right, NumberStyles.Number, CultureInfo.InvariantCulture, out var given)
                    && wanted == given);
        }

        return expected.ToJsonString() == actual.ToJsonString();
    }

    [GeneratedRegex("<[A-Za-z]+: ([^>]*)>")]
    private static partial Regex ProductInText();
}
