using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>How requests are read: strictly.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.Strict,
    MaxDepth = 8)]
[JsonSerializable(typeof(AddItemBody))]
[JsonSerializable(typeof(AddItemsBody))]
[JsonSerializable(typeof(AdjustItemBody))]
[JsonSerializable(typeof(CheckoutBody))]
[JsonSerializable(typeof(DiscountBody))]
[JsonSerializable(typeof(SetItemBody))]
[JsonSerializable(typeof(ShippingBody))]
internal sealed partial class RequestJsonContext : JsonSerializerContext;

/// <summary>How answers are written.</summary>
[JsonSerializable(typeof(CartBody))]
[JsonSerializable(typeof(ChangeBody))]
[JsonSerializable(typeof(OrderBody))]
[JsonSerializable(typeof(OrdersBody))]
[JsonSerializable(typeof(IReadOnlyList<ShippingOptionBody>))]
[JsonSerializable(typeof(CartProblem))]
internal sealed partial class ResponseJsonContext : JsonSerializerContext
{
    /// <summary>Writes names in their own letters: the answers are JSON and never part of a page.</summary>
    public static ResponseJsonContext Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

/// <summary>An object id: a JSON number if it is an integer, else a string. Both are read.</summary>
internal sealed class ObjectIdJsonConverter : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.Number when reader.TryGetInt64(out var id) && id >= 0 => id.ToString(CultureInfo.InvariantCulture),
        _ => throw new JsonException(),
    };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        if (ProductKey.TryCreate(1, value, out var key) && key.TryGetIntegerId(out var id))
        {
            writer.WriteNumberValue(id);
        }
        else
        {
            writer.WriteStringValue(value);
        }
    }
}

/// <summary>
/// An amount that a client sends: a string of digits with an optional point, never a JSON number, which may have been a double.
/// </summary>
internal sealed class MoneyJsonConverter : JsonConverter<decimal?>
{
    // A decimal keeps 28 digits exactly; longer text would be rounded, and a rounded amount is none that anybody agreed to.
    private const int MaxLength = 29;

    public override bool HandleNull => true;

    public override decimal? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String
        && reader.GetString() is { Length: >= 1 and <= MaxLength } text
        && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[^1])
        && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            ? amount
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, decimal? value, JsonSerializerOptions options) => throw new NotSupportedException();
}

/// <summary>A moment that a client sends, in the form of RFC 3339. Without its offset from UTC it would be another on every server.</summary>
internal sealed class MomentJsonConverter : JsonConverter<DateTimeOffset?>
{
    private static readonly string[] Forms = ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.Null ? null
        : reader.TokenType is JsonTokenType.String
            && reader.GetString() is { Length: >= 20 and <= 33 } text
            && (text[^1] is 'Z' || text[^6] is '+' or '-')
            && DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            ? moment
            : throw new UnreadableMomentException();

    /// <summary>A moment is not in the form that is wanted.</summary>
    public sealed class UnreadableMomentException()
        : JsonException("Enter a moment with its offset from UTC, such as 2026-12-31T23:59:59Z or 2026-12-31T23:59:59+01:00, or leave it out.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options) => throw new NotSupportedException();
}

/// <summary>JSON pointers in the form that RFC 9457 shows, such as <c>#/items/0/quantity</c>.</summary>
internal static partial class JsonPointer
{
    /// <summary>Turns the path of a JSON reader into a pointer; strange member names, which only strangers send, have none.</summary>
    public static bool TryFromPath(string? path, [NotNullWhen(true)] out string? pointer)
    {
        pointer = path is { Length: > 1 and <= 128 } && PlainPath().IsMatch(path)
            ? "#" + path[1..].Replace("[", "/", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Replace('.', '/')
            : null;
        return pointer is not null;
    }

    [GeneratedRegex(@"^\$(\.[A-Za-z0-9_]+|\[[0-9]+\])+\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainPath();
}
