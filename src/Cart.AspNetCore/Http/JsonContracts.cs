using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>Defines how requests are read: strictly.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.Strict,
    MaxDepth = MessagePackContracts.MaxDepth)]
[JsonSerializable(typeof(AddItemBody))]
[JsonSerializable(typeof(AddItemsBody))]
[JsonSerializable(typeof(AdjustItemBody))]
[JsonSerializable(typeof(CheckoutBody))]
[JsonSerializable(typeof(DiscountBody))]
[JsonSerializable(typeof(SetItemBody))]
[JsonSerializable(typeof(ShippingBody))]
internal sealed partial class RequestJsonContext : JsonSerializerContext;

/// <summary>Defines how responses are written.</summary>
[JsonSerializable(typeof(CartBody))]
[JsonSerializable(typeof(ChangeBody))]
[JsonSerializable(typeof(OrderBody))]
[JsonSerializable(typeof(OrdersBody))]
[JsonSerializable(typeof(IReadOnlyList<ShippingOptionBody>))]
[JsonSerializable(typeof(CartProblem))]
internal sealed partial class ResponseJsonContext : JsonSerializerContext
{
    /// <summary>Gets a context that does not escape non-ASCII characters, because responses are JSON and never part of a page.</summary>
    public static ResponseJsonContext Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

/// <summary>Reads a member with its own format, equal in JSON and in MessagePack.</summary>
internal interface IScalarReader
{
    /// <exception cref="JsonException">The value does not have that format.</exception>
    object? Read(object? value);
}

/// <summary>Reads a member that is a text, a whole number or null.</summary>
internal abstract class ScalarConverter<T> : JsonConverter<T>, IScalarReader
{
    public sealed override bool HandleNull => true;

    public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => From(reader.GetString(), null),
        JsonTokenType.Number when reader.TryGetInt64(out var number) => From(null, number),
        JsonTokenType.Null => From(null, null),
        _ => throw Refusal,
    };

    object? IScalarReader.Read(object? value) => value is null or string or long ? From(value as string, value as long?) : throw Refusal;

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => throw new NotSupportedException();

    protected virtual JsonException Refusal => new();

    /// <summary>Returns the value for a text or a number; both are null for null.</summary>
    protected abstract T From(string? text, long? number);
}

/// <summary>Converts an object id: a number if it is an integer, otherwise a text. Reads both.</summary>
internal sealed class ObjectIdConverter : ScalarConverter<string>
{
    /// <summary>Returns the id as a number; null if it is a text.</summary>
    public static long? NumberOf(string value) => ProductKey.TryCreate(1, value, out var key) && key.TryGetIntegerId(out var id) ? id : null;

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        if (NumberOf(value) is { } id)
        {
            writer.WriteNumberValue(id);
        }
        else
        {
            writer.WriteStringValue(value);
        }
    }

    protected override string From(string? text, long? number) =>
        text ?? (number >= 0 ? number.Value.ToString(CultureInfo.InvariantCulture) : throw Refusal);
}

/// <summary>
/// Converts an amount from a client: a text of digits with an optional point, never a number, which may have been a double.
/// </summary>
internal sealed class MoneyConverter : ScalarConverter<decimal?>
{
    // A decimal holds 28 digits exactly. Longer text would be rounded to an amount that nobody agreed to.
    private const int MaxLength = 29;

    protected override decimal? From(string? text, long? number) =>
        text is { Length: >= 1 and <= MaxLength }
        && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[^1])
        && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            ? amount
            : throw Refusal;
}

/// <summary>Converts a time from a client (RFC 3339). It needs its offset from UTC, otherwise its meaning would depend on the server.</summary>
internal sealed class MomentConverter : ScalarConverter<DateTimeOffset?>
{
    private static readonly string[] Forms = ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    protected override JsonException Refusal => new UnreadableMomentException();

    protected override DateTimeOffset? From(string? text, long? number) =>
        text is null && number is null ? null
        : text is { Length: >= 20 and <= 33 }
            && (text[^1] is 'Z' || text[^6] is '+' or '-')
            && DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            ? moment
            : throw Refusal;

    /// <summary>Thrown when a time does not have the required format.</summary>
    public sealed class UnreadableMomentException()
        : JsonException("Enter a moment with its offset from UTC, such as 2026-12-31T23:59:59Z or 2026-12-31T23:59:59+01:00, or leave it out.");
}

/// <summary>Writes JSON pointers as RFC 9457 shows them, such as <c>#/items/0/quantity</c>.</summary>
internal static partial class JsonPointer
{
    /// <summary>Converts the path of a JSON reader to a pointer. Unusual member names, which no real client sends, have none.</summary>
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
